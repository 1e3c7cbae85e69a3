import { cutToWidth } from "../../../base/display.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { QrDrawing } from "../../../qr/draw/draw.ts"
import { EMPTY_ROW, fitRow, span, textRow } from "../../components/rows.ts"
import type { PlacedPicture, Row, Size } from "../../core/frame.ts"

/** A text beside or below a code. */
export interface Block {
  /** The highest rank is left out first if there is not enough room. Rank 0 is always kept. */
  readonly rank: number
  readonly rows: (width: number) => readonly Row[]
  /** A shorter text for a room of one or two rows. */
  readonly short?: string
}

/** The fewest columns in which text beside a code is readable. */
const MIN_TEXT_COLUMNS = 20
/** With fewer rows below the code, none is left for the keys. */
const MIN_ROWS_ABOVE_FOOTER = 4
/** With fewer rows below the code, the text goes beside it if there is room. */
const MIN_ROWS_BELOW = 8

/** The room for text. */
export interface Room {
  readonly place: "beside" | "below" | "none"
  readonly width: number
  readonly rows: number
}

/** The room for text in a window with this drawing. A blank column separates both, so that the quiet zone of the code stays clear. */
export function roomFor(drawing: QrDrawing, window: Size): Room {
  const below = window.rows - drawing.rows.length
  const beside = window.columns - drawing.columns - 2
  if (below >= MIN_ROWS_BELOW || (below >= 1 && beside < MIN_TEXT_COLUMNS))
    return { place: "below", width: window.columns - 1, rows: below }
  if (beside >= MIN_TEXT_COLUMNS) return { place: "beside", width: beside, rows: window.rows }
  return { place: "none", width: 0, rows: 0 }
}

/** Whether the drawing fits the window. After a resize the old drawing may not. */
export function fits(drawing: QrDrawing, window: Size): boolean {
  return drawing.columns <= window.columns && drawing.rows.length <= window.rows
}

/** Whether the verification code has a page behind the codes: by itself, so that no picture of a code shows it. */
export function hasCodePage(plan: QrPlan): boolean {
  return plan.verificationCode !== null && plan.impossible === null
}

/** The rows of as many blocks as fit, in their order, with blank rows between them if there is room. The highest ranks are left out first. */
export function stackBlocks(blocks: readonly Block[], width: number, height: number): readonly Row[] {
  const filled = blocks.map((block) => ({ ...block, content: block.rows(width) })).filter((block) => block.content.length > 0)
  const total = (list: typeof filled, gap: number): number =>
    list.reduce((sum, block) => sum + block.content.length, 0) + gap * Math.max(0, list.length - 1)
  let kept = filled
  while (total(kept, 0) > height && kept.some(({ rank }) => rank > 0)) {
    const highest = Math.max(...kept.map(({ rank }) => rank))
    kept = kept.filter(({ rank }) => rank < highest)
  }
  const gap = total(kept, 1) <= height ? 1 : 0
  if (total(kept, 0) > height && kept.some(({ short }) => short !== undefined)) return shortRows(filled, width, height)
  return kept.flatMap((block, at) => (gap === 1 && at > 0 ? [EMPTY_ROW, ...block.content] : block.content)).slice(0, Math.max(0, height))
}

/** The short texts, one per row; or all on one row, in order of importance: the last block of rank 0, the verification code, comes first. */
function shortRows(blocks: readonly Block[], width: number, height: number): readonly Row[] {
  const shorts = (list: readonly Block[]): string[] => list.flatMap(({ short }) => (short === undefined ? [] : [short]))
  const ordered = [...shorts(blocks.filter(({ rank }) => rank === 0)).reverse(), ...shorts(blocks.filter(({ rank }) => rank > 0))]
  const lines = ordered.length <= height ? shorts(blocks) : [ordered.join(" · ")]
  return lines.slice(0, Math.max(0, height)).map((line) => textRow(cutToWidth(line, width), "strong"))
}

/** Blank columns that centre a code with its text below. */
function leftMargin(drawing: QrDrawing, window: Size): number {
  return roomFor(drawing, window).place === "beside" ? 0 : Math.max(0, Math.floor((window.columns - drawing.columns) / 2))
}

/** The place of a drawing's picture. Null if it has none, or if it would reach the last row, which makes some terminals scroll. */
export function pictureOf(drawing: QrDrawing, window: Size): PlacedPicture | null {
  const { columns, rows, picture } = drawing
  if (picture === undefined || rows.length >= window.rows) return null
  return { x: leftMargin(drawing, window), y: 0, columns, rows: rows.length, bitmap: picture }
}

/** Whether a row below the code and its text is free for the keys. */
export function hasFooter(drawing: QrDrawing, window: Size): boolean {
  const room = roomFor(drawing, window)
  return room.place === "beside" ? drawing.rows.length < window.rows : room.rows >= MIN_ROWS_ABOVE_FOOTER
}

/**
 * The rows of the whole window: the code and its text.
 *
 * @param footer - The last row, where {@link hasFooter} says that there is room for it.
 */
export function codeRows(drawing: QrDrawing, blocks: readonly Block[], window: Size, footer: Row): readonly Row[] {
  const cells: Row[] = drawing.rows.map((row) => row.map(({ text, fg, bg }) => ({ text, colors: { fg, bg } })))
  const room = roomFor(drawing, window)
  const below = hasFooter(drawing, window) ? [footer] : []
  const text = stackBlocks(blocks, room.width, room.rows - below.length)
  if (room.place === "beside") {
    const blank = span(" ".repeat(drawing.columns))
    const rows = Array.from({ length: window.rows - below.length }, (_, at) => [
      ...(cells[at] ?? [blank]),
      span("  "),
      ...fitRow(text[at] ?? EMPTY_ROW, room.width),
    ])
    return [...rows, ...below]
  }
  const left = leftMargin(drawing, window)
  const centred = left === 0 ? cells : cells.map((row) => [span(" ".repeat(left)), ...row])
  const filler = Array.from({ length: Math.max(0, room.rows - below.length - text.length) }, () => EMPTY_ROW)
  return [...centred, ...text.map((row) => [span(" "), ...fitRow(row, room.width)]), ...filler, ...below]
}
