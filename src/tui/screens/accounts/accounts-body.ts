import { format, texts } from "../../../base/language.ts"
import { listWindow } from "../../components/list.ts"
import { withBand } from "../../components/rows.ts"
import { verifiedText } from "../../components/verified-text.ts"
import type { Context, View } from "../../core/screen.ts"
import { backupNotice } from "./backup-notice.ts"
import { accountsOf, bandOf, heightOf, syncWithVault, shownOf } from "./accounts-state.ts"
import type { AccountsState } from "./accounts-state.ts"
import { accountRow, emptyRows, headerRow } from "./accounts-view.ts"

const TEXTS = texts({
  title: { en: "Accounts", ja: "アカウント" },
})

/** The view of the account list. */
export function accountsBody(old: AccountsState, context: Context): View {
  const state = syncWithVault(old, context)
  const { lang, body, settings, nowMs } = context
  const shown = shownOf(state, context)
  const height = heightOf(state, context)
  const chosen = shown[state.list.cursor]
  const header = headerRow(
    {
      filter: state.filter,
      filtering: state.filtering,
      shown: shown.length,
      count: accountsOf(context).filter(({ trashedAt }) => trashedAt === null).length,
      unreadable: context.vault?.unreadable.length ?? 0,
      marked: state.marked.size,
      sort: settings.sort,
      verified: chosen === undefined ? "" : verifiedText(chosen, context),
      notice: backupNotice(context),
    },
    body.columns,
    lang,
  )
  const { from, to } = listWindow(state.list, shown.length, height)
  const look = {
    width: body.columns,
    nowMs,
    lang,
    marks: state.marked.size > 0,
    verified: shown.some(({ verified }) => verified !== undefined),
  }
  const rows = shown.slice(from, to).map((account, at) =>
    accountRow(
      {
        account,
        chosen: from + at === state.list.cursor,
        marked: state.marked.has(account.id),
        number: at < 9 ? at + 1 : null,
        hidden: settings.hideCodes && state.revealed?.ids.has(account.id) !== true,
        hotpCode: state.hotpCodes[account.id] ?? null,
      },
      look,
    ),
  )
  const list = shown.length === 0 ? emptyRows(state.filter.value !== "", body.columns, lang) : rows
  const band = bandOf(state, context)
  const all = [header.row, ...list]
  const bandTop = body.rows - band.rows.length
  const cursor =
    band.cursor !== null ? { x: band.cursor.x, y: bandTop + band.cursor.y } : header.cursorX === null ? null : { x: header.cursorX, y: 0 }
  return {
    title: format(TEXTS.title, lang),
    body: band.rows.length === 0 ? all : withBand(all, band.rows, body.rows, body.columns),
    cursor,
  }
}
