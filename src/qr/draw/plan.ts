import { cellsFor, drawPixels, leastScale } from "./draw-pixels.ts"
import type { CellPixels } from "./draw-pixels.ts"
import { drawQr } from "./draw.ts"
import type { QrDrawing, QrStyle } from "./draw.ts"
import { makeMatrix, modulesOf, SKIPPED_VERSION } from "./matrix.ts"
import type { Level, QrMatrix } from "./matrix.ts"
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
export type Way =
  | {
      readonly style: "half" | "full"
      /** Light modules around the code: 4 by the standard; 2 is what scanners still need. */
      readonly quiet: 4 | 2
    }
  | { readonly style: "pixels"; readonly quiet: 4 | 2; readonly cell: CellPixels }

/** From the best to the last. Full cells have no glyph that a font could draw with gaps. */
const WAYS: readonly Exclude<Way, { readonly style: "pixels" }>[] = [
  { style: "full", quiet: 4 },
  { style: "full", quiet: 2 },
  { style: "half", quiet: 4 },
  { style: "half", quiet: 2 },
]
/** Larger codes have room in pixels, but are more than a phone's camera likes; ten accounts of a migration batch need version 23 or 24. */
const MAX_PIXELS_VERSION = 25
/** A picture that touches the last row makes some terminals scroll. */
const ROWS_BELOW_PICTURE = 1

/**
 * @param style - What the user has chosen; null: the planner chooses.
 * @param cell - Pixels of a cell, where this terminal draws pictures. Then a picture is the best of all.
 */
export function waysOf(style: QrStyle | null, cell: CellPixels | null = null): readonly Way[] {
  const pixels = cell === null ? [] : ([4, 2] as const).map((quiet) => ({ style: "pixels", quiet, cell }) as const)
  return [...pixels, ...WAYS].filter((way) => style === null || way.style === style)
}

/** The least that a code takes; a picture may be larger. */
function sizeOf(version: number, way: Way): Cells {
  const side = modulesOf(version) + 2 * way.quiet
  if (way.style === "pixels") return cellsFor(side, leastScale(way.cell), way.cell)
  return way.style === "half" ? { columns: side, rows: Math.ceil(side / 2) } : { columns: side * 2, rows: side }
}

/** The part of a window that a code drawn so may cover, with its text. */
function usable(window: Cells, { style }: Way): Cells {
  return style === "pixels" ? { columns: window.columns, rows: window.rows - ROWS_BELOW_PICTURE } : window
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
  const most = way.style === "pixels" ? MAX_PIXELS_VERSION : 40
  for (let version = most; version > 0; version--) {
    if (version !== SKIPPED_VERSION && layoutFor(usable(window, way), sizeOf(version, way)) !== null) return version
  }
  return 0
}

/** The largest version in any of the ways. */
export function roomIn(window: Cells, style: QrStyle | null, cell: CellPixels | null = null): number {
  return Math.max(0, ...waysOf(style, cell).map((way) => largestVersion(window, way)))
}

/** What a window must grow to for a code of this version: text stands beside the code, or below it where that takes fewer columns than there are. */
export function windowFor(version: number, window: Cells, style: QrStyle | null, cell: CellPixels | null = null): Cells {
  const way = waysOf(style, cell).find((one) => one.quiet === 2 && (cell !== null || one.style !== "full"))
  const { columns, rows } = sizeOf(version, way ?? { style: "full", quiet: 2 })
  const beside = columns + SIDE_COLUMNS
  if (beside > window.columns && columns <= window.columns) return { columns: window.columns, rows: rows + BELOW_ROWS }
  return { columns: Math.max(beside, window.columns), rows: Math.max(rows, window.rows) }
}

/**
 * Draw a text in the best way that has room, and prove it: what comes back has been read from its very cells, or pixels.
 *
 * Level M where its code has room with the full quiet zone in the same style, else L: a screen has no scratches, and smaller scans better.
 *
 * @returns Null where no way has room.
 */
export async function drawBest(
  text: string,
  window: Cells,
  style: QrStyle | null,
  cell: CellPixels | null = null,
): Promise<QrDrawing | null> {
  const small = await makeMatrix(text, "L")
  for (const way of waysOf(style, cell)) {
    const room = largestVersion(window, way)
    if (small.version > room) continue
    const levels: readonly Level[] = way.quiet === 4 ? ["M", "L"] : ["L"]
    for (const level of levels) {
      const matrix = level === "L" ? small : await makeMatrix(text, level)
      if (matrix.version > room) continue
      const drawing = way.style === "pixels" ? drawLargest(matrix, way, window) : drawQr(matrix, way.style, way.quiet)
      if (await readsBack(drawing, text)) return drawing
    }
  }
  return null
}

/** As large as has room, but no module larger than a cell is high. */
function drawLargest(matrix: QrMatrix, way: Extract<Way, { readonly style: "pixels" }>, window: Cells): QrDrawing {
  const { quiet, cell } = way
  const least = leastScale(cell)
  let scale = Math.max(least, cell.height)
  while (scale > least && layoutFor(usable(window, way), cellsFor(matrix.size + 2 * quiet, scale, cell)) === null) scale--
  return drawPixels(matrix, quiet, scale, cell)
}
