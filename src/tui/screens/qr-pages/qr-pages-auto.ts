import type { AutoAdvance, QrPagesState } from "./qr-pages-state.ts"

const SLOWEST_S = 5
/** Ticks come once a second, some milliseconds early or late. */
const TICK_MS = 1000

/** From off to the slowest, then faster and faster, then off again. The first page has its time in full, and up to a second more. */
export function nextSpeed(auto: AutoAdvance | null, nowMs: number): AutoAdvance | null {
  const everyS = auto === null ? SLOWEST_S : auto.everyS - 1
  return everyS < 1 ? null : { everyS, dueMs: nowMs + (everyS + 1) * TICK_MS }
}

/** The page after a key, or before it. */
export function turned(state: QrPagesState, by: 1 | -1, count: number): QrPagesState {
  const page = Math.max(0, Math.min(count - 1, state.page + by))
  return { ...state, page, furthest: Math.max(state.furthest, page), notice: null }
}

/** The state after a tick: the next page where it is due. At the last one it ends, so that no code is taken twice. */
export function advanced(state: QrPagesState, count: number, nowMs: number): QrPagesState {
  const { auto } = state
  if (auto === null || nowMs < auto.dueMs - TICK_MS / 2) return state
  const next = turned(state, 1, count)
  const last = next.page >= count - 1
  return { ...next, auto: last ? null : { ...auto, dueMs: nowMs + auto.everyS * TICK_MS } }
}
