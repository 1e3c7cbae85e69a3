import { drawQr } from "./draw.ts"
import type { QrDrawing, QrStyle } from "./draw.ts"
import { makeMatrix, modulesOf } from "./matrix.ts"
import type { Level } from "./matrix.ts"
import { readsBack } from "./self-check.ts"

/** A window's cells. */
export interface Cells {
  readonly columns: number
  readonly rows: number
}

/** Text stands beside the code in at least so many columns, or below it in at least so many rows. */
export const SIDE_COLUMNS = 24
export const BELOW_ROWS = 2

/** One way of drawing. */
export interface Way {
  readonly style: QrStyle
  /** Light modules around the code: 4 by the standard; 2 is what scanners still need. */
  readonly quiet: 4 | 2
}

/** From the best to the last. Full cells have no glyph that a font could draw with gaps. */
const WAYS: readonly Way[] = [
  { style: "full", quiet: 4 },
  { style: "full", quiet: 2 },
  { style: "half", quiet: 4 },
  { style: "half", quiet: 2 },
]

/** @param style - What the user has chosen; null: the planner chooses. */
export function waysOf(style: QrStyle | null): readonly Way[] {
  return WAYS.filter((way) => style === null || way.style === style)
}

function sizeOf(version: number, way: Way): Cells {
  const side = modulesOf(version) + 2 * way.quiet
  return way.style === "half" ? { columns: side, rows: Math.ceil(side / 2) } : { columns: side * 2, rows: side }
}

/** Where a drawing and the text with it go in a window; null where they do not fit. */
export interface Layout {
  readonly qr: { readonly x: number; readonly y: number }
  readonly text: { readonly x: number; readonly y: number; readonly columns: number; readonly rows: number }
}

/** Beside the code where there is room, since rows are short; else below it. One column or no row stays between. */
export function layoutFor(window: Cells, { columns, rows }: Cells): Layout | null {
  if (rows > window.rows || columns > window.columns) return null
  const qr = { x: 0, y: 0 }
  if (columns + SIDE_COLUMNS <= window.columns) {
    return { qr, text: { x: columns + 1, y: 0, columns: window.columns - columns - 1, rows: window.rows } }
  }
  if (rows + BELOW_ROWS > window.rows) return null
  return {
    qr: { x: Math.floor((window.columns - columns) / 2), y: 0 },
    text: { x: 0, y: rows, columns: window.columns, rows: window.rows - rows },
  }
}

/** The largest version that has room in a window, drawn in one way; 0 where none has. */
export function largestVersion(window: Cells, way: Way): number {
  for (let version = 40; version > 0; version--) if (layoutFor(window, sizeOf(version, way)) !== null) return version
  return 0
}

/** The largest version in any of the ways. */
export function roomIn(window: Cells, style: QrStyle | null): number {
  return Math.max(...waysOf(style).map((way) => largestVersion(window, way)))
}

/** What a window must grow to for a code of this version: text stands beside the code, or below it where that takes fewer columns than there are. */
export function windowFor(version: number, window: Cells, style: QrStyle | null): Cells {
  const { columns, rows } = sizeOf(version, { style: style ?? "half", quiet: 2 })
  const beside = columns + SIDE_COLUMNS
  if (beside > window.columns && columns <= window.columns) return { columns: window.columns, rows: rows + BELOW_ROWS }
  return { columns: Math.max(beside, window.columns), rows: Math.max(rows, window.rows) }
}

/**
 * Draw a text in the best way that has room, and prove it: what comes back has been read from its very cells.
 *
 * Level M where its code has room with the full quiet zone in the same style, else L: a screen has no scratches, and smaller scans better.
 *
 * @returns Null where no way has room.
 */
export async function drawBest(text: string, window: Cells, style: QrStyle | null): Promise<QrDrawing | null> {
  const small = await makeMatrix(text, "L")
  for (const way of waysOf(style)) {
    const room = largestVersion(window, way)
    if (small.version > room) continue
    const levels: readonly Level[] = way.quiet === 4 ? ["M", "L"] : ["L"]
    for (const level of levels) {
      const matrix = level === "L" ? small : await makeMatrix(text, level)
      if (matrix.version > room) continue
      const drawing = drawQr(matrix, way.style, way.quiet)
      if (await readsBack(drawing, text)) return drawing
    }
  }
  return null
}
