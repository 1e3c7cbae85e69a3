import type { Account } from "../../../../accounts/account.ts"
import { findAccounts } from "../../../../accounts/find/find.ts"
import type { Flag } from "../../../../accounts/find/query.ts"
import { shownAccounts } from "../../../components/accounts-list.ts"
import type { Context } from "../../../core/screen.ts"
import { isInTab } from "./tabs.ts"
import type { Tab } from "./tabs.ts"

/** What of the screen's state decides which accounts are on the list. */
interface Choice {
  readonly tab: Tab
  readonly filter: { readonly value: string }
  readonly marked: ReadonlySet<string>
  readonly fresh: ReadonlySet<string>
  readonly revealed: { readonly ids: ReadonlySet<string> } | null
}

/** All accounts, those in the trash too. */
export function accountsOf(context: Context): readonly Account[] {
  return context.vault?.accounts ?? []
}

/** Whether the code of an account is covered. */
export function isHidden({ revealed }: Pick<Choice, "revealed">, { id }: Account, { settings }: Context): boolean {
  return settings.hideCodes && revealed?.ids.has(id) !== true
}

function hasFlag(state: Choice, context: Context, account: Account, flag: Flag): boolean {
  switch (flag) {
    case "favourite":
    case "favorite":
      return account.favorite
    case "hidden":
      return isHidden(state, account, context)
    case "marked":
      return state.marked.has(account.id)
    case "new":
      return state.fresh.has(account.id)
    case "used":
      return account.usedAt !== null
    case "unused":
      return account.usedAt === null
    case "verified":
      return account.verified !== undefined
  }
}

interface Shown {
  /** What the list depends on. */
  readonly inputs: readonly unknown[]
  readonly accounts: readonly Account[]
}

// All inputs are immutable, so a list is made once, not at every tick.
const lastShown = new WeakMap<readonly Account[], Shown>()

/** The accounts on the list, in its order: that of the search where there is one. */
export function shownOf(state: Choice, context: Context): readonly Account[] {
  const all = accountsOf(context)
  const { sort, hideCodes } = context.settings
  const query = state.filter.value.trim()
  // Only a search depends on states.
  const flags = query === "" ? [] : [state.revealed, state.marked, state.fresh, hideCodes]
  const inputs = [query, sort, typeof state.tab === "object" ? state.tab.group : `${state.tab} tab`, typeof state.tab, ...flags]
  const known = lastShown.get(all)
  if (known?.inputs.length === inputs.length && known.inputs.every((input, at) => input === inputs[at])) return known.accounts
  const found =
    query === "" ? shownAccounts(all, "", sort) : findAccounts(all, query, (account, flag) => hasFlag(state, context, account, flag))
  const accounts = state.tab === "all" ? found : found.filter((account) => isInTab(account, state.tab))
  lastShown.set(all, { inputs, accounts })
  return accounts
}
