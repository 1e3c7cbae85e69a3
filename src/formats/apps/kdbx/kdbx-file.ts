import { createCipheriv, createDecipheriv, webcrypto } from "node:crypto"
import { checkAborted } from "../../../base/errors.ts"
import { unpackGzip } from "../../containers/gzip.ts"
import { argon2, concat, digest, hmac, openCbc, sameBytes, spellings, wrongPassword } from "../../crypto/crypto.ts"
import type { Key, OpenContext } from "../../handler.ts"
import type { Unprotect } from "../../keepass/xml.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { damaged, loadKdbxweb, sized } from "./kdbx-header.ts"
import type { Cipher, InnerStream, KdbxFile, Kdf } from "./kdbx-header.ts"
import { decryptTwofish, openTwofishCbc } from "./twofish.ts"

/**
 * The container around a KeePass 2 database. Headers, key files and the key stream of protected values are `kdbxweb`'s; this file
 * goes from the key to the XML itself, so that costs and sizes are checked in advance and a wrong password is distinguished from damage.
 *
 * @see https://keepass.info/help/kb/kdbx.html
 */
/** The XML of an opened database, and what decrypts the protected values in it. */
export interface KdbxContent {
  readonly xml: Uint8Array
  readonly unprotect: Unprotect
}

/**
 * Open a database.
 *
 * @throws AppError `password-wrong`, `format-damaged`, `limit-exceeded`, `interrupted`
 */
export async function openKdbx(file: KdbxFile, key: Key, context: OpenContext): Promise<KdbxContent> {
  for (const composite of await compositeKeys(key)) {
    const transformed = await transform(file.kdf, composite, context)
    const content = file.major === 3 ? await openVersion3(file, transformed) : await openVersion4(file, transformed)
    if (content !== null) return content
  }
  throw wrongPassword()
}

/** All keys that the user's input may mean: an empty password may be part of the key or absent from it. */
async function compositeKeys({ password, keyFile }: Key): Promise<Uint8Array[]> {
  const file = keyFile === undefined ? [] : [await keyFileHash(keyFile)]
  const withPassword = spellings(password).map((spelling) => digest("sha256", digest("sha256", encodeUtf8(spelling)), ...file))
  if (password !== "") return withPassword
  const without = digest("sha256", ...file)
  return file.length > 0 ? [without, ...withPassword] : [...withPassword, without]
}

/** 32 bytes, 64 hexadecimal digits, KeePass' XML of both versions; any other file counts by its hash. */
async function keyFileHash(bytes: Uint8Array): Promise<Uint8Array> {
  const kdbxweb = await loadKdbxweb()
  try {
    const credentials = new kdbxweb.KdbxCredentials(null, Uint8Array.from(bytes))
    await credentials.ready
    if (credentials.keyFileHash !== undefined) return credentials.keyFileHash.getBinary()
  } catch {
    // XML that is no key file
  }
  return digest("sha256", bytes)
}

async function transform(kdf: Kdf, composite: Uint8Array, context: OpenContext): Promise<Uint8Array> {
  if (kdf.kind === "aes") return await aesKdf(kdf, composite, context)
  const { variant, salt, memoryKiB, iterations, parallelism } = kdf
  return await argon2({ variant, password: composite, salt, memoryKiB, iterations, parallelism, length: 32 }, context)
}

/** Rounds per call, so that the work can be cancelled: 4 MiB of data. */
const ROUNDS_AT_ONCE = 1 << 18

/**
 * AES-KDF: encrypts each half of the key repeatedly. Encrypting zeros in CBC mode with the half as IV gives the same result, natively and off the
 * main loop.
 */
async function aesKdf(
  { seed, rounds }: { seed: Uint8Array; rounds: number },
  composite: Uint8Array,
  context: OpenContext,
): Promise<Uint8Array> {
  const { subtle } = webcrypto
  const key = await subtle.importKey("raw", seed, "AES-CBC", false, ["encrypt"])
  const zeros = new Uint8Array(Math.min(rounds, ROUNDS_AT_ONCE) * 16)
  let halves = [composite.slice(0, 16), composite.slice(16, 32)]
  for (let done = 0; done < rounds; done += ROUNDS_AT_ONCE) {
    checkAborted(context.signal)
    context.progress?.(done, rounds)
    const length = Math.min(rounds - done, ROUNDS_AT_ONCE) * 16
    halves = await Promise.all(
      halves.map(async (iv) => {
        const out = await subtle.encrypt({ name: "AES-CBC", iv }, key, zeros.subarray(0, length))
        return new Uint8Array(out).slice(length - 16, length)
      }),
    )
  }
  return digest("sha256", ...halves)
}

/** Null where the key is wrong. */
async function openVersion3(file: KdbxFile, transformed: Uint8Array): Promise<KdbxContent | null> {
  const key = digest("sha256", file.masterSeed, transformed)
  const length = file.startBytes.length
  const start = decryptStart(file, key, length)
  if (!sameBytes(start, sized(file.startBytes, start.length))) return null
  const blocks = decrypt(file, key).subarray(length)
  const xml = await inflate(file, hashedBlocks(blocks))
  return { xml, unprotect: await innerStream(file.stream) }
}

