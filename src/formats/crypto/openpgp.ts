import { createDecipheriv, createHash } from "node:crypto"
import { inflateRawSync, inflateSync } from "node:zlib"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { LIMITS, checkInflated, checkKeySlots } from "../limits.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { concat, digest, sameBytes, spellings, wrongPassword } from "./crypto.ts"

/** OpenPGP messages encrypted to a password alone. @see RFC 4880 */
const TEXTS = texts({
  damaged: { en: "the OpenPGP message is damaged", ja: "OpenPGP のメッセージが壊れています" },
  aead: {
    en: "the OpenPGP message is encrypted with AEAD, as GnuPG 2.3 and newer can do: decrypt it with gpg --decrypt, and read what that prints",
    ja: "AEAD で暗号化された OpenPGP のメッセージです（GnuPG 2.3 以降の方式）。gpg --decrypt で復号し、その出力を読み込んでください",
  },
  bzip2: {
    en: "the OpenPGP message is compressed with bzip2: decrypt it with gpg --decrypt, and read what that prints",
    ja: "bzip2 で圧縮された OpenPGP のメッセージです。gpg --decrypt で復号し、その出力を読み込んでください",
  },
  work: {
    en: "the OpenPGP message has more packets, or a more costly password check, than any program writes",
    ja: "OpenPGP のメッセージのパケットが多すぎるか、パスワードの確認に時間がかかりすぎます",
  },
  unsupported: {
    en: "the OpenPGP message uses an unsupported kind of encryption or compression",
    ja: "対応していない方式で暗号化または圧縮された OpenPGP のメッセージです",
  },
})

const damaged = (cause?: unknown): AppError => new AppError("format-damaged", TEXTS.damaged, { cause })
const unsupported = (sentence = TEXTS.unsupported as Sentence): AppError => new AppError("format-unsupported", sentence)
const tooMuch = (): AppError => new AppError("limit-exceeded", TEXTS.work)

const TAG = { sessionKey: 3, compressed: 8, literal: 11, sealed: 18, mdc: 19, aead: 20 }
const BZIP2 = 3
const KEY_BYTES: Readonly<Record<number, 16 | 24 | 32>> = { 7: 16, 8: 24, 9: 32 }
const HASHES: Readonly<Record<number, string>> = { 1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224" }
const BLOCK = 16
/** The header of the packet with the hash (SHA-1), and the hash. */
const MDC_BYTES = 22
/** Packets and their parts in one message. Parts have at least 512 bytes, so that a file of the greatest size has far fewer. */
const MAX_PARTS = 200_000
/** The sum of what all passwords hash, in bytes: two slots of the greatest count. */
const MAX_HASHED = 1 << 28

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
  if (sealed === undefined) throw packets.some(({ tag }) => tag === TAG.aead) ? unsupported(TEXTS.aead) : damaged()
  if (sealed.body[0] !== 1) throw unsupported(TEXTS.aead)
  const slots = packets.filter(({ tag }) => tag === TAG.sessionKey)
  checkKeySlots(slots.length)
  const readable = slots.flatMap(({ body }) => slotOf(body) ?? [])
  if (readable.length === 0 && slots.length > 0) throw unsupported()
  const tried = spellings(password)
  if (readable.reduce((sum, { count, length }) => sum + count * Math.ceil(length / LEAST_HASH_BYTES), 0) * tried.length > MAX_HASHED)
    throw tooMuch()
  for (const slot of readable) {
    for (const spelling of tried) {
      const key = sessionKey(slot, spelling)
      const plain = key === null ? null : openSealed(sealed.body.subarray(1), key)
      if (plain !== null) return literalOf(plain, { layers: 0, whole: message.length })
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
  let count = 0
  for (let at = 0; at < bytes.length;) {
    const head = bytes[at++] ?? 0
    if ((head & 0x80) === 0) throw damaged()
    const isNew = (head & 0x40) !== 0
    const { parts, next } = isNew ? newBody(bytes, at) : oldBody(bytes, at, head & 3)
    count += parts.length
    if (count > MAX_PARTS) throw tooMuch()
    packets.push({ tag: isNew ? head & 0x3f : (head >> 2) & 0xf, body: joined(parts) })
    at = next
  }
  return packets
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts))

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
    if (parts.push(slice(bytes, at + width, length)) > MAX_PARTS) throw tooMuch()
    at += width + length
    if (!isPart) return { parts, next: at }
  }
}

