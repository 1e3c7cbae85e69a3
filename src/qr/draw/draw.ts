import type { QrMatrix } from "./matrix.ts"

/** How a code is drawn: with half blocks, with two spaces per module, or as a picture in a terminal that can show one. */
export type QrStyle = "half" | "full" | "pixels"

/** A QR code as terminal cells: rows of equal length, every cell with both colours set. */
export interface QrDrawing {
  readonly style: QrStyle
  readonly columns: number
  /** Each row is a list of runs of cells with the same colours. Indices 16 (black) and 231 (white) only. */
  readonly rows: readonly (readonly QrRun[])[]
  /** Covers exactly these cells. Only `pixels` has one. */
  readonly picture?: QrPicture
}

/** A black and white picture. */
export interface QrPicture {
  readonly width: number
  readonly height: number
  /** One byte per pixel, row by row: 1 is black, 0 is white. */
  readonly dark: Uint8Array
  /** Pixels per side of a module. */
  readonly scale: number
  /** Offset of the first complete module in pixels. */
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
 * `half`: a cell shows two modules, one above the other. It is `▀` where they differ and a space where they are equal, because some fonts
 * leave gaps between blocks and some terminals change the colour of glyphs that have too little contrast.
 * `full`: a module is two spaces.
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
      cells.push(style === "half" ? halfCell(isDark(row, column), isDark(row + 1, column)) : solidCell(isDark(row, column), "  "))
    }
    rows.push(mergeRuns(cells))
  }
  return { style, columns: side * (style === "half" ? 1 : 2), rows }
}

function halfCell(upper: boolean, lower: boolean): QrRun {
  if (upper === lower) return solidCell(upper, " ")
  return { text: "▀", fg: upper ? BLACK : WHITE, bg: lower ? BLACK : WHITE }
}

function solidCell(dark: boolean, text: string): QrRun {
  return { text, fg: dark ? WHITE : BLACK, bg: dark ? BLACK : WHITE }
}

function mergeRuns(cells: readonly QrRun[]): QrRun[] {
  const runs: QrRun[] = []
  for (const cell of cells) {
    const last = runs.at(-1)
    if (last?.fg === cell.fg && last.bg === cell.bg) runs[runs.length - 1] = { ...last, text: last.text + cell.text }
    else runs.push(cell)
  }
  return runs
}

/** The modules that a drawing shows with its quiet zone, read back from its cells; true is dark. */
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
