import { checkAborted, isAppError } from "../accounts/errors.ts"
import type { AppError } from "../accounts/errors.ts"
import type { FoundCode, ImageReading } from "../accounts/ports.ts"
import { gifFrames } from "./gif.ts"
import { jsqr } from "./jsqr.ts"
import { checkPicture, loadPixels, MAX_MEGAPIXELS } from "./load.ts"
import { pictureHead } from "./picture.ts"
import { blur, resize, rotate, threshold, toGray, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import type { Pixels } from "./rasterize.ts"
import { webpFrames } from "./webp.ts"
import { readZxing } from "./zxing.ts"
import type { ZxingCode } from "./zxing.ts"

/** The bytes of the two WebAssembly files, read by whoever may read files. */
export interface ReaderParts {
  /** `zxing_reader.wasm` */
  readonly zxingWasm: () => Promise<Uint8Array>
  /** `webp_dec.wasm` */
  readonly webpWasm: () => Promise<Uint8Array>
}

/** The first decoder's own loader takes these, faster than any other. */
const LOADED_BY_ZXING = ["png", "jpeg", "bmp"]
/** Beyond this, a picture in which the first decoder finds nothing is not prepared and searched again: it would cost too much. */
const MAX_PREPARED_PIXELS = 24e6
/** All frames of an animation together. */
const MAX_FRAME_PIXELS = 400e6
const MAX_SIDE = 1600

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
  if (head.type === "gif") {
    await readFrames(bytes, head.width * head.height, parts, found, signal)
    return found.reading()
  }
  const frames = head.type === "webp" ? webpFrames(bytes) : [bytes]
  const [still = bytes] = frames
  if (frames.length > 1) {
    await readWebpFrames(frames, parts, found, signal)
    return found.reading()
  }
  if (LOADED_BY_ZXING.includes(head.type)) found.add((await readZxing(bytes, parts.zxingWasm)) ?? [])
  checkAborted(signal)
  if (found.isEmpty && head.width * head.height <= MAX_PREPARED_PIXELS) {
    await search(await loadPixels(still, head, parts.webpWasm), parts, found, {
      isSeen: head.type === "jpeg" || head.type === "bmp",
      signal,
    })
  } else if (found.isEmpty && !LOADED_BY_ZXING.includes(head.type)) {
    found.add((await readZxing(toPixels(toGray(await loadPixels(still, head, parts.webpWasm))), parts.zxingWasm)) ?? [])
  }
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
  found.add((await readZxing(bytes, parts.zxingWasm, { denoise: false })) ?? [])
  return found.isEmpty ? null : found.reading()
}

async function readFrames(bytes: Uint8Array, pixels: number, parts: ReaderParts, found: Findings, signal?: AbortSignal): Promise<void> {
  let spent = 0
  let first: Gray | null = null
  for (const frame of gifFrames(bytes, MAX_MEGAPIXELS * 1e6)) {
    checkAborted(signal)
    found.add((await readZxing(frame, parts.zxingWasm)) ?? [])
    first ??= toGray(frame)
    spent += pixels
    if (spent > MAX_FRAME_PIXELS) break
  }
  if (found.isEmpty && first !== null && pixels <= MAX_PREPARED_PIXELS)
    await search(toPixels(first), parts, found, { isSeen: true, signal })
}

/** Every frame that can be read; a damaged one hides no other. */
async function readWebpFrames(frames: readonly Uint8Array[], parts: ReaderParts, found: Findings, signal?: AbortSignal): Promise<void> {
  let spent = 0
  let failure: AppError | null = null
  for (const frame of frames) {
    checkAborted(signal)
    try {
      const head = pictureHead(frame)
      checkPicture(frame, head)
      spent += head.width * head.height
      if (spent > MAX_FRAME_PIXELS) break
      const pixels = await loadPixels(frame, head, parts.webpWasm)
      found.add((await readZxing(toPixels(toGray(pixels)), parts.zxingWasm)) ?? [])
    } catch (error) {
      if (!isAppError(error)) throw error
      failure ??= error
    }
  }
  if (found.isEmpty && failure !== null) throw failure
}

