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

interface Position {
  readonly y: number
  readonly x: number
}

const moveTo = ({ y, x }: Position): string => `\x1b[${y + 1};${x + 1}H`

const counted = (count: number, letter: string): string => (count === 1 ? `\x1b[${letter}` : `\x1b[${count}${letter}`)

/**
 * The shortest sequence that moves the cursor.
 *
 * @param from - null: unknown
 */
export function moveCursor(from: Position | null, to: Position): string {
  const absolute = moveTo(to)
  if (from === null) return absolute
  const down = to.y - from.y
  const vertical = down === 0 ? "" : counted(Math.abs(down), down > 0 ? "B" : "A")
  const right = to.x - from.x
  const horizontal = right === 0 ? "" : counted(Math.abs(right), right > 0 ? "C" : "D")
  const relative = vertical + horizontal
  return relative.length < absolute.length ? relative : absolute
}

function colorCode(index: number, exact: boolean, background: boolean): string {
  const base = background ? 40 : 30
  if (!exact && index < 8) return String(base + index)
  if (!exact && index < 16) return String(base + 60 + index - 8)
  return `${base + 8};5;${index}`
}

const colorsOf = (attributes: number): readonly [fg: number, bg: number] => [(attributes >> 9) & 0x1ff, attributes & 0x1ff]

/**
 * The sequence that sets these attributes.
 *
 * @param before - The attributes that the terminal has; those that go on are not set again, except where some end.
 */
export function sgr(attributes: number, before: number): string {
  if (attributes === DEFAULT_ATTRIBUTES) return "\x1b[m"
  const flags = attributes >> 18
  const [fg, bg] = colorsOf(attributes)
  const [fgBefore, bgBefore] = colorsOf(before)
  const exact = (flags & FLAGS.exact) !== 0
  const ends =
    ((before >> 18) & ~flags) !== 0 ||
    (fg === DEFAULT_COLOR && fgBefore !== DEFAULT_COLOR) ||
    (bg === DEFAULT_COLOR && bgBefore !== DEFAULT_COLOR)
  const last = ends ? DEFAULT_ATTRIBUTES : before
  const isOn = (flag: number): boolean => (flags & ~(last >> 18) & flag) !== 0
  const codes = ends ? ["0"] : []
  if (isOn(FLAGS.bold)) codes.push("1")
  if (isOn(FLAGS.underline)) codes.push("4")
  if (isOn(FLAGS.inverse)) codes.push("7")
  // An exact colour has another code, so it is set again where the others were not exact.
  const changed = (now: number, was: number): boolean => now !== DEFAULT_COLOR && (ends || now !== was || isOn(FLAGS.exact))
  if (changed(fg, fgBefore)) codes.push(colorCode(fg, exact, false))
  if (changed(bg, bgBefore)) codes.push(colorCode(bg, exact, true))
  return codes.length === 0 ? "" : `\x1b[${codes.join(";")}m`
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
      if (next[i] === shown[i]) continue
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

/** The least number of blanks at the end of a row that are worth erasing instead of writing. */
const LEAST_ERASED = 4

/** From where a row is blank in the default colours, up to its end. */
function blankFrom(line: Line): number {
  let x = line.length
  while (x > 0 && line[x - 1]?.[0] === DEFAULT_ATTRIBUTES && line[x - 1]?.[1] === " ") x--
  return x
}

export interface Encoded {
  /** Empty: nothing has changed. */
  readonly text: string
  /** The number of rows that it draws in. */
  readonly rows: number
}

/**
 * The text that makes a terminal which shows `shown` show `next`.
 *
 * Attributes are the default ones before and after. The cursor is placed anew after every character whose width terminals disagree about,
 * and at the edge; a wide one gets its two cells blanked first. So a wrong guess about one character never shifts its neighbours.
 */
export function encodeChanges(next: readonly Line[], shown: readonly Line[], options: EncodeOptions): Encoded {
  let text = ""
  let rows = 0
  let attributes = DEFAULT_ATTRIBUTES
  let at: Position | null = null
  const setAttributes = (wanted: number): void => {
    if (wanted !== attributes) text += sgr(wanted, attributes)
    attributes = wanted
  }
  for (const [y, line] of next.entries()) {
    const ranges = changes(line, shown[y] ?? [])
    if (ranges.length > 0) rows++
    const blank = blankFrom(line)
    for (const { from, to } of ranges) {
      const erases = to - Math.max(from, blank) >= LEAST_ERASED
      const end = erases ? Math.max(from, blank) : to
      text += moveCursor(at, { y, x: from })
      at = { y, x: from }
      for (let x = from; x < end;) {
        const [style, character] = line[x] ?? [DEFAULT_ATTRIBUTES, " "]
        const width = widthAt(line, x)
        setAttributes(style)
        const after: Position | null = x + width < line.length ? { y, x: x + width } : null
        if (AGREED.test(character) || (!options.ambiguousWide && AMBIGUOUS.test(character))) text += character
        else text += (width > 1 ? " ".repeat(width) + moveTo({ y, x }) : "") + character + (after === null ? "" : moveTo(after))
        at = after
        x += width
      }
      if (erases) {
        setAttributes(DEFAULT_ATTRIBUTES)
        text += "\x1b[K"
      }
    }
  }
  setAttributes(DEFAULT_ATTRIBUTES)
  return { text, rows }
}
