import { createDecipheriv, createHash } from "node:crypto"
import { inflateRawSync, inflateSync } from "node:zlib"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS, checkInflated } from "../limits.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { concat, digest, sameBytes, spellings, wrongPassword } from "./crypto.ts"

/** OpenPGP messages encrypted to a password alone. @see RFC 4880 */
const TEXTS = texts({
  damaged: { en: "the OpenPGP message is damaged", ja: "OpenPGP のメッセージが壊れています" },
  unsupported: {
    en: "the OpenPGP message uses an unsupported kind of encryption or compression",
    ja: "対応していない方式で暗号化または圧縮された OpenPGP のメッセージです",
  },
})

const damaged = (cause?: unknown): AppError => new AppError("format-damaged", TEXTS.damaged, { cause })
const unsupported = (): AppError => new AppError("format-unsupported", TEXTS.unsupported)

const TAG = { sessionKey: 3, compressed: 8, literal: 11, sealed: 18, mdc: 19 }
const KEY_BYTES: Readonly<Record<number, 16 | 24 | 32>> = { 7: 16, 8: 24, 9: 32 }
const HASHES: Readonly<Record<number, string>> = { 1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224" }
const BLOCK = 16
/** The header of the packet with the hash (SHA-1), and the hash. */
const MDC_BYTES = 22

/**
 * Decrypt a message, and take its content out of its packets.
 *
 * @param message - Binary or armoured.
 * @throws AppError `password-wrong`; `format-damaged` where the password is right but the content was altered, or the packets are
 * malformed; `format-unsupported`
 */
export function openWithPassword(message: Uint8Array, password: string): Uint8Array {
  const packets = packetsOf(dearmor(message))
  const sealed = packets.find(({ tag }) => tag === TAG.sealed)
  // Later versions of the standard, and the one without a hash.
  if (sealed === undefined) throw packets.some(({ tag }) => tag === 9 || tag === 20) ? unsupported() : damaged()
  if (sealed.body[0] !== 1) throw unsupported()
  const slots = packets.filter(({ tag }) => tag === TAG.sessionKey).slice(0, LIMITS.keySlots)
  for (const slot of slots) {
    for (const spelling of spellings(password)) {
      const key = sessionKey(slot.body, spelling)
      const plain = key === null ? null : openSealed(sealed.body.subarray(1), key)
      if (plain !== null) return literalOf(plain, 0)
    }
  }
  throw wrongPassword()
}

interface Packet {
  readonly tag: number
  readonly body: Uint8Array
}

function packetsOf(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = []
  for (let at = 0; at < bytes.length;) {
    const head = bytes[at++] ?? 0
    if ((head & 0x80) === 0) throw damaged()
    const isNew = (head & 0x40) !== 0
    const { parts, next } = isNew ? newBody(bytes, at) : oldBody(bytes, at, head & 3)
    packets.push({ tag: isNew ? head & 0x3f : (head >> 2) & 0xf, body: concat(...parts) })
    at = next
  }
  return packets
}

interface Body {
  readonly parts: readonly Uint8Array[]
  readonly next: number
}

/** A big-endian number. @throws AppError where the bytes end before it */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) throw damaged()
  return bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0)
}

function slice(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (start + length > bytes.length) throw damaged()
  return bytes.subarray(start, start + length)
}

/** @param lengthType - 3: the body ends where the bytes end. */
function oldBody(bytes: Uint8Array, at: number, lengthType: number): Body {
  if (lengthType === 3) return { parts: [bytes.subarray(at)], next: bytes.length }
  const width = 1 << lengthType
  const length = numberAt(bytes, at, width)
  return { parts: [slice(bytes, at + width, length)], next: at + width + length }
}

/** The body may come in several parts, each with its own length. */
function newBody(bytes: Uint8Array, start: number): Body {
  const parts: Uint8Array[] = []
  let at = start
  for (;;) {
    const first = numberAt(bytes, at, 1)
    const isPart = first >= 224 && first < 255
    const width = first < 192 || isPart ? 1 : first < 224 ? 2 : 5
    const length = isPart
      ? 2 ** (first & 0x1f)
      : width === 1
        ? first
        : width === 2
          ? numberAt(bytes, at, 2) - 0xc000 + 192
          : numberAt(bytes, at + 1, 4)
    parts.push(slice(bytes, at + width, length))
    at += width + length
    if (!isPart) return { parts, next: at }
  }
}

