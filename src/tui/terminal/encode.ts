import { DEFAULT_ATTRIBUTES, DEFAULT_COLOR, FLAGS } from "./cells.ts"
import type { Line } from "./cells.ts"

/** A gap of at most this many unchanged cells is cheaper to write again than to skip. */
const SHORT_GAP = 5

/**
 * Characters whose width every terminal and font agrees on: Latin, kana, kanji, hangul, full-width forms, and (unless the
 * terminal draws them two columns wide) lines and blocks. After any other character the cursor is placed explicitly.
 */
const AGREED = /^[\x20-\x7e\u00c0-\u024f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60\uff61-\uff9f]$/u
const AMBIGUOUS = /^[\u2500-\u259f]$/u

export interface EncodeOptions {
  /** The terminal draws `▀` and its like two columns wide. */
  readonly ambiguousWide: boolean
}

const moveTo = (y: number, x: number): string => `\x1b[${y + 1};${x + 1}H`

function colorCode(index: number, exact: boolean, background: boolean): string {
  const base = background ? 40 : 30
  if (!exact && index < 8) return String(base + index)
  if (!exact && index < 16) return String(base + 60 + index - 8)
  return `${base + 8};5;${index}`
}

/** The sequence that sets all attributes, so that no cell depends on the one before. */
export function sgr(attributes: number): string {
  if (attributes === DEFAULT_ATTRIBUTES) return "\x1b[m"
  const flags = attributes >> 18
  const [fg, bg] = [(attributes >> 9) & 0x1ff, attributes & 0x1ff]
  const exact = (flags & FLAGS.exact) !== 0
  const codes = ["0"]
  if (flags & FLAGS.bold) codes.push("1")
  if (flags & FLAGS.underline) codes.push("4")
  if (flags & FLAGS.inverse) codes.push("7")
  if (fg !== DEFAULT_COLOR) codes.push(colorCode(fg, exact, false))
  if (bg !== DEFAULT_COLOR) codes.push(colorCode(bg, exact, true))
  return `\x1b[${codes.join(";")}m`
}

/** The number of cells of the character at `x`. */
function widthAt(line: Line, x: number): number {
  let width = 1
  while (line[x + width]?.[1] === "") width++
  return width
}

/** The ranges where `next` differs from `shown`, extended to whole characters of `next`; close ranges are joined. */
function changes(next: Line, shown: Line): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  let x = 0
  while (x < next.length) {
    const width = widthAt(next, x)
    let same = true
    for (let i = x; i < x + width; i++) {
      if (next[i]?.[0] !== shown[i]?.[0] || next[i]?.[1] !== shown[i]?.[1]) same = false
    }
    if (!same) {
      const last = found.at(-1)
      if (last !== undefined && x - last.to <= SHORT_GAP) last.to = x + width
      else found.push({ from: x, to: x + width })
    }
    x += width
  }
  return found
}

/**
 * The text that makes a terminal which shows `shown` show `next`.
 *
 * Attributes are the default ones before and after. The cursor is placed explicitly in every row and after every character whose width
 * terminals disagree about; a wide one gets its two cells blanked first. So a wrong guess about one character never shifts its neighbours.
 */
export function encodeChanges(next: readonly Line[], shown: readonly Line[], options: EncodeOptions): string {
  let out = ""
  let attributes = DEFAULT_ATTRIBUTES
  for (const [y, line] of next.entries()) {
    for (const { from, to } of changes(line, shown[y] ?? [])) {
      out += moveTo(y, from)
      for (let x = from; x < to;) {
        const [style, text] = line[x] ?? [DEFAULT_ATTRIBUTES, " "]
        const width = widthAt(line, x)
        if (style !== attributes) out += sgr(style)
        attributes = style
        const agreed = AGREED.test(text) || (!options.ambiguousWide && AMBIGUOUS.test(text))
        if (agreed) out += text
        else out += `${width > 1 ? " ".repeat(width) + moveTo(y, x) : ""}${text}${x + width < line.length ? moveTo(y, x + width) : ""}`
        x += width
      }
    }
  }
  return attributes === DEFAULT_ATTRIBUTES ? out : `${out}\x1b[m`
}
