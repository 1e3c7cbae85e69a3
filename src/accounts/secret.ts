import { timingSafeEqual } from "node:crypto"
import { inspect } from "node:util"
import { decodeBase32, encodeBase32 } from "./base32.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const SECRET_TEXTS = texts({
  empty: { en: "the secret is empty", ja: "シークレットが空です" },
  tooLong: { en: "the secret is longer than {max} bytes", ja: "シークレットが {max} バイトを超えています" },
})

/** Far beyond any real key (RFC 6238 uses 64 bytes at most), yet bounded. */
export const MAX_SECRET_BYTES = 1024

/**
 * The shared key of an account. Prints as `[secret]` everywhere; `reveal()` and `toBase32()` are the only ways out.
 *
 * `assert.deepEqual` and `===` say nothing about two of them: use {@link Secret.equals}.
 */
export class Secret {
  readonly #bytes: Uint8Array

  /**
   * @param bytes - The raw key, 1 to {@link MAX_SECRET_BYTES} bytes. For mOTP: the key text's UTF-8 bytes.
   * @param take - `copy` them, or `own` them where nobody else holds them.
   * @throws {@link AppError} `format-damaged` when it is empty or too long.
   */
  constructor(bytes: Uint8Array, take: "copy" | "own" = "copy") {
    if (bytes.length === 0) throw new AppError("format-damaged", SECRET_TEXTS.empty)
    if (bytes.length > MAX_SECRET_BYTES) {
      throw new AppError("format-damaged", SECRET_TEXTS.tooLong, { detail: { max: MAX_SECRET_BYTES } })
    }
    this.#bytes = take === "own" ? bytes : new Uint8Array(bytes)
  }

  /** @throws {@link AppError} `format-damaged` as {@link decodeBase32} and the constructor. */
  static fromBase32(text: string): Secret {
    return new Secret(decodeBase32(text), "own")
  }

  /** Same key, compared in constant time. */
  equals(other: Secret): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes)
  }

  get length(): number {
    return this.#bytes.length
  }

  reveal(): Uint8Array {
    return new Uint8Array(this.#bytes)
  }

  /** Upper case, no padding. */
  toBase32(): string {
    return encodeBase32(this.#bytes)
  }

  toString(): string {
    return "[secret]"
  }
  toJSON(): string {
    return "[secret]"
  }
  [inspect.custom](): string {
    return "[secret]"
  }
}
