import { cellWidth, cutToWidth, graphemes, padToWidth } from "../../base/display.ts"
import { wrap } from "../../base/wrap.ts"
import type { Row, Span } from "../core/frame.ts"
import type { Role } from "../core/roles.ts"

/** All texts here are already sanitised; all widths are cells. */

export const EMPTY_ROW: Row = [{ text: "" }]

export function span(text: string, role?: Role): Span {
  return role === undefined ? { text } : { text, role }
}

export function textRow(text: string, role?: Role): Row {
  return [span(text, role)]
}

export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + cellWidth(text), 0)
}

/** The row cut to `width` cells (with … where text is cut) and filled with blanks. */
export function fitRow(row: Row, width: number, fill?: Role): Row {
  if (width <= 0) return []
  const total = rowWidth(row)
  if (total <= width) return total === width ? row : [...row, span(" ".repeat(width - total), fill)]
  const out: Span[] = []
  let left = width
  for (const [at, part] of row.entries()) {
    const cells = cellWidth(part.text)
    // Keep the last cell for the …, unless nothing follows.
    const more = row.slice(at + 1).some(({ text }) => text !== "")
    if (cells < left || (cells === left && !more)) {
      out.push(part)
      left -= cells
      continue
    }
    const text = cells === left ? cutToWidth(part.text + "  ", left) : cutToWidth(part.text, left)
    out.push({ ...part, text: padToWidth(text, left) })
    break
  }
  return out
}

/** The cells of a row from `from` up to but not including `to`; a blank for half of a wide character. The row ends where its text does. */
export function sliceRow(row: Row, from: number, to: number): Row {
  const out: Span[] = []
  let x = 0
  for (const part of row) {
    let text = ""
    for (const letter of graphemes(part.text)) {
      const end = x + cellWidth(letter)
      if (x >= from && end <= to && end > from) text += letter
      else text += " ".repeat(Math.max(0, Math.min(end, to) - Math.max(x, from)))
      x = end
    }
    if (text !== "") out.push({ ...part, text })
  }
  return out
}

/** The span at a cell of the row; undefined right of its text. */
export function spanAt(row: Row, x: number): Span | undefined {
  let end = 0
  return row.find(({ text }) => (end += cellWidth(text)) > x)
}

/** The key that a click on the span presses; undefined: none, and the screen gets the click. */
export function clickKey({ click, selected, noEnter }: Span): string | undefined {
  return click ?? (selected === true && noEnter !== true ? "enter" : undefined)
}

/** The row of a list that is chosen. Screens put a `▌` before it, since not every terminal shows colours. */
export function chosenRow(row: Row, width: number): Row {
  return fitRow(row, width).map((part) => ({ ...part, selected: true }))
}

/** A row of a list that a click can choose. @param item - See {@link Span.item}. */
export function itemRow(row: Row, item: number): Row {
  return row.map((part) => ({ ...part, item }))
}

/** The chosen row of a list with ticks: a click on it comes to the screen, which ticks the item. */
export function tickRow(row: Row): Row {
  return row.map((part) => ({ ...part, noEnter: true }))
}

/** The row as it looks, but a click on it does nothing. */
export function stillRow(row: Row): Row {
  return row.map(({ text, role, selected, colors }) => ({
    text,
    ...(colors === undefined ? {} : { colors }),
    ...(role === undefined ? {} : { role }),
    ...(selected === undefined ? {} : { selected, noEnter: true }),
  }))
}

export interface Column {
  readonly text: string
  readonly width: number
  readonly align?: "left" | "right"
  readonly role?: Role
}

/** Columns of fixed width, with `gap` blanks between them. A column of width 0 is left out. */
export function columnsRow(columns: readonly Column[], gap = 1): Row {
  return columns
    .filter(({ width }) => width > 0)
    .flatMap(({ text, width, align, role }, at) => {
      const cut = cutToWidth(text, width)
      const padded = align === "right" ? " ".repeat(Math.max(0, width - cellWidth(cut))) + cut : padToWidth(cut, width)
      return [...(at === 0 ? [] : [span(" ".repeat(gap))]), span(padded, role)]
    })
}

/** A state as a filled word, with blanks up to `width` cells; {@link chipWidth} for its column. An empty word has no fill. */
export function chipSpans(word: string, role: Role, width: number): Row {
  const text = word === "" ? "" : cutToWidth(` ${word} `, width)
  return [span(text, role), span(" ".repeat(Math.max(0, width - cellWidth(text))))]
}

/** The cells of a column of chips. */
export function chipWidth(words: readonly string[]): number {
  return Math.max(0, ...words.map((word) => cellWidth(word) + 2))
}

/** A paragraph as rows, `indent` blanks before each. */
export function paragraph(text: string, width: number, options: { role?: Role; indent?: number } = {}): Row[] {
  const indent = options.indent ?? 0
  return wrap(text, width - indent).map((line) => textRow(" ".repeat(indent) + line, options.role))
}

/** `[ Save ]`, or `▌ [ Save ]` as a selection while it has the focus. */
export function buttonSpans(label: string, focused: boolean): Span[] {
  return [span(focused ? "▌ " : "  "), span(`[ ${label} ]`, focused ? "selection" : "text")]
}

/** A row of buttons, with what a click on each does. */
export function buttonsRow(
  buttons: readonly ({ readonly label: string; readonly focused: boolean } & Pick<Span, "click" | "item">)[],
): Row {
  return buttons.flatMap(({ label, focused, ...click }, at) => [
    ...(at === 0 ? [] : [span("  ")]),
    ...buttonSpans(label, focused).map((part) => ({ ...part, ...click })),
  ])
}

/** `[x] text` */
export function checkboxText(checked: boolean, label: string): string {
  return `[${checked ? "x" : " "}] ${label}`
}

/** A bar of `width` cells: `━━━━────`. @param part - 0 … 1 */
export function gauge(part: number, width: number): string {
  const full = Math.round(Math.max(0, Math.min(1, part)) * width)
  return "━".repeat(full) + "─".repeat(Math.max(0, width - full))
}

/** The body with a band of rows, such as a question, over its lower end. A click above the band does nothing. */
export function withBand(body: readonly Row[], band: readonly Row[], height: number, width: number): Row[] {
  const rows = band.slice(0, height)
  const line = textRow("─".repeat(Math.max(0, width)), "border")
  const used = Math.min(height, rows.length + 1)
  const above = Array.from({ length: height - used }, (_, at) => stillRow(body[at] ?? EMPTY_ROW))
  return used > rows.length ? [...above, line, ...rows] : [...above, ...rows]
}
