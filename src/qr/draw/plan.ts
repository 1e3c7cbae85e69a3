import { cellsFor, drawPixels, minScale } from "./draw-pixels.ts"
import type { CellPixels } from "./draw-pixels.ts"
import { drawQr } from "./draw.ts"
import type { QrDrawing, QrStyle } from "./draw.ts"
import { makeMatrix, modulesPerSide, SKIPPED_VERSION } from "./matrix.ts"
import type { Level, QrMatrix } from "./matrix.ts"
import { readsBack } from "./self-check.ts"

/** A size in terminal cells. */
export interface Cells {
  readonly columns: number
  readonly rows: number
}

/** The least space for the text: columns beside the code, or rows below it. */
export const SIDE_COLUMNS = 24
export const BELOW_ROWS = 2

/** A way to draw a code. */
export type Way =
  | {
      readonly style: "half" | "full"
      /** Light modules around the code: 4 in the standard; scanners need at least 2. */
      readonly quiet: 4 | 2
    }
  | { readonly style: "pixels"; readonly quiet: 4 | 2; readonly cell: CellPixels }

/** In order of preference. Full cells come first: they contain no glyph that a font could draw with gaps. */
const WAYS: readonly Exclude<Way, { readonly style: "pixels" }>[] = [
  { style: "full", quiet: 4 },
  { style: "full", quiet: 2 },
  { style: "half", quiet: 4 },
  { style: "half", quiet: 2 },
]
/** Larger codes would fit as pixels, but phone cameras have trouble with them. A migration batch of ten accounts needs version 23 or 24. */
const MAX_PIXELS_VERSION = 25
/** Some terminals scroll when a picture reaches the last row. */
const ROWS_BELOW_PICTURE = 1

/**
 * The ways to draw a code, in order of preference: a picture first.
 *
 * @param style - The style that the user has chosen; null: all.
 * @param cell - Null where the terminal shows no pictures.
 */
export function waysOf(style: QrStyle | null, cell: CellPixels | null = null): readonly Way[] {
  const pixels = cell === null ? [] : ([4, 2] as const).map((quiet) => ({ style: "pixels", quiet, cell }) as const)
  return [...pixels, ...WAYS].filter((way) => style === null || way.style === style)
}

/** The smallest size of a code in cells; a picture can be drawn larger. */
function minSize(version: number, way: Way): Cells {
  const side = modulesPerSide(version) + 2 * way.quiet
  if (way.style === "pixels") return cellsFor(side, minScale(way.cell), way.cell)
  return way.style === "half" ? { columns: side, rows: Math.ceil(side / 2) } : { columns: side * 2, rows: side }
}

/** The part of a window that the code and its text may cover. */
function usableCells(window: Cells, { style }: Way): Cells {
  return style === "pixels" ? { columns: window.columns, rows: window.rows - ROWS_BELOW_PICTURE } : window
}

/** The positions of a drawing and its text in a window, in cells. */
export interface Layout {
  readonly qr: { readonly x: number; readonly y: number }
  readonly text: { readonly x: number; readonly y: number; readonly columns: number; readonly rows: number }
}

/**
 * Put the text beside the code where it fits, since rows are scarce; otherwise below it. One empty column separates them, but no row.
 *
 * @param size - The size of the drawing. @returns Null where they do not fit.
 */
export function layoutFor(window: Cells, size: Cells): Layout | null {
  const { columns, rows } = size
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

/** The largest version that fits into a window, drawn in one way; 0 where none fits. */
export function largestVersion(window: Cells, way: Way): number {
  const most = way.style === "pixels" ? MAX_PIXELS_VERSION : 40
  for (let version = most; version > 0; version--) {
    if (version !== SKIPPED_VERSION && layoutFor(usableCells(window, way), minSize(version, way)) !== null) return version
  }
  return 0
}

/** The largest version that fits into a window, drawn in any way; 0 where none fits. */
export function roomIn(window: Cells, style: QrStyle | null, cell: CellPixels | null = null): number {
  return Math.max(0, ...waysOf(style, cell).map((way) => largestVersion(window, way)))
}

/** The size to which a window must grow for a code of this version and its text. */
export function windowFor(version: number, window: Cells, style: QrStyle | null, cell: CellPixels | null = null): Cells {
  const way = waysOf(style, cell).find((one) => one.quiet === 2 && (cell !== null || one.style !== "full"))
  const { columns, rows } = minSize(version, way ?? { style: "full", quiet: 2 })
  const beside = columns + SIDE_COLUMNS
  if (beside > window.columns && columns <= window.columns) return { columns: window.columns, rows: rows + BELOW_ROWS }
  return { columns: Math.max(beside, window.columns), rows: Math.max(rows, window.rows) }
}

/**
 * Draw a text in the first way that fits and whose cells or pixels our own reader can read back.
 *
 * Error correction is M where that fits with the full quiet zone in the same style, otherwise L: a screen has no scratches, and larger
 * modules scan better.
 *
 * @returns Null where no way fits.
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
      const drawing = way.style === "pixels" ? drawLargestPixels(matrix, way, window) : drawQr(matrix, way.style, way.quiet)
      if (await readsBack(drawing, text)) return drawing
    }
  }
  return null
}

/** Draw a picture as large as it fits; a module is never larger than the height of a cell. */
function drawLargestPixels(matrix: QrMatrix, way: Extract<Way, { readonly style: "pixels" }>, window: Cells): QrDrawing {
  const { quiet, cell } = way
  const least = minScale(cell)
  let scale = Math.max(least, cell.height)
  while (scale > least && layoutFor(usableCells(window, way), cellsFor(matrix.size + 2 * quiet, scale, cell)) === null) scale--
  return drawPixels(matrix, quiet, scale, cell)
}
