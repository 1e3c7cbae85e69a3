import { LIMITS } from "./limits.ts"
import { decodeText } from "./records/text.ts"
import type { Sniffed } from "./sniffed.ts"
import { sniffBinary, sniffMagic } from "./sniffing/binary.ts"
import { sniffText } from "./sniffing/text.ts"

export type { Sniffed } from "./sniffed.ts"

/**
 * Classify an input by its content alone. Linear in its size, bounded, never throws.
 *
 * Order: magic bytes; then text (UTF-8, UTF-16, with or without a byte-order mark): JSON, markup, a table, URIs, base64; else binary.
 * JSON is parsed here once and kept on the result.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return { kind: "empty", size: 0 }
  const magic = sniffMagic(bytes)
  if (magic !== null) return magic
  const text = bytes.length > LIMITS.fileBytes ? null : decodeText(bytes)
  return text === null ? sniffBinary(bytes) : sniffText(text, bytes)
}
