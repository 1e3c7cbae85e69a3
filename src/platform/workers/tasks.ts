import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { setFlagsFromString } from "node:v8"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Argon2Params, ImageReading } from "../../base/ports.ts"
import { glanceAtPicture, readPicture } from "../../qr/read/read.ts"
import type { ReaderParts } from "../../qr/read/read.ts"

export const TASK_TEXTS = texts({
  argon2: { en: "the parameters of the key derivation are invalid", ja: "鍵導出のパラメーターが正しくありません" },
})

// The tasks, run in the calling thread. Worker threads call them; so do tests.

/** @throws {@link AppError} `format-damaged` on parameters that Argon2 does not allow. @see RFC 9106 */
export async function deriveArgon2(params: Argon2Params): Promise<Uint8Array> {
  const { argon2d, argon2id } = await import("hash-wasm")
  const derive = params.variant === "argon2id" ? argon2id : argon2d
  try {
    return await derive({
      password: params.password,
      salt: params.salt,
      iterations: params.iterations,
      parallelism: params.parallelism,
      memorySize: params.memoryKiB,
      hashLength: params.length,
      outputType: "binary",
    })
  } catch (cause) {
    throw new AppError("format-damaged", TASK_TEXTS.argon2, { cause })
  }
}

/** @param built - Its path below the bundle's directory. Run from the sources, the file is in its package. */
const readWasm = (path: string, built: string): Promise<Uint8Array> =>
  readFile(import.meta.url.endsWith(".ts") ? createRequire(import.meta.url).resolve(path) : new URL(built, import.meta.url))

const PARTS: ReaderParts = {
  zxingWasm: () => readWasm("zxing-wasm/reader/zxing_reader.wasm", "./receive/zxing_reader.wasm"),
  webpWasm: () => readWasm("@jsquash/webp/codec/dec/webp_dec.wasm", "./webp_dec.wasm"),
  jpegWasm: () => readWasm("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm", "./mozjpeg_dec.wasm"),
  nowMs: () => performance.now(),
}

/** @throws {@link AppError} `format-damaged`, `format-unsupported`, `limit-exceeded`, `interrupted` */
export async function readImage(bytes: Uint8Array, signal?: AbortSignal): Promise<ImageReading> {
  return readPicture(bytes, PARTS, signal)
}

/** A larger picture is read only in a worker: it takes too long, and outside a worker it cannot be cancelled. */
const MAX_GLANCE_PIXELS = 4e6
const MAX_GLANCE_BYTES = 8e6

/** Try the fast first step of reading. @returns Null: call {@link readImage} in a worker. @throws {@link AppError} as readImage */
export async function glanceAtImage(bytes: Uint8Array): Promise<ImageReading | null> {
  if (bytes.length > MAX_GLANCE_BYTES) return null
  for (const flag of TIERS) setFlagsFromString(`--no-${flag}`)
  try {
    return await glanceAtPicture(bytes, PARTS, MAX_GLANCE_PIXELS)
  } finally {
    for (const flag of TIERS) setFlagsFromString(`--${flag}`)
  }
}

/** Without these V8 compiles wasm once, quickly. Optimising it takes longer than it saves for a single small picture. */
const TIERS = ["wasm-tier-up", "wasm-dynamic-tiering"]
