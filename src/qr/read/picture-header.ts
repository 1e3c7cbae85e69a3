/** Type and size of a picture, known before anything is decoded. */
export interface PictureHeader {
  readonly type: "png" | "jpeg" | "gif" | "webp" | "bmp" | "tiff" | "heic" | "avif"
  /** Pixels; of the largest picture where the file contains several. 0 where the header is cut off. */
  readonly width: number
  readonly height: number
}

/** Recognize a picture by its content; null for any other file. Never throws. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const starts = (text: string, at = 0): boolean => Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
  try {
    if (starts("\x89PNG\r\n\x1a\n")) return { type: "png", ...readSize(() => [view.getUint32(16), view.getUint32(20)]) }
    if (starts("\xff\xd8\xff")) return { type: "jpeg", ...readSize(() => jpegSize(view)) }
    if (starts("GIF87a") || starts("GIF89a")) return { type: "gif", ...readSize(() => [view.getUint16(6, true), view.getUint16(8, true)]) }
    if (starts("RIFF") && starts("WEBP", 8)) return { type: "webp", ...readSize(() => webpSize(view)) }
    if (starts("BM")) return { type: "bmp", ...readSize(() => bmpSize(view)) }
    if (starts("II*\0") || starts("MM\0*")) return { type: "tiff", ...readSize(() => tiffSize(view)) }
    if (starts("ftyp", 4)) return readHeifHeader(bytes, view)
  } catch {
    return null
  }
  return null
}

/** 0 by 0 where the header is cut off. */
function readSize(read: () => [number, number]): { width: number; height: number } {
  try {
    const [width, height] = read()
    return { width, height }
  } catch {
    return { width: 0, height: 0 }
  }
}

/** The size in the frame header (SOF0–SOF15 without DHT, JPG and DAC). @see ITU-T T.81, B.2.2 */
function jpegSize(view: DataView): [number, number] {
  let at = 2
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [view.getUint16(at + 7), view.getUint16(at + 5)]
    else at += 2 + view.getUint16(at + 2)
  }
  return [0, 0]
}

/** @see RFC 9649 */
function webpSize(view: DataView): [number, number] {
  const chunk = String.fromCharCode(view.getUint8(12), view.getUint8(13), view.getUint8(14), view.getUint8(15))
  const uint24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65536
  if (chunk === "VP8X") return [uint24(24) + 1, uint24(27) + 1]
  if (chunk === "VP8 ") return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
  if (chunk !== "VP8L") return [0, 0]
  const bits = view.getUint32(21, true)
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
}

function bmpSize(view: DataView): [number, number] {
  if (view.getUint32(14, true) === 12) return [view.getUint16(18, true), view.getUint16(20, true)]
  return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))]
}

/** The largest size in tags 256 and 257 of the first 100 directories. @see TIFF 6.0 */
function tiffSize(view: DataView): [number, number] {
  const little = view.getUint8(0) === 0x49
  let best: [number, number] = [0, 0]
  let at = view.getUint32(4, little)
  for (let directory = 0; at !== 0 && directory < 100; directory++) {
    const size: [number, number] = [0, 0]
    const entries = view.getUint16(at, little)
    for (let entry = at + 2; entry < at + 2 + entries * 12; entry += 12) {
      const tag = view.getUint16(entry, little)
      if (tag !== 256 && tag !== 257) continue
      size[tag - 256] = view.getUint16(entry + 2, little) === 3 ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little)
    }
    if (size[0] * size[1] > best[0] * best[1]) best = size
    at = at + 2 + entries * 12 + 4 <= view.byteLength ? view.getUint32(at + 2 + entries * 12, little) : 0
  }
  return best
}

/** HEIC or AVIF, by brand; the size is that of the largest `ispe` box. @see ISO/IEC 23008-12 */
function readHeifHeader(bytes: Uint8Array, view: DataView): PictureHeader | null {
  const brands = Buffer.from(bytes.subarray(8, Math.min(view.getUint32(0), 128))).toString("latin1")
  const type = /avi[fs]/.test(brands) ? "avif" : /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? "heic" : null
  if (type === null) return null
  let best = { width: 0, height: 0 }
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 2 ** 20))
  for (let at = all.indexOf("ispe"); at >= 0 && at + 16 <= all.length; at = all.indexOf("ispe", at + 4)) {
    const [width, height] = [all.readUInt32BE(at + 8), all.readUInt32BE(at + 12)]
    if (width * height > best.width * best.height) best = { width, height }
  }
  return { type, ...best }
}
