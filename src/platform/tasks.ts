import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { AppError } from "../accounts/errors.ts"
import { texts } from "../accounts/language.ts"
import type { Argon2Params, ImageReading } from "../accounts/ports.ts"
import { readPicture } from "../qr/read.ts"

export const TASK_TEXTS = texts({
  argon2: { en: "the key derivation's parameters are not usable", ja: "鍵導出のパラメーターが正しくありません" },
})

const { resolve } = createRequire(import.meta.url)

/** The work itself, in this thread. Worker threads run these; tests may call them. */

/** @throws {@link AppError} `format-damaged` on parameters that Argon2 does not take. @see RFC 9106 */
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

/** @throws {@link AppError} `format-damaged`, `format-unsupported`, `limit-exceeded`, `interrupted` */
export async function readImage(bytes: Uint8Array, signal?: AbortSignal): Promise<ImageReading> {
  const parts = {
    zxingWasm: () => readFile(resolve("zxing-wasm/reader/zxing_reader.wasm")),
    webpWasm: () => readFile(resolve("@jsquash/webp/codec/dec/webp_dec.wasm")),
  }
  return readPicture(bytes, parts, signal)
}
