import type { ReaderOptions, ReadResult } from "zxing-wasm/reader"
import { rasterize } from "../pixels.ts"
import type { Pixels } from "../pixels.ts"
import { jsqr } from "./jsqr.ts"

/** A code that zxing has decoded. */
export interface ZxingCode {
  readonly text: string
  readonly bytes: Uint8Array
  /** What jsqr decodes from the same modules: the same bytes, other bytes, or nothing. */
  readonly jsqr: "same" | "other" | "none"
}

const OPTIONS: ReaderOptions = { formats: ["QRCode"], tryHarder: true, textMode: "Plain", maxNumberOfSymbols: 255 }
/** Symbology identifiers of QR codes without FNC1 characters, which jsqr does not support. @see ISO/IEC 15424 */
const PLAIN_SYMBOLOGIES = ["]Q0", "]Q1", "]Q2"]

/** Scales at which jsqr gets the modules: first small, which is fast; then larger where it decodes nothing. */
const PIXELS_PER_MODULE = [1, 3]

let loaded: Promise<typeof import("zxing-wasm/reader")> | null = null

async function loadZxing(wasm: () => Promise<Uint8Array>): Promise<typeof import("zxing-wasm/reader")> {
  loaded ??= (async () => {
    const module = await import("zxing-wasm/reader")
    await module.prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(await wasm()).buffer }, fireImmediately: true })
    return module
  })()
  return loaded
}

/**
 * Decode all QR codes of a picture with zxing, and each of them again with jsqr.
 *
 * @param picture - Pixels, or the bytes of a PNG, JPEG, GIF (first frame) or BMP file.
 * @param wasm - The bytes of `zxing_reader.wasm`.
 * @param options - `denoise`: search a second time with noise removed, which doubles the time.
 * @returns Null where the bytes cannot be loaded as a picture.
 */
export async function readZxing(
  picture: Pixels | Uint8Array,
  wasm: () => Promise<Uint8Array>,
  { denoise = true }: { readonly denoise?: boolean } = {},
): Promise<ZxingCode[] | null> {
  // Both decoders are loaded at the same time, so that decodeWithJsqr need not wait for the disk.
  const [{ readBarcodes, purgeZXingModule }] = await Promise.all([loadZxing(wasm), jsqr()])
  const input = picture instanceof Uint8Array ? picture : { ...picture, colorSpace: "srgb" as const }
  let results: readonly ReadResult[]
  try {
    results = await readBarcodes(input, { ...OPTIONS, tryDenoise: denoise })
  } catch {
    // The picture has broken the WebAssembly module or exceeded its memory. The next picture gets a new module.
    purgeZXingModule()
    loaded = null
    return null
  }
  if (results.some((result) => !result.isValid && result.error.includes("Failed to load"))) return null
  const codes: ZxingCode[] = []
  for (const result of results) {
    if (result.isValid && result.bytes.length > 0)
      codes.push({ text: result.text, bytes: Uint8Array.from(result.bytes), jsqr: await decodeWithJsqr(result) })
  }
  return codes
}

/** Decode the sampled modules of a code again with jsqr, and compare the bytes. */
async function decodeWithJsqr(result: ReadResult): Promise<ZxingCode["jsqr"]> {
  const { width, height, data } = result.symbol
  if (!PLAIN_SYMBOLOGIES.includes(result.symbologyIdentifier) || result.sequenceSize > 0 || width === 0) return "none"
  const quietZone = 4
  const isDark = (row: number, column: number): boolean =>
    row >= 0 && column >= 0 && row < height && column < width && (data[row * width + column] ?? 255) < 128
  const modules = Array.from({ length: height + 2 * quietZone }, (_, y) =>
    Array.from({ length: width + 2 * quietZone }, (_, x) => isDark(y - quietZone, x - quietZone)),
  )
  const decode = await jsqr()
  let decoded: ReturnType<typeof decode> = null
  for (const scale of PIXELS_PER_MODULE) {
    if (decoded !== null) break
    const pixels = rasterize(modules, scale)
    decoded = decode(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" })
  }
  if (decoded === null) return "none"
  return Buffer.compare(Buffer.from(decoded.binaryData), result.bytes) === 0 ? "same" : "other"
}
