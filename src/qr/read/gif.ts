import type { Pixels } from "../pixels.ts"

/** Later frames of an animation are not read. */
export const MAX_GIF_FRAMES = 300
const MAX_CODES = 4096

/**
 * All frames of a GIF, each composed with the frames before it as a viewer would show it. Transparent pixels are white. The list ends
 * where the file is cut off or malformed; it never throws.
 *
 * All frames share one array: use a frame before taking the next.
 *
 * @param maxPixels - A larger canvas or frame ends the list.
 * @see GIF89a specification
 */
export function* gifFrames(bytes: Uint8Array, maxPixels: number): Generator<Pixels> {
  const u8 = (at: number): number => bytes[at] ?? 0
  const u16 = (at: number): number => u8(at) | (u8(at + 1) << 8)
  const [width, height] = [u16(6), u16(8)]
  if (width * height === 0 || width * height > maxPixels) return
  const canvas = new Uint8ClampedArray(width * height * 4).fill(255)
  const globalSize = u8(10) & 0x80 ? 2 << (u8(10) & 7) : 0
  let at = 13 + globalSize * 3
  let transparent = -1
  let disposal = 0
  for (let frame = 0; frame < MAX_GIF_FRAMES && at < bytes.length;) {
    const block = u8(at)
    if (block === 0x21) {
      if (u8(at + 1) === 0xf9) {
        transparent = u8(at + 3) & 1 ? u8(at + 6) : -1
        disposal = (u8(at + 3) >> 2) & 7
      }
      at = skipSubBlocks(bytes, at + 2)
      continue
    }
    if (block !== 0x2c) return
    const area = { left: u16(at + 1), top: u16(at + 3), width: u16(at + 5), height: u16(at + 7) }
    if (area.width * area.height > maxPixels) return
    const flags = u8(at + 9)
    const localSize = flags & 0x80 ? 2 << (flags & 7) : 0
    const palette = localSize > 0 ? bytes.subarray(at + 10, at + 10 + localSize * 3) : bytes.subarray(13, 13 + globalSize * 3)
    const data = at + 10 + localSize * 3
    const saved = disposal === 3 ? canvas.slice() : null
    const indices = decodeLzw(bytes, data, area.width * area.height)
    drawFrame(canvas, width, height, area, indices, palette, transparent, (flags & 0x40) !== 0)
    yield { data: canvas, width, height }
    if (saved !== null) canvas.set(saved)
    if (disposal === 2) clearArea(canvas, width, height, area)
    at = skipSubBlocks(bytes, data + 1)
    transparent = -1
    disposal = 0
    frame++
  }
}

interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The offset after a chain of sub-blocks. */
function skipSubBlocks(bytes: Uint8Array, from: number): number {
  let at = from
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += length + 1
  return at + 1
}

/** The colour indices of a frame; where the data end early, the rest is 0. @param start - Offset of the minimum code size. */
function decodeLzw(bytes: Uint8Array, start: number, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels)
  const minimum = bytes[start] ?? 0
  if (minimum < 1 || minimum > 11) return out
  const clearCode = 1 << minimum
  const prefix = new Uint16Array(MAX_CODES)
  const suffix = new Uint8Array(MAX_CODES)
  const stack = new Uint8Array(MAX_CODES + 1)
  for (let code = 0; code < clearCode; code++) suffix[code] = code
  let [at, left, buffer, bits] = [start + 1, 0, 0, 0]
  let [width, next, previous, first, length] = [minimum + 1, clearCode + 2, -1, 0, 0]
  while (length < pixels) {
    while (bits < width) {
      if (left === 0) {
        left = bytes[at++] ?? 0
        if (left === 0) return out
      }
      if (at >= bytes.length) return out
      buffer |= (bytes[at++] ?? 0) << bits
      bits += 8
      left--
    }
    const code = buffer & ((1 << width) - 1)
    buffer >>>= width
    bits -= width
    if (code === clearCode) {
      ;[width, next, previous] = [minimum + 1, clearCode + 2, -1]
      continue
    }
    if (code === clearCode + 1 || code > next || (code === next && previous < 0)) return out
    let walk = code
    let depth = 0
    if (code === next) {
      stack[depth++] = first
      walk = previous
    }
    while (walk >= clearCode + 2) {
      stack[depth++] = suffix[walk] ?? 0
      walk = prefix[walk] ?? 0
    }
    first = suffix[walk] ?? 0
    stack[depth++] = first
    while (depth > 0 && length < pixels) out[length++] = stack[--depth] ?? 0
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous
      suffix[next] = first
      next++
      if (next === 1 << width && width < 12) width++
    }
    previous = code
  }
  return out
}

/** Draw a frame over the canvas. */
function drawFrame(
  canvas: Uint8ClampedArray,
  width: number,
  height: number,
  area: Area,
  indices: Uint8Array,
  palette: Uint8Array,
  transparent: number,
  interlaced: boolean,
): void {
  const order = interlaced ? rowsOfInterlaced(area.height) : null
  for (let row = 0; row < area.height; row++) {
    const y = area.top + (order?.[row] ?? row)
    if (y >= height) continue
    for (let column = 0; column < area.width; column++) {
      const x = area.left + column
      const index = indices[row * area.width + column] ?? 0
      if (x >= width || index === transparent) continue
      const to = (y * width + x) * 4
      for (let channel = 0; channel < 3; channel++) canvas[to + channel] = palette[index * 3 + channel] ?? 0
    }
  }
}

/** The rows in the order in which an interlaced frame stores them. @see GIF89a specification, appendix E */
function rowsOfInterlaced(height: number): number[] {
  const rows: number[] = []
  const passes: [number, number][] = [[0, 8], [4, 8], [2, 4], [1, 2]] // prettier-ignore
  for (const [start, step] of passes) for (let row = start; row < height; row += step) rows.push(row)
  return rows
}

/** Fill the area with white: the disposal method "restore to background". */
function clearArea(canvas: Uint8ClampedArray, width: number, height: number, area: Area): void {
  for (let y = area.top; y < Math.min(height, area.top + area.height); y++) {
    canvas.fill(255, (y * width + Math.min(width, area.left)) * 4, (y * width + Math.min(width, area.left + area.width)) * 4)
  }
}