/** What was found so far, each text once. */
class Findings {
  readonly #codes = new Map<string, FoundCode>()
  readonly #disputed = new Set<string>()

  get isEmpty(): boolean {
    return this.#codes.size === 0 && this.#disputed.size === 0
  }

  add(codes: readonly ZxingCode[]): void {
    for (const code of codes) {
      if (code.second === "other") this.#disputed.add(code.text)
      else this.#codes.set(code.text, foundCode(code.text, code.bytes))
    }
  }

  addText(text: string, bytes: Uint8Array): void {
    this.#codes.set(text, foundCode(text, bytes))
  }

  dispute(text: string): void {
    this.#disputed.add(text)
  }

  reading(): ImageReading {
    const disputed = [...this.#disputed].filter((text) => !this.#codes.has(text))
    return { codes: [...this.#codes.values()], disagreements: disputed.length }
  }
}

function foundCode(text: string, bytes: Uint8Array): FoundCode {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return { text }
  } catch {
    return { text, bytes }
  }
}

/**
 * Look again, in the picture prepared in many ways, with both decoders. The first decoder's finding ends the search; what the second alone finds
 * must be found in two preparations, as one alone could be a chance reading.
 *
 * @param options - `isSeen`: the first decoder had the very same pixels before.
 */
async function search(
  pixels: Pixels,
  parts: ReaderParts,
  found: Findings,
  { isSeen, signal }: { readonly isSeen: boolean; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const decode = await jsqr()
  const whole = toGray(pixels)
  const sizes: Sizes = { whole: isSeen && isLarge(whole) ? null : whole, base: within(whole, MAX_SIDE) }
  const votes = new Map<string, number>()
  for (const prepare of PREPARATIONS) {
    checkAborted(signal)
    const prepared = prepare(sizes)
    if (prepared === null) continue
    const picture = toPixels(prepared)
    found.add((await readZxing(picture, parts.zxingWasm)) ?? [])
    if (!found.isEmpty) return
    if (picture.width > MAX_SIDE || picture.height > MAX_SIDE) continue
    const second = decode(picture.data, picture.width, picture.height, { inversionAttempts: "attemptBoth" })
    if (second === null || second.data === "") continue
    const count = (votes.get(second.data) ?? 0) + 1
    votes.set(second.data, count)
    if (count === 2) {
      found.addText(second.data, Uint8Array.from(second.binaryData))
      return
    }
  }
  for (const text of votes.keys()) found.dispute(text)
}

const isLarge = ({ width, height }: Gray): boolean => Math.max(width, height) > MAX_SIDE
const within = (gray: Gray, side: number): Gray =>
  Math.max(gray.width, gray.height) > side ? resize(gray, side / Math.max(gray.width, gray.height)) : gray
const smaller = (gray: Gray, side: number): Gray | null => (Math.max(gray.width, gray.height) > side ? within(gray, side) : null)

/** The picture as it is, unless there is nothing new in it, and no larger than is good for both decoders; the same where it is small. */
interface Sizes {
  readonly whole: Gray | null
  readonly base: Gray
}

/** Null: says nothing new for a picture of this size. */
const PREPARATIONS: readonly ((sizes: Sizes) => Gray | null)[] = [
  ({ whole }) => whole,
  ({ whole, base }) => (whole === base ? null : base),
  ({ base }) => blur(base),
  ({ base }) => threshold(base),
  ({ base }) => smaller(base, 1000),
  ({ base }) => smaller(base, 640),
  ({ base }) => (Math.max(base.width, base.height) <= 800 ? resize(base, 2) : null),
  ({ base }) => resize(base, 0.5),
  ({ base }) => resize(blur(base), 0.8),
  ({ base }) => resize(blur(base), 0.5),
  ({ base }) => threshold(blur(base)),
  ({ base }) => smaller(base, 400),
  ({ base }) => blur(blur(within(base, 1000))),
  ({ base }) => rotate(within(base, 1000), 45),
  ({ base }) => rotate(within(base, 1000), 20),
  ({ base }) => rotate(within(base, 1000), 70),
]
