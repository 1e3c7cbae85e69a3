import type { Clock } from "../accounts/ports.ts"

export const clock: Clock = { nowMs: () => Date.now() }
