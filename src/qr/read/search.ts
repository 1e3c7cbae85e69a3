import type { Findings } from "./findings.ts"
import { jsqr } from "./jsqr.ts"
import { blur, contrast, resize, rotate, sharpen, threshold, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import { readZxing } from "./zxing.ts"

/** The longer side of a large picture is reduced to this. */
const USUAL_SIDE = 1600
/** A picture is reduced only if its longer side exceeds this: reducing it slightly would lose more than it gains. */
const MAX_SIDE = 2048
/** The longer side for preparations that work better on a small picture. */
const SMALL_SIDE = 1000
/** jsqr gets no larger picture: noise makes it slow, and in a large picture it finds hardly any code that zxing does not. */
const MAX_JSQR_SIDE = 640
/** With less difference between the lightest and the darkest pixel there is no code. */
const MIN_CONTRAST = 8

export interface SearchOptions {
  /** Whether zxing has searched the same pixels already. */
  readonly wasDecoded: boolean
  /** Called before each preparation. May throw. */
  readonly shouldContinue: () => boolean
}

/**
 * Search the picture with both decoders, prepared in many ways. The search ends when zxing finds a code. A text that only jsqr finds
 * must be found in two preparations, because a single one may be a misreading.
 */
export async function search(
  whole: Gray,
  zxingWasm: () => Promise<Uint8Array>,
  found: Findings,
  { wasDecoded, shouldContinue }: SearchOptions,
): Promise<void> {
  if (contrast(whole) < MIN_CONTRAST) return
  const decode = await jsqr()
  const base = longestSide(whole) > MAX_SIDE ? fitInto(whole, USUAL_SIDE) : whole
  const isWholeDone = wasDecoded && longestSide(whole) > MAX_JSQR_SIDE
  const reduced = base === whole ? null : base
  const sizes: Sizes = { whole: isWholeDone ? null : whole, reduced, base, small: fitInto(base, SMALL_SIDE), blurred: blur(base) }
  const votes = new Map<string, number>()
  for (const prepare of PREPARATIONS) {
    if (!shouldContinue()) break
    const prepared = prepare(sizes)
    if (prepared === null) continue
    const picture = toPixels(prepared)
    // Only the original is worth denoising: the preparations remove noise themselves or tolerate it.
    found.add(await readZxing(picture, zxingWasm, { denoise: prepared === sizes.whole }))
    if (!found.isEmpty) return
    if (longestSide(picture) > MAX_JSQR_SIDE) continue
    const decoded = decode(picture.data, picture.width, picture.height, { inversionAttempts: "attemptBoth" })
    if (decoded === null || decoded.data === "") continue
    const count = (votes.get(decoded.data) ?? 0) + 1
    votes.set(decoded.data, count)
    if (count === 2) {
      found.addText(decoded.data, Uint8Array.from(decoded.binaryData))
      return
    }
  }
  for (const text of votes.keys()) found.dispute(text)
}

const longestSide = ({ width, height }: { readonly width: number; readonly height: number }): number => Math.max(width, height)
const fitInto = (gray: Gray, side: number): Gray => (longestSide(gray) > side ? resize(gray, side / longestSide(gray)) : gray)
/** Null where the picture is not larger anyway. */
const shrinkTo = (gray: Gray, side: number): Gray | null => (longestSide(gray) > side ? fitInto(gray, side) : null)

/** The picture in the sizes that preparations start from. */
interface Sizes {
  /** The original picture; null where neither decoder needs to search it. */
  readonly whole: Gray | null
  /** Reduced to the size that suits zxing; the original where it is not too large. */
  readonly base: Gray
  /** `base`; null where that is the original. */
  readonly reduced: Gray | null
  readonly small: Gray
  /** `base` with its noise smoothed. */
  readonly blurred: Gray
}

/** Those that find most codes come first. Null: nothing new for a picture of this size. */
const PREPARATIONS: readonly ((sizes: Sizes) => Gray | null)[] = [
  ({ whole }) => whole,
  ({ reduced }) => reduced,
  ({ blurred }) => blurred,
  ({ blurred }) => threshold(blurred),
  ({ blurred }) => sharpen(blurred),
  ({ base }) => threshold(base),
  ({ base, small }) => (small === base ? null : small),
  ({ base }) => shrinkTo(base, MAX_JSQR_SIDE),
  ({ base }) => (longestSide(base) <= 800 ? resize(base, 2) : null),
  ({ base }) => (longestSide(base) <= SMALL_SIDE ? resize(base, 0.5) : null),
  ({ blurred }) => resize(blurred, 0.8),
  ({ blurred }) => resize(blurred, 0.5),
  ({ base }) => shrinkTo(base, 400),
  ({ small }) => blur(blur(small)),
  ({ small }) => rotate(fitInto(small, MAX_JSQR_SIDE), 45),
  ({ small }) => rotate(fitInto(small, MAX_JSQR_SIDE), 20),
  ({ small }) => rotate(fitInto(small, MAX_JSQR_SIDE), 70),
]
