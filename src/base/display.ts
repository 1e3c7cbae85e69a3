import { eastAsianWidth } from "get-east-asian-width"

/**
 * Everything between a foreign text and a terminal: cleaning it, measuring it in cells, cutting and padding it. Plain ASCII, which
 * is nearly all there is, takes a short way everywhere.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
/** Emoji families, skin tones, keycaps and flags by tags: clusters that terminals disagree about. */
const DISPUTED_WIDTH = /[\u200d\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u
const ELLIPSIS = "…"

/**
 * Make a text safe to show on a terminal: one line, no control characters (C0, C1, DEL), nothing that turns the direction of
 * writing, nothing without width, no lone surrogates, no cluster whose width terminals disagree about.
 *
 * Line breaks and tabs become one space. Emoji joined into one picture are shown one by one, without skin tone and without variation
 * selectors, half-width kana with a voicing mark as full-width. The result is NFC, and idempotent. For showing only: it does not say the same bytes.
 *
 * @param maxCells - Cut to so many cells, with an ellipsis.
 */
export function sanitize(text: string, maxCells?: number): string {
  if (maxCells === undefined) return PRINTABLE_ASCII.test(text) ? text : clean(text)
  const enough = maxCells * 16 + 64
  const head = text.length > enough ? text.slice(0, enough) + ELLIPSIS : text
  return cutToWidth(PRINTABLE_ASCII.test(head) ? head : clean(head), maxCells)
}

function clean(text: string): string {
  return (
    text
      .replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, " ")
      // The rest of C0, DEL, C1; formats (bidi, zero width, soft hyphen, tags); lone surrogates.
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
      // Variation selectors, joiners and fillers that are marks or letters by category, the keycap's frame, skin tones.
      .replace(/[\ufe00-\ufe0f\u180b-\u180f\u{e0100}-\u{e01ef}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u20e3\u{1f3fb}-\u{1f3ff}]/gu, "")
      .replace(/\p{Cn}/gu, "\ufffd")
      // Half-width kana marks count as a cell for some terminals, as a part of what stands before for others.
      .replace(/[\uff61-\uff9d][\uff9e\uff9f]/g, (kana) => kana.normalize("NFKC"))
      .replace(/[\uff9e\uff9f]/g, (mark) => (mark === "\uff9e" ? "\u309b" : "\u309c"))
      .normalize("NFC")
      // A mark would join what stands before the text; more than three would smear over the lines around.
      .replace(/^[\p{Mn}\p{Me}]+/u, "")
      .replace(/([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu, "$1")
  )
}

/** How an account is called in lists, messages and questions: `Issuer: name`, or what there is of it. Sanitised. */
export function labelOf({ issuer, name }: { readonly issuer: string; readonly name: string }): string {
  const said = [sanitize(issuer).trim(), sanitize(name).trim()].filter((part) => part !== "")
  return said.length === 0 ? "-" : said.join(": ")
}

/** What a user would call one character each. */
export function graphemes(text: string): string[] {
  return PRINTABLE_ASCII.test(text) ? text.split("") : Array.from(segmenter().segment(text), ({ segment }) => segment)
}

let cachedSegmenter: Intl.Segmenter | undefined
function segmenter(): Intl.Segmenter {
  return (cachedSegmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" }))
}

/** The cells a text takes, as terminals with Unicode count them; characters of ambiguous width take one. */
export function cellWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length
  if (!DISPUTED_WIDTH.test(text)) return sumOfWidths(text)
  return graphemes(text).reduce((sum, cluster) => sum + clusterWidth(cluster), 0)
}

function clusterWidth(cluster: string): number {
  return DISPUTED_WIDTH.test(cluster) && /\p{Emoji}/u.test(cluster) ? 2 : sumOfWidths(cluster)
}

function sumOfWidths(text: string): number {
  let sum = 0
  for (const char of text) sum += codePointWidth(char.codePointAt(0) ?? 0)
  return sum
}

/** The cells of one code point by itself: 0 for control characters, combining marks and formats, 2 for wide ones, else 1. */
export function codePointWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) || codePoint === 0xad ? 0 : 1
  // Kana, ideographs and Hangul syllables without a look at the tables.
  if ((codePoint >= 0x3041 && codePoint <= 0x3096) || (codePoint >= 0x30a0 && codePoint <= 0x30ff)) return 2
  if ((codePoint >= 0x4e00 && codePoint <= 0x9fff) || (codePoint >= 0xac00 && codePoint <= 0xd7a3)) return 2
  // The vowels and final consonants of a Hangul syllable stand in the cells of its first consonant.
  if ((codePoint >= 0x1160 && codePoint <= 0x11ff) || (codePoint >= 0xd7b0 && codePoint <= 0xd7fb)) return 0
  if (/[\p{Mn}\p{Me}\p{Cf}\p{Cs}\u2028\u2029]/u.test(String.fromCodePoint(codePoint))) return 0
  return eastAsianWidth(codePoint)
}

/** At most so many cells: cut between graphemes, the last cell an ellipsis where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (width <= 0) return ""
  if (PRINTABLE_ASCII.test(text)) return text.length <= width ? text : text.slice(0, width - 1) + ELLIPSIS
  if (cellWidth(text) <= width) return text
  let out = ""
  let used = 0
  for (const cluster of graphemes(text)) {
    used += clusterWidth(cluster)
    if (used > width - 1) break
    out += cluster
  }
  return out + ELLIPSIS
}

/** Exactly so many cells: cut, or filled up with spaces. */
export function padToWidth(text: string, width: number): string {
  const cut = cutToWidth(text, width)
  return cut + " ".repeat(Math.max(0, width - cellWidth(cut)))
}
