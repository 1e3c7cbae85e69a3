import type { Row } from "../core/frame.ts"
import { fitRow, span } from "./rows.ts"

/**
 * The rows of a list with a scrollbar in their last column; unchanged where the whole list is shown.
 *
 * @param rows - The rows in the window: `height` of them.
 * @param offset - The first item shown, 0-based.
 * @param count - All items.
 * @param width - Cells of a row, the scrollbar's included.
 */
export function withScrollbar(rows: readonly Row[], offset: number, count: number, width: number): readonly Row[] {
  const height = rows.length
  if (count <= height || height === 0 || width < 2) return rows
  const { from, to } = thumb(offset, count, height)
  return rows.map((row, y) => {
    const cut = fitRow(row, width - 1)
    return [...cut, y >= from && y < to ? span("█", "accent") : span("│", "border")]
  })
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
