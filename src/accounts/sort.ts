import type { Account } from "./account.ts"

/** `own`: as the user arranged them. `used`: the last used first, those never used last. */
export type SortBy = "own" | "issuer" | "name" | "used"

let cachedCollator: Intl.Collator | undefined
/** The order of English, which is Unicode's root order: a list is sorted alike in every locale. Numbers are compared by value. */
function collator(): Intl.Collator {
  return (cachedCollator ??= new Intl.Collator("en", { numeric: true, sensitivity: "base", caseFirst: "false" }))
}

/**
 * A sorted copy. Ties are broken by the user's own order, then the time of creation, then the id, so that the result never depends on the
 * order given. Sorting by issuer uses the name of an account without an issuer, and the other way round.
 */
export function sortAccounts(accounts: readonly Account[], by: SortBy): Account[] {
  switch (by) {
    case "own":
      return [...accounts].sort(byOwnOrder)
    case "used":
      return [...accounts].sort((a, b) => (b.usedAt ?? -1) - (a.usedAt ?? -1) || byOwnOrder(a, b))
    case "issuer":
      return byTexts(accounts, (a) => [a.issuer || a.name, a.issuer === "" ? "" : a.name])
    case "name":
      return byTexts(accounts, (a) => [a.name || a.issuer, a.name === "" ? "" : a.issuer])
  }
}

function byTexts(accounts: readonly Account[], keys: (account: Account) => [string, string]): Account[] {
  const { compare } = collator()
  return accounts
    .map((account) => ({ account, keys: keys(account) }))
    .sort((a, b) => compare(a.keys[0], b.keys[0]) || compare(a.keys[1], b.keys[1]) || byOwnOrder(a.account, b.account))
    .map(({ account }) => account)
}

function byOwnOrder(a: Account, b: Account): number {
  return a.order - b.order || a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
