import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { readFileSync } from "node:fs"
import type { Readable, Writable } from "node:stream"
import { AppError, COMMON } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import type { PluginProcess, Reply } from "../../plugins/ports.ts"

export const PROCESS_TEXTS = texts({
  tooLong: {
    en: "the plugin {plugin} took longer than {max} s and was ended",
    ja: "プラグイン {plugin} が {max} 秒を超えたため終了しました",
  },
  memory: { en: "the plugin {plugin} wanted more memory than it may have", ja: "プラグイン {plugin} のメモリー使用量が上限を超えました" },
  ended: { en: "the plugin {plugin} ended instead of answering", ja: "プラグイン {plugin} が応答せずに終了しました" },
  tooMuch: { en: "the plugin {plugin} gave back more than is taken", ja: "プラグイン {plugin} の出力が上限を超えています" },
})

/** Of V8's heap. */
const MAX_HEAP_MIB = 512
/** Of everything, buffers and the engine's own included; the kernel sees to it (Linux; elsewhere the heap's limit alone holds). */
const MAX_DATA_KIB = 1536 * 1024
/** A process that outlives us, since nobody was left to end it, ends by this. */
const MAX_CPU_S = 150
const MAX_HEAD_BYTES = 3 * LIMITS.fileBytes
const MAX_BODY_BYTES = LIMITS.fileBytes

/** By limits of the kernel: no core dump of what is in its memory, no file that grows, memory, processor time. */
const LIMITED = ["ulimit -c 0", "ulimit -f 0", `ulimit -d ${MAX_DATA_KIB}`, `ulimit -t ${MAX_CPU_S}`]
  .map((limit) => `${limit} 2>/dev/null`)
  .concat('exec "$0" "$@"')
  .join("; ")

const besides = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), "utf8")

/**
 * How node is called for a plugin. Its permission model takes files, processes, threads, addons and, from node 25 on, the network away from
 * the whole process. The realm that starts the plugin is frozen, and no text becomes code in it; the plugin itself runs in another realm,
 * which has the language and nothing else.
 */
function nodeArguments(code: string): string[] {
  const permission = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission"
  return [
    permission,
    "--experimental-vm-modules",
    "--frozen-intrinsics",
    "--disallow-code-generation-from-strings",
    "--unhandled-rejections=none",
    "--no-warnings",
    `--max-old-space-size=${MAX_HEAP_MIB}`,
    "--input-type=module",
    "--eval",
    code,
  ]
}

type Child = ChildProcessByStdio<Writable, Readable, null>

/** A node that runs this code and may do nothing else: no environment, no directory of its own, no descriptor but two pipes. */
export function spawnContained(code: string): Child {
  return spawn("/bin/sh", ["-c", LIMITED, process.execPath, ...nodeArguments(code)], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {},
    cwd: "/",
  })
}

interface Waiting {
  done(reply: Reply): void
  failed(error: AppError): void
}

/**
 * A process that runs exactly these bytes: it gets them over its standard input.
 *
 * @param title - For messages.
 */
export function startPlugin(source: Uint8Array, title: string): PluginProcess {
  const child = spawnContained(besides("plugin-child.mjs"))
  const detail = { plugin: title }
  let over: AppError | null = null
  let waiting: Waiting | null = null
  let chunks: Buffer[] = []
  let length = 0

  const end = (error: AppError): void => {
    over ??= error
    child.kill("SIGKILL")
    child.stdin.destroy()
    child.stdout.destroy()
    const asked = waiting
    waiting = null
    chunks = []
    asked?.failed(over)
  }
  const tooMuch = (): void => {
    end(new AppError("limit-exceeded", PROCESS_TEXTS.tooMuch, { detail }))
  }
  const taken = (chunk: Buffer): void => {
    chunks.push(chunk)
    length += chunk.length
    if (waiting === null) {
      // Nobody has asked.
      tooMuch()
      return
    }
    if (length < 8) return
    if (chunks[0] !== undefined && chunks[0].length < 8) chunks = [Buffer.concat(chunks)]
    const head = chunks[0]?.readUInt32BE(0) ?? 0
    const body = chunks[0]?.readUInt32BE(4) ?? 0
    const whole = 8 + head + body
    if (head > MAX_HEAD_BYTES || body > MAX_BODY_BYTES || length > whole) {
      tooMuch()
      return
    }
    if (length < whole) return
    const bytes = Buffer.concat(chunks)
    chunks = []
    length = 0
    const asked = waiting
    waiting = null
    asked.done({ head: bytes.subarray(8, 8 + head), body: Uint8Array.from(bytes.subarray(8 + head)) })
  }
  child.stdout.on("data", taken)
  // Writing to one that has ended; its end tells more.
  child.stdin.on("error", () => undefined)
  child.stdout.on("error", () => undefined)
  child.on("error", (cause) => {
    end(new AppError("format-unsupported", PROCESS_TEXTS.ended, { detail, cause }))
  })
  child.on("close", (status, signal) => {
    const memory = ["SIGABRT", "SIGTRAP", "SIGSEGV", "SIGKILL"].includes(signal ?? "") || [133, 134, 139].includes(status ?? 0)
    end(
      memory
        ? new AppError("limit-exceeded", PROCESS_TEXTS.memory, { detail })
        : new AppError("format-unsupported", PROCESS_TEXTS.ended, { detail }),
    )
  })

  const send = (order: object, body: Uint8Array): void => {
    const head = Buffer.from(JSON.stringify(order), "utf8")
    const lengths = Buffer.alloc(8)
    lengths.writeUInt32BE(head.length, 0)
    lengths.writeUInt32BE(body.length, 4)
    child.stdin.write(lengths)
    child.stdin.write(head)
    child.stdin.write(body)
  }
  const ask = (order: object, body: Uint8Array, signal: AbortSignal | undefined, maxMs: number): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (over !== null) {
        reject(over)
        return
      }
      if (waiting !== null) throw new TypeError("one question at a time")
      const cancel = (): void => {
        end(new AppError("interrupted", COMMON.interrupted))
      }
      if (signal?.aborted === true) {
        cancel()
        reject(new AppError("interrupted", COMMON.interrupted))
        return
      }
      const timer = setTimeout(() => {
        end(new AppError("limit-exceeded", PROCESS_TEXTS.tooLong, { detail: { ...detail, max: Math.ceil(maxMs / 1000) } }))
      }, maxMs)
      const finish = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener("abort", cancel)
      }
      waiting = {
        done: (reply) => {
          finish()
          resolve(reply)
        },
        failed: (error) => {
          finish()
          reject(error)
        },
      }
      signal?.addEventListener("abort", cancel, { once: true })
      send(order, body)
    })

  let started: Promise<Reply> | null = null
  return {
    async ask(order, body, { signal, maxMs }) {
      const inside = Buffer.from(besides("plugin-inside.mjs"), "utf8")
      started ??= ask({ order: "start", split: inside.length }, Buffer.concat([inside, source]), signal, maxMs)
      const begun = await started
      // The module itself has failed: that is the answer to whatever it is asked.
      if (Buffer.from(begun.head).includes('{"failed"')) return begun
      return await ask(order, body ?? new Uint8Array(), signal, maxMs)
    },
    end() {
      end(new AppError("format-unsupported", PROCESS_TEXTS.ended, { detail }))
    },
  }
}
