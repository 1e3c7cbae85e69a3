import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Argon2Params, Background, PassphraseEstimator, Random } from "../../src/base/ports.ts"

/** A fixed time: noon of a day in 2025. */
export const NOW_MS = Date.UTC(2025, 5, 1, 12)

/** Reproducible: SHA-256 of the seed and a counter. */
export function seededRandom(seed: string): Random {
  let counter = 0
  const bytes = (n: number): Uint8Array => {
    const out = Buffer.alloc(n)
    for (let at = 0; at < n; at += 32) createHash("sha256").update(`${seed} ${counter++}`).digest().copy(out, at)
    return Uint8Array.from(out)
  }
  return {
    bytes,
    uuid: () => {
      const hex = Buffer.from(bytes(16)).toString("hex")
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    },
  }
}

/** Background work, done in this thread. */
export const background: Background = {
  async argon2({ variant, iterations, memoryKiB, length, parallelism, password, salt }: Argon2Params): Promise<Uint8Array> {
    const { argon2d, argon2id } = await import("hash-wasm")
    const hash = variant === "argon2d" ? argon2d : argon2id
    return await hash({ password, salt, parallelism, iterations, memorySize: memoryKiB, hashLength: length, outputType: "binary" })
  },
  async readImage(bytes, signal) {
    const { readPicture } = await import("../../src/qr/read/read.ts")
    const require = createRequire(import.meta.url)
    const parts = {
      zxingWasm: () => readFile(require.resolve("zxing-wasm/reader/zxing_reader.wasm")),
      webpWasm: () => readFile(require.resolve("@jsquash/webp/codec/dec/webp_dec.wasm")),
      jpegWasm: () => readFile(require.resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm")),
      nowMs: () => performance.now(),
    }
    return await readPicture(bytes, parts, signal)
  },
}

/**
 * The same with Argon2 at a fraction of its cost. Only for files that we both write and read, where writing and reading need the same key;
 * not for files of other programs.
 */
export const cheapBackground: Background = {
  ...background,
  argon2: ({ iterations, memoryKiB, ...params }) =>
    background.argon2({ ...params, iterations: Math.min(iterations, 2), memoryKiB: Math.min(memoryKiB, 512) }),
}

/** Estimates at once: what contains "password" is weak. */
export const estimator: PassphraseEstimator = {
  estimate: (passphrase) =>
    Promise.resolve(
      passphrase.reveal().includes("password")
        ? { score: 1, warning: "similarToCommon", suggestions: ["anotherWord"] }
        : { score: 4, warning: null, suggestions: [] },
    ),
  end: () => Promise.resolve(),
}
