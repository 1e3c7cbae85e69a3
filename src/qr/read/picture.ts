/** What a picture's first bytes tell, before anything is decoded. */
export interface PictureHead {
  readonly type: "png" | "jpeg" | "gif" | "webp" | "bmp" | "tiff" | "heic" | "avif"
  /** Pixels; the largest picture inside where there are several. 0 where the header is cut off. */
  readonly width: number
  readonly height: number
}

/** Look at a picture's header; null when it is none that we know. Never throws, whatever the bytes. */
export function pictureHead(bytes: Uint8Array): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const starts = (text: string, at = 0): boolean => Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
  try {
    if (starts("\x89PNG\r\n\x1a\n")) return { type: "png", ...sized(() => [view.getUint32(16), view.getUint32(20)]) }
    if (starts("\xff\xd8\xff")) return { type: "jpeg", ...sized(() => jpegSize(view)) }
    if (starts("GIF87a") || starts("GIF89a")) return { type: "gif", ...sized(() => [view.getUint16(6, true), view.getUint16(8, true)]) }
    if (starts("RIFF") && starts("WEBP", 8)) return { type: "webp", ...sized(() => webpSize(view)) }
    if (starts("BM")) return { type: "bmp", ...sized(() => bmpSize(view)) }
    if (starts("II*\0") || starts("MM\0*")) return { type: "tiff", ...sized(() => tiffSize(view)) }
    if (starts("ftyp", 4)) return heifHead(bytes, view)
  } catch {
    return null
  }
  return null
}

function sized(read: () => [number, number]): { width: number; height: number } {
  try {
    const [width, height] = read()
    return { width, height }
  } catch {
    return { width: 0, height: 0 }
  }
}

/** The frame header (SOF0–SOF15 less DHT, JPG and DAC). @see ITU-T T.81, B.2.2 */
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

/** Tags 256 and 257 of all directories; at most 100 are followed. */
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

/** HEIC and AVIF: the brand says which, the `ispe` boxes say how large. @see ISO/IEC 23008-12 */
function heifHead(bytes: Uint8Array, view: DataView): PictureHead | null {
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
