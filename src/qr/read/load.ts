import { inflateSync } from "node:zlib"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Pixels } from "../pixels.ts"
import type { PictureHeader } from "./picture-header.ts"
import { isTiffSound } from "./tiff.ts"

export const LOAD_TEXTS = texts({
  unknown: { en: "this is not a picture in a supported format", ja: "対応していない画像形式です" },
  avif: {
    en: "AVIF pictures are not supported; save it as PNG or JPEG",
    ja: "AVIF 画像は読み込めません。PNG または JPEG で保存してください",
  },
  damaged: { en: "the picture is damaged", ja: "画像が壊れています" },
  tooLarge: { en: "the picture has more than {max} megapixels", ja: "画像が {max} メガピクセルを超えています" },
  tooLong: { en: "the picture has a side of more than {max} pixels", ja: "画像の 1 辺が {max} ピクセルを超えています" },
  tooMany: { en: "the picture file is larger than {max} MiB", ja: "画像ファイルが {max} MiB を超えています" },
  bomb: { en: "the picture unpacks to far more data than its size allows", ja: "画像が表記の大きさを大幅に超えて展開されます" },
})

export const MAX_MEGAPIXELS = 50
/** In pixels, as in most formats of photos and screenshots. Some decoders allocate memory for each row. */
const MAX_SIDE = 65_535
const MAX_FILE_MIB = 128
/** Pixels of all scans of a JPEG together. Every scan covers the whole picture; photos have one scan or about ten. */
const MAX_SCANNED_PIXELS = 1e9
/** No deflate stream expands by more than this factor. @see RFC 1951 */
const MAX_RATIO = 1032

/**
 * Reject a picture that would cost too much memory or time, before anything is decoded.
 *
 * @throws {@link AppError} `limit-exceeded`, `format-damaged`, `format-unsupported`
 */
export function checkPicture(bytes: Uint8Array, header: PictureHeader | null): asserts header is PictureHeader {
  if (bytes.length > MAX_FILE_MIB * 2 ** 20) throw new AppError("limit-exceeded", LOAD_TEXTS.tooMany, { detail: { max: MAX_FILE_MIB } })
  if (header === null) throw new AppError("format-damaged", LOAD_TEXTS.unknown)
  if (header.type === "avif") throw new AppError("format-unsupported", LOAD_TEXTS.avif)
  if (header.width === 0 || header.height === 0) throw new AppError("format-damaged", LOAD_TEXTS.damaged)
  if (header.width * header.height > MAX_MEGAPIXELS * 1e6)
    throw new AppError("limit-exceeded", LOAD_TEXTS.tooLarge, { detail: { max: MAX_MEGAPIXELS } })
  if (Math.max(header.width, header.height) > MAX_SIDE)
    throw new AppError("limit-exceeded", LOAD_TEXTS.tooLong, { detail: { max: MAX_SIDE } })
  if (header.type === "jpeg" && countScans(bytes) * header.width * header.height > MAX_SCANNED_PIXELS)
    throw new AppError("limit-exceeded", LOAD_TEXTS.bomb)
  if (header.type === "png") checkPng(bytes, header)
  // The decoder would follow cyclic directories endlessly, or allocate a palette of any size that the header claims.
  const isSound = header.type === "tiff" ? isTiffSound(bytes, MAX_MEGAPIXELS * 1e6) : header.type !== "bmp" || paletteSize(bytes) <= 256
  if (!isSound) throw new AppError("format-damaged", LOAD_TEXTS.damaged)
}

/** The number of scans of a JPEG and its thumbnail. The marker cannot occur within a scan. @see ITU-T T.81, B.1.1.2 */
function countScans(bytes: Uint8Array): number {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let scans = 0
  for (let at = all.indexOf(START_OF_SCAN); at >= 0; at = all.indexOf(START_OF_SCAN, at + 2)) scans++
  return scans
}

const START_OF_SCAN = Buffer.from([0xff, 0xda])

