import type { Account } from "../../../accounts/account.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { placeOf, shownAccounts } from "../../components/accounts-list.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { fitList } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import { paragraph, span } from "../../components/rows.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Row } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { layoutOf } from "./list/layout.ts"
import { accountsOf, shownOf } from "./list/shown.ts"
import { countedTabs, isSameTab } from "./list/tabs.ts"
import type { Tab } from "./list/tabs.ts"

const TEXTS = texts({
  groups: { en: "Groups of {label}, with commas between:", ja: "{label} のグループ（コンマ区切り）:" },
  groupsMany: { en: "Groups of {count} accounts, with commas between:", ja: "{count} 件のグループ（コンマ区切り）:" },
})

export interface AccountsState {
  readonly list: ListState
  readonly tab: Tab
  /** Of an empty vault: the chosen way to the first account. */
  readonly step: number
  /** Where no pane shows the details: they stand in place of the list. */
  readonly details: boolean
  /** The chosen account, kept when the list changes around it. */
  readonly chosenId: string | null
  /** Chosen as soon as it is on the list: an account that an undo brings back. */
  readonly wantedId: string | null
  readonly filter: LineEditor
  readonly filtering: boolean
  /** The list before the search, which Esc restores. */
  readonly before: { readonly tab: Tab; readonly list: ListState; readonly chosenId: string | null } | null
  readonly marked: ReadonlySet<string>
  readonly revealed: { readonly ids: ReadonlySet<string>; readonly untilMs: number } | null
  /** HOTP codes that were requested, by id. */
  readonly hotpCodes: Readonly<Record<string, string>>
  readonly deleted: readonly string[]
  readonly question: { readonly about: "delete" | "next"; readonly confirm: Confirm; readonly ids: readonly string[] } | null
  readonly groups: { readonly editor: LineEditor; readonly ids: readonly string[] } | null
  /** The accounts at the last message; all others are new. */
  readonly seen: readonly Account[]
  /** The accounts that came in last, and are marked as new. */
  readonly fresh: ReadonlySet<string>
}

/** Whether there is no account, so that the screen shows the ways to the first one. */
export function isEmptyVault(context: Context): boolean {
  return countedTabs(accountsOf(context))[0]?.count === 0
}

/** The rows above the list: the tab line, which in a small window is there only while accounts are searched. */
export function topOf({ filtering, filter }: AccountsState, { body }: Context): number {
  return layoutOf(body.columns).small && !filtering && filter.value === "" ? 0 : 1
}

/** The rows of an account with the blank one below it. */
export function rowsPerAccount({ settings }: Context): number {
  return settings.density === "comfortable" ? 2 : 1
}

/** The field below the list. */
export function bandOf(
  state: AccountsState,
  context: Context,
): { readonly rows: readonly Row[]; readonly cursor: { x: number; y: number } | null } {
  const { lang, body } = context
  if (state.groups === null) return { rows: [], cursor: null }
  const { ids, editor } = state.groups
  const only = ids.length === 1 ? accountsOf(context).find(({ id }) => id === ids[0]) : undefined
  const text =
    only === undefined ? format(TEXTS.groupsMany, lang, { count: ids.length }) : format(TEXTS.groups, lang, { label: labelOf(only) })
  const above = paragraph(text, body.columns - 2, { indent: 1 })
  const line = lineView(editor, Math.max(4, Math.min(60, body.columns - 4)))
  return { rows: [...above, [span("  "), ...line.spans]], cursor: { x: 2 + line.cursorX, y: above.length } }
}

/** How many accounts the window of the list shows. */
export function heightOf(state: AccountsState, context: Context): number {
  const band = bandOf(state, context).rows.length
  const rows = context.body.rows - topOf(state, context) - (band === 0 ? 0 : band + 1)
  const each = rowsPerAccount(context)
  return Math.max(1, Math.floor((rows + each - 1) / each))
}

/** The state adapted to the vault: the cursor stays on its account, or goes to the first new one. */
export function syncWithVault(old: AccountsState, context: Context): AccountsState {
  const accounts = accountsOf(context)
  let state = accounts === old.seen ? old : withFresh(old, context)
  let shown = shownOf(state, context)
  const wanted = state.wantedId
  if (wanted !== null && accounts.some(({ id, trashedAt }) => id === wanted && trashedAt === null)) {
    const hidden = !shown.some(({ id }) => id === wanted)
    // A search stays: another program may have added the account.
    if (!hidden || state.filter.value === "") state = { ...state, chosenId: wanted, ...(hidden ? { tab: "all" } : {}) }
    state = { ...state, wantedId: null }
    shown = shownOf(state, context)
  }
  const cursor = placeOf(shown, state.chosenId, state.list.cursor)
  return {
    ...state,
    list: fitList({ ...state.list, cursor }, shown.length, heightOf(state, context)),
    chosenId: shown[cursor]?.id ?? null,
    revealed: state.revealed !== null && state.revealed.untilMs <= context.nowMs ? null : state.revealed,
  }
}

/** The state after a change of the vault: accounts that were not there before are marked, and the first of them is wanted. */
function withFresh(state: AccountsState, context: Context): AccountsState {
  const accounts = accountsOf(context)
  const before = new Set(state.seen.map(({ id }) => id))
  const added = before.size === 0 ? [] : accounts.filter(({ id, trashedAt }) => trashedAt === null && !before.has(id))
  const tab = countedTabs(accounts).some((each) => isSameTab(each.tab, state.tab)) ? state.tab : "all"
  if (added.length === 0) return { ...state, tab, seen: accounts }
  const fresh = new Set(added.map(({ id }) => id))
  const first = shownAccounts(accounts, "", context.settings.sort).find(({ id }) => fresh.has(id))
  return { ...state, tab, seen: accounts, fresh, wantedId: first?.id ?? state.wantedId }
}

/** The accounts of an action: those that are marked and shown, else the chosen one. */
export function targetAccounts(state: AccountsState, context: Context): Account[] {
  const shown = shownOf(state, context)
  const marked = shown.filter(({ id }) => state.marked.has(id))
  return marked.length > 0 ? marked : shown.filter(({ id }) => id === state.chosenId)
}
