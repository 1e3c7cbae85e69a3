import fuzzysort from "fuzzysort"
import { fold } from "../search.ts"

/** Letters of a text beyond this are not searched. */
const MAX_LENGTH = 256

/**
 * The form in which texts are searched: without width variants, with katakana as hiragana, without the accents of Latin letters. Upper
 * case is kept, since a capital inside a word (`GitHub`) begins a word of its own.
 */
export function searchable(text: string): string {
  const head = text.slice(0, MAX_LENGTH)
  if (/^[\x20-\x7e]*$/.test(head)) return head
  return head
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}

/** The same for what is typed, in lower case. */
export function searchTerm(text: string): string {
  return fold(searchable(text))
}

/** How well a text matches, the best last: letters near each other, in a row, at the beginnings of words; a word; the whole text. */
export const TIERS = { scattered: 0, inside: 1, initials: 2, word: 3, exact: 4 } as const
export type Tier = (typeof TIERS)[keyof typeof TIERS]

/** The matched letters are at most this many times as many as those of the term, with what is between them: more would be chance. */
const SPREAD = 3

export const NO_MATCH = -1
/** No match either for any term that begins with this one. */
export const IMPOSSIBLE = -2

/**
 * The tier of a text; {@link NO_MATCH} or {@link IMPOSSIBLE} where it does not match.
 *
 * @param text - As {@link searchable} gives it.
 * @param lower - As {@link lowerCase} gives it.
 * @param term - As {@link searchTerm} gives it; not empty.
 * @param above - Only higher tiers matter: what is up to this one may be taken for any lower one.
 */
export function tierOf(text: string, lower: string, term: string, above: number): number {
  if (above >= TIERS.word) return lower === term ? TIERS.exact : NO_MATCH
  const tier = tierInRow(text, lower, term)
  if (tier >= TIERS.initials || (tier !== NO_MATCH && term.length < 2)) return tier
  if (tier === NO_MATCH && !hasInOrder(lower, term)) return IMPOSSIBLE
  if (above >= TIERS.initials) return tier
  // Two letters need no library, which would be slower: they match half of all texts.
  if (term.length === 2) return Math.max(tier, tierOfPair(text, lower, term))
  if (startOfNear(lower, term) < 0) return tier
  if (!mayMatchInitials(text, lower, term)) return Math.max(tier, TIERS.scattered)
  // Prepared texts are not kept: few of them are asked for, and each is far larger than its text.
  const indexes = fuzzysort.single(term, fuzzysort.prepare(text))?.indexes
  return Math.max(tier, TIERS.scattered, indexes === undefined ? NO_MATCH : tierOfLetters(text, indexes))
}

/** Whether the letters of the term are in the text in its order, however far apart: what every match needs. */
function hasInOrder(lower: string, term: string): boolean {
  let at = -1
  for (let n = 0; n < term.length; n++) {
    at = lower.indexOf(term.charAt(n), at + 1)
    if (at < 0) return false
  }
  return true
}

/** Where the first letters begin that are those of the term, in its order, as near each other as a match needs; -1: nowhere. */
function startOfNear(lower: string, term: string): number {
  const first = term.charAt(0)
  for (let start = lower.indexOf(first); start >= 0; start = lower.indexOf(first, start + 1)) {
    let at = start
    for (let n = 1; n < term.length && at >= 0; n++) at = lower.indexOf(term.charAt(n), at + 1)
    // What does not follow here does not follow later.
    if (at < 0) return -1
    if (at - start < SPREAD * term.length) return start
  }
  return -1
}

/** The letters that {@link startOfNear} has found. */
function nearLetters(lower: string, term: string): readonly number[] | null {
  let at = startOfNear(lower, term)
  if (at < 0) return null
  return Array.from({ length: term.length }, (_, n) => (at = n === 0 ? at : lower.indexOf(term.charAt(n), at + 1)))
}

/** Places of a text that a chain of letters has reached, and those that it reaches with the next letter. */
const reached = [new Uint8Array(MAX_LENGTH), new Uint8Array(MAX_LENGTH)] as const

