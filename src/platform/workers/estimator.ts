import type { Worker } from "node:worker_threads"
import { checkAborted } from "../../base/errors.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import type { PassphraseEstimator, StrengthEstimate } from "../../base/ports.ts"
import { ask, resultOf, startWorker } from "./background.ts"

/** Milliseconds after the last estimate, in which another one finds the dictionaries loaded. */
const IDLE_MS = 5000

/** @param onEnded - Called each time a thread has ended. */
export function createEstimator({
  idleMs = IDLE_MS,
  onEnded = () => undefined,
}: { readonly idleMs?: number; readonly onEnded?: () => void } = {}): PassphraseEstimator {
  let worker: Worker | null = null
  let ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  const end = async (): Promise<void> => {
    clearTimeout(timer)
    const ended = worker
    worker = null
    ending.abort()
    ending = new AbortController()
    if (ended === null) return
    await ended.terminate()
    onEnded()
  }
  const estimate = async ({ bytes }: Passphrase, signal: AbortSignal): Promise<StrengthEstimate> => {
    checkAborted(signal)
    clearTimeout(timer)
    const used = (worker ??= startWorker())
    used.ref()
    // Shared, so that it is wiped here even where the thread ends before it answers.
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
    shared.set(bytes)
    try {
      return resultOf(await ask(used, { task: "estimate", bytes: shared }, signal, null)) as StrengthEstimate
    } catch (error) {
      if (worker === used) await end()
      throw error
    } finally {
      shared.fill(0)
      if (worker === used) {
        used.unref()
        timer = setTimeout(() => void end(), idleMs).unref()
      }
    }
  }
  return {
    end,
    estimate: async (passphrase) => {
      const { signal } = ending
      const mine = last.then(() => estimate(passphrase, signal))
      last = mine.catch(() => undefined)
      return await mine
    },
  }
}
