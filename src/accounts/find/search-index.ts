import type { Account } from "../account.ts"
import { fold } from "../search.ts"
import { sortAccounts } from "../sort.ts"
import { lowerCase, searchable } from "./fuzzy.ts"

/** Texts as `searchable` gives them, and in lower case. */
export interface SearchedTexts {
  readonly texts: string[]
  readonly lower: string[]
}

/** What one term matches. */
export interface TermMatches {
  /** What the match of each account is worth; 0: none. */
  readonly worth: Uint8Array
  /** The places of the accounts that a term can match which begins with this one, in ascending order. */
  readonly possible: Uint32Array
}

/** The accounts in use, prepared for searching, in the order of equal matches: favourites, the last used, then the user's own order. */
export interface SearchIndex {
  readonly accounts: readonly Account[]
  readonly issuers: SearchedTexts
  readonly names: SearchedTexts
  /** Groups and note, folded, each on a line of its own. */
  readonly rest: string[]
  /** The terms that were searched last, the latest last. */
  readonly searched: Map<string, TermMatches>
}

/** Accounts that are prepared without a pause: about a millisecond. */
const PORTION = 512

const indexes = new WeakMap<readonly Account[], SearchIndex>()
const unfinished = new WeakMap<readonly Account[], Generator<void, SearchIndex>>()

/** Prepares the accounts portion by portion. */
function* prepare(all: readonly Account[]): Generator<void, SearchIndex> {
  const used = all.filter(({ trashedAt }) => trashedAt === null)
  const portions: Account[] = []
  for (let from = 0; from < used.length; from += PORTION) {
    portions.push(...sortAccounts(used.slice(from, from + PORTION), "used"))
    yield
  }
  // Sorting what is sorted in portions takes a fraction of the time.
  const sorted = sortAccounts(portions, "used")
  const accounts = [...sorted.filter(({ favorite }) => favorite), ...sorted.filter(({ favorite }) => !favorite)]
  const [issuers, names]: SearchedTexts[] = [
    { texts: [], lower: [] },
    { texts: [], lower: [] },
  ]
  const rest: string[] = []
  const index = { accounts, issuers, names, rest, searched: new Map<string, TermMatches>() } as SearchIndex
  for (const [at, { issuer, name, groups, note }] of accounts.entries()) {
    if (at % PORTION === 0) yield
    add(index.issuers, issuer)
    add(index.names, name)
    rest.push(groups.length === 0 && note === "" ? "" : fold([...groups, note].join("\n")))
  }
  return index
}

function add({ texts, lower }: SearchedTexts, text: string): void {
  const prepared = searchable(text)
  texts.push(prepared)
  lower.push(lowerCase(prepared))
}

/** Goes on with the index of these accounts by a portion. @returns whether it is done */
export function prepareSearch(all: readonly Account[]): boolean {
  if (indexes.has(all)) return true
  const work = unfinished.get(all) ?? prepare(all)
  const step = work.next()
  if (step.done === true) {
    indexes.set(all, step.value)
    unfinished.delete(all)
    return true
  }
  unfinished.set(all, work)
  return false
}

/** The index of these accounts. What is not prepared yet is prepared now. */
export function indexOf(all: readonly Account[]): SearchIndex {
  for (;;) {
    const index = indexes.get(all)
    if (index !== undefined) return index
    prepareSearch(all)
  }
}
