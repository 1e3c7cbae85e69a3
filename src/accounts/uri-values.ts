import { isAppError } from "../base/errors.ts"
import { decodeBase32 } from "./base32.ts"
import { isAbsent } from "./ranges.ts"
import { Secret } from "./secret.ts"

/** Parsers for the secrets and PINs in URIs, whose encoding differs from app to app. */

/**
 * Parse a Steam secret: base32, or base64 as Proton writes it. Base64 is tried only where both cases of letters occur; otherwise the text is
 * base32 with a typing error, which must not silently become another secret.
 *
 * @throws {@link AppError} `format-damaged` where it is neither
 */
export function parseSteamSecret(text: string): Secret {
  const bare = text.endsWith("/") && !text.includes("=") ? text.replace(/\/$/, "") : text
  try {
    return Secret.fromBase32(bare)
  } catch (e) {
    if (!isAppError(e, "format-damaged") || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) throw e
    return new Secret(Buffer.from(text, "base64"))
  }
}

/**
 * Parse the secret of `otpauth://motp`: base32 of the key text, or the key text itself. Base32 of hexadecimal digits starts with G, I or M,
 * which are not hexadecimal, so the two cannot be confused.
 *
 * @throws {@link AppError} `format-damaged` where it is empty
 */
export function parseMotpSecret(text: string): Secret {
  const clean = withoutFragment(text).trim()
  if (!/^[0-9a-f]+$/i.test(clean)) {
    try {
      const bytes = decodeBase32(clean)
      if (bytes.length > 0 && bytes.every((b) => b > 0x20 && b < 0x7f)) return new Secret(bytes)
    } catch (e) {
      if (!isAppError(e)) throw e
    }
  }
  return new Secret(Buffer.from(clean, "utf8"))
}

/** Parse a Yandex PIN: base32 of its text, as Aegis writes it, or plain digits. Base32 of digits always contains letters. Null: absent. */
export function parseYandexPin(value: string | undefined): string | null {
  const text = textOrNull(value)
  if (text === null || /^[0-9]+$/.test(text)) return text
  try {
    const pin = new TextDecoder("utf-8", { fatal: true }).decode(decodeBase32(text))
    return /^[^\p{Cc}]+$/u.test(pin) ? pin : text
  } catch {
    return text
  }
}

/** Drop `#` and what follows. For secrets and numbers, which cannot contain it. */
export function withoutFragment(value: string): string {
  const hash = value.indexOf("#")
  return hash < 0 ? value : value.slice(0, hash)
}

/** The trimmed text; null where the value is absent (see `isAbsent`). */
export function textOrNull(value: string | undefined): string | null {
  return isAbsent(value) ? null : value.trim()
}

/** Without spaces (0x20) at both ends. Shares the memory of `bytes`. */
export function trimBytes(bytes: Uint8Array): Uint8Array {
  let start = 0
  let end = bytes.length
  while (start < end && bytes[start] === 0x20) start++
  while (end > start && bytes[end - 1] === 0x20) end--
  return bytes.subarray(start, end)
}
