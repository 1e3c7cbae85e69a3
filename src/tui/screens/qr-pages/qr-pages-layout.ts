import { cutToWidth } from "../../../base/display.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { QrDrawing } from "../../../qr/draw/draw.ts"
import { EMPTY_ROW, fitRow, span, textRow } from "../../components/rows.ts"
import type { PlacedPicture, Row, Size } from "../../core/frame.ts"

/** Something to say beside or below a code. */
export interface Block {
  /** What is left out first where room is short: the highest. 0 always stays. */
  readonly rank: number
  readonly rows: (width: number) => readonly Row[]
  /** The same in a few words, where there are only one or two rows. */
  readonly short?: string
}

/** Narrower than this, no text beside a code can be read. */
const NARROWEST = 20
/** With fewer rows below the code, the text stands beside it if it can. */
const FEWEST = 8

export interface Room {
  readonly place: "beside" | "below" | "none"
  readonly width: number
  readonly rows: number
}

/** Where text has room. The drawing's own quiet zone stays clear: one blank column is between. */
export function roomFor(drawing: QrDrawing, window: Size): Room {
  const below = window.rows - drawing.rows.length
  const beside = window.columns - drawing.columns - 2
  if (below >= FEWEST || (below >= 1 && beside < NARROWEST)) return { place: "below", width: window.columns - 1, rows: below }
  if (beside >= NARROWEST) return { place: "beside", width: beside, rows: window.rows }
  return { place: "none", width: 0, rows: 0 }
}

/** Whether a drawing fits the window at all; after a resize the old one may not. */
export function fits(drawing: QrDrawing, window: Size): boolean {
  return drawing.columns <= window.columns && drawing.rows.length <= window.rows
}

/** The verification code has a page of its own where there is no room for it below the last code. */
export function hasCodePage(plan: QrPlan, window: Size): boolean {
  if (plan.verificationCode === null || plan.impossible !== null) return false
  const drawing = plan.pages.at(-1)?.drawing ?? null
  return drawing !== null && roomFor(drawing, window).place === "none"
}

/** The blocks in their order with a blank row between, as many as fit; those of the highest rank go first. */
export function stack(blocks: readonly Block[], width: number, height: number): readonly Row[] {
  const made = blocks.map((block) => ({ ...block, made: block.rows(width) })).filter((block) => block.made.length > 0)
  const total = (list: typeof made, gap: number): number =>
    list.reduce((sum, block) => sum + block.made.length, 0) + gap * Math.max(0, list.length - 1)
  let kept = made
  while (total(kept, 0) > height && kept.some(({ rank }) => rank > 0)) {
    const worst = Math.max(...kept.map(({ rank }) => rank))
    kept = kept.filter(({ rank }) => rank < worst)
  }
  const gap = total(kept, 1) <= height ? 1 : 0
  if (total(kept, 0) > height && kept.some(({ short }) => short !== undefined)) return shortRows(made, width, height)
  return kept.flatMap((block, at) => (gap === 1 && at > 0 ? [EMPTY_ROW, ...block.made] : block.made)).slice(0, Math.max(0, height))
}

/** One row each, or all on one row; there what matters most comes first: of rank 0 the last, which is the verification code. */
function shortRows(blocks: readonly Block[], width: number, height: number): readonly Row[] {
  const shorts = (list: readonly Block[]): string[] => list.flatMap(({ short }) => (short === undefined ? [] : [short]))
  const ordered = [...shorts(blocks.filter(({ rank }) => rank === 0)).reverse(), ...shorts(blocks.filter(({ rank }) => rank > 0))]
  const lines = ordered.length <= height ? shorts(blocks) : [ordered.join(" · ")]
  return lines.slice(0, Math.max(0, height)).map((line) => textRow(cutToWidth(line, width), { bold: true }))
}

/** Blank columns before a code that has its text below. */
function leftOf(drawing: QrDrawing, window: Size): number {
  return roomFor(drawing, window).place === "beside" ? 0 : Math.max(0, Math.floor((window.columns - drawing.columns) / 2))
}

/** Where a drawing's picture goes; null where it has none, or where it would touch the last row, which makes some terminals scroll. */
export function pictureOf(drawing: QrDrawing, window: Size): PlacedPicture | null {
  const { columns, rows, picture } = drawing
  if (picture === undefined || rows.length >= window.rows) return null
  return { x: leftOf(drawing, window), y: 0, columns, rows: rows.length, bitmap: picture }
}

/** The code and its text over the whole window. */
export function codeRows(drawing: QrDrawing, blocks: readonly Block[], window: Size): readonly Row[] {
  const cells: Row[] = drawing.rows.map((row) => row.map(({ text, fg, bg }) => ({ text, style: { fg, bg }, exact: true })))
  const room = roomFor(drawing, window)
  const text = stack(blocks, room.width, room.rows)
  if (room.place === "beside") {
    const blank = span(" ".repeat(drawing.columns))
    const count = Math.max(cells.length, text.length)
    return Array.from({ length: count }, (_, at) => [...(cells[at] ?? [blank]), span("  "), ...fitRow(text[at] ?? EMPTY_ROW, room.width)])
  }
  const left = leftOf(drawing, window)
  const centred = left === 0 ? cells : cells.map((row) => [span(" ".repeat(left)), ...row])
  return [...centred, ...text.map((row) => [span(" "), ...fitRow(row, room.width)])]
}
