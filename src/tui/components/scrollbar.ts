import type { Row, Size, Span } from "../core/frame.ts"
import { fitList, listWindow } from "./list.ts"
import type { ListState } from "./list.ts"
import { chosenRow, fitRow, itemRow, span } from "./rows.ts"

/**
 * The visible rows of a list, at most `size.rows`: the chosen one is marked, and where the list is cut, the last column is a scrollbar.
 *
 * @param draw - The row of an item in this width, without the mark.
 * @param isFocused - Whether keys move in this list; otherwise the chosen row has the mark alone.
 */
export function listRows(
  list: ListState,
  count: number,
  { columns, rows }: Size,
  draw: (at: number, width: number) => Row,
  isFocused = true,
): readonly Row[] {
  const { cursor } = fitList(list, count, rows)
  const { from, to } = listWindow(list, count, rows)
  const width = count > rows ? columns - 1 : columns
  const drawn = Array.from({ length: to - from }, (_, place): Row => {
    const at = from + place
    const row = [span(at === cursor ? "▌" : " "), ...draw(at, width - 1)]
    return at === cursor && isFocused ? chosenRow(row, width) : fitRow(row, width)
  })
  return withScrollbar(drawn, from, count, columns)
}

/**
 * The rows of a list, each with its item for a click. Where the list is cut, their last column is a scrollbar.
 *
 * @param rows - The rows in the window: `height` of them.
 * @param offset - The first item shown, 0-based.
 * @param count - All items.
 * @param width - Cells of a row, the scrollbar's included.
 */
export function withScrollbar(rows: readonly Row[], offset: number, count: number, width: number): readonly Row[] {
  const bar = width < 2 ? [] : scrollbar(offset, count, rows.length)
  const cells = bar.length === 0 ? width : width - 1
  return rows.map((row, y) => [...itemRow(fitRow(row, cells), offset + y), ...bar.slice(y, y + 1)])
}

/** The column of a scrollbar, one span for each row; empty where the list is not cut. */
export function scrollbar(offset: number, count: number, height: number): readonly Span[] {
  if (count <= height || height === 0) return []
  const { from, to } = thumb(offset, count, height)
  return Array.from({ length: height }, (_, y) => (y >= from && y < to ? span("█", "accent") : span("│", "border")))
}

/** The rows of the thumb: from row `from` up to but not including `to`. It touches an end only where the list does. */
export function thumb(offset: number, count: number, height: number): { readonly from: number; readonly to: number } {
  const size = Math.min(height, Math.max(1, Math.round((height * height) / count)))
  const room = height - size
  const last = count - height
  const inside = Math.round((offset / last) * room)
  const from = offset <= 0 ? 0 : offset >= last ? room : Math.max(Math.min(1, room), Math.min(room - 1, inside))
  return { from, to: from + size }
}
