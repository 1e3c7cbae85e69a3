import { inflateSync } from "node:zlib"

/** Bytes per value, by type number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
const [WIDTH, HEIGHT, BITS, COMPRESSION, STRIPS, SAMPLES, STRIP_BYTES, TILE_WIDTH, TILE_HEIGHT, TILES, TILE_BYTES] = [
  256, 257, 258, 259, 273, 277, 279, 322, 323, 324, 325,
] as const
/** Tags whose values are offsets of further directories. */
const NESTED = [330, 34665, 34853, 40965, 50740]
const DEFLATE = [8, 32946]
const LZW = 5
/** None, three fax compressions, LZW, JPEG, deflate, PackBits. The others occur in raw camera pictures. */
const COMPRESSIONS = [1, 2, 3, 4, LZW, 7, ...DEFLATE, 32773]
const MAX_DIRECTORIES = 50

/**
 * Whether it is safe to decode a TIFF: its directories have no cycle and lie within the file, all pages together and each tile have at
 * most `maxPixels`, and the compressed data expand to no more than the pixels need.
 *
 * @see TIFF 6.0
 */
export function isTiffSound(bytes: Uint8Array, maxPixels: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  const seen = new Set<number>()
  const queue = [view.getUint32(4, little)]
  let pixels = 0
  try {
    for (let start = queue.pop(); start !== undefined; start = queue.pop()) {
      if (start === 0) continue
      if (seen.has(start) || seen.size >= MAX_DIRECTORIES) return false
      seen.add(start)
      const tags = readTags(view, start, little)
      if (tags === null) return false
      const value = (tag: number, usual: number): number => tags.values.get(tag)?.[0] ?? usual
      const area = value(WIDTH, 0) * value(HEIGHT, 0)
      pixels += area
      // A tile is decoded completely, however small its part of the picture is.
      if (value(TILE_WIDTH, 0) * value(TILE_HEIGHT, 0) > maxPixels) return false
      if (pixels > maxPixels || value(SAMPLES, 1) > 8 || (tags.values.get(BITS) ?? []).some((bits) => bits > 64)) return false
      if (!COMPRESSIONS.includes(value(COMPRESSION, 1))) return false
      if (!areStripsSound(bytes, tags.values, value(COMPRESSION, 1), area * 8 + 65536)) return false
      queue.push(tags.next, ...NESTED.flatMap((tag) => tags.values.get(tag) ?? []))
    }
  } catch {
    return false
  }
  return true
}

/** The integer values of a directory, and the offset of the next one. Null where a value lies outside the file. @throws RangeError */
function readTags(view: DataView, start: number, little: boolean): { values: Map<number, number[]>; next: number } | null {
  const values = new Map<number, number[]>()
  const end = start + 2 + view.getUint16(start, little) * 12
  for (let at = start + 2; at < end; at += 12) {
    const type = view.getUint16(at + 2, little)
    const size = TYPE_BYTES[type] ?? 0
    const count = view.getUint32(at + 4, little)
    const from = size * count <= 4 ? at + 8 : view.getUint32(at + 8, little)
    if (size === 0 || from + size * count > view.byteLength) return null
    if (type !== 3 && type !== 4 && type !== 13) continue
    values.set(
      view.getUint16(at, little),
      Array.from({ length: count }, (_, i) => (type === 3 ? view.getUint16(from + i * 2, little) : view.getUint32(from + i * 4, little))),
    )
  }
  return { values, next: view.getUint32(end, little) }
}

function areStripsSound(bytes: Uint8Array, values: ReadonlyMap<number, number[]>, compression: number, maxBytes: number): boolean {
  if (compression !== LZW && !DEFLATE.includes(compression)) return true
  const starts = values.get(STRIPS) ?? values.get(TILES) ?? []
  const lengths = values.get(STRIP_BYTES) ?? values.get(TILE_BYTES) ?? []
  let total = 0
  for (const [i, start] of starts.entries()) {
    const length = lengths[i] ?? 0
    if (compression === LZW) total += unpackedLzwLength(bytes, start, length)
    else total += inflateSync(bytes.subarray(start, start + length), { maxOutputLength: Math.max(1, maxBytes - total) }).length
    if (total > maxBytes) return false
  }
  return true
}

const [CLEAR, END, LZW_BITS] = [256, 257, 12]

/**
 * The number of bytes that a strip expands to. Infinite where a code is used before it is defined: a decoder that does not check this may
 * loop endlessly.
 *
 * @see TIFF 6.0, section 13
 */
function unpackedLzwLength(bytes: Uint8Array, start: number, length: number): number {
  const lengths = new Uint16Array(2 ** LZW_BITS).fill(1, 0, CLEAR)
  let [width, next, previous, total] = [9, END + 1, 0, 0]
  let isFirst = false
  for (let at = start * 8; at < (start + length) * 8;) {
    const byte = at >>> 3
    const bits = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0)
    const code = (bits >>> (24 - (at & 7) - width)) & (2 ** width - 1)
    at += width
    if (code === END) break
    if (code === CLEAR) {
      ;[width, next, isFirst] = [9, END + 1, true]
      continue
    }
    if (code > next || (isFirst && code > END)) return Infinity
    if (!isFirst && next < lengths.length) lengths[next] = (lengths[previous] ?? 0) + 1
    if (!isFirst) next++
    if (next + 1 === 2 ** width && width < LZW_BITS) width++
    total += lengths[code] ?? 0
    ;[previous, isFirst] = [code, false]
  }
  return total
}
