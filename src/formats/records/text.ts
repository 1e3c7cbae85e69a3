import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const TEXT_TEXTS = texts({
  notText: { en: "the file is not text", ja: "テキストとして読み取れません" },
})

/**
 * Decode text in the encodings of real exports: UTF-8 and UTF-16 with or without a byte-order mark, else Windows-1252 where the bytes look
 * like text. The mark is removed.
 *
 * @returns Null for binary data.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const wide = decodeUtf16(bytes)
  if (wide !== null) return wide
  if (asBuffer(bytes).includes(0) || !hasFewControls(bytes.subarray(0, SAMPLE_BYTES))) return null
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return isMostlyAscii(bytes.subarray(0, SAMPLE_BYTES)) ? new TextDecoder("windows-1252").decode(bytes) : null
  }
}

/** A view of the same memory: searching a Buffer is many times faster. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** How much of a file is examined to decide whether it is text. */
const SAMPLE_BYTES = 65_536

/** @throws AppError `format-damaged` for binary data. */
export function textOf(bytes: Uint8Array): string {
  const text = decodeText(bytes)
  if (text === null) throw new AppError("format-damaged", TEXT_TEXTS.notText)
  return text
}

export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Decode UTF-8 with U+FFFD for invalid sequences: for names inside containers, never for secrets. */
export function decodeLossy(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function decodeUtf16(bytes: Uint8Array): string | null {
  if (bytes.length < 2) return null
  const [a, b] = bytes
  const sample = Math.min(bytes.length & ~1, 256)
  let evenZeros = 0
  let oddZeros = 0
  for (let at = 0; at < sample; at += 2) {
    if (bytes[at] === 0) evenZeros++
    if (bytes[at + 1] === 0) oddZeros++
  }
  const mostly = sample / 2 / 2
  const little = (a === 0xff && b === 0xfe) || (sample >= 8 && oddZeros > mostly && evenZeros === 0)
  const big = (a === 0xfe && b === 0xff) || (sample >= 8 && evenZeros > mostly && oddZeros === 0)
  if (!little && !big) return null
  try {
    const text = new TextDecoder(little ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes)
    return text.includes("\0") ? null : text
  } catch {
    return null
  }
}

/** At most 2 % control characters; the sanitiser removes stray ones later. */
function hasFewControls(bytes: Uint8Array): boolean {
  let controls = 0
  for (const byte of bytes) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls++
  return controls * 50 <= bytes.length
}

/** At least seven of ten bytes are ASCII. */
function isMostlyAscii(bytes: Uint8Array): boolean {
  let ascii = 0
  for (const byte of bytes) if (byte < 0x80) ascii++
  return ascii * 10 >= bytes.length * 7
}

export interface Line {
  /** 1-based. */
  readonly at: number
  /** Without white space around it. */
  readonly text: string
}

/** The lines of a text that are not blank, with their numbers; any line ending. */
export function* linesOf(text: string): Generator<Line> {
  let at = 1
  let start = 0
  let feed = findNext(text, "\n", 0)
  let carriage = findNext(text, "\r", 0)
  while (start <= text.length) {
    // Search again only when the last hit was passed: otherwise a text without one of the two would take quadratic time.
    if (feed < start) feed = findNext(text, "\n", start)
    if (carriage < start) carriage = findNext(text, "\r", start)
    const end = Math.min(feed, carriage)
    const line = text.slice(start, end).trim()
    if (line !== "") yield { at, text: line }
    at++
    start = end + (carriage === end && feed === end + 1 ? 2 : 1)
  }
}

/** The index of the next such character; the text's length where none follows. */
function findNext(text: string, char: string, start: number): number {
  const at = text.indexOf(char, start)
  return at < 0 ? text.length : at
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" }

/** Undo HTML or XML escapes; an unknown one stays as it is. */
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole
      const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? "", 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}
