import { decodeBase32 } from "./base32.ts"
import { isAppError } from "../base/errors.ts"
import { isAbsent } from "./ranges.ts"
import { Secret } from "./secret.ts"

/** How secrets and PINs stand in the URIs of the different dialects. */

/**
 * Proton writes base64 where a Steam secret is no base32. Both cases of letters must be there: otherwise it is base32 with a typing
 * slip, and must not become another secret in silence.
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
 * `otpauth://motp` carries base32 of the key text, or the text itself. Base32 of hex digits starts with G, I or M, which are no hex
 * digits, so the two never meet.
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

/** Aegis writes base32 of the PIN's text. Base32 of digits never consists of digits alone, so a plain PIN is told apart. */
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

/** Behind a secret or a number, `#` can only be a fragment. */
export function withoutFragment(value: string): string {
  const hash = value.indexOf("#")
  return hash < 0 ? value : value.slice(0, hash)
}

export function textOrNull(value: string | undefined): string | null {
  return isAbsent(value) ? null : value.trim()
}

export function trimBytes(bytes: Uint8Array): Uint8Array {
  let start = 0
  let end = bytes.length
  while (start < end && bytes[start] === 0x20) start++
  while (end > start && bytes[end - 1] === 0x20) end--
  return bytes.subarray(start, end)
}
