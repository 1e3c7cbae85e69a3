import type { QrDrawing, QrPicture } from "./draw.ts"
import type { QrMatrix } from "./matrix.ts"

/** The size of a terminal's cell in pixels. */
export interface CellPixels {
  readonly width: number
  readonly height: number
}

/** The least side of a module relative to the height of a cell: it looks equally large at any resolution of the display. */
const MIN_SHARE_OF_CELL = 1 / 8
const MIN_PIXELS_PER_MODULE = 2

/** The least number of pixels per side of a module. */
export function minScale({ height }: CellPixels): number {
  return Math.max(MIN_PIXELS_PER_MODULE, Math.ceil(height * MIN_SHARE_OF_CELL))
}

/** Cells that a code covers. @param side - Modules per side, quiet zone included. @param scale - Pixels per module. */
export function cellsFor(side: number, scale: number, cell: CellPixels): { columns: number; rows: number } {
  return { columns: Math.ceil((side * scale) / cell.width), rows: Math.ceil((side * scale) / cell.height) }
}

/**
 * Draw a code as a black and white picture that fills whole cells. The code is in the middle with white around it, and the cells
 * under the picture are white spaces.
 *
 * @param quiet - The least number of light modules around the code.
 * @param scale - Pixels per side of a module.
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

/** The modules of a picture with its quiet zone, read from the pixel in the middle of each. Incomplete modules at the edge are left out. */
export function modulesOfPicture({ width, height, dark, scale, left, top }: QrPicture): boolean[][] {
  const middle = Math.floor(scale / 2)
  const across = Math.floor((width - left) / scale)
  const down = Math.floor((height - top) / scale)
  return Array.from({ length: down }, (_, row) =>
    Array.from({ length: across }, (_, column) => dark[(top + row * scale + middle) * width + left + column * scale + middle] === 1),
  )
}
