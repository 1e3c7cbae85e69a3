import { cellWidth, graphemes, sanitize } from "../../base/display.ts"
import type { Frame, Row, Size, Span } from "../core/frame.ts"
import { CHIPS } from "../core/roles.ts"
import type { Look, Theme } from "../theme/themes.ts"

/**
 * One cell as blessed keeps it in `screen.lines`: attributes and character. A wide character is in its left cell; the
 * right one holds the empty text.
 */
export type Cell = [attributes: number, text: string]
export type Line = Cell[] & { dirty?: boolean }

/** Blessed's "no colour of its own". */
export const DEFAULT_COLOR = 0x1ff
export const FLAGS = { bold: 1, underline: 2, inverse: 8, exact: 64 } as const
/** Blessed's packing: flags from bit 18, foreground from bit 9, background from bit 0. */
export const DEFAULT_ATTRIBUTES = (DEFAULT_COLOR << 9) | DEFAULT_COLOR

/** Characters of one cell in every font, except in those that probing finds to be two cells wide. */
const SIMPLE = /^[\x20-\x7e\u2500-\u259f]*$/

const color = (index: number | undefined): number => (index === undefined || index < 0 || index > 255 ? DEFAULT_COLOR : index)

/** What a frame is drawn with. */
export interface Appearance {
  /** As the terminal's depth allows, see `themeFor`. */
  readonly theme: Theme
  /** Lines, bars and marks are drawn as ASCII characters. */
  readonly ascii: boolean
}

function pack(look: Look, exact: boolean): number {
  const flags =
    (look.bold === true ? FLAGS.bold : 0) |
    (look.underline === true ? FLAGS.underline : 0) |
    (look.inverse === true ? FLAGS.inverse : 0) |
    (exact ? FLAGS.exact : 0)
  return (flags << 18) | (color(look.fg) << 9) | color(look.bg)
}

/** The packed attributes of a span. */
export function attributesOf({ role = "text", selected, overlay, colors }: Omit<Span, "text">, theme: Theme): number {
  if (colors !== undefined) return pack(colors, true)
  const surface = overlay === true ? theme.overlay : theme.base
  const look = theme.roles[role]
  if (selected !== true) return pack({ ...surface, ...look }, false)
  const { selection } = theme.roles
  // With 8 colours a fill has no bold: it would turn black into grey.
  const bold = look.bold === true && selection.bold !== false
  return pack({ ...selection, bold, underline: look.underline === true }, false)
}

/** One ASCII character for each glyph that the screens use. */
const ASCII: Readonly<Record<string, string>> = {
  ...{ "▌": ">", "━": "=", "─": "-", "█": "#", "│": ":", "✓": "+", "›": ">", "…": "~" },
  ...{ "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+" },
}
const GLYPH = /[▌━─█│✓›…┌┐└┘├┤]/gu

/** The text of a span as this terminal shows it. */
function shownText(span: Span, { theme, ascii }: Appearance): string {
  if (span.colors !== undefined) return span.text
  const isChip = theme.brackets && span.role !== undefined && CHIPS.includes(span.role)
  const text = isChip ? span.text.replace(/^ (.*?)( *) $/u, "[$1]$2") : span.text
  return ascii ? text.replace(GLYPH, (glyph) => ASCII[glyph] ?? glyph) : text
}

/**
 * A text's characters with their widths in cells; characters without a width are left out. All text is sanitised here again, since
 * nothing checks it between here and the terminal.
 */
function characters(shown: string): readonly { readonly text: string; readonly width: number }[] {
  if (SIMPLE.test(shown)) return Array.from(shown, (text) => ({ text, width: 1 }))
  return graphemes(sanitize(shown)).flatMap((text) => {
    const width = cellWidth(text)
    return width === 0 ? [] : [{ text, width }]
  })
}

/** One row, cut or filled to exactly `columns` cells. */
export function layRow(row: Row | undefined, columns: number, appearance: Appearance): Line {
  const line: Line = []
  for (const span of row ?? []) {
    const attributes = attributesOf(span, appearance.theme)
    for (const { text, width } of characters(shownText(span, appearance))) {
      if (line.length >= columns) return line
      // A wide character never straddles the edge.
      const fits = line.length + width <= columns
      line.push([attributes, fits ? text : " "])
      for (let i = 1; i < width && line.length < columns; i++) line.push([attributes, ""])
    }
  }
  const blank = attributesOf({}, appearance.theme)
  while (line.length < columns) line.push([blank, " "])
  return line
}

/** The cells of an empty screen. */
export function blankLines({ columns, rows }: Size): Line[] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, (): Cell => [DEFAULT_ATTRIBUTES, " "]))
}

/** Every cell of the window. */
export function layFrame(frame: Frame, size: Size, appearance: Appearance): Line[] {
  return Array.from({ length: size.rows }, (_, y) => layRow(frame.rows[y], size.columns, appearance))
}
