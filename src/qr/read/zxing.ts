import type { ReaderOptions, ReadResult } from "zxing-wasm/reader"
import { jsqr } from "./jsqr.ts"
import { rasterize } from "../pixels.ts"
import type { Pixels } from "../pixels.ts"

/** One code as this decoder sees it. */
export interface ZxingCode {
  readonly text: string
  readonly bytes: Uint8Array
  /** What the second decoder makes of the same modules: the same bytes, others, or nothing at all. */
  readonly second: "same" | "other" | "none"
}

const OPTIONS: ReaderOptions = { formats: ["QRCode"], tryHarder: true, textMode: "Plain", maxNumberOfSymbols: 255 }
/** Symbology identifiers of QR codes without function characters, which the second decoder does not know. @see ISO/IEC 15424 */
const PLAIN = ["]Q0", "]Q1", "]Q2"]

/** How large the second decoder gets the modules: small, which is quick; and larger where that says nothing to it. */
const PIXELS_A_MODULE = [1, 3]

let prepared: Promise<typeof import("zxing-wasm/reader")> | null = null

async function reader(wasm: () => Promise<Uint8Array>): Promise<typeof import("zxing-wasm/reader")> {
  prepared ??= (async () => {
    const module = await import("zxing-wasm/reader")
    await module.prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(await wasm()).buffer }, fireImmediately: true })
    return module
  })()
  return prepared
}

/**
 * All QR codes of a picture.
 *
 * @param picture - Pixels, or the bytes of a PNG, JPEG, GIF (first frame) or BMP file.
 * @param wasm - The bytes of `zxing_reader.wasm`.
 * @param options - `denoise`: look a second time with noise taken out, at twice the cost.
 * @returns Null when the file's bytes cannot be loaded as a picture.
 */
export async function readZxing(
  picture: Pixels | Uint8Array,
  wasm: () => Promise<Uint8Array>,
  { denoise = true }: { readonly denoise?: boolean } = {},
): Promise<ZxingCode[] | null> {
  // The second decoder comes along: loaded later, it would wait for the disk while nothing else is left to do.
  const [{ readBarcodes, purgeZXingModule }] = await Promise.all([reader(wasm), jsqr()])
  const input = picture instanceof Uint8Array ? picture : { ...picture, colorSpace: "srgb" as const }
  let results: readonly ReadResult[]
  try {
    results = await readBarcodes(input, { ...OPTIONS, tryDenoise: denoise })
  } catch {
    // A picture that breaks the WebAssembly module, or is more than its memory holds: the next one gets a new module.
    purgeZXingModule()
    prepared = null
    return null
  }
  if (results.some((result) => !result.isValid && result.error.includes("Failed to load"))) return null
  const codes: ZxingCode[] = []
  for (const result of results) {
    if (result.isValid && result.bytes.length > 0)
      codes.push({ text: result.text, bytes: Uint8Array.from(result.bytes), second: await askSecond(result) })
  }
  return codes
}

/** Error correction and text of the sampled modules, worked out again by the other decoder. */
async function askSecond(result: ReadResult): Promise<ZxingCode["second"]> {
  const { width, height, data } = result.symbol
  if (!PLAIN.includes(result.symbologyIdentifier) || result.sequenceSize > 0 || width === 0) return "none"
  const quiet = 4
  const dark = (row: number, column: number): boolean =>
    row >= 0 && column >= 0 && row < height && column < width && (data[row * width + column] ?? 255) < 128
  const modules = Array.from({ length: height + 2 * quiet }, (_, y) =>
    Array.from({ length: width + 2 * quiet }, (_, x) => dark(y - quiet, x - quiet)),
  )
  const decode = await jsqr()
  let second: ReturnType<typeof decode> = null
  for (const scale of PIXELS_A_MODULE) {
    if (second !== null) break
    const pixels = rasterize(modules, scale)
    second = decode(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" })
  }
  if (second === null) return "none"
  return Buffer.compare(Buffer.from(second.binaryData), result.bytes) === 0 ? "same" : "other"
}
