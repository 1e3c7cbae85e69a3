import { setTimeout as after } from "node:timers/promises"
import type { Clock } from "../base/ports.ts"

export const clock: Clock = { nowMs: () => Date.now() }

/** @param ms - 0 or more. @returns when the time is over or the signal is aborted, whichever comes first */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted timer rejects.
  await after(ms, undefined, { signal }).catch(() => undefined)
}
