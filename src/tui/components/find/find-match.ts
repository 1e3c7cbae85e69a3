import { fold } from "../../../accounts/search.ts"
import { cutToWidth, graphemes } from "../../../base/display.ts"
import type { Row, Span } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import { span } from "../rows.ts"

/** A text split where letters are searched: each grapheme with its folded form (see {@link fold}). */
interface FoldedText {
  readonly parts: readonly string[]
  readonly folded: string
  /** For each UTF-16 unit of `folded`, the index of its part. */
  readonly partAt: readonly number[]
}

function foldText(text: string): FoldedText {
  const parts = graphemes(text)
  const partAt: number[] = []
  let folded = ""
  for (const [at, part] of parts.entries()) {
    const one = /^\s/.test(part) ? " " : fold(part)
    folded += one
    partAt.push(...Array.from({ length: one.length }, () => at))
  }
  return { parts, folded, partAt }
}

/** The words of a query, folded. All of them must be found. */
export function queryWords(query: string): readonly string[] {
  return fold(query)
    .split(" ")
    .filter((word) => word !== "")
}

const NO_HIT = 0
const INSIDE = 1
const WORD_START = 2
const TEXT_START = 3

/** Where a word is found best in a folded text, and how well. */
function bestHit(folded: string, word: string): { readonly at: number; readonly score: number } {
  let best = { at: -1, score: NO_HIT }
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    const score = at === 0 ? TEXT_START : /[\p{L}\p{N}]/u.test(folded[at - 1] ?? "") ? INSIDE : WORD_START
    if (score > best.score) best = { at, score }
  }
  return best
}

/**
 * How well the words of a query fit an item: a word at the start of a text counts most, then at the start of a word, then inside one; the
 * item's first text counts more than the others.
 *
 * @returns 0: some word is in none of the texts.
 */
export function matchScore(texts: readonly string[], words: readonly string[]): number {
  return matchFolded(
    texts.map((text) => fold(text)),
    words,
  )
}

/** {@link matchScore} of texts that are folded already. */
export function matchFolded(folded: readonly string[], words: readonly string[]): number {
  let sum = 1
  for (const word of words) {
    const scores = folded.map((text, at) => {
      const { score } = bestHit(text, word)
      return score === NO_HIT || at > 0 ? score : score + TEXT_START
    })
    const best = Math.max(NO_HIT, ...scores)
    if (best === NO_HIT) return 0
    sum += best
  }
  return sum
}

/** The text in at most `width` cells, with what the words find in the role `match`. @param text - Sanitised. */
export function matchSpans(text: string, words: readonly string[], width: number, role: Role = "text"): Row {
  const cut = cutToWidth(text, width)
  const { parts, folded, partAt } = foldText(cut)
  const found = new Set<number>()
  for (const word of words) {
    const { at } = bestHit(folded, word)
    for (let unit = at; at >= 0 && unit < at + word.length; unit++) found.add(partAt[unit] ?? -1)
  }
  const out: Span[] = []
  for (const [at, part] of parts.entries()) {
    const partRole = found.has(at) ? "match" : role
    const last = out.at(-1)
    if (last?.role === partRole) out[out.length - 1] = { ...last, text: last.text + part }
    else out.push(span(part, partRole))
  }
  return out
}
