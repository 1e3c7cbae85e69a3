import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { AppError, checkAborted, COMMON } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Background, ImageReading } from "../../base/ports.ts"
import { deriveArgon2, glanceAtImage, readImage } from "./tasks.ts"
import type { Order, Reply } from "./worker.ts"

export const BACKGROUND_TEXTS = texts({
  tooLong: { en: "it took longer than {max} s and was given up", ja: "{max} 秒を超えたため中止しました" },
  memory: { en: "it needs more memory than there is", ja: "メモリーが足りません" },
})

/** One picture; anything beyond is made to be slow. */
const MAX_IMAGE_S = 30
const MAX_WORKERS = 2

export interface BackgroundOptions {
  /** Workers at most; default 2, or 1 on a machine with one processor. */
  readonly workers?: number
  /** Seconds for one picture; default 30. */
  readonly maxImageS?: number
  /**
   * A first look at the first picture without a worker, whose start costs more than the look. For a program that has no screen to keep
   * alive, and often but one picture to read.
   */
  readonly glance?: boolean
}

/**
 * Work in threads of their own: started when first needed, kept for the next task, ended when a task is cancelled. An idle worker
 * does not keep the program alive.
 */
export function createBackground({
  workers = Math.min(MAX_WORKERS, availableParallelism()),
  maxImageS = MAX_IMAGE_S,
  glance = false,
}: BackgroundOptions = {}): Background {
  const idle: Worker[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let glances = glance ? 1 : 0

  /** Take a place; wait for one where all are taken. */
  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    while (busy >= workers) {
      checkAborted(signal)
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal?.removeEventListener("abort", wake)
          resolve()
        }
        waiting.push(wake)
        signal?.addEventListener("abort", wake, { once: true })
      })
    }
    checkAborted(signal)
    busy++
  }
  const leave = (): void => {
    busy--
    for (const wake of waiting.splice(0)) wake()
  }

  const run = async (order: Order, signal: AbortSignal | undefined, maxS: number | null): Promise<Uint8Array | ImageReading> => {
    await enter(signal)
    const worker = idle.pop() ?? start()
    worker.ref()
    try {
      const reply = await ask(worker, order, signal, maxS)
      worker.unref()
      idle.push(worker)
      if ("done" in reply) return reply.done
      if (reply.failed === null) throw new TypeError(`a background task failed: ${reply.name}`)
      throw new AppError(reply.failed.code, reply.failed.sentence, { detail: reply.failed.detail })
    } finally {
      leave()
    }
  }
  return {
    argon2: async (params, signal) => {
      const { password, salt } = params
      const order: Order = { task: "argon2", params: { ...params, password: Uint8Array.from(password), salt: Uint8Array.from(salt) } }
      return (await run(order, signal, null)) as Uint8Array
    },
    readImage: async (bytes, signal) => {
      checkAborted(signal)
      const seen = glances-- > 0 ? await glanceAtImage(bytes) : null
      return seen ?? ((await run({ task: "read-image", bytes: Uint8Array.from(bytes) }, signal, maxImageS)) as ImageReading)
    },
  }
}

/** The bundle has the worker beside it; run from the sources, it needs the loader that they are run with. */
function start(): Worker {
  // What a library prints is taken here and not read: it could quote what it worked on, and would spoil the screen.
  const options = { execArgv: [], stdout: true, stderr: true }
  const fromSource = import.meta.url.endsWith(".ts")
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${JSON.stringify(new URL("./worker.ts", import.meta.url).href)}) })`
  const worker = fromSource ? new Worker(load, { ...options, eval: true }) : new Worker(new URL("./worker.js", import.meta.url), options)
  // Whoever waits for an answer hears of errors; an idle or ended worker has nobody to tell.
  worker.on("error", () => undefined)
  return worker
}

/** One order, one reply; the worker is ended where none comes. */
function ask(worker: Worker, order: Order, signal: AbortSignal | undefined, maxS: number | null): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", cancel)
      worker.off("message", answered).off("error", broken).off("exit", ended)
    }
    const giveUp = (error: Error): void => {
      finish()
      void worker.terminate()
      reject(error)
    }
    const cancel = (): void => {
      giveUp(new AppError("interrupted", COMMON.interrupted))
    }
    const late = (): void => {
      giveUp(new AppError("limit-exceeded", BACKGROUND_TEXTS.tooLong, { detail: { max: maxS ?? 0 } }))
    }
    const answered = (reply: Reply): void => {
      finish()
      resolve(reply)
    }
    const broken = (cause: Error & { code?: string }): void => {
      const short = cause.code === "ERR_WORKER_OUT_OF_MEMORY"
      giveUp(short ? new AppError("limit-exceeded", BACKGROUND_TEXTS.memory, { cause }) : new TypeError(`a worker failed: ${cause.name}`))
    }
    const ended = (): void => {
      giveUp(new AppError("limit-exceeded", BACKGROUND_TEXTS.memory))
    }
    if (signal?.aborted === true) {
      void worker.terminate()
      reject(new AppError("interrupted", COMMON.interrupted))
      return
    }
    const timer = maxS === null ? undefined : setTimeout(late, maxS * 1000)
    signal?.addEventListener("abort", cancel, { once: true })
    worker.on("message", answered).on("error", broken).on("exit", ended)
    worker.postMessage(order)
  })
}

/** The same work in this thread, for tests and wherever threads are not to be had. */
export function inThisThread(): Background {
  return {
    argon2: async (params, signal) => {
      checkAborted(signal)
      return deriveArgon2(params)
    },
    readImage,
  }
}
