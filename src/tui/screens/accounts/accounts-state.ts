import type { Account } from "../../../accounts/account.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { placeOf, shownAccounts } from "../../components/accounts-list.ts"
import { confirmRows } from "../../components/confirm.ts"
import type { Confirm } from "../../components/confirm.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { fitList } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import { paragraph, span } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"

const TEXTS = texts({
  groups: { en: "Groups of {label}, with commas between:", ja: "{label} のグループ（コンマ区切り）:" },
  groupsMany: { en: "Groups of {count} accounts, with commas between:", ja: "{count} 件のグループ（コンマ区切り）:" },
})

export interface AccountsState {
  readonly list: ListState
  /** The chosen account, kept when the list changes around it. */
  readonly chosenId: string | null
  /** Chosen as soon as it is on the list: an account that an undo brings back. */
  readonly wantedId: string | null
  readonly filter: LineEditor
  readonly filtering: boolean
  readonly marked: ReadonlySet<string>
  readonly revealed: { readonly ids: ReadonlySet<string>; readonly untilMs: number } | null
  /** HOTP codes that were requested, by id. */
  readonly hotpCodes: Readonly<Record<string, string>>
  readonly deleted: readonly string[]
  readonly question: { readonly about: "delete" | "next"; readonly confirm: Confirm; readonly ids: readonly string[] } | null
  readonly groups: { readonly editor: LineEditor; readonly ids: readonly string[] } | null
  /** The accounts at the last message; all others are new. */
  readonly seen: readonly Account[]
}

/** All accounts, those in the trash too. */
export function accountsOf(context: Context): readonly Account[] {
  return context.vault?.accounts ?? []
}

/** The accounts on the list, in its order. */
export function shownOf(state: AccountsState, context: Context): readonly Account[] {
  return shownAccounts(accountsOf(context), state.filter.value, context.settings.sort)
}

/** The question or the field below the list. */
export function bandOf(
  state: AccountsState,
  context: Context,
): { readonly rows: readonly Row[]; readonly cursor: { x: number; y: number } | null } {
  const { lang, body } = context
  if (state.question !== null) return { rows: confirmRows(state.question.confirm, body.columns, lang), cursor: null }
  if (state.groups === null) return { rows: [], cursor: null }
  const { ids, editor } = state.groups
  const only = ids.length === 1 ? accountsOf(context).find(({ id }) => id === ids[0]) : undefined
  const text =
    only === undefined ? format(TEXTS.groupsMany, lang, { count: ids.length }) : format(TEXTS.groups, lang, { label: labelOf(only) })
  const above = paragraph(text, body.columns - 2, { indent: 1 })
  const line = lineView(editor, Math.max(4, Math.min(60, body.columns - 4)))
  return { rows: [...above, [span("  "), ...line.spans]], cursor: { x: 2 + line.cursorX, y: above.length } }
}

/** The rows of the list. */
export function heightOf(state: AccountsState, context: Context): number {
  const band = bandOf(state, context).rows.length
  return Math.max(1, context.body.rows - 1 - (band === 0 ? 0 : band + 1))
}

/** The state adapted to the vault: the cursor stays on its account, or goes to the first new one. */
export function syncWithVault(state: AccountsState, context: Context): AccountsState {
  const accounts = accountsOf(context)
  const shown = shownOf(state, context)
  let { chosenId, wantedId } = state
  if (accounts !== state.seen && state.seen.length > 0) {
    const before = new Set(state.seen.map(({ id }) => id))
    chosenId = shown.find(({ id }) => !before.has(id))?.id ?? chosenId
  }
  if (wantedId !== null && shown.some(({ id }) => id === wantedId)) {
    chosenId = wantedId
    wantedId = null
  }
  const cursor = placeOf(shown, chosenId, state.list.cursor)
  return {
    ...state,
    list: fitList({ ...state.list, cursor }, shown.length, heightOf(state, context)),
    chosenId: shown[cursor]?.id ?? null,
    wantedId,
    seen: accounts,
    revealed: state.revealed !== null && state.revealed.untilMs <= context.nowMs ? null : state.revealed,
  }
}

/** The accounts of an action: those that are marked and shown, else the chosen one. */
export function targetAccounts(state: AccountsState, context: Context): Account[] {
  const shown = shownOf(state, context)
  const marked = shown.filter(({ id }) => state.marked.has(id))
  return marked.length > 0 ? marked : shown.filter(({ id }) => id === state.chosenId)
}
