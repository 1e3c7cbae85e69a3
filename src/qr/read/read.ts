import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import type { ImageReading } from "../../base/ports.ts"
import { Findings } from "./findings.ts"
import { gifFrames } from "./gif.ts"
import { checkPicture, LOAD_TEXTS, loadPixels, MAX_MEGAPIXELS } from "./load.ts"
import type { LoaderParts } from "./load.ts"
import { pictureHead } from "./picture.ts"
import type { PictureHead } from "./picture.ts"
import { isOpaque, toGray, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import { search } from "./search.ts"
import { webpFrames } from "./webp.ts"
import { readZxing } from "./zxing.ts"

/** What the reader gets from whoever may read files and clocks. */
export interface ReaderParts extends LoaderParts {
  /** The bytes of `zxing_reader.wasm`. */
  readonly zxingWasm: () => Promise<Uint8Array>
  /** Milliseconds since any moment. */
  readonly nowMs: () => number
}

/** The first decoder's own loader takes these, faster than any other. */
const LOADED_BY_ZXING = ["png", "jpeg", "bmp"]
/** Beyond this, a picture in which the first decoder finds nothing is not prepared and searched again: it would cost too much. */
const MAX_PREPARED_PIXELS = 24e6
/** With 16 bits a channel all takes twice the memory. */
const MAX_DEEP_PIXELS = MAX_PREPARED_PIXELS / 2
/** All frames of an animation together. */
const MAX_FRAME_PIXELS = 400e6
/** After this no further frame is looked at, and no further preparation. */
const MAX_SEARCH_MS = 6000

/**
 * All QR codes of one picture, whatever their number: PNG, JPEG, GIF and WebP (every frame), BMP, TIFF, HEIC, told by content.
 *
 * Every code is worked out by two independent decoders; where they give two texts, neither is taken.
 *
 * @throws AppError `format-damaged`, `format-unsupported`, `limit-exceeded`, `interrupted`
 */
export async function readPicture(bytes: Uint8Array, parts: ReaderParts, signal?: AbortSignal): Promise<ImageReading> {
  const head = pictureHead(bytes)
  checkPicture(bytes, head)
  const found = new Findings()
  const end = parts.nowMs() + MAX_SEARCH_MS
  const mayGoOn = (): boolean => {
    checkAborted(signal)
    return parts.nowMs() < end
  }
  const frames = head.type === "webp" ? webpFrames(bytes) : [bytes]
  const [still = bytes] = frames
  if (head.type === "gif") await readGif(bytes, head, parts, found, mayGoOn)
  else if (frames.length > 1) await readWebpFrames(frames, parts, found, mayGoOn)
  else await readStill(still, head, parts, found, mayGoOn)
  return found.reading()
}

/**
 * The first look alone, which finds what a screenshot holds within a moment.
 *
 * @returns Null where it found nothing, or is no match for this picture: then {@link readPicture} must look.
 * @throws AppError `format-damaged`, `format-unsupported`, `limit-exceeded`
 */
export async function glanceAtPicture(bytes: Uint8Array, parts: ReaderParts, maxPixels: number): Promise<ImageReading | null> {
  const head = pictureHead(bytes)
  checkPicture(bytes, head)
  // A PNG is a screenshot or a drawing: there is no noise in it, as there is in a photo.
  if (head.type !== "png" || head.width * head.height > maxPixels) return null
  const found = new Findings()
  found.add(await readZxing(bytes, parts.zxingWasm, { denoise: false }))
  return found.isEmpty ? null : found.reading()
}

async function readStill(bytes: Uint8Array, head: PictureHead, parts: ReaderParts, found: Findings, mayGoOn: () => boolean): Promise<void> {
  const direct = LOADED_BY_ZXING.includes(head.type) ? await readZxing(bytes, parts.zxingWasm) : null
  found.add(direct)
  if (!mayGoOn() || !found.isEmpty) return
  const isDeep = head.type === "png" && bytes[24] === 16
  if (head.width * head.height > (isDeep ? MAX_DEEP_PIXELS : MAX_PREPARED_PIXELS)) {
    if (LOADED_BY_ZXING.includes(head.type)) {
      if (direct === null) throw new AppError("format-damaged", LOAD_TEXTS.damaged)
      return
    }
    found.add(await readZxing(toPixels(toGray(await loadPixels(bytes, head, parts))), parts.zxingWasm))
    return
  }
  const pixels = await loadPixels(bytes, head, parts)
  await search(toGray(pixels), parts.zxingWasm, found, { isSeen: direct !== null && (head.type === "jpeg" || isOpaque(pixels)), mayGoOn })
}

/** Every frame that differs from the one before. */
async function readGif(bytes: Uint8Array, head: PictureHead, parts: ReaderParts, found: Findings, mayGoOn: () => boolean): Promise<void> {
  const pixels = head.width * head.height
  let spent = 0
  let first: Gray | null = null
  let before = Buffer.alloc(0)
  for (const frame of gifFrames(bytes, MAX_MEGAPIXELS * 1e6)) {
    if (!mayGoOn()) break
    const data = Buffer.from(frame.data.buffer)
    if (!data.equals(before)) found.add(await readZxing(frame, parts.zxingWasm))
    if (before.length === 0) before = Buffer.from(data)
    else data.copy(before)
    first ??= toGray(frame)
    spent += pixels
    if (spent > MAX_FRAME_PIXELS) break
  }
  if (found.isEmpty && first !== null && pixels <= MAX_PREPARED_PIXELS)
    await search(first, parts.zxingWasm, found, { isSeen: true, mayGoOn })
}

/** Every frame that can be read; a damaged one hides no other. */
async function readWebpFrames(frames: readonly Uint8Array[], parts: ReaderParts, found: Findings, mayGoOn: () => boolean): Promise<void> {
  let spent = 0
  let failure: AppError | null = null
  for (const [at, frame] of frames.entries()) {
    if (!mayGoOn()) break
    if (at > 0 && Buffer.compare(frame, frames[at - 1] ?? frame) === 0) continue
    try {
      const head = pictureHead(frame)
      checkPicture(frame, head)
      spent += head.width * head.height
      if (spent > MAX_FRAME_PIXELS) break
      const pixels = await loadPixels(frame, head, parts)
      found.add(await readZxing(toPixels(toGray(pixels)), parts.zxingWasm))
    } catch (error) {
      if (!isAppError(error)) throw error
      failure ??= error
    }
  }
  if (found.isEmpty && failure !== null) throw failure
}
