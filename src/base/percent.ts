/** Percent-encoding of RFC 3986: decodes leniently, as real URIs need, and encodes strictly. */

/**
 * Decode percent escapes. Invalid ones (`%`, `%4`, `%zz`) stay as they are. Escaped bytes that are not UTF-8 are decoded as windows-1252,
 * which old programs wrote.
 *
 * @see RFC 3986 section 2.1
 */
export function percentDecode(text: string): string {
  if (!text.includes("%")) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun)
  }
}

/** Decodes a run of adjacent escapes, such as `%e9%8a%80`. */
function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll("%", ""), "hex")
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder("windows-1252").decode(bytes)
  }
}

/** As {@link percentDecode}, but to bytes; text outside escapes becomes UTF-8. */
export function percentDecodeBytes(text: string): Uint8Array {
  const pieces = text.split(/((?:%[0-9a-f]{2})+)/i)
  return Buffer.concat(pieces.map((piece, i) => (i % 2 === 1 ? Buffer.from(piece.replaceAll("%", ""), "hex") : Buffer.from(piece, "utf8"))))
}

/**
 * Percent-encode everything but RFC 3986's unreserved characters (`A–Z a–z 0–9 - . _ ~`). Lone surrogates become U+FFFD.
 *
 * @see RFC 3986 section 2.3
 */
export function percentEncode(text: string): string {
  if (/^[A-Za-z0-9._~-]*$/.test(text)) return text
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[!'()*]/g, (c) => hexEscape(c.charCodeAt(0)))
}

/** As {@link percentEncode}, for bytes. */
export function percentEncodeBytes(bytes: Uint8Array): string {
  let out = ""
  for (const byte of bytes) {
    const char = String.fromCharCode(byte)
    out += /[A-Za-z0-9._~-]/.test(char) ? char : hexEscape(byte)
  }
  return out
}

function hexEscape(byte: number): string {
  return "%" + byte.toString(16).toUpperCase().padStart(2, "0")
}
