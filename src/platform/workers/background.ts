import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { AppError, checkAborted, COMMON } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Background, ImageReading } from "../../base/ports.ts"
import { deriveArgon2, glanceAtImage, readImage } from "./tasks.ts"
import type { Done, Order, Reply } from "./worker.ts"

export const BACKGROUND_TEXTS = texts({
  tooLong: { en: "the task took longer than {max} s and was stopped", ja: "{max} 秒を超えたため中止しました" },
  memory: { en: "not enough memory", ja: "メモリーが足りません" },
})

/** Seconds for one picture. Only a malicious picture takes longer. */
const MAX_IMAGE_S = 30
const MAX_WORKERS = 2

export interface BackgroundOptions {
  /** The greatest number of workers; default 2, or 1 on a machine with one processor. */
  readonly workers?: number
  /** Seconds for one picture; default 30. */
  readonly maxImageS?: number
  /**
   * Try the fast first step of reading the first picture in this thread, which takes less time than starting a worker. For commands, which
   * have no screen to keep responsive and often read only one picture.
   */
  readonly glance?: boolean
}

/**
 * Run tasks in worker threads: started when first needed, reused, and terminated when a task is cancelled. An idle worker does not keep
 * the program alive.
 */
export function createBackground({
  workers = Math.min(MAX_WORKERS, availableParallelism()),
  maxImageS = MAX_IMAGE_S,
  glance = false,
}: BackgroundOptions = {}): Background {
  const idle: Worker[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let glancesLeft = glance ? 1 : 0

  /** Wait until fewer than `workers` tasks run. */
  const waitForWorker = async (signal: AbortSignal | undefined): Promise<void> => {
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
  const releaseWorker = (): void => {
    busy--
    for (const wake of waiting.splice(0)) wake()
  }

  const run = async (order: Order, signal: AbortSignal | undefined, maxS: number | null): Promise<Done> => {
    await waitForWorker(signal)
    const worker = idle.pop() ?? startWorker()
    worker.ref()
    try {
      const reply = await ask(worker, order, signal, maxS)
      worker.unref()
      idle.push(worker)
      return resultOf(reply)
    } finally {
      releaseWorker()
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
      const glimpse = glancesLeft-- > 0 ? await glanceAtImage(bytes) : null
      return glimpse ?? ((await run({ task: "read-image", bytes: Uint8Array.from(bytes) }, signal, maxImageS)) as ImageReading)
    },
  }
}

/** @throws what the task failed with */
export function resultOf(reply: Reply): Done {
  if ("done" in reply) return reply.done
  if (reply.failed === null) throw new TypeError(`a background task failed: ${reply.name}`)
  throw new AppError(reply.failed.code, reply.failed.sentence, { detail: reply.failed.detail })
}

/** In the bundle the worker is a file beside this one. Run from the sources, the worker needs the TypeScript loader. */
export function startWorker(): Worker {
  // The output of libraries is discarded: it may quote secret input, and would garble the screen.
  const options = { execArgv: [], stdout: true, stderr: true }
  const fromSource = import.meta.url.endsWith(".ts")
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${JSON.stringify(new URL("./worker.ts", import.meta.url).href)}) })`
  const worker = fromSource ? new Worker(load, { ...options, eval: true }) : new Worker(new URL("./worker.js", import.meta.url), options)
  // `ask` handles the errors of a working worker; those of an idle one are ignored.
  worker.on("error", () => undefined)
  return worker
}

/** Send a task and wait for the reply. The worker is terminated where none comes. */
export function ask(worker: Worker, order: Order, signal: AbortSignal | undefined, maxS: number | null): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", cancel)
      worker.off("message", onReply).off("error", onError).off("exit", onExit)
    }
    const giveUp = (error: Error): void => {
      finish()
      void worker.terminate()
      reject(error)
    }
    const cancel = (): void => {
      giveUp(new AppError("interrupted", COMMON.interrupted))
    }
    const onTimeout = (): void => {
      giveUp(new AppError("limit-exceeded", BACKGROUND_TEXTS.tooLong, { detail: { max: maxS ?? 0 } }))
    }
    const onReply = (reply: Reply): void => {
      finish()
      resolve(reply)
    }
    const onError = (cause: Error & { code?: string }): void => {
      const isOutOfMemory = cause.code === "ERR_WORKER_OUT_OF_MEMORY"
      giveUp(
        isOutOfMemory
          ? new AppError("limit-exceeded", BACKGROUND_TEXTS.memory, { cause })
          : new TypeError(`a worker failed: ${cause.name}`),
      )
    }
    const onExit = (): void => {
      giveUp(new AppError("limit-exceeded", BACKGROUND_TEXTS.memory))
    }
    if (signal?.aborted === true) {
      void worker.terminate()
      reject(new AppError("interrupted", COMMON.interrupted))
      return
    }
    const timer = maxS === null ? undefined : setTimeout(onTimeout, maxS * 1000)
    signal?.addEventListener("abort", cancel, { once: true })
    worker.on("message", onReply).on("error", onError).on("exit", onExit)
    worker.postMessage(order)
  })
}

/** Runs the tasks in the calling thread, for tests and for platforms without threads. */
export function inThisThread(): Background {
  return {
    argon2: async (params, signal) => {
      checkAborted(signal)
      return deriveArgon2(params)
    },
    readImage,
  }
}
