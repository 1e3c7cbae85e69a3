import { hitsOf, NO_HITS } from "../../../accounts/find/hits.ts"
import { format, texts } from "../../../base/language.ts"
import { listWindow } from "../../components/list.ts"
import { EMPTY_ROW, fitRow, span, withBand } from "../../components/rows.ts"
import { scrollbar, withScrollbar } from "../../components/scrollbar.ts"
import type { Row } from "../../core/frame.ts"
import type { Context, View } from "../../core/screen.ts"
import { bandOf, heightOf, isEmptyVault, rowsPerAccount, syncWithVault, topOf } from "./accounts-state.ts"
import type { AccountsState } from "./accounts-state.ts"
import { accountRow } from "./list/account-row.ts"
import { commonPeriods } from "./list/countdown.ts"
import { detailRows } from "./list/detail.ts"
import { firstStepRows, noMatchRows } from "./list/empty.ts"
import { groupRows } from "./list/groups-pane.ts"
import { columnsOf, layoutOf, longestTexts } from "./list/layout.ts"
import { smallTitle, tabLine } from "./list/tab-line.ts"
import { countedTabs } from "./list/tabs.ts"
import { accountsOf, isHidden, shownOf } from "./list/shown.ts"

const TEXTS = texts({
  title: { en: "Accounts", ja: "アカウント" },
})

/** Between two panes. */
const LINE = span("│", "border")

/** The view of the account list. */
export function accountsBody(old: AccountsState, context: Context): View {
  const state = syncWithVault(old, context)
  const { lang, body } = context
  const title = format(TEXTS.title, lang)
  if (isEmptyVault(context)) return { title, body: firstStepRows(state.step, context.vault?.unreadable.length ?? 0, body.columns, lang) }
  const { small } = layoutOf(body.columns)
  const top = topOf(state, context)
  const line = top === 0 ? null : tabLine(state, context)
  const band = bandOf(state, context)
  const bandTop = body.rows - band.rows.length
  const all = [...(line === null ? [] : [line.row]), ...paneRows(state, context, body.rows - top)]
  const shown = shownOf(state, context).length
  const lineCursor = line?.cursorX == null ? null : { x: line.cursorX, y: 0 }
  return {
    title,
    ...(small ? { titleRow: smallTitle(state, context) } : {}),
    body: band.rows.length === 0 ? all : withBand(all, band.rows, body.rows, body.columns),
    question: state.question?.confirm ?? null,
    ...(shown === 0 ? {} : { position: `${state.list.cursor + 1}/${shown}` }),
    cursor: band.cursor === null ? lineCursor : { x: band.cursor.x, y: bandTop + band.cursor.y },
  }
}

/** All panes side by side: exactly `height` rows. */
function paneRows(state: AccountsState, context: Context, height: number): readonly Row[] {
  const { body, lang } = context
  const layout = layoutOf(body.columns)
  if (layout.detail === 0) {
    if (state.details) return detailPane(state, context, body.columns).slice(0, height)
    const { rows, offset, count } = listPane(state, context, layout.list)
    return withScrollbar(rows, offset, count, layout.list)
  }
  const groups = layout.groups === 0 ? [] : groupRows(countedTabs(accountsOf(context)), state.tab, layout.groups, height, lang)
  const list = listPane(state, context, layout.list)
  const detail = detailPane(state, context, layout.detail)
  // The line between list and details is the scrollbar too.
  const bar = scrollbar(list.offset, list.count, list.rows.length)
  return Array.from({ length: height }, (_, y) => [
    ...(layout.groups === 0 ? [] : [...fitRow(groups[y] ?? EMPTY_ROW, layout.groups), LINE]),
    ...fitRow(list.rows[y] ?? EMPTY_ROW, layout.list),
    bar[y] ?? LINE,
    ...fitRow(detail[y] ?? EMPTY_ROW, layout.detail),
  ])
}

/** The chosen account; empty where none is on the list. */
function detailPane(state: AccountsState, context: Context, width: number): readonly Row[] {
  const account = shownOf(state, context)[state.list.cursor]
  if (account === undefined) return []
  const hotpCode = state.hotpCodes[account.id] ?? null
  const rows = detailRows({ account, hidden: isHidden(state, account, context), hotpCode }, width - 1, context)
  return rows.map((row) => [span(" "), ...row])
}

/** The accounts in the window of the list, and their place among the rows of all. */
function listPane(
  state: AccountsState,
  context: Context,
  width: number,
): { readonly rows: readonly Row[]; readonly offset: number; readonly count: number } {
  const { lang, nowMs, body } = context
  const shown = shownOf(state, context)
  if (shown.length === 0) return { rows: noMatchRows(width, lang), offset: 0, count: 0 }
  const accounts = accountsOf(context)
  const { from, to } = listWindow(state.list, shown.length, heightOf(state, context))
  const look = {
    columns: columnsOf(width, longestTexts(accounts), state.marked.size > 0),
    nowMs,
    lang,
    period: commonPeriods(accounts)[0] ?? null,
    hasDetail: layoutOf(body.columns).detail > 0,
  }
  const rows = shown.slice(from, to).map((account, at) =>
    accountRow(
      {
        account,
        chosen: from + at === state.list.cursor,
        marked: state.marked.has(account.id),
        fresh: state.fresh.has(account.id),
        number: at < 9 ? at + 1 : null,
        hidden: isHidden(state, account, context),
        hotpCode: state.hotpCodes[account.id] ?? null,
        hits: state.filter.value === "" ? NO_HITS : hitsOf(account, state.filter.value),
      },
      look,
    ),
  )
  const each = rowsPerAccount(context)
  const spaced = each === 1 ? rows : rows.flatMap((row) => [row, EMPTY_ROW]).slice(0, -1)
  return { rows: spaced, offset: from * each, count: shown.length * each - (each - 1) }
}
