import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { readFileSync } from "node:fs"
import { isSea } from "node:sea"
import type { Readable, Writable } from "node:stream"
import { AppError, COMMON } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import type { PluginProcess, Reply } from "../../plugins/ports.ts"

export const PROCESS_TEXTS = texts({
  tooLong: {
    en: "the plugin {plugin} took longer than {max} s and was stopped",
    ja: "プラグイン {plugin} が {max} 秒を超えたため終了しました",
  },
  memory: { en: "the plugin {plugin} exceeded its memory limit", ja: "プラグイン {plugin} のメモリー使用量が上限を超えました" },
  ended: { en: "the plugin {plugin} ended without an answer", ja: "プラグイン {plugin} が応答せずに終了しました" },
  tooMuch: { en: "the plugin {plugin} returned more data than allowed", ja: "プラグイン {plugin} の出力が上限を超えています" },
})

/** The limit of V8's heap. */
const MAX_HEAP_MIB = 512
/** The kernel's limit of all memory, including buffers and the engine. Linux enforces it; elsewhere only the limit of the heap applies. */
const MAX_DATA_KIB = 1536 * 1024
/** Ends a process that this program could not end, because it was killed itself. */
const MAX_CPU_S = 150
const MAX_HEAD_BYTES = 3 * LIMITS.fileBytes
const MAX_BODY_BYTES = LIMITS.fileBytes

/** A shell script that sets the limits of the kernel (no core dump, no file growth, memory, processor time), then runs its arguments. */
const RUN_LIMITED = ["ulimit -c 0", "ulimit -f 0", `ulimit -d ${MAX_DATA_KIB}`, `ulimit -t ${MAX_CPU_S}`]
  .map((limit) => `${limit} 2>/dev/null`)
  .concat('exec "$0" "$@"')
  .join("; ")

const readSibling = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), "utf8")

/**
 * The options of node for a plugin. The permission model denies the process files, child processes, threads, addons and, from node 25 on,
 * the network. The realm that starts the plugin is frozen and cannot evaluate strings; the plugin runs in another realm, which has only
 * the globals of the language.
 */
const OPTIONS = [
  "--experimental-vm-modules",
  "--frozen-intrinsics",
  "--disallow-code-generation-from-strings",
  "--unhandled-rejections=none",
  "--no-warnings",
  `--max-old-space-size=${MAX_HEAP_MIB}`,
]
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission"

/** What runs a plugin's code: node, or the single executable, which reads node's options in its environment only. */
export interface Runtime {
  readonly path: string
  readonly isSingleFile: boolean
}
const THIS_RUNTIME: Runtime = { path: process.execPath, isSingleFile: isSea() }

type Child = ChildProcessByStdio<Writable, Readable, null>

/** Start a contained node that runs this code: without environment, in the root directory, with standard input and output as pipes. */
export function spawnContained(code: string, { path, isSingleFile }: Runtime = THIS_RUNTIME): Child {
  // The single executable clears its environment before it runs the code, and refuses to run it without the permission model.
  const args = isSingleFile ? ["--contained", code] : [PERMISSION, ...OPTIONS, "--input-type=module", "--eval", code]
  const env = isSingleFile ? { NODE_OPTIONS: ["--permission", ...OPTIONS].join(" ") } : {}
  return spawn("/bin/sh", ["-c", RUN_LIMITED, path, ...args], { stdio: ["pipe", "pipe", "ignore"], env, cwd: "/" })
}

/** The order that waits for a reply. */
interface Waiting {
  done(reply: Reply): void
  failed(error: AppError): void
}

/**
 * Start a process for a plugin. It receives the source through its standard input, so it runs exactly these bytes.
 *
 * @param title - For messages.
 */
export function startPlugin(source: Uint8Array, title: string, runtime?: Runtime): PluginProcess {
  const child = spawnContained(readSibling("plugin-child.mjs"), runtime)
  const detail = { plugin: title }
  let ended: AppError | null = null
  let waiting: Waiting | null = null
  let chunks: Buffer[] = []
  let length = 0

  const end = (error: AppError): void => {
    ended ??= error
    child.kill("SIGKILL")
    child.stdin.destroy()
    child.stdout.destroy()
    const order = waiting
    waiting = null
    chunks = []
    order?.failed(ended)
  }
  const tooMuch = (): void => {
    end(new AppError("limit-exceeded", PROCESS_TEXTS.tooMuch, { detail }))
  }
  const receive = (chunk: Buffer): void => {
    chunks.push(chunk)
    length += chunk.length
    if (waiting === null) {
      // Output without an order.
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
    const order = waiting
    waiting = null
    order.done({ head: bytes.subarray(8, 8 + head), body: Uint8Array.from(bytes.subarray(8 + head)) })
  }
  child.stdout.on("data", receive)
  // Errors of the pipes are ignored: the "close" event reports the end of the process.
  child.stdin.on("error", () => undefined)
  child.stdout.on("error", () => undefined)
  child.on("error", (cause) => {
    end(new AppError("format-unsupported", PROCESS_TEXTS.ended, { detail, cause }))
  })
  child.on("close", (status, signal) => {
    const isOutOfMemory = ["SIGABRT", "SIGTRAP", "SIGSEGV", "SIGKILL"].includes(signal ?? "") || [133, 134, 139].includes(status ?? 0)
    end(
      isOutOfMemory
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
  const sendOrder = (order: object, body: Uint8Array, signal: AbortSignal | undefined, maxMs: number): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (ended !== null) {
        reject(ended)
        return
      }
      if (waiting !== null) throw new TypeError("the plugin still works on another order")
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

  /** The first order. Its body is the runtime that surrounds the plugin, then the plugin's source; `split` is where the source begins. */
  const start = (signal: AbortSignal | undefined, maxMs: number): Promise<Reply> => {
    const runtime = Buffer.from(readSibling("plugin-inside.mjs"), "utf8")
    return sendOrder({ order: "start", split: runtime.length }, Buffer.concat([runtime, source]), signal, maxMs)
  }

  let started: Promise<Reply> | null = null
  return {
    async ask(order, body, { signal, maxMs }) {
      started ??= start(signal, maxMs)
      const startReply = await started
      // A plugin that has failed to start answers every order with that failure.
      if (Buffer.from(startReply.head).includes('{"failed"')) return startReply
      return await sendOrder(order, body ?? new Uint8Array(), signal, maxMs)
    },
    end() {
      end(new AppError("format-unsupported", PROCESS_TEXTS.ended, { detail }))
    },
  }
}
