import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const ENCODING_TEXTS = texts({
  base64: { en: "a value in the file is not base64", ja: "Base64 として読み取れない値があります" },
  hex: { en: "a value in the file is not hexadecimal", ja: "16 進数として読み取れない値があります" },
})

/**
 * Decode base64 leniently: standard or URL-safe, white space anywhere, padding present, missing or too much.
 *
 * @throws AppError `format-damaged` on any other character, or where the length is 1 modulo 4.
 * @see RFC 4648 sections 4 and 5
 */
export function decodeBase64(text: string): Uint8Array {
  const clean = text.replace(/\s/g, "")
  let end = clean.length
  while (end > 0 && clean.charCodeAt(end - 1) === 0x3d) end--
  if (end % 4 === 1 || !isBase64Body(clean, end)) throw new AppError("format-damaged", ENCODING_TEXTS.base64)
  return Uint8Array.from(Buffer.from(clean.slice(0, end), "base64"))
}

function isBase64Body(text: string, end: number): boolean {
  for (let at = 0; at < end; at++) if (!isBase64Char(text.charCodeAt(at))) return false
  return true
}

/** A–Z a–z 0–9 + / - _ */
export function isBase64Char(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x5f
  )
}

/** Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
}

/**
 * Decode hexadecimal in either case, ignoring white space.
 *
 * @throws AppError `format-damaged`
 */
export function decodeHex(text: string): Uint8Array {
  const clean = text.replace(/\s/g, "")
  if (clean.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(clean)) throw new AppError("format-damaged", ENCODING_TEXTS.hex)
  return Uint8Array.from(Buffer.from(clean, "hex"))
}

/** Lower case. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")
}
