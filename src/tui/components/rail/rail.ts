import { cellWidth } from "../../../base/display.ts"
import { format } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import type { Row, Size, Span } from "../../core/frame.ts"
import type { Route } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"
import { EMPTY_ROW, span } from "../rows.ts"

/** The steps of a wizard, and where the user is. */
export interface Rail {
  /** What the steps lead to, such as "Export". */
  readonly name: Sentence
  /** Without the steps that are not needed. */
  readonly steps: readonly Sentence[]
  /** The step that is shown, 0-based; those before it are done. */
  readonly current: number
  /** The steps from this one on cannot be returned to; absent: all that are done can. */
  readonly sealed?: number
  /** The keys that return to steps in another way than by Esc. */
  readonly keys?: Readonly<Partial<Record<number, string>>>
  /** The work of the wizard is done. */
  readonly finished?: boolean
}

/** Below this width the title names the step instead. */
const MIN_WIDTH = 60
/** Below this height no row is left blank under the rail. */
const MIN_ROWS_WITH_GAP = 14
const NEXT = " › "

/** `✓ Choose › [Target] › 3 Losses`. A click on a step that is done goes back to it. */
export function railRow(rail: Rail, lang: Lang): Row {
  const { steps, current } = rail
  return [
    span("  "),
    ...steps.flatMap((step, at): readonly Span[] => [
      ...(at === 0 ? [] : [span(NEXT, "muted")]),
      at === current
        ? span(`[${format(step, lang)}]`, "selection")
        : at > current
          ? span(`${at + 1} ${format(step, lang)}`, "muted")
          : { ...span(`✓ ${format(step, lang)}`), ...clickOf(rail, at) },
    ]),
  ]
}

/** What a click on a step that is done does. */
function clickOf({ sealed, keys }: Rail, at: number): Pick<Span, "click" | "step"> {
  const click = keys?.[at]
  if (click !== undefined) return { click }
  return at < (sealed ?? Infinity) ? { step: at } : {}
}

/** `Export › 2/5 Target`, the title of a narrow window. */
export function railTitle({ name, steps, current }: Rail, lang: Lang): string {
  const step = steps[current]
  return `${format(name, lang)}${NEXT}${current + 1}/${steps.length} ${step === undefined ? "" : format(step, lang)}`
}

/** Rows of the body that the rail takes. */
function railHeight({ columns, rows }: Size): number {
  if (columns < MIN_WIDTH) return 0
  return rows < MIN_ROWS_WITH_GAP ? 1 : 2
}

/**
 * A screen with the rail above its body. The screen itself knows nothing of it: it gets a body of fewer rows.
 *
 * @param railOf - Called again after every message. While the screen takes the whole window, there is no rail.
 */
export function withRail<S, A extends string, R extends Route>(
  screen: Screen<S, A, R>,
  railOf: (state: S, context: Context) => Rail,
): Screen<S, A, R> {
  const isFull = (state: S, { window }: Context): boolean => screen.full?.(state, window) === true
  const below = (context: Context): Context => {
    const { columns, rows } = context.body
    return { ...context, body: { columns, rows: Math.max(1, rows - railHeight(context.body)) } }
  }
  const inner = (state: S, context: Context): Context => (isFull(state, context) ? context : below(context))
  return {
    ...screen,
    init: (route, context) => screen.init(route, below(context)),
    update: (state, msg, context) => screen.update(state, msg, inner(state, context)),
    view(state, context) {
      const rail = railOf(state, context)
      const step = { current: rail.current, finished: rail.finished === true }
      const view = { ...screen.view(state, inner(state, context)), step }
      if (isFull(state, context)) return view
      const height = railHeight(context.body)
      if (height === 0) return { ...view, title: railTitle(rail, context.lang) }
      const row = railRow(rail, context.lang)
      const cut = cellWidth(row.map(({ text }) => text).join("")) > context.body.columns
      const head = cut ? [span(`  ${railTitle(rail, context.lang)}`, "strong")] : row
      const cursor = view.cursor === undefined || view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + height }
      return { ...view, body: [head, ...(height > 1 ? [EMPTY_ROW] : []), ...view.body], cursor }
    },
    keys: (state, context) => screen.keys(state, inner(state, context)),
  }
}
