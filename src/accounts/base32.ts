import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const NONE = 0xff
/** The value of each character of ASCII, in either case. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code).toUpperCase())
  return value < 0 ? NONE : value
})

export const BASE32_TEXTS = texts({
  notBase32: { en: "the secret is not base32", ja: "シークレットが Base32 ではありません" },
})

/**
 * Decode base32 as issuers print it.
 *
 * More lenient than the RFC, because real exports need it: either case, spaces, hyphens, with or without padding, and lengths that are no
 * whole number of bytes; spare bits are dropped.
 *
 * @throws {@link AppError} `format-damaged` on any other character. The error carries its position (`at`, from 1), never the character.
 * @see RFC 4648 section 6
 */
export function decodeBase32(text: string): Uint8Array {
  const clean = withoutPadding(/[\s-]/.test(text) ? text.replace(/[\s-]/g, "") : text)
  const out = new Uint8Array(Math.floor((clean.length * 5) / 8))
  let buffer = 0
  let bits = 0
  let length = 0
  for (let at = 0; at < clean.length; at++) {
    const value = VALUES[clean.charCodeAt(at)] ?? NONE
    if (value === NONE) throw new AppError("format-damaged", BASE32_TEXTS.notBase32, { detail: { at: at + 1 } })
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out[length++] = (buffer >>> bits) & 0xff
    }
    buffer &= (1 << bits) - 1
  }
  return out
}

/** A loop, because the expression `=+$` takes quadratic time on hostile text. */
function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x3d) end--
  return end === text.length ? text : text.slice(0, end)
}

/** Upper case, no padding. @see RFC 4648 section 6 */
export function encodeBase32(bytes: Uint8Array): string {
  let out = ""
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += ALPHABET.charAt((buffer >>> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  return bits > 0 ? out + ALPHABET.charAt((buffer << (5 - bits)) & 31) : out
}
