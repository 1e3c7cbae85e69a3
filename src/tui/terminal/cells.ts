import { cellWidth, graphemes, sanitize } from "../../base/display.ts"
import type { Frame, Row, Size, Span, Style } from "../core/frame.ts"

/**
 * One cell as blessed keeps it in `screen.lines`: attributes and character. A wide character is in its left cell; the
 * right one holds the empty text.
 */
export type Cell = [attributes: number, text: string]
export type Line = Cell[] & { dirty?: boolean }

/** Blessed's "no colour of its own". */
export const DEFAULT_COLOR = 0x1ff
export const FLAGS = { bold: 1, underline: 2, inverse: 8, dim: 32, exact: 64 } as const
/** Blessed's packing: flags from bit 18, foreground from bit 9, background from bit 0. */
export const DEFAULT_ATTRIBUTES = (DEFAULT_COLOR << 9) | DEFAULT_COLOR

/** Characters of one cell in every font, except in those that probing finds to be two cells wide. */
const SIMPLE = /^[\x20-\x7e\u2500-\u259f]*$/

const color = (index: number | undefined): number => (index === undefined || index < 0 || index > 255 ? DEFAULT_COLOR : index)

/** @param noColor - Only `exact` keeps its colours; weight, underline and inverse stay. */
export function packStyle(style: Style | undefined, exact: boolean, noColor: boolean): number {
  if (style === undefined) return DEFAULT_ATTRIBUTES
  const flags =
    (style.bold === true ? FLAGS.bold : 0) |
    (style.underline === true ? FLAGS.underline : 0) |
    (style.inverse === true ? FLAGS.inverse : 0) |
    (style.dim === true ? FLAGS.dim : 0) |
    (exact ? FLAGS.exact : 0)
  const coloured = exact || !noColor
  return (flags << 18) | ((coloured ? color(style.fg) : DEFAULT_COLOR) << 9) | (coloured ? color(style.bg) : DEFAULT_COLOR)
}

/**
 * The span's characters with their widths in cells; characters without a width are left out. All text is sanitised here again, since
 * nothing checks it between here and the terminal.
 */
function characters(span: Span): readonly { readonly text: string; readonly width: number }[] {
  if (SIMPLE.test(span.text)) return Array.from(span.text, (text) => ({ text, width: 1 }))
  return graphemes(sanitize(span.text)).flatMap((text) => {
    const width = cellWidth(text)
    return width === 0 ? [] : [{ text, width }]
  })
}

/** One row, cut or filled to exactly `columns` cells. */
export function layRow(row: Row | undefined, columns: number, noColor: boolean): Line {
  const line: Line = []
  for (const span of row ?? []) {
    const attributes = packStyle(span.style, span.exact === true, noColor)
    for (const { text, width } of characters(span)) {
      if (line.length >= columns) return line
      // A wide character never straddles the edge.
      const fits = line.length + width <= columns
      line.push([attributes, fits ? text : " "])
      for (let i = 1; i < width && line.length < columns; i++) line.push([attributes, ""])
    }
  }
  while (line.length < columns) line.push([DEFAULT_ATTRIBUTES, " "])
  return line
}

/** Every cell of the window. */
export function layFrame(frame: Frame, size: Size, noColor: boolean): Line[] {
  return Array.from({ length: size.rows }, (_, y) => layRow(frame.rows[y], size.columns, noColor))
}
