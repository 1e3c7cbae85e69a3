import { graphemes, sanitize } from "../../base/display.ts"
import type { Account } from "../account.ts"
import { fold } from "../search.ts"
import { matchedUnits, searchable } from "./fuzzy.ts"
import { parseQuery } from "./query.ts"

/** What of an account a query has matched. */
export interface Hits {
  /** The matched graphemes of the sanitised text. */
  readonly issuer: ReadonlySet<number>
  readonly name: ReadonlySet<number>
  /** Where a word was found that is neither in the issuer nor in the name. */
  readonly elsewhere: "group" | "note" | null
}

export const NO_HITS: Hits = { issuer: new Set(), name: new Set(), elsewhere: null }

export function hitsOf(account: Account, text: string): Hits {
  const { terms } = parseQuery(text)
  if (terms.length === 0) return NO_HITS
  const [issuer, name] = [new Set<number>(), new Set<number>()]
  let elsewhere: Hits["elsewhere"] = null
  for (const term of terms) {
    const inIssuer = matchedGraphemes(account.issuer, term)
    const inName = matchedGraphemes(account.name, term)
    for (const at of inIssuer) issuer.add(at)
    // One field is enough: a second one would only distract.
    if (inIssuer.length === 0) for (const at of inName) name.add(at)
    if (inIssuer.length + inName.length === 0) elsewhere = account.groups.some((group) => fold(group).includes(term)) ? "group" : "note"
  }
  return { issuer, name, elsewhere }
}

/** The graphemes of a text, as it is shown, that a term matches. */
function matchedGraphemes(text: string, term: string): readonly number[] {
  const shown = sanitize(text).trim()
  if (shown.length < 256 && /^[\x20-\x7e]*$/.test(shown)) return matchedUnits(shown, term) ?? []
  const parts = graphemes(shown).map(searchable)
  const units = matchedUnits(parts.join(""), term)
  if (units === null) return []
  let unit = 0
  return parts.flatMap((part, at) => {
    const from = unit
    unit += part.length
    return Array.from({ length: part.length }, (_, n) => from + n).some((each) => units.includes(each)) ? [at] : []
  })
}
