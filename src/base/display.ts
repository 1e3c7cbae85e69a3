import { eastAsianWidth } from "get-east-asian-width"

/**
 * Prepares untrusted text for a terminal: cleans it, measures it in cells, cuts and pads it. Printable ASCII, by far the most frequent
 * text, has a fast path everywhere.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
/** Joined emoji, skin tones, keycaps and tag flags: grapheme clusters that terminals draw with different widths. */
const DISPUTED_WIDTH = /[\u200d\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u
const ELLIPSIS = "…"

/**
 * Make a text safe to show on a terminal: one line, without control characters (C0, C1, DEL), bidi controls, zero-width characters, lone
 * surrogates, and clusters whose width differs between terminals.
 *
 * Line breaks and tabs become one space. Joined emoji are shown one by one, without skin tones and variation selectors. Half-width kana with
 * a voicing mark become full-width. The result is in NFC; sanitizing it again changes nothing. Use it for display only, never for data.
 *
 * @param maxCells - The width to cut to, with an ellipsis; absent: not cut.
 */
export function sanitize(text: string, maxCells?: number): string {
  if (maxCells === undefined) return PRINTABLE_ASCII.test(text) ? text : clean(text)
  // Bounds the work on a hostile length; 16 code units per cell are more than any real text needs.
  const maxLength = maxCells * 16 + 64
  const head = text.length > maxLength ? text.slice(0, maxLength) + ELLIPSIS : text
  return cutToWidth(PRINTABLE_ASCII.test(head) ? head : clean(head), maxCells)
}

function clean(text: string): string {
  return (
    text
      .replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, " ")
      // Other control characters (Cc); format characters (Cf: bidi, zero width, soft hyphen, tags); lone surrogates (Cs).
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
      // Invisible characters that are marks or letters by category (variation selectors, joiners, fillers), the keycap frame, skin tones.
      .replace(/[\ufe00-\ufe0f\u180b-\u180f\u{e0100}-\u{e01ef}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u20e3\u{1f3fb}-\u{1f3ff}]/gu, "")
      .replace(/\p{Cn}/gu, "\ufffd")
      // A half-width voicing mark takes a cell in some terminals, and none in others.
      .replace(/[\uff61-\uff9d][\uff9e\uff9f]/g, (kana) => kana.normalize("NFKC"))
      .replace(/[\uff9e\uff9f]/g, (mark) => (mark === "\uff9e" ? "\u309b" : "\u309c"))
      .normalize("NFC")
      // A leading mark would combine with the character before the text; a stack of marks would cover neighbouring lines.
      .replace(/^[\p{Mn}\p{Me}]+/u, "")
      .replace(/([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu, "$1")
  )
}

/** The label of an account in lists, messages and questions: `Issuer: name`, or the one that is not empty, else `-`. Sanitised. */
export function labelOf({ issuer, name }: { readonly issuer: string; readonly name: string }): string {
  const parts = [sanitize(issuer).trim(), sanitize(name).trim()].filter((part) => part !== "")
  return parts.length === 0 ? "-" : parts.join(": ")
}

/** Split a text into grapheme clusters: what users see as single characters. */
export function graphemes(text: string): string[] {
  return PRINTABLE_ASCII.test(text) ? text.split("") : Array.from(segmenter().segment(text), ({ segment }) => segment)
}

let cachedSegmenter: Intl.Segmenter | undefined
function segmenter(): Intl.Segmenter {
  return (cachedSegmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" }))
}

/** The width of a text in terminal cells. Characters of ambiguous East Asian width count as one cell. */
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

/** The width of one code point in cells: 0 for control characters, combining marks and formats, 2 for wide ones, else 1. */
export function codePointWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) || codePoint === 0xad ? 0 : 1
  // Kana, ideographs and Hangul syllables, without searching the tables.
  if ((codePoint >= 0x3041 && codePoint <= 0x3096) || (codePoint >= 0x30a0 && codePoint <= 0x30ff)) return 2
  if ((codePoint >= 0x4e00 && codePoint <= 0x9fff) || (codePoint >= 0xac00 && codePoint <= 0xd7a3)) return 2
  // The vowels and final consonants of a decomposed Hangul syllable are drawn in the cells of its first consonant.
  if ((codePoint >= 0x1160 && codePoint <= 0x11ff) || (codePoint >= 0xd7b0 && codePoint <= 0xd7fb)) return 0
  if (/[\p{Mn}\p{Me}\p{Cf}\p{Cs}\u2028\u2029]/u.test(String.fromCodePoint(codePoint))) return 0
  return eastAsianWidth(codePoint)
}

/** Cut a text to at most `width` cells, between graphemes. A text that is cut ends with an ellipsis. */
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

/** Cut a text, or pad it with spaces on the right, to exactly `width` cells. */
export function padToWidth(text: string, width: number): string {
  const cut = cutToWidth(text, width)
  return cut + " ".repeat(Math.max(0, width - cellWidth(cut)))
}
