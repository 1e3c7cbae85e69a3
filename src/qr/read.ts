import { checkAborted } from "../accounts/errors.ts"
import type { FoundCode, ImageReading } from "../accounts/ports.ts"
import { gifFrames } from "./gif.ts"
import { jsqr } from "./jsqr.ts"
import { checkPicture, loadPixels, MAX_MEGAPIXELS } from "./load.ts"
import { pictureHead } from "./picture.ts"
import { blur, resize, rotate, threshold, toGray, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import type { Pixels } from "./rasterize.ts"
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
 * All QR codes of one picture, whatever their number: PNG, JPEG, GIF (every frame), BMP, TIFF, WebP, HEIC, told by content.
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
  if (LOADED_BY_ZXING.includes(head.type)) found.add((await readZxing(bytes, parts.zxingWasm)) ?? [])
  checkAborted(signal)
  if (found.isEmpty && head.width * head.height <= MAX_PREPARED_PIXELS) {
    await search(await loadPixels(bytes, head, parts.webpWasm), parts, found, signal)
  } else if (found.isEmpty && !LOADED_BY_ZXING.includes(head.type)) {
    found.add((await readZxing(toPixels(toGray(await loadPixels(bytes, head, parts.webpWasm))), parts.zxingWasm)) ?? [])
  }
  return found.reading()
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
  if (found.isEmpty && first !== null && pixels <= MAX_PREPARED_PIXELS) await search(toPixels(first), parts, found, signal)
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
 */
async function search(pixels: Pixels, parts: ReaderParts, found: Findings, signal?: AbortSignal): Promise<void> {
  const decode = await jsqr()
  const votes = new Map<string, number>()
  for (const prepare of PREPARATIONS) {
    checkAborted(signal)
    const prepared = prepare(toGray(pixels))
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

const within = (gray: Gray, side: number): Gray =>
  Math.max(gray.width, gray.height) > side ? resize(gray, side / Math.max(gray.width, gray.height)) : gray
const smaller = (gray: Gray, side: number): Gray | null => (Math.max(gray.width, gray.height) > side ? within(gray, side) : null)

/** Null: says nothing new for a picture of this size. */
const PREPARATIONS: readonly ((gray: Gray) => Gray | null)[] = [
  (gray) => gray,
  (gray) => smaller(gray, MAX_SIDE),
  (gray) => blur(within(gray, MAX_SIDE)),
  (gray) => threshold(within(gray, MAX_SIDE)),
  (gray) => smaller(gray, 1000),
  (gray) => smaller(gray, 640),
  (gray) => (Math.max(gray.width, gray.height) <= 800 ? resize(gray, 2) : null),
  (gray) => resize(within(gray, MAX_SIDE), 0.5),
  (gray) => resize(blur(within(gray, MAX_SIDE)), 0.8),
  (gray) => resize(blur(within(gray, MAX_SIDE)), 0.5),
  (gray) => threshold(blur(within(gray, MAX_SIDE))),
  (gray) => smaller(gray, 400),
  (gray) => blur(blur(within(gray, 1000))),
  (gray) => rotate(within(gray, 1000), 45),
  (gray) => rotate(within(gray, 1000), 20),
  (gray) => rotate(within(gray, 1000), 70),
]