/** @returns Null where the decrypted session key shows that the password is wrong. */
function sessionKey(slot: Uint8Array, password: string): Uint8Array | null {
  const [version, cipher = 0, kind = 0, hash = 0] = slot
  const length = KEY_BYTES[cipher]
  const hashName = HASHES[hash]
  if (version !== 4 || length === undefined || hashName === undefined || ![0, 1, 3].includes(kind)) throw unsupported()
  const salt = kind === 0 ? new Uint8Array() : slice(slot, 4, 8)
  const count = kind === 3 ? numberAt(slot, 12, 1) : 0
  const rest = slot.subarray(kind === 0 ? 4 : kind === 1 ? 12 : 13)
  const hashed = { hash: hashName, count: kind === 3 ? (16 + (count & 15)) << ((count >> 4) + 6) : 0, length }
  const key = stretch(password, salt, hashed)
  if (rest.length === 0) return key
  const opened = cfb(key, rest)
  return KEY_BYTES[opened[0] ?? 0] === opened.length - 1 ? opened.subarray(1) : null
}

/** String-to-key. @param count - How many bytes are hashed; less than one round: once. At most 65 million. */
function stretch(password: string, salt: Uint8Array, { hash, count, length }: { hash: string; count: number; length: number }): Uint8Array {
  const unit = concat(salt, Buffer.from(password, "utf8"))
  const total = Math.max(count, unit.length)
  const chunk = unit.length === 0 ? unit : concat(...Array.from({ length: Math.max(1, Math.floor(4096 / unit.length)) }, () => unit))
  const blocks: Uint8Array[] = []
  for (let size = 0; size < length;) {
    const state = createHash(hash).update(new Uint8Array(blocks.length))
    for (let left = total; left > 0; left -= chunk.length) state.update(left < chunk.length ? chunk.subarray(0, left) : chunk)
    const block = state.digest()
    blocks.push(block)
    size += block.length
  }
  return concat(...blocks).subarray(0, length)
}

function cfb(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createDecipheriv(`aes-${key.length * 8}-cfb`, key, new Uint8Array(BLOCK)).update(data)
}

/** @returns Null for a wrong key, which the repeated bytes of the prefix show. */
function openSealed(data: Uint8Array, key: Uint8Array): Uint8Array | null {
  if (data.length < BLOCK + 2 + MDC_BYTES) throw damaged()
  const plain = cfb(key, data)
  if (plain[BLOCK - 2] !== plain[BLOCK] || plain[BLOCK - 1] !== plain[BLOCK + 1]) return null
  const hash = digest("sha1", plain.subarray(0, -20))
  if (plain.at(-MDC_BYTES) !== (0xc0 | TAG.mdc) || plain.at(-MDC_BYTES + 1) !== 20 || !sameBytes(hash, plain.slice(-20))) throw damaged()
  return plain.subarray(BLOCK + 2, -MDC_BYTES)
}

const MAX_LAYERS = 4

function literalOf(plain: Uint8Array, layers: number): Uint8Array {
  for (const { tag, body } of packetsOf(plain)) {
    if (tag === TAG.literal) return body.subarray(6 + numberAt(body, 1, 1))
    if (tag === TAG.compressed && layers < MAX_LAYERS) return literalOf(inflated(body), layers + 1)
  }
  throw damaged()
}

function inflated(body: Uint8Array): Uint8Array {
  const [algorithm, data] = [body[0] ?? 0, body.subarray(1)]
  if (algorithm === 0) return data
  if (algorithm > 2) throw unsupported()
  const most = Math.min(LIMITS.inflatedBytes, Math.max(4 << 20, data.length * LIMITS.inflateRatio)) + 1
  try {
    const options = { maxOutputLength: most }
    return algorithm === 1 ? inflateRawSync(data, options) : inflateSync(data, options)
  } catch (cause) {
    if (cause instanceof RangeError) checkInflated(most, data.length)
    throw damaged(cause)
  }
}

/** The bytes of an armoured message; other bytes stay as they are. A checksum that does not match is damage. */
function dearmor(message: Uint8Array): Uint8Array {
  if (message[0] !== 0x2d && message[0] !== 0xef && (message[0] ?? 0) > 0x7f) return message
  const lines = Buffer.from(message)
    .toString("latin1")
    .split(/\r?\n/)
    .map((line) => line.trim())
  const begin = lines.findIndex((line) => line.includes("-----BEGIN PGP MESSAGE-----"))
  if (begin < 0) throw damaged()
  const end = lines.findIndex((line) => line.startsWith("-----END PGP MESSAGE-----"))
  const blank = lines.indexOf("", begin)
  const body = lines.slice(blank < 0 ? begin + 1 : blank + 1, end < 0 ? lines.length : end).filter((line) => line !== "")
  const checksum = body.at(-1)?.startsWith("=") === true ? body.pop() : undefined
  const bytes = decodeBase64(body.join(""))
  if (end < 0 || (checksum !== undefined && checksum.slice(1) !== crc24(bytes))) throw damaged()
  return bytes
}

/** In base64. */
function crc24(bytes: Uint8Array): string {
  let crc = 0xb704ce
  for (const byte of bytes) {
    crc ^= byte << 16
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x800000 ? 0x1864cfb : 0)
  }
  return Buffer.from([(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff]).toString("base64")
}