/** How a password gives the key of a slot. */
interface Slot {
  readonly hash: string
  readonly salt: Uint8Array
  /** How many bytes are hashed; 0: once. At most 65 million. */
  readonly count: number
  /** Of the key, in bytes. */
  readonly length: number
  /** The encrypted session key; empty: the key itself is the session key. */
  readonly sealed: Uint8Array
}

/** The shortest digest; longer keys need several. */
const LEAST_HASH_BYTES = 16

/** @returns Null where it is in a kind that is not supported. @throws AppError `format-damaged` */
function slotOf(slot: Uint8Array): Slot | null {
  const [version, cipher = 0, kind = 0, hashId = 0] = slot
  const length = KEY_BYTES[cipher]
  const hash = HASHES[hashId]
  if (version !== 4 || length === undefined || hash === undefined || ![0, 1, 3].includes(kind)) return null
  const salt = kind === 0 ? new Uint8Array() : slice(slot, 4, 8)
  const coded = kind === 3 ? numberAt(slot, 12, 1) : 0
  const count = kind === 3 ? (16 + (coded & 15)) << ((coded >> 4) + 6) : 0
  return { hash, salt, count, length, sealed: slot.subarray(kind === 0 ? 4 : kind === 1 ? 12 : 13) }
}

/** @returns Null where the decrypted session key shows that the password is wrong. */
function sessionKey({ salt, sealed, ...hashed }: Slot, password: string): Uint8Array | null {
  const key = stretch(password, salt, hashed)
  if (sealed.length === 0) return key
  const opened = cfb(key, sealed)
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

/** @param whole - Bytes of the whole message, which the ratio of its compressed layers is measured against. */
function literalOf(plain: Uint8Array, { layers, whole }: { readonly layers: number; readonly whole: number }): Uint8Array {
  for (const { tag, body } of packetsOf(plain)) {
    if (tag === TAG.literal) return body.subarray(6 + numberAt(body, 1, 1))
    if (tag === TAG.compressed && layers < MAX_LAYERS) return literalOf(inflated(body, whole), { layers: layers + 1, whole })
  }
  throw damaged()
}

function inflated(body: Uint8Array, whole: number): Uint8Array {
  const [algorithm, data] = [body[0] ?? 0, body.subarray(1)]
  if (algorithm === 0) return data
  if (algorithm > 2) throw unsupported(algorithm === BZIP2 ? TEXTS.bzip2 : TEXTS.unsupported)
  const most = Math.min(LIMITS.inflatedBytes, Math.max(4 << 20, whole * LIMITS.inflateRatio)) + 1
  try {
    const options = { maxOutputLength: most }
    return algorithm === 1 ? inflateRawSync(data, options) : inflateSync(data, options)
  } catch (cause) {
    if (cause instanceof RangeError) checkInflated(most, whole)
    throw damaged(cause)
  }
}

/** The bytes of an armoured message; other bytes stay as they are. A checksum that does not match is damage. */
function dearmor(message: Uint8Array): Uint8Array {
  if (message[0] !== 0x2d && message[0] !== 0xef && (message[0] ?? 0) > 0x7f) return message
  const text = Buffer.from(message.buffer, message.byteOffset, message.length).toString("latin1")
  const begin = text.indexOf("-----BEGIN PGP MESSAGE-----")
  const end = text.indexOf("-----END PGP MESSAGE-----", begin)
  if (begin < 0 || end < 0) throw damaged()
  const head = /^[^\n]*\n(?:[A-Za-z][^\n]*: [^\n]*\n){0,20}/.exec(text.slice(begin, Math.min(end, begin + 8192)))?.[0] ?? ""
  const body = text.slice(begin + head.length, end)
  const [, checksum] = /\n=([A-Za-z0-9+/]{4})\s*$/.exec(body.slice(-64)) ?? []
  const base64 = checksum === undefined ? body : body.slice(0, body.lastIndexOf("="))
  const bytes = decodeBase64(base64)
  if (checksum !== undefined && checksum !== crc24(bytes)) throw damaged()
  return bytes
}

/** For every byte, what it changes in the checksum. */
const CRC24 = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x800000 ? 0x1864cfb : 0)
  return crc & 0xffffff
})

/** In base64. */
function crc24(bytes: Uint8Array): string {
  let crc = 0xb704ce
  for (const byte of bytes) crc = ((crc << 8) & 0xffffff) ^ (CRC24[((crc >> 16) & 0xff) ^ byte] ?? 0)
  return Buffer.from([(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff]).toString("base64")
}
