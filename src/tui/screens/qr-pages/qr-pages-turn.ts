import type { QrPage, QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { Effect } from "../../core/effects.ts"
import type { Outcome } from "../../core/screen.ts"
import { hasCodePage } from "./qr-pages-layout.ts"
import type { AutoAdvance, QrPagesState } from "./qr-pages-state.ts"

type Step = Outcome<QrPagesState>

const SLOWEST_S = 5
/** Ticks come once per second, some milliseconds early or late. */
const TICK_MS = 1000
/** Drawings are kept of the page that was drawn last and of this many on each side: a drawing holds a secret, and memory. */
const KEPT_NEIGHBOURS = 1

/** The pages with codes, and that of the verification code. */
export function pageCount(plan: QrPlan): number {
  return plan.pages.length + (hasCodePage(plan) ? 1 : 0)
}

/** Turns to a page, 0-based: at once where it is drawn, otherwise when its drawing arrives. A page outside the plan is the nearest one. */
export function turnTo(state: QrPagesState, plan: QrPlan, target: number): Step {
  const page = Math.max(0, Math.min(pageCount(plan) - 1, target))
  const next = { ...state, notice: null }
  const planned = plan.pages[page]
  if (planned === undefined || planned.drawn || plan.impossible !== null) return { state: showPage({ ...next, wanted: null }, page) }
  // The pages of the coming plan are others.
  if (state.planRequested) return { state: next }
  const effects: Effect[] = state.wanted === null ? [{ type: "draw-qr-page", page }] : []
  return { state: { ...next, wanted: page }, effects }
}

/** Turns by a number of pages from the page that is shown, or that is being drawn. */
export function turnBy(state: QrPagesState, plan: QrPlan, by: number): Step {
  return turnTo(state, plan, (state.wanted ?? state.page) + by)
}

function showPage(state: QrPagesState, page: number): QrPagesState {
  return { ...state, page, seen: new Set([...state.seen, page]) }
}

/** Shows a page that was drawn, if it is still the one to show; otherwise asks for that. */
export function receivePage(state: QrPagesState, plan: QrPlan, page: number, drawn: QrPage): Step {
  const pages = plan.pages.map((one, at) => (at === page ? drawn : Math.abs(at - page) > KEPT_NEIGHBOURS ? withoutDrawing(one) : one))
  const next = { ...state, plan: { ...plan, pages } }
  if (state.wanted === null) return { state: next }
  if (state.wanted === page) return { state: showPage({ ...next, wanted: null }, page) }
  return { state: next, effects: [{ type: "draw-qr-page", page: state.wanted }] }
}

function withoutDrawing(page: QrPage): QrPage {
  return page.drawn ? { ...page, drawn: false, drawing: null, notes: [] } : page
}

/** The next speed: from off to the slowest, then one second faster each time, then off. The first page is shown up to a second longer. */
export function nextSpeed(auto: AutoAdvance | null, nowMs: number): AutoAdvance | null {
  const everyS = auto === null ? SLOWEST_S : auto.everyS - 1
  return everyS < 1 ? null : { everyS, dueMs: nowMs + (everyS + 1) * TICK_MS }
}

/** Turns to the next page if it is due. Stops at the last page, so that no code is scanned twice. */
export function advanceOnTick(state: QrPagesState, plan: QrPlan, nowMs: number): Step {
  const { auto } = state
  if (auto === null || state.wanted !== null || nowMs < auto.dueMs - TICK_MS / 2) return { state }
  const last = state.page + 1 >= pageCount(plan) - 1
  const step = turnBy(state, plan, 1)
  return { ...step, state: { ...step.state, auto: last ? null : { ...auto, dueMs: nowMs + auto.everyS * TICK_MS } } }
}
