import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import type { ImageReading } from "../../base/ports.ts"
import { Findings } from "./findings.ts"
import { gifFrames } from "./gif.ts"
import { checkPicture, LOAD_TEXTS, loadPixels, MAX_MEGAPIXELS } from "./load.ts"
import type { LoaderParts } from "./load.ts"
import { readPictureHeader } from "./picture-header.ts"
import type { PictureHeader } from "./picture-header.ts"
import { isOpaque, toGray, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import { search } from "./search.ts"
import { webpFrames } from "./webp.ts"
import { readZxing } from "./zxing.ts"

/** What the reader needs from the platform. */
export interface ReaderParts extends LoaderParts {
  /** The bytes of `zxing_reader.wasm`. */
  readonly zxingWasm: () => Promise<Uint8Array>
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number
}

/** Formats that zxing loads itself, faster than any other decoder. */
const LOADED_BY_ZXING = ["png", "jpeg", "bmp"]
/** A larger picture in which zxing finds nothing is not prepared and searched again: that would cost too much. */
const MAX_PREPARED_PIXELS = 24e6
/** For 16 bits per channel, which take twice the memory. */
const MAX_DEEP_PIXELS = MAX_PREPARED_PIXELS / 2
/** Pixels of all frames of an animation together. */
const MAX_FRAME_PIXELS = 400e6
/** After this time no further frame is read and no further preparation tried. */
const MAX_SEARCH_MS = 6000

/**
 * Read all QR codes of a PNG, JPEG, GIF or WebP (every frame), BMP, TIFF or HEIC picture, recognized by content.
 *
 * Two independent decoders read every code; where they disagree, neither text is taken.
 *
 * @throws AppError `format-damaged`, `format-unsupported`, `limit-exceeded`, `interrupted`
 */
export async function readPicture(bytes: Uint8Array, parts: ReaderParts, signal?: AbortSignal): Promise<ImageReading> {
  const header = readPictureHeader(bytes)
  checkPicture(bytes, header)
  const found = new Findings()
  const end = parts.nowMs() + MAX_SEARCH_MS
  const shouldContinue = (): boolean => {
    checkAborted(signal)
    return parts.nowMs() < end
  }
  const frames = header.type === "webp" ? webpFrames(bytes) : [bytes]
  const [still = bytes] = frames
  if (header.type === "gif") await readGif(bytes, header, parts, found, shouldContinue)
  else if (frames.length > 1) await readWebpFrames(frames, parts, found, shouldContinue)
  else await readStill(still, header, parts, found, shouldContinue)
  return found.reading()
}

/**
 * Try only the fast first step of {@link readPicture}, which is enough for most screenshots.
 *
 * @returns Null where it finds nothing or the picture is no PNG or too large: then call readPicture.
 * @throws AppError `format-damaged`, `format-unsupported`, `limit-exceeded`
 */
export async function glanceAtPicture(bytes: Uint8Array, parts: ReaderParts, maxPixels: number): Promise<ImageReading | null> {
  const header = readPictureHeader(bytes)
  checkPicture(bytes, header)
  // A PNG is a screenshot or a drawing, which has no noise as a photo has.
  if (header.type !== "png" || header.width * header.height > maxPixels) return null
  const found = new Findings()
  found.add(await readZxing(bytes, parts.zxingWasm, { denoise: false }))
  return found.isEmpty ? null : found.reading()
}

async function readStill(
  bytes: Uint8Array,
  header: PictureHeader,
  parts: ReaderParts,
  found: Findings,
  shouldContinue: () => boolean,
): Promise<void> {
  const direct = LOADED_BY_ZXING.includes(header.type) ? await readZxing(bytes, parts.zxingWasm) : null
  found.add(direct)
  if (!shouldContinue() || !found.isEmpty) return
  const isDeep = header.type === "png" && bytes[24] === 16
  if (header.width * header.height > (isDeep ? MAX_DEEP_PIXELS : MAX_PREPARED_PIXELS)) {
    if (LOADED_BY_ZXING.includes(header.type)) {
      if (direct === null) throw new AppError("format-damaged", LOAD_TEXTS.damaged)
      return
    }
    found.add(await readZxing(toPixels(toGray(await loadPixels(bytes, header, parts))), parts.zxingWasm))
    return
  }
  const pixels = await loadPixels(bytes, header, parts)
  await search(toGray(pixels), parts.zxingWasm, found, {
    wasDecoded: direct !== null && (header.type === "jpeg" || isOpaque(pixels)),
    shouldContinue,
  })
}

/** Read every frame that differs from the previous one. */
async function readGif(
  bytes: Uint8Array,
  header: PictureHeader,
  parts: ReaderParts,
  found: Findings,
  shouldContinue: () => boolean,
): Promise<void> {
  const pixels = header.width * header.height
  let readPixels = 0
  let first: Gray | null = null
  let previous = Buffer.alloc(0)
  for (const frame of gifFrames(bytes, MAX_MEGAPIXELS * 1e6)) {
    if (!shouldContinue()) break
    const data = Buffer.from(frame.data.buffer)
    if (!data.equals(previous)) found.add(await readZxing(frame, parts.zxingWasm))
    if (previous.length === 0) previous = Buffer.from(data)
    else data.copy(previous)
    first ??= toGray(frame)
    readPixels += pixels
    if (readPixels > MAX_FRAME_PIXELS) break
  }
  if (found.isEmpty && first !== null && pixels <= MAX_PREPARED_PIXELS)
    await search(first, parts.zxingWasm, found, { wasDecoded: true, shouldContinue })
}

/** Read every frame. @throws AppError of the first damaged frame, if no frame has a code */
async function readWebpFrames(
  frames: readonly Uint8Array[],
  parts: ReaderParts,
  found: Findings,
  shouldContinue: () => boolean,
): Promise<void> {
  let readPixels = 0
  let failure: AppError | null = null
  for (const [at, frame] of frames.entries()) {
    if (!shouldContinue()) break
    if (at > 0 && Buffer.compare(frame, frames[at - 1] ?? frame) === 0) continue
    try {
      const header = readPictureHeader(frame)
      checkPicture(frame, header)
      readPixels += header.width * header.height
      if (readPixels > MAX_FRAME_PIXELS) break
      const pixels = await loadPixels(frame, header, parts)
      found.add(await readZxing(toPixels(toGray(pixels)), parts.zxingWasm))
    } catch (error) {
      if (!isAppError(error)) throw error
      failure ??= error
    }
  }
  if (found.isEmpty && failure !== null) throw failure
}
