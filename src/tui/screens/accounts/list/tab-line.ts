import { cellWidth } from "../../../../base/display.ts"
import { format, texts } from "../../../../base/language.ts"
import { sortName } from "../../../components/accounts-list.ts"
import { lineView } from "../../../components/forms/line-editor.ts"
import { fitRow, rowWidth, span } from "../../../components/rows.ts"
import type { Row, Span } from "../../../core/frame.ts"
import type { Context } from "../../../core/screen.ts"
import type { AccountsState } from "../accounts-state.ts"
import { backupNotice } from "../backup-notice.ts"
import { periodOf } from "./account-code.ts"
import { commonPeriods, countdownSpans, shownPeriods } from "./countdown.ts"
import { layoutOf, usedWidth } from "./layout.ts"
import { countedTabs, tabName, tabSlots, tabSpans } from "./tabs.ts"
import type { TabSlot } from "./tabs.ts"
import { accountsOf, shownOf } from "./shown.ts"

const TEXTS = texts({
  unreadable: { en: "{count} unreadable", ja: "読み取り不可 {count} 件" },
  found: { en: "{shown} of {count}", ja: "{shown} / {count} 件" },
  marked: { en: "{count} marked", ja: "{count} 件選択中" },
  order: { en: "order: {by}", ja: "並び順: {by}" },
})

/** Whether the accounts are narrowed down, or are about to be. */
export function isFinding({ filtering, filter }: AccountsState): boolean {
  return filtering || filter.value !== ""
}

/** The countdown at the right end of a line of `width` cells. */
function countdown(state: AccountsState, context: Context, width: number): readonly Span[] {
  const { nowMs, lang, settings } = context
  const chosen = shownOf(state, context)[state.list.cursor]
  const more = width < 60 || (isFinding(state) && width < 100) ? 0 : width < 100 ? 1 : 2
  const periods = shownPeriods(commonPeriods(accountsOf(context)), chosen === undefined ? null : periodOf(chosen), more)
  return countdownSpans(periods, { nowMs, step: settings.countdown, lang }, width < 60 ? 7 : 12)
}

/** What else is to be known about the list, the most important first. */
function notes(state: AccountsState, context: Context): readonly Span[] {
  const { lang, vault, settings } = context
  const unreadable = vault?.unreadable.length ?? 0
  const notice = backupNotice(context)
  return [
    ...(unreadable === 0 ? [] : [span(` ${format(TEXTS.unreadable, lang, { count: unreadable })} `, "warn")]),
    ...(notice === "" ? [] : [span(` ${notice} `, "warn")]),
    ...(state.marked.size === 0 ? [] : [span(` ${format(TEXTS.marked, lang, { count: state.marked.size })} `)]),
    ...(settings.sort === "own" ? [] : [span(` ${format(TEXTS.order, lang, { by: sortName(settings.sort, lang) })} `, "muted")]),
  ]
}

/** The notes that fit into `width` cells. */
function fittingNotes(state: AccountsState, context: Context, width: number): readonly Span[] {
  const shown: Span[] = []
  for (const note of notes(state, context)) if (rowWidth([...shown, note]) <= width) shown.push(note)
  return shown
}

interface TabLine {
  readonly row: Row
  /** Where a filter is typed. */
  readonly cursorX: number | null
  readonly slots: readonly TabSlot[]
}

/** The row above the list: the tabs, or the filter; and the countdown. */
export function tabLine(state: AccountsState, context: Context): TabLine {
  const layout = layoutOf(context.body.columns)
  const width = usedWidth(layout)
  const right = countdown(state, context, width)
  const room = width - rowWidth(right) - 2
  // The title row of a small window has the countdown.
  if (isFinding(state)) return filterLine(state, context, layout.small ? [] : right, width)
  const tabs = countedTabs(accountsOf(context))
  const extra = fittingNotes(state, context, Math.max(0, room - 14))
  // The pane of groups shows the tabs.
  const slots = layout.groups > 0 ? [] : tabSlots(tabs, state.tab, room - 1 - rowWidth(extra), context.lang)
  const left = [span(" "), ...tabSpans(slots, state.tab), ...extra]
  return { row: withRightEnd(left, right, width), cursorX: null, slots: slots.map((slot) => ({ ...slot, x: slot.x + 1 })) }
}

function filterLine(state: AccountsState, context: Context, right: readonly Span[], width: number): TabLine {
  const count = countedTabs(accountsOf(context))[0]?.count ?? 0
  const found = format(TEXTS.found, context.lang, { shown: shownOf(state, context).length, count })
  const group = state.tab === "all" ? [] : [span(`[${tabName(state.tab, context.lang)}] `, "selection")]
  const extra = fittingNotes(state, context, width - rowWidth(right) - cellWidth(found) - 24)
  const room = width - rowWidth([...right, ...extra, ...group]) - cellWidth(found) - 8
  const line = lineView(state.filter, Math.max(4, Math.min(40, room)))
  const left = [span(" / "), ...group, ...line.spans]
  return {
    row: withRightEnd(left, [...extra, span(found), ...(right.length === 0 ? [] : [span("   "), ...right])], width),
    cursorX: state.filtering ? 3 + rowWidth(group) + line.cursorX : null,
    slots: [],
  }
}

/** The title row of a small window: the chosen tab, how many accounts it has, and the countdown. */
export function smallTitle(state: AccountsState, context: Context): Row {
  const width = context.body.columns
  const tabs = countedTabs(accountsOf(context))
  const right = countdown(state, context, width)
  const room = width - rowWidth(right) - 2
  const [chosen] = tabSlots(tabs, state.tab, 0, context.lang).filter(({ tab }) => tab !== null)
  const name = ` ${chosen?.text.slice(1, -1) ?? ""} `
  return withRightEnd([span(name, "title"), ...fittingNotes(state, context, room - cellWidth(name))], right, width)
}

/** A row of `width` cells with both its ends. */
function withRightEnd(left: Row, right: Row, width: number): Row {
  return [...fitRow(left, Math.max(0, width - rowWidth(right))), ...right]
}
