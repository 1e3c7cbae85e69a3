import type { Account } from "../account.ts"
import { fold } from "../search.ts"
import { sortAccounts } from "../sort.ts"
import { searchable, SearchedTexts } from "./fuzzy.ts"
import { hasFilters, parseQuery, passesFilters } from "./query.ts"
import type { Flag } from "./query.ts"

/** The accounts in use, prepared for searching, in the order of equal matches: favourites, the last used, then the user's own order. */
interface Index {
  readonly accounts: readonly Account[]
  readonly byId: ReadonlyMap<string, Account>
  readonly issuers: SearchedTexts
  readonly names: SearchedTexts
  /** Groups and note, folded, each on a line of its own. */
  readonly rest: readonly string[]
}

const indexes = new WeakMap<readonly Account[], Index>()

function indexOf(all: readonly Account[]): Index {
  const known = indexes.get(all)
  if (known !== undefined) return known
  const used = sortAccounts(
    all.filter(({ trashedAt }) => trashedAt === null),
    "used",
  )
  const accounts = [...used.filter(({ favorite }) => favorite), ...used.filter(({ favorite }) => !favorite)]
  const index = {
    accounts,
    byId: new Map(accounts.map((account) => [account.id.toLowerCase(), account])),
    issuers: new SearchedTexts(accounts.map(({ issuer }) => searchable(issuer))),
    names: new SearchedTexts(accounts.map(({ name }) => searchable(name))),
    rest: accounts.map(({ groups, note }) => (groups.length === 0 && note === "" ? "" : fold([...groups, note].join("\n")))),
  }
  indexes.set(all, index)
  return index
}

/** Prepares the first search of these accounts, which with 10,000 of them takes longer than a key may. */
export function prepareSearch(all: readonly Account[]): void {
  indexOf(all)
}

/** What a match in each field is worth within its tier. */
const FIELDS = { issuer: 3, name: 2, rest: 1 } as const
/** More than all terms of a query together. */
const MOST_WORTH = 4096
/** A tier is worth more than any field. */
const TIER_WORTH = 4

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
  const byId = index.byId.get(text.trim().toLowerCase())
  if (byId !== undefined) return [byId]
  const query = parseQuery(text)
  const count = index.accounts.length
  const worth = new Float64Array(count)
  const hits = new Uint8Array(count)
  for (const [nth, term] of query.terms.entries()) addTerm(index, term, nth, worth, hits)
  const keys = new Float64Array(count)
  let length = 0
  // Sorts by worth, then by place, faster than objects could be sorted.
  for (let at = 0; at < count; at++) if (hits[at] === query.terms.length) keys[length++] = (MOST_WORTH - (worth[at] ?? 0)) * count + at
  keys.subarray(0, length).sort()
  const filtered = hasFilters(query)
  const found: Account[] = []
  for (let n = 0; n < length; n++) {
    const account = index.accounts[(keys[n] ?? 0) % count]
    if (account !== undefined && (!filtered || passesFilters(account, query, hasFlag))) found.push(account)
  }
  return found
}

/** Adds the worth of a term to every account that it and all terms before it match. @param nth - 0 for the first term. */
function addTerm({ issuers, names, rest }: Index, term: string, nth: number, worth: Float64Array, hits: Uint8Array): void {
  const inIssuers = issuers.search(term)
  const inNames = names.search(term)
  const worthOf = (tier: number, field: number): number => (tier < 0 ? 0 : tier * TIER_WORTH + field)
  for (let at = 0; at < worth.length; at++) {
    if (hits[at] !== nth) continue
    let best = Math.max(worthOf(inIssuers[at] ?? -1, FIELDS.issuer), worthOf(inNames[at] ?? -1, FIELDS.name))
    if (best === 0 && rest[at]?.includes(term) === true) best = FIELDS.rest
    if (best === 0) continue
    hits[at] = nth + 1
    worth[at] = (worth[at] ?? 0) + best
  }
}
