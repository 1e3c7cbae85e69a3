import { IMPOSSIBLE, NO_MATCH, TIERS, tierOf } from "./fuzzy.ts"
import type { SearchIndex, TermMatches } from "./search-index.ts"

/** What a match in each field is worth within its tier. */
const FIELDS = { issuer: 3, name: 2, rest: 1 } as const
/** A tier is worth more than any field. */
const TIER_WORTH = 4
/** The most that one term can be worth. */
export const MOST_WORTH_OF_TERM = TIERS.exact * TIER_WORTH + FIELDS.issuer

/** Terms that are remembered for each index: those of one search, letter by letter. */
const MAX_REMEMBERED = 16

/** The matches of a term: remembered, or looked for among what the longest remembered beginning of the term leaves. */
export function searchTermIn(index: SearchIndex, term: string): TermMatches {
  const { searched } = index
  const known = searched.get(term)
  const matches = known ?? search(index, term, longestBeginning(searched, term)?.possible ?? null)
  searched.delete(term)
  searched.set(term, matches)
  const [oldest] = searched.keys()
  if (searched.size > MAX_REMEMBERED && oldest !== undefined) searched.delete(oldest)
  return matches
}

function longestBeginning(searched: ReadonlyMap<string, TermMatches>, term: string): TermMatches | undefined {
  for (let length = term.length - 1; length > 0; length--) {
    const matches = searched.get(term.slice(0, length))
    if (matches !== undefined) return matches
  }
  return undefined
}

/** Where {@link search} collects places, since a new array for each letter would make much garbage. */
let places = new Uint32Array(0)

/** @param among - Places; null: all. */
function search({ accounts, issuers, names, rest }: SearchIndex, term: string, among: Uint32Array | null): TermMatches {
  const worth = new Uint8Array(accounts.length)
  const most = among?.length ?? accounts.length
  if (places.length < most) places = new Uint32Array(most)
  let count = 0
  for (let n = 0; n < most; n++) {
    const at = among === null ? n : (among[n] ?? 0)
    const inIssuer = tierOf(issuers.texts[at] ?? "", issuers.lower[at] ?? "", term, NO_MATCH)
    const inName = tierOf(names.texts[at] ?? "", names.lower[at] ?? "", term, inIssuer)
    let best: number = inIssuer < 0 ? 0 : inIssuer * TIER_WORTH + FIELDS.issuer
    if (inName >= 0) best = Math.max(best, inName * TIER_WORTH + FIELDS.name)
    if (best === 0 && rest[at]?.includes(term) === true) best = FIELDS.rest
    if (best === 0 && inIssuer === IMPOSSIBLE && inName === IMPOSSIBLE) continue
    worth[at] = best
    places[count++] = at
  }
  return { worth, possible: places.slice(0, count) }
}
