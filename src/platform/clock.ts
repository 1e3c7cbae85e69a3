import type { Clock } from "../base/ports.ts"

export const clock: Clock = { nowMs: () => Date.now() }
