import { crc32, deflateSync } from "node:zlib"
import { setTimeout as sleep } from "node:timers/promises"
import type { Pane } from "./pane.ts"

/** A cell as a terminal draws it: twice as high as wide. */
const CELL = { width: 6, height: 12 }
/** By the palette that every terminal with 256 colours has; what has no colour of its own lies on a dark theme. */
const BLACK = 0
const WHITE = 255
const THEME = 40
const STILL_MS = 80

interface Cell {
  readonly text: string
  readonly fg: number
  readonly bg: number
}

/** A picture of what stands on the pane's screen, as PNG: the colours of its cells, half blocks as such, and no letters. */
export async function photograph(pane: Pane): Promise<Uint8Array> {
  const lines = (await still(pane)).replace(/\n$/, "").split("\n")
  const rows = lines.map(cellsOf)
  const columns = Math.max(...rows.map((row) => row.length))
  const width = columns * CELL.width
  const pixels = Buffer.alloc(width * rows.length * CELL.height, THEME)
  for (const [y, row] of rows.entries()) {
    for (const [x, { text, fg, bg }] of row.entries()) {
      for (let line = 0; line < CELL.height; line++) {
        const at = (y * CELL.height + line) * width + x * CELL.width
        pixels.fill(text === "▀" && line < CELL.height / 2 ? fg : bg, at, at + CELL.width)
      }
    }
  }
  return png(pixels, width)
}

/** The screen once nothing on it moves: a frame that is being drawn is half of the page before. */
async function still(pane: Pane): Promise<string> {
  for (let before = pane.coloured(); ;) {
    await sleep(STILL_MS)
    const now = pane.coloured()
    if (now === before) return now
    before = now
  }
}

/** A line that tmux prints with its colours, cell by cell. What is set stays set to the next change. */
function cellsOf(line: string): Cell[] {
  const cells: Cell[] = []
  let [fg, bg] = [WHITE, THEME]
  for (const [, parameters, text] of line.matchAll(/\x1b\[([\d;]*)m|(\P{Cc})/gu)) {
    if (text !== undefined) cells.push({ text, fg, bg })
    else [fg, bg] = coloured(parameters ?? "", fg, bg)
  }
  return cells
}

function coloured(parameters: string, fg: number, bg: number): [fg: number, bg: number] {
  const grey = (index: string | undefined): number => (index === "16" ? BLACK : index === "231" ? WHITE : THEME)
  const left = parameters.split(";")
  let now: [number, number] = [fg, bg]
  while (left.length > 0) {
    const code = left.shift()
    if (code === "" || code === "0") now = [WHITE, THEME]
    if (code === "38" && left.shift() === "5") now = [grey(left.shift()), now[1]]
    if (code === "48" && left.shift() === "5") now = [now[0], grey(left.shift())]
    if (code === "39") now = [WHITE, now[1]]
    if (code === "49") now = [now[0], THEME]
  }
  return now
}

/** Eight bits of grey a pixel. @see RFC 2083 */
function png(pixels: Buffer, width: number): Uint8Array {
  const height = pixels.length / width
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(8, 8)
  const rows = Array.from({ length: height }, (_, y) => [Buffer.from([0]), pixels.subarray(y * width, (y + 1) * width)]).flat()
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