/** Decrypt only the first bytes, so that damage at the end does not matter. */
function decryptStart(file: KdbxFile, key: Uint8Array, length: number): Uint8Array {
  const head = file.body.subarray(0, Math.ceil(length / 16) * 16)
  if (head.length < length) throw damaged()
  if (file.cipher === "chacha20") return chacha20(key, file.iv, head).subarray(0, length)
  if (file.cipher === "twofish") return decryptTwofish(key, file.iv, sized(head, Math.ceil(length / 16) * 16)).subarray(0, length)
  const decipher = createDecipheriv("aes-256-cbc", key, file.iv).setAutoPadding(false)
  return Uint8Array.from(decipher.update(head)).subarray(0, length)
}

/** Version 3: blocks, each with a number, a SHA-256 and a length; an empty block ends them. */
function hashedBlocks(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: Uint8Array[] = []
  for (let at = 0; at + 40 <= bytes.length;) {
    const length = view.getUint32(at + 36, true)
    if (length === 0) return concat(...parts)
    const block = bytes.subarray(at + 40, at + 40 + length)
    if (!sameBytes(digest("sha256", block), bytes.subarray(at + 4, at + 36))) throw damaged()
    parts.push(block)
    at += 40 + length
  }
  throw damaged()
}

async function openVersion4(file: KdbxFile, transformed: Uint8Array): Promise<KdbxContent | null> {
  const keys = keysOfVersion4(file.masterSeed, transformed)
  const seal = sized(file.body.subarray(32, 64), 32)
  if (!sameBytes(hmac("sha256", blockKey(keys.hmac, HEADER_BLOCK), file.header), seal)) return null
  const content = await inflate(file, decrypt({ ...file, body: sealedBlocks(file.body.subarray(64), keys.hmac) }, keys.cipher))
  const { stream, xml } = innerHeader(content)
  return { xml, unprotect: await innerStream(stream) }
}

export const HEADER_BLOCK = 0xffffffffffffffffn

export const uint32 = (value: number): Uint8Array => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return out
}

export const uint64 = (value: bigint): Uint8Array => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(value)
  return out
}

export function keysOfVersion4(masterSeed: Uint8Array, transformed: Uint8Array): { cipher: Uint8Array; hmac: Uint8Array } {
  return {
    cipher: digest("sha256", masterSeed, transformed),
    hmac: digest("sha512", masterSeed, transformed, Uint8Array.of(1)),
  }
}

export const blockKey = (key: Uint8Array, index: bigint): Uint8Array => digest("sha512", uint64(index), key)
export const blockSeal = (key: Uint8Array, index: bigint, block: Uint8Array): Uint8Array =>
  hmac("sha256", blockKey(key, index), uint64(index), uint32(block.length), block)

/** Version 4: blocks, each with an HMAC and a length; an empty block ends them. */
function sealedBlocks(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: Uint8Array[] = []
  let at = 0
  for (let index = 0n; at + 36 <= bytes.length; index++) {
    const length = view.getUint32(at + 32, true)
    const block = bytes.subarray(at + 36, at + 36 + length)
    if (block.length !== length || !sameBytes(blockSeal(key, index, block), bytes.subarray(at, at + 32))) throw damaged()
    if (length === 0) return concat(...parts)
    parts.push(block)
    at += 36 + length
  }
  throw damaged()
}

function decrypt({ cipher, iv, body }: Pick<KdbxFile, "cipher" | "iv" | "body">, key: Uint8Array): Uint8Array {
  const plain = OPENERS[cipher](key, iv, body)
  if (plain === null) throw damaged()
  return plain
}

const OPENERS: Readonly<Record<Cipher, (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array | null>> = {
  aes: openCbc,
  chacha20,
  twofish: openTwofishCbc,
}

/** OpenSSL's IV is the 4-byte counter and then the nonce. */
function chacha20(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  return createCipheriv("chacha20", key, concat(new Uint8Array(4), nonce)).update(data)
}

async function inflate({ compressed }: KdbxFile, packed: Uint8Array): Promise<Uint8Array> {
  return compressed ? await unpackGzip(packed, damaged) : packed
}

/** Version 4: fields before the XML; attachments are skipped. */
function innerHeader(content: Uint8Array): { stream: InnerStream; xml: Uint8Array } {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  let algorithm = 0
  let key: Uint8Array = new Uint8Array(0)
  for (let at = 0; at + 5 <= content.length;) {
    const [id, length] = [view.getUint8(at), view.getUint32(at + 1, true)]
    const value = content.subarray(at + 5, at + 5 + length)
    at += 5 + length
    if (id === 0) return { stream: { algorithm, key }, xml: content.subarray(at) }
    if (id === 1 && value.length === 4) algorithm = view.getUint32(at - 4, true)
    if (id === 2) key = value
  }
  throw damaged()
}

export async function innerStream(stream: InnerStream | null): Promise<Unprotect> {
  const kdbxweb = await loadKdbxweb()
  try {
    const generator = await kdbxweb.ProtectSaltGenerator.create(stream?.key ?? new Uint8Array(0), stream?.algorithm ?? 0)
    return (sealed) => {
      const mask = new Uint8Array(generator.getSalt(sealed.length))
      return sealed.map((byte, at) => byte ^ (mask[at] ?? 0))
    }
  } catch (cause) {
    throw damaged(cause)
  }
}
