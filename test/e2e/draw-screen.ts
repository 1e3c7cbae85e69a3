import { crc32, deflateSync } from "node:zlib"

/** Pixels of a cell: twice as high as wide, as in most terminals. */
const CELL = { width: 6, height: 12 }
/** Shades of grey. */
const BLACK = 0
const WHITE = 255
/** The background of a dark theme, for every colour but the palette's black (16) and white (231). */
const THEME = 40

interface Cell {
  readonly text: string
  /** Shades of grey. */
  readonly fg: number
  readonly bg: number
}

/**
 * A PNG picture of a screen: the colours of its cells, half blocks as such, and no letters.
 *
 * @param screen - As {@link Session.screenWithColours} gives it.
 */
export function drawScreen(screen: string): Uint8Array {
  const rows = rowsOf(screen)
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
  return encodePng(pixels, width)
}

/** The cells of the lines that tmux prints with their colours. A colour holds until the next change, beyond the end of a line too. */
function rowsOf(screen: string): Cell[][] {
  let [fg, bg] = [WHITE, THEME]
  return screen
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => {
      const cells: Cell[] = []
      for (const [, parameters, text] of line.matchAll(/\x1b\[([\d;]*)m|(\P{Cc})/gu)) {
        if (text !== undefined) cells.push({ text, fg, bg })
        else [fg, bg] = applyColours(parameters ?? "", fg, bg)
      }
      return cells
    })
}

/** The colours after an SGR sequence with these parameters. @see ECMA-48 section 8.3.117 */
function applyColours(parameters: string, fg: number, bg: number): [fg: number, bg: number] {
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

/** Eight bits of grey per pixel. @see RFC 2083 */
function encodePng(pixels: Buffer, width: number): Uint8Array {
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
