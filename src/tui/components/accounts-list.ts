import type { Account } from "../../accounts/account.ts"
import { select } from "../../accounts/search.ts"
import { sortAccounts } from "../../accounts/sort.ts"
import type { SortBy } from "../../accounts/sort.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"

const TEXTS = texts({
  own: { en: "own", ja: "手動" },
  issuer: { en: "issuer", ja: "発行者" },
  name: { en: "name", ja: "名前" },
  used: { en: "last used", ja: "最近使った順" },
})

export function sortName(by: SortBy, lang: Lang): string {
  return format(TEXTS[by], lang)
}

interface SortedList {
  readonly query: string
  readonly by: SortBy
  readonly accounts: readonly Account[]
}

// The arrays of accounts are immutable, so each is sorted once, not at every tick.
const lastShown = new WeakMap<readonly Account[], SortedList>()

/** The accounts in the order of the screen: not in the trash, matching, favourites first. */
export function shownAccounts(accounts: readonly Account[], query: string, by: SortBy): readonly Account[] {
  const known = lastShown.get(accounts)
  if (known?.query === query && known.by === by) return known.accounts
  const sorted = sortAccounts(select(accounts, query), by)
  const shown = [...sorted.filter(({ favorite }) => favorite), ...sorted.filter(({ favorite }) => !favorite)]
  lastShown.set(accounts, { query, by, accounts: shown })
  return shown
}

/** The index of an account; where it is gone, `otherwise`, limited to the list. */
export function placeOf(shown: readonly Account[], id: string | null, otherwise: number): number {
  const at = shown.findIndex((account) => account.id === id)
  return at >= 0 ? at : Math.max(0, Math.min(otherwise, shown.length - 1))
}

/**
 * The accounts to save so that the one at `index` and its neighbour change places in the own order.
 *
 * @returns Empty where there is no neighbour, or where only one of the two is a favourite.
 */
export function moveInOwnOrder(shown: readonly Account[], index: number, by: 1 | -1, nowMs: number): Account[] {
  const account = shown[index]
  const neighbour = shown[index + by]
  if (account === undefined || neighbour?.favorite !== account.favorite) return []
  const beyond = shown[index + 2 * by]
  const far = beyond?.favorite === account.favorite ? beyond.order : neighbour.order + by
  const order = (neighbour.order + far) / 2
  const between = by * neighbour.order < by * order && by * order < by * far
  if (between) return [{ ...account, order, updatedAt: nowMs }]
  // Equal orders, or no number between them: number all accounts again.
  const next = [...shown]
  next[index] = neighbour
  next[index + by] = account
  return next.flatMap((each, order) => (each.order === order ? [] : [{ ...each, order, updatedAt: nowMs }]))
}
