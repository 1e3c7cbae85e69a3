import type { Findings } from "./findings.ts"
import { jsqr } from "./jsqr.ts"
import { blur, contrast, resize, rotate, sharpen, threshold, toPixels } from "./prepare.ts"
import type { Gray } from "./prepare.ts"
import { readZxing } from "./zxing.ts"

/** What the longer side of a large picture becomes. */
const USUAL_SIDE = 1600
/** Only beyond this it is made smaller: what is hardly larger would lose more than it gains. */
const MAX_SIDE = 2048
/** What loses more in a large picture than it gains looks at one so small. */
const SMALL_SIDE = 1000
/** The second decoder looks at nothing larger: noise makes it slow, and in a large picture it finds hardly a code that the first does not. */
const MAX_SECOND_SIDE = 640
/** Shades between the lightest and the darkest pixel; with fewer there is nothing to be told apart. */
const LEAST_CONTRAST = 8

export interface SearchOptions {
  /** The first decoder had the very same pixels before. */
  readonly isSeen: boolean
  /** Asked between two looks: whether to go on. It may throw. */
  readonly mayGoOn: () => boolean
}

/**
 * Look again, in the picture prepared in many ways, with both decoders. The first decoder's finding ends the search; what the second alone finds
 * must be found in two preparations, as one alone could be a chance reading.
 */
export async function search(
  whole: Gray,
  zxingWasm: () => Promise<Uint8Array>,
  found: Findings,
  { isSeen, mayGoOn }: SearchOptions,
): Promise<void> {
  if (contrast(whole) < LEAST_CONTRAST) return
  const decode = await jsqr()
  const base = longest(whole) > MAX_SIDE ? within(whole, USUAL_SIDE) : whole
  const isDone = isSeen && longest(whole) > MAX_SECOND_SIDE
  const fresh = base === whole ? null : base
  const sizes: Sizes = { whole: isDone ? null : whole, fresh, base, small: within(base, SMALL_SIDE), blurred: blur(base) }
  const votes = new Map<string, number>()
  for (const prepare of PREPARATIONS) {
    if (!mayGoOn()) break
    const prepared = prepare(sizes)
    if (prepared === null) continue
    const picture = toPixels(prepared)
    // Those that are prepared have had their noise taken out, or put up with it.
    found.add(await readZxing(picture, zxingWasm, { denoise: prepared === sizes.whole }))
    if (!found.isEmpty) return
    if (longest(picture) > MAX_SECOND_SIDE) continue
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

const longest = ({ width, height }: { readonly width: number; readonly height: number }): number => Math.max(width, height)
const within = (gray: Gray, side: number): Gray => (longest(gray) > side ? resize(gray, side / longest(gray)) : gray)
/** Null where it would not be smaller at all. */
const smaller = (gray: Gray, side: number): Gray | null => (longest(gray) > side ? within(gray, side) : null)

interface Sizes {
  /** The picture as it is; null where that is nothing new to either decoder. */
  readonly whole: Gray | null
  /** No larger than is good for the first decoder; the picture itself where it is no larger. */
  readonly base: Gray
  /** The same; null where it is the picture itself. */
  readonly fresh: Gray | null
  readonly small: Gray
  /** The base with its noise evened out. */
  readonly blurred: Gray
}

/** Those that find most come first. Null: says nothing new for a picture of this size. */
const PREPARATIONS: readonly ((sizes: Sizes) => Gray | null)[] = [
  ({ whole }) => whole,
  ({ fresh }) => fresh,
  ({ blurred }) => blurred,
  ({ blurred }) => threshold(blurred),
  ({ blurred }) => sharpen(blurred),
  ({ base }) => threshold(base),
  ({ base, small }) => (small === base ? null : small),
  ({ base }) => smaller(base, MAX_SECOND_SIDE),
  ({ base }) => (longest(base) <= 800 ? resize(base, 2) : null),
  ({ base }) => (longest(base) <= SMALL_SIDE ? resize(base, 0.5) : null),
  ({ blurred }) => resize(blurred, 0.8),
  ({ blurred }) => resize(blurred, 0.5),
  ({ base }) => smaller(base, 400),
  ({ small }) => blur(blur(small)),
  ({ small }) => rotate(within(small, MAX_SECOND_SIDE), 45),
  ({ small }) => rotate(within(small, MAX_SECOND_SIDE), 20),
  ({ small }) => rotate(within(small, MAX_SECOND_SIDE), 70),
]