/** Whether the letters of the term are in the text in its order so that each follows the one before it at once, or begins a word. */
function mayMatchInitials(text: string, lower: string, term: string): boolean {
  // Rules most texts out in no time: the last letter is the one that they did not have to match before.
  for (let n = term.length - 1; n > 0; n--) {
    if (!lower.includes(term.slice(n - 1, n + 1)) && !beginsWord(text, lower, term.charAt(n))) return false
  }
  let [before, now] = reached
  for (let n = 0; n < term.length; n++) {
    const letter = term.charCodeAt(n)
    // Whether the letters so far end somewhere before this place.
    let isReached = n === 0
    let any = false
    for (let at = 0; at < lower.length; at++) {
      const follows = at > 0 && n > 0 && before[at - 1] === 1
      isReached ||= follows
      const fits = lower.charCodeAt(at) === letter && (follows || (isReached && isWordStart(text, at)))
      now[at] = fits ? 1 : 0
      any ||= fits
    }
    if (!any) return false
    ;[before, now] = [now, before]
  }
  return true
}

function beginsWord(text: string, lower: string, letter: string): boolean {
  for (let at = lower.indexOf(letter); at >= 0; at = lower.indexOf(letter, at + 1)) if (isWordStart(text, at)) return true
  return false
}

/** The letters of a text that a term matches, as UTF-16 units; null: it does not match. */
export function matchedUnits(text: string, term: string): readonly number[] | null {
  const lower = lowerCase(text)
  const inRow = placeInRow(text, lower, term)
  if (inRow >= 0) return Array.from(term, (_, n) => inRow + n)
  if (term.length < 2 || text === "") return null
  if (term.length === 2) return pairIn(text, lower, term)
  const indexes = fuzzysort.single(term, text)?.indexes
  return indexes === undefined || tierOfLetters(text, indexes) === NO_MATCH ? nearLetters(lower, term) : indexes
}

/** Lower case of the same length, so that places are the same. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

/** Where the whole term is: at the beginning of a word if possible; -1: nowhere. */
function placeInRow(text: string, lower: string, term: string): number {
  const first = lower.indexOf(term)
  for (let at = first; at >= 0; at = lower.indexOf(term, at + 1)) if (isWordStart(text, at)) return at
  return first
}

function tierInRow(text: string, lower: string, term: string): Tier | typeof NO_MATCH {
  const at = placeInRow(text, lower, term)
  if (at < 0) return NO_MATCH
  if (term.length === text.length) return TIERS.exact
  return isWordStart(text, at) ? TIERS.word : TIERS.inside
}

/** The best place of two letters that are near each other. */
function pairIn(text: string, lower: string, term: string): readonly [number, number] | null {
  const [one, two] = [term.charAt(0), term.charAt(1)]
  let near: readonly [number, number] | null = null
  for (let at = lower.indexOf(one); at >= 0; at = lower.indexOf(one, at + 1)) {
    for (let to = lower.indexOf(two, at + 1); to >= 0 && to - at < SPREAD * 2; to = lower.indexOf(two, to + 1)) {
      if (isWordStart(text, at) && isWordStart(text, to)) return [at, to]
      near ??= [at, to]
    }
  }
  return near
}

function tierOfPair(text: string, lower: string, term: string): Tier | typeof NO_MATCH {
  const pair = pairIn(text, lower, term)
  return pair === null ? NO_MATCH : tierOfLetters(text, pair)
}

/** The tier of letters that are not in a row. */
function tierOfLetters(text: string, indexes: readonly number[]): Tier | typeof NO_MATCH {
  const first = indexes[0] ?? 0
  const last = indexes[indexes.length - 1] ?? 0
  if (last - first + 1 > SPREAD * indexes.length) return NO_MATCH
  for (let n = 0, before = -2; n < indexes.length; n++) {
    const at = indexes[n] ?? 0
    if (at !== before + 1 && !isWordStart(text, at)) return TIERS.scattered
    before = at
  }
  return TIERS.initials
}

const LETTER = /[\p{L}\p{N}]/u

/** Whether a word begins at this unit: after what is no letter, or with a capital after a small letter. */
function isWordStart(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  if (before > 0x7f) return !LETTER.test(text.charAt(at - 1))
  const isSmall = before >= 97 && before <= 122
  const here = text.charCodeAt(at)
  if (isSmall) return here >= 65 && here <= 90
  return !((before >= 48 && before <= 57) || (before >= 65 && before <= 90))
}