/** The number of palette entries that the header of a BMP claims. */
function paletteSize(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return view.byteLength >= 50 && view.getUint32(14, true) >= 40 ? view.getUint32(46, true) : 0
}

/** Reject a PNG whose data unpack to more than its header allows: the decoder would fill the memory. */
function checkPng(bytes: Uint8Array, header: PictureHeader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data: Uint8Array[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at)
    if (view.getUint32(at + 4) === 0x49444154) data.push(bytes.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const packed = data.reduce((sum, chunk) => sum + chunk.length, 0)
  // 16 bits in four channels and one filter byte per row; interlacing has up to seven passes, each with rows of its own.
  const most = header.width * header.height * 8 + header.height * 16 + header.width * 16 + 1024
  if (packed * MAX_RATIO <= Math.max(most, 2 ** 26)) return
  try {
    inflateSync(Buffer.concat(data), { maxOutputLength: most })
  } catch (cause) {
    if (cause instanceof RangeError) throw new AppError("limit-exceeded", LOAD_TEXTS.bomb, { cause })
    throw new AppError("format-damaged", LOAD_TEXTS.damaged, { cause })
  }
}

/** The WebAssembly modules of the decoders. */
export interface LoaderParts {
  /** The bytes of `webp_dec.wasm`. */
  readonly webpWasm: () => Promise<Uint8Array>
  /** The bytes of `mozjpeg_dec.wasm`. */
  readonly jpegWasm: () => Promise<Uint8Array>
}

/**
 * Decode a picture. Its EXIF orientation is ignored, since a QR code can be read in any orientation.
 *
 * @throws {@link AppError} `format-damaged`
 */
export async function loadPixels(bytes: Uint8Array, header: PictureHeader, parts: LoaderParts): Promise<Pixels> {
  try {
    const { data, width, height } = await decode(bytes, header, parts)
    if (data.length < width * height * 4) throw new AppError("format-damaged", LOAD_TEXTS.damaged)
    return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, width * height * 4), width, height }
  } catch (cause) {
    if (isAppError(cause)) throw cause
    throw new AppError("format-damaged", LOAD_TEXTS.damaged, { cause })
  }
}

interface Loaded {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
}

async function decode(bytes: Uint8Array, header: PictureHeader, parts: LoaderParts): Promise<Loaded> {
  if (header.type === "webp") return decodeWebp(bytes, parts.webpWasm)
  if (header.type === "jpeg") {
    const loaded = await decodeJpeg(bytes, parts.jpegWasm)
    if (loaded !== null) return loaded
  }
  if (header.type === "heic") {
    const { default: heic } = await import("heic-decode")
    return heic({ buffer: bytes })
  }
  const { Jimp } = await import("jimp")
  const { bitmap } = await Jimp.read(Buffer.from(bytes), { "image/jpeg": { maxMemoryUsageInMB: 1024, maxResolutionInMP: MAX_MEGAPIXELS } })
  return bitmap
}

async function decodeWebp(bytes: Uint8Array, wasm: () => Promise<Uint8Array>): Promise<Loaded> {
  const { default: decodeOne, init } = await import("@jsquash/webp/decode.js")
  await init((await WebAssembly.compile(Uint8Array.from(await wasm()))) as Parameters<typeof init>[0])
  return (await decodeOne(Uint8Array.from(bytes).buffer)) as Loaded
}

/** Several times as fast as jimp; null for a JPEG that it does not support, such as CMYK. */
async function decodeJpeg(bytes: Uint8Array, wasm: () => Promise<Uint8Array>): Promise<Loaded | null> {
  const { default: decodeOne, init } = await import("@jsquash/jpeg/decode.js")
  await init((await WebAssembly.compile(Uint8Array.from(await wasm()))) as Parameters<typeof init>[0])
  try {
    return (await decodeOne(Uint8Array.from(bytes).buffer)) as Loaded
  } catch {
    return null
  }
}
