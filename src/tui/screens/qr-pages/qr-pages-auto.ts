import type { AutoAdvance, QrPagesState } from "./qr-pages-state.ts"

const SLOWEST_S = 5
/** Ticks come once per second, some milliseconds early or late. */
const TICK_MS = 1000

/** The next speed: from off to the slowest, then one second faster each time, then off. The first page is shown up to a second longer. */
export function nextSpeed(auto: AutoAdvance | null, nowMs: number): AutoAdvance | null {
  const everyS = auto === null ? SLOWEST_S : auto.everyS - 1
  return everyS < 1 ? null : { everyS, dueMs: nowMs + (everyS + 1) * TICK_MS }
}

/** Turns to the next or previous of `count` pages; stays at the ends. */
export function turnPage(state: QrPagesState, by: 1 | -1, count: number): QrPagesState {
  const page = Math.max(0, Math.min(count - 1, state.page + by))
  return { ...state, page, furthest: Math.max(state.furthest, page), notice: null }
}

/** Turns to the next page if it is due. Stops at the last page, so that no code is scanned twice. */
export function advanceOnTick(state: QrPagesState, count: number, nowMs: number): QrPagesState {
  const { auto } = state
  if (auto === null || nowMs < auto.dueMs - TICK_MS / 2) return state
  const next = turnPage(state, 1, count)
  const last = next.page >= count - 1
  return { ...next, auto: last ? null : { ...auto, dueMs: nowMs + auto.everyS * TICK_MS } }
}
