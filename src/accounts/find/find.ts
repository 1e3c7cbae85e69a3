import type { Account } from "../account.ts"
import { indexOf } from "./search-index.ts"
import { hasFilters, parseQuery, passesFilters } from "./query.ts"
import type { Flag } from "./query.ts"
import { MOST_WORTH_OF_TERM, searchTermIn } from "./term-search.ts"

/**
 * The accounts in use that match a query, the best first. Each of its words must match the issuer or the name with letters that are close
 * together, or occur in a group or the note; the better each matches (see `TIERS`), the earlier the account. A query that is an
 * account's id matches that account alone. Without words, all accounts that pass the filters, in the order of equal matches.
 *
 * @param hasFlag - Whether an account is in a state that `is:` names.
 */
export function findAccounts(
  all: readonly Account[],
  text: string,
  hasFlag: (account: Account, flag: Flag) => boolean,
): readonly Account[] {
  const index = indexOf(all)
  const byId = accountOfId(index.accounts, text.trim().toLowerCase())
  if (byId !== undefined) return [byId]
  const query = parseQuery(text)
  const worths = query.terms.map((term) => searchTermIn(index, term).worth)
  const found = worths.length === 0 ? index.accounts : inOrder(index.accounts, worths)
  return hasFilters(query) ? found.filter((account) => passesFilters(account, query, hasFlag)) : found
}

function accountOfId(accounts: readonly Account[], text: string): Account | undefined {
  return accounts.find(({ id }) => id.length === text.length && id.toLowerCase() === text)
}

/**
 * The accounts that every term matches: by the sum of their worths, then by place. They are counted by worth and put in their places, which
 * is faster than sorting them.
 *
 * @param worths - Of each term for each account; at least one.
 */
function inOrder(accounts: readonly Account[], worths: readonly Uint8Array[]): readonly Account[] {
  const sums = new Uint16Array(accounts.length)
  const starts = new Uint32Array(worths.length * MOST_WORTH_OF_TERM + 1)
  let count = 0
  for (let at = 0; at < sums.length; at++) {
    let sum = 0
    for (const worth of worths) {
      const one = worth[at] ?? 0
      sum = one === 0 ? 0 : sum + one
      if (one === 0) break
    }
    if (sum === 0) continue
    sums[at] = sum
    starts[sum] = (starts[sum] ?? 0) + 1
    count++
  }
  for (let sum = starts.length - 1, before = 0; sum > 0; sum--) {
    const same = starts[sum] ?? 0
    starts[sum] = before
    before += same
  }
  const found = new Array<Account>(count)
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at] ?? 0
    const account = accounts[at]
    if (sum === 0 || account === undefined) continue
    const place = starts[sum] ?? 0
    found[place] = account
    starts[sum] = place + 1
  }
  return found
}
