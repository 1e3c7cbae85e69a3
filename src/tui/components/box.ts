import { cellWidth, cutToWidth } from "../../base/display.ts"
import type { Row, Size, Span } from "../core/frame.ts"
import { EMPTY_ROW, fitRow, sliceRow, span } from "./rows.ts"

/** A box over the screen: where its upper left corner is, and its rows with the border, all `width` cells wide. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly rows: readonly Row[]
}

/** The rows of a box with its border and its title in it. @param width - With the border; the rows have four cells less. */
export function boxRows(title: string, rows: readonly Row[], width: number): Row[] {
  const inside = Math.max(0, width - 2)
  const head = title === "" ? "" : ` ${cutToWidth(title, Math.max(0, inside - 3))} `
  const rest = "─".repeat(Math.max(0, inside - cellWidth(head)))
  return [
    [span("┌", "border"), span(head, "title"), span(`${rest}┐`, "border")],
    ...rows.map((row): Row => [span("│", "border"), ...fitRow(row, inside), span("│", "border")]),
    [span(`└${"─".repeat(inside)}┘`, "border")],
  ].map((row: Row) => row.map((part): Span => ({ ...part, overlay: true })))
}

/** A box in the middle of the screen; what does not fit is cut at its lower end. */
export function centredBox(title: string, rows: readonly Row[], width: number, size: Size): Box {
  const cells = Math.min(width, size.columns)
  const shown = rows.slice(0, Math.max(0, size.rows - 2))
  const box = boxRows(title, shown, cells)
  return { x: Math.floor((size.columns - cells) / 2), y: Math.max(0, Math.floor((size.rows - box.length) / 2)), width: cells, rows: box }
}

/** The screen with a box over it. Nothing beside the box can be clicked, and no row there is chosen. */
export function withBox(under: readonly Row[], box: Box, size: Size): Row[] {
  const from = box.x
  const to = box.x + box.width
  return Array.from({ length: size.rows }, (_, y) => {
    const row = (under[y] ?? EMPTY_ROW).map(asleep)
    const over = box.rows[y - box.y]
    return over === undefined ? row : [...fitRow(sliceRow(row, 0, from), from), ...over, ...sliceRow(row, to, size.columns)]
  })
}

/** Text that a box has taken the focus from. */
function asleep({ text, role, overlay, colors }: Span): Span {
  return {
    text,
    ...(role === undefined || role === "selection" ? {} : { role }),
    ...(overlay === undefined ? {} : { overlay }),
    ...(colors === undefined ? {} : { colors }),
  }
}
