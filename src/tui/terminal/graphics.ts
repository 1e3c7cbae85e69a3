import type { Bitmap, PlacedPicture } from "../core/frame.ts"
import { bitmapPng } from "./png.ts"

/** The protocols for pictures. */
export type Protocol = "kitty" | "iterm2" | "sixel"

const ST = "\x1b\\"
/** Id of the one picture that is shown; arbitrary, and unlikely to be another program's. */
const KITTY_ID = 27494
/** Largest number of base64 letters in one sequence, from the protocol. */
const KITTY_CHUNK = 4096
/** Rows of pixels in one sixel. */
const BAND = 6

/** The sequence that shows a picture, from the cursor's cell on; it covers exactly its cells. */
export function pictureSequence(protocol: Protocol, picture: PlacedPicture): string {
  switch (protocol) {
    case "kitty":
      return kitty(picture)
    case "iterm2":
      return iterm2(picture)
    case "sixel":
      return sixel(picture.bitmap)
  }
}

/** The sequence that removes a picture; empty where writing over its cells removes it. */
export function eraseSequence(protocol: Protocol): string {
  return protocol === "kitty" ? `\x1b_Ga=d,d=I,i=${KITTY_ID},q=2${ST}` : ""
}

/**
 * A PNG in chunks; the terminal neither moves its cursor (`C=1`) nor answers (`q=2`).
 *
 * @see https://sw.kovidgoyal.net/kitty/graphics-protocol/
 */
function kitty({ columns, rows, bitmap }: PlacedPicture): string {
  const data = bitmapPng(bitmap).toString("base64")
  let out = ""
  for (let at = 0; at < data.length; at += KITTY_CHUNK) {
    const first = at === 0 ? `a=T,f=100,i=${KITTY_ID},c=${columns},r=${rows},C=1,q=2,` : ""
    const more = at + KITTY_CHUNK < data.length ? 1 : 0
    out += `\x1b_G${first}m=${more};${data.slice(at, at + KITTY_CHUNK)}${ST}`
  }
  return out
}

/** @see https://iterm2.com/documentation-images.html */
function iterm2({ columns, rows, bitmap }: PlacedPicture): string {
  const png = bitmapPng(bitmap)
  const how = `inline=1;size=${png.length};width=${columns};height=${rows};preserveAspectRatio=1;doNotMoveCursor=1`
  return `\x1b]1337;File=${how}:${png.toString("base64")}${ST}`
}

/**
 * Two colours, band by band. Together they cover the whole picture, and nothing outside of it.
 *
 * @see DEC STD 070, chapter on sixel; VT330/VT340 Programmer Reference, volume 2, chapter 14
 */
function sixel(bitmap: Bitmap): string {
  const bands: string[] = []
  for (let top = 0; top < bitmap.height; top += BAND) bands.push(`#0${bandOf(bitmap, top, 0)}$#1${bandOf(bitmap, top, 1)}`)
  return `\x1bP0;1;0q"1;1;${bitmap.width};${bitmap.height}#0;2;100;100;100#1;2;0;0;0${bands.join("-")}${ST}`
}

/** One colour's pixels of a band, with equal letters in a row as a repeat count. */
function bandOf({ width, height, dark }: Bitmap, top: number, shade: 0 | 1): string {
  let out = ""
  let last = -1
  let count = 0
  const flush = (): void => {
    const letter = String.fromCharCode(63 + last)
    if (last >= 0) out += count > 3 ? `!${count}${letter}` : letter.repeat(count)
  }
  for (let x = 0; x < width; x++) {
    let bits = 0
    for (let row = 0; row < BAND && top + row < height; row++) if (dark[(top + row) * width + x] === shade) bits |= 1 << row
    if (bits === last) count++
    else {
      flush()
      ;[last, count] = [bits, 1]
    }
  }
  flush()
  return out
}
