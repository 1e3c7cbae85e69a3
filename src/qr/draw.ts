/** A QR code as terminal cells: rows of equal length, every cell with both colours set. */
export interface QrDrawing {
  readonly style: "half" | "full"
  readonly columns: number
  /** Each row is a list of runs of cells with the same colours. Indices 16 (black) and 231 (white) only. */
  readonly rows: readonly (readonly QrRun[])[]
}

export interface QrRun {
  readonly text: string
  readonly fg: 16 | 231
  readonly bg: 16 | 231
}
