import { timingSafeEqual } from "node:crypto"
import { inspect } from "node:util"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { decodeBase32, encodeBase32 } from "./base32.ts"

export const SECRET_TEXTS = texts({
  empty: { en: "the secret is empty", ja: "シークレットが空です" },
  tooLong: { en: "the secret is longer than {max} bytes", ja: "シークレットが {max} バイトを超えています" },
})

/** Far more than a real key has (RFC 6238 uses at most 64 bytes); it bounds hostile files. */
export const MAX_SECRET_BYTES = 1024

/**
 * The shared key of an account. It prints as `[secret]`; only `reveal()` and `toBase32()` return its value.
 *
 * Compare secrets with {@link Secret.equals}: `===` and `assert.deepEqual` do not see the bytes.
 */
export class Secret {
  readonly #bytes: Uint8Array

  /**
   * @param bytes - The raw key, 1 to {@link MAX_SECRET_BYTES} bytes. For mOTP: the key text's UTF-8 bytes.
   * @param take - `copy` the bytes, or `own` them: then the caller must not use the array again.
   * @throws {@link AppError} `format-damaged` where it is empty or too long.
   */
  constructor(bytes: Uint8Array, take: "copy" | "own" = "copy") {
    if (bytes.length === 0) throw new AppError("format-damaged", SECRET_TEXTS.empty)
    if (bytes.length > MAX_SECRET_BYTES) {
      throw new AppError("format-damaged", SECRET_TEXTS.tooLong, { detail: { max: MAX_SECRET_BYTES } })
    }
    this.#bytes = take === "own" ? bytes : new Uint8Array(bytes)
  }

  /** @param text - In any form that {@link decodeBase32} reads. @throws {@link AppError} `format-damaged` */
  static fromBase32(text: string): Secret {
    return new Secret(decodeBase32(text), "own")
  }

  /** Whether both hold the same key, compared in constant time. */
  equals(other: Secret): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes)
  }

  /** Bytes. */
  get length(): number {
    return this.#bytes.length
  }

  /** A copy of the key. */
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

/** RFC 4226 requires 128 bits; services that hand out 80 (16 characters of base32) are common. Fewer can be searched through. */
const SHORT_BITS = 80
/** A mOTP secret is 16 hexadecimal digits, so shorter ones only are unusual. */
const SHORT_MOTP_BITS = 64

/** The bits of an account's secret: a mOTP secret is text of hexadecimal digits. */
export function secretBits({ kind, secret }: { readonly kind: string; readonly secret: Secret }): number {
  return secret.length * (kind === "motp" ? 4 : 8)
}

/** Whether the secret of an account is shorter than what services hand out. */
export function isShortSecret(account: { readonly kind: string; readonly secret: Secret }): boolean {
  return secretBits(account) < (account.kind === "motp" ? SHORT_MOTP_BITS : SHORT_BITS)
}
