import type { QrDrawing, QrPicture } from "./draw.ts"
import type { QrMatrix } from "./matrix.ts"

/** One cell of a terminal, in pixels. */
export interface CellPixels {
  readonly width: number
  readonly height: number
}

/** A module is at least this share of a cell's height, so that it is as large to the eye on a fine screen as on a coarse one. */
const LEAST_SHARE = 1 / 8
const LEAST_PIXELS = 2

/** Pixels a module, at least. */
export function leastScale({ height }: CellPixels): number {
  return Math.max(LEAST_PIXELS, Math.ceil(height * LEAST_SHARE))
}

/** Cells that a code of so many modules a side takes, quiet zone counted in. */
export function cellsFor(side: number, scale: number, cell: CellPixels): { columns: number; rows: number } {
  return { columns: Math.ceil((side * scale) / cell.width), rows: Math.ceil((side * scale) / cell.height) }
}

/**
 * A code as a picture in black and white that fills whole cells: every module a square of `scale` pixels, the code in the middle,
 * white around it. The cells beneath are white spaces.
 *
 * @param quiet - Light modules around the code, at least.
 */
export function drawPixels(matrix: QrMatrix, quiet: number, scale: number, cell: CellPixels): QrDrawing {
  const { columns, rows } = cellsFor(matrix.size + 2 * quiet, scale, cell)
  const [width, height] = [columns * cell.width, rows * cell.height]
  const left = Math.floor((width - matrix.size * scale) / 2)
  const top = Math.floor((height - matrix.size * scale) / 2)
  const dark = new Uint8Array(width * height)
  for (let row = 0; row < matrix.size; row++) {
    for (let column = 0; column < matrix.size; column++) {
      if (!matrix.isDark(row, column)) continue
      const from = left + column * scale
      for (let y = top + row * scale; y < top + (row + 1) * scale; y++) dark.fill(1, y * width + from, y * width + from + scale)
    }
  }
  const blank = { text: " ".repeat(columns), fg: 16, bg: 231 } as const
  return {
    style: "pixels",
    columns,
    rows: Array.from({ length: rows }, () => [blank]),
    picture: { width, height, dark, scale, left: left % scale, top: top % scale },
  }
}

/** The modules of a picture, quiet zone and all, from the pixel in the middle of each; what is no whole module at the edge is left out. */
export function modulesOfPicture({ width, height, dark, scale, left, top }: QrPicture): boolean[][] {
  const middle = Math.floor(scale / 2)
  const across = Math.floor((width - left) / scale)
  const down = Math.floor((height - top) / scale)
  return Array.from({ length: down }, (_, row) =>
    Array.from({ length: across }, (_, column) => dark[(top + row * scale + middle) * width + left + column * scale + middle] === 1),
  )
}
