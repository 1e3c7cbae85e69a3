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

interface OrderedList {
  readonly by: SortBy
  readonly accounts: readonly Account[]
  /** What was found last, by query. */
  readonly found: Map<string, readonly Account[]>
}

const MOST_QUERIES = 16

// The arrays of accounts are immutable, so each is sorted once, not for every letter of a query.
const lastOrdered = new WeakMap<readonly Account[], OrderedList>()

function orderedOf(accounts: readonly Account[], by: SortBy): OrderedList {
  const known = lastOrdered.get(accounts)
  if (known?.by === by) return known
  const sorted = sortAccounts(select(accounts, ""), by)
  const [favorites, others] = [sorted.filter(({ favorite }) => favorite), sorted.filter(({ favorite }) => !favorite)]
  const ordered = { by, accounts: [...favorites, ...others], found: new Map<string, readonly Account[]>() }
  lastOrdered.set(accounts, ordered)
  return ordered
}

/** The accounts in the order of the screen: not in the trash, matching, favourites first. */
export function shownAccounts(accounts: readonly Account[], query: string, by: SortBy): readonly Account[] {
  const ordered = orderedOf(accounts, by)
  if (query === "") return ordered.accounts
  const known = ordered.found.get(query)
  if (known !== undefined) return known
  const shown = select(ordered.accounts, query)
  if (ordered.found.size >= MOST_QUERIES) ordered.found.clear()
  ordered.found.set(query, shown)
  return shown
}

/** The index of an account; where it is gone, `otherwise`, limited to the list. */
export function placeOf(shown: readonly Account[], id: string | null, otherwise: number): number {
  // Mostly it has not moved, and the list may be long.
  if (id === null || shown[otherwise]?.id === id) return Math.max(0, Math.min(otherwise, shown.length - 1))
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
