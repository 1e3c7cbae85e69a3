import type { QrMatrix } from "./matrix.ts"

/** `pixels`: a real picture, where the terminal draws one. */
export type QrStyle = "half" | "full" | "pixels"

/** A QR code as terminal cells: rows of equal length, every cell with both colours set. */
export interface QrDrawing {
  readonly style: QrStyle
  readonly columns: number
  /** Each row is a list of runs of cells with the same colours. Indices 16 (black) and 231 (white) only. */
  readonly rows: readonly (readonly QrRun[])[]
  /** Covers exactly these cells; there for `pixels` alone. */
  readonly picture?: QrPicture
}

/** Pixels in black and white, row by row. */
export interface QrPicture {
  readonly width: number
  readonly height: number
  /** One byte a pixel: 1 is black, 0 white. */
  readonly dark: Uint8Array
  /** Pixels a module. */
  readonly scale: number
  /** Where the first whole module begins. */
  readonly left: number
  readonly top: number
}

export interface QrRun {
  readonly text: string
  readonly fg: 16 | 231
  readonly bg: 16 | 231
}

const BLACK = 16
const WHITE = 231

/**
 * Draw a code for the terminal.
 *
 * `half`: one cell is two modules, one above the other; `▀` only where they differ, a space in the background's colour where they
 * are the same: so no font's gaps run through even areas, and no terminal's contrast setting recolours an invisible glyph.
 * `full`: two spaces a module, no glyph at all.
 *
 * @param quiet - Light modules around the code.
 */
export function drawQr(matrix: QrMatrix, style: Exclude<QrStyle, "pixels">, quiet: number): QrDrawing {
  const side = matrix.size + 2 * quiet
  const isDark = (row: number, column: number): boolean => {
    const [y, x] = [row - quiet, column - quiet]
    return y >= 0 && x >= 0 && y < matrix.size && x < matrix.size && matrix.isDark(y, x)
  }
  const step = style === "half" ? 2 : 1
  const rows: QrRun[][] = []
  for (let row = 0; row < side; row += step) {
    const cells: QrRun[] = []
    for (let column = 0; column < side; column++) {
      cells.push(style === "half" ? halfCell(isDark(row, column), isDark(row + 1, column)) : solid(isDark(row, column), "  "))
    }
    rows.push(merge(cells))
  }
  return { style, columns: side * (style === "half" ? 1 : 2), rows }
}

function halfCell(upper: boolean, lower: boolean): QrRun {
  if (upper === lower) return solid(upper, " ")
  return { text: "▀", fg: upper ? BLACK : WHITE, bg: lower ? BLACK : WHITE }
}

function solid(dark: boolean, text: string): QrRun {
  return { text, fg: dark ? WHITE : BLACK, bg: dark ? BLACK : WHITE }
}

function merge(cells: readonly QrRun[]): QrRun[] {
  const runs: QrRun[] = []
  for (const cell of cells) {
    const last = runs.at(-1)
    if (last?.fg === cell.fg && last.bg === cell.bg) runs[runs.length - 1] = { ...last, text: last.text + cell.text }
    else runs.push(cell)
  }
  return runs
}

/** The modules that a drawing shows, quiet zone and all, read back from its very cells; true is dark. */
export function modulesShown(drawing: QrDrawing): boolean[][] {
  if (drawing.style === "full")
    return drawing.rows.map((runs) => cellsOf(runs).flatMap((cell, at) => (at % 2 === 0 ? [cell.bg === BLACK] : [])))
  return drawing.rows.flatMap((runs) => {
    const cells = cellsOf(runs)
    return [cells.map((cell) => (cell.text === "▀" ? cell.fg : cell.bg) === BLACK), cells.map((cell) => cell.bg === BLACK)]
  })
}

function cellsOf(runs: readonly QrRun[]): QrRun[] {
  return runs.flatMap((run) => Array.from(run.text, (text) => ({ ...run, text })))
}
