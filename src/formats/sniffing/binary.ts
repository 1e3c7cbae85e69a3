import { decodeLossy } from "../records/text.ts"
import type { PictureType, Sniffed } from "../sniffed.ts"
import { isSqlite, sniffSqlite } from "./sqlite.ts"

/** Words at the start of files of one app. The zeros belong to the number that follows: OTPClient's word alone could begin a text. */
export const MAGIC_WORDS = ["AUTHENTICATORPRO", "AuthenticatorPro", "OTPClient\0\0\0", "var profile=", "loadFolders(", "ld({"] as const

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + Math.min(start, bytes.length), Math.max(0, Math.min(length, bytes.length - start))).toString(
    "latin1",
  )

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte)

/** Classify by the first bytes; null where they match no known magic. */
export function sniffMagic(bytes: Uint8Array): Sniffed | null {
  const size = bytes.length
  const type = pictureType(bytes)
  if (type !== null) return { kind: "picture", size, type }
  if (startsWith(bytes, 0x50, 0x4b, 3, 4) || startsWith(bytes, 0x50, 0x4b, 5, 6)) return { kind: "zip", size, ...sniffZip(bytes) }
  if (isSqlite(bytes)) return sniffSqlite(bytes)
  if (startsWith(bytes, 0x37, 0x7f, 0x06) && ((bytes[3] ?? 0) & 0xfe) === 0x82) return { kind: "sqlite-wal", size }
  if (startsWith(bytes, 0x03, 0xd9, 0xa2, 0x9a) && startsWith(bytes.subarray(5), 0xfb, 0x4b, 0xb5)) return sniffKdbx(bytes)
  if (startsWith(bytes, 0xac, 0xed, 0x00, 0x05)) return { kind: "java-stream", size, className: javaClass(bytes) }
  if (ascii(bytes, 0, 6) === "bplist") return { kind: "binary-plist", size }
  if (ascii(bytes, 0, 22) === "age-encryption.org/v1\n") {
    return { kind: "age", size, armored: false, recipients: ageRecipients(ascii(bytes, 0, 4096)) }
  }
  const word = MAGIC_WORDS.find((word) => ascii(bytes, 0, word.length) === word)
  if (word !== undefined) return { kind: "magic", size, word }
  return isPgp(bytes) ? { kind: "pgp", size, armored: false, symmetric: isForPassword(bytes[0]) } : null
}

export function sniffBinary(bytes: Uint8Array): Sniffed {
  return { kind: "binary", size: bytes.length, head: bytes.slice(0, 64), entropy: entropyOf(bytes.subarray(0, 65_536)) }
}

/** By the first bytes; null where it is no known picture type. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png"
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return "jpeg"
  const first = ascii(bytes, 0, 12)
  if (/^GIF8[79]a/.test(first)) return "gif"
  if (first.startsWith("RIFF") && first.endsWith("WEBP")) return "webp"
  // A text may begin with "BM": also require zero in the two reserved fields and a plausible offset of the pixels.
  if (first.startsWith("BM") && bytes.length > 26 && startsWith(bytes.subarray(6), 0, 0, 0, 0) && (bytes[15] ?? 1) === 0) return "bmp"
  if (startsWith(bytes, 0x49, 0x49, 0x2a, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2a)) return "tiff"
  if (first.slice(4, 8) !== "ftyp") return null
  const brands = ascii(bytes, 8, Math.min(bytes[3] ?? 0, 64))
  if (/avi[fs]/.test(brands)) return "avif"
  return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? "heic" : null
}

/** KeePass 1 (reported as major 1) and pre-releases (2) are known by byte 4 alone; their version field is not reliable. */
function sniffKdbx(bytes: Uint8Array): Sniffed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[4] === 0x65) return { kind: "kdbx", size: bytes.length, major: 1, minor: 0 }
  const [minor, major] = bytes.length >= 12 ? [view.getUint16(8, true), view.getUint16(10, true)] : [0, 0]
  return { kind: "kdbx", size: bytes.length, major: bytes[4] === 0x66 ? 2 : major, minor }
}

/** The class of the first object of a serialised Java stream. */
function javaClass(bytes: Uint8Array): string {
  return startsWith(bytes.subarray(4), 0x73, 0x72) ? ascii(bytes, 8, ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)).slice(0, 200) : ""
}

/** The stanza types of an age header, in order. @see https://c2sp.org/age */
export function ageRecipients(header: string): string[] {
  const types: string[] = []
  for (const line of header.split("\n").slice(1)) {
    if (line.startsWith("---")) break
    const type = /^-> ([\x21-\x7e]{1,60})/.exec(line)?.[1]
    if (type !== undefined) types.push(type)
  }
  return types
}

/** An OpenPGP message begins with a session-key packet: tag 1 (public key, version 3) or 3 (passphrase, version 4 or 5). RFC 4880 4.2, 5.1, 5.3 */
function isPgp(bytes: Uint8Array): boolean {
  const [tag = 0, a = 0, b = 0, c = 0, d = 0] = bytes
  if (tag === 0x85) return c === 3 && ((a << 8) | b) >= 10 && ((a << 8) | b) < 2100
  // A length in the new packet format may take two octets.
  if (tag === 0xc1 && a >= 192 && a < 224) return c === 3
  if (tag === 0x84 || tag === 0xc1) return b === 3 && a >= 10 && a < 192
  if (tag === 0x8c || tag === 0xc3) return a >= 4 && a <= 60 && (b === 4 || b === 5) && c >= 1 && c <= 13 && d <= 3
  return false
}

/** Whether an OpenPGP packet that begins with this octet is a session key encrypted to a password. RFC 4880 4.2, 5.3 */
export function isForPassword(octet = 0): boolean {
  return ((octet & 0x40) === 0 ? (octet >> 2) & 0xf : octet & 0x3f) === 3
}

const END_OF_DIRECTORY = 22
const MAX_NAMES = 1000

/** Member names from the central directory. A damaged archive gives what is readable. */
function sniffZip(bytes: Uint8Array): { names: readonly string[]; encrypted: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const names: string[] = []
  let encrypted = false
  let end = bytes.length - END_OF_DIRECTORY
  const lowest = Math.max(0, end - 65_535)
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < lowest) return { names, encrypted }
  const length = view.getUint32(end + 12, true)
  // Bytes before the archive shift all offsets. The directory always ends where its end record begins.
  let at = Math.max(0, Math.min(view.getUint32(end + 16, true), end - length))
  if (view.getUint32(at, true) !== 0x02014b50) at = Math.max(0, end - length)
  while (at + 46 <= end && names.length < MAX_NAMES && view.getUint32(at, true) === 0x02014b50) {
    if ((view.getUint16(at + 8, true) & 1) === 1) encrypted = true
    const nameLength = view.getUint16(at + 28, true)
    names.push(decodeLossy(bytes.subarray(at + 46, at + 46 + nameLength)))
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return { names, encrypted }
}

/** Shannon entropy, in bits per byte. */
function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length)
  return bits
}
