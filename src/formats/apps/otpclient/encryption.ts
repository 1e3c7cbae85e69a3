import { argon2, badParameters, concat, openGcm, pbkdf2, sealGcm, spellings, wrongPassword } from "../../crypto/crypto.ts"
import type { Key, OpenContext, SniffedInput, WriteContext } from "../../handler.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { checkVersion } from "../../records/version.ts"

/**
 * The encryption of a database: AES-256-GCM. The nonce has 16 bytes, and the file's header is the additional data.
 *
 * | version | written by | header |
 * |---|---|---|
 * | 1 | up to 3.7 | nonce 16, salt 32; no magic. PBKDF2-SHA512, 100,000 rounds |
 * | 2 | 4.0 to 5.0 | `OTPClient`, 3 zero bytes, version, nonce, salt, Argon2id iterations, KiB, lanes; 32-bit numbers in the machine's byte order |
 * | 3 | since 5.1 | as version 2 without the zero bytes, numbers big-endian |
 *
 * The text ends with a zero byte in versions 1 and 2.
 */

/** The first bytes of versions 2 and 3. In version 3 the zero bytes are the first ones of the version number. */
export const MAGIC = "OTPClient\0\0\0"
const NONCE_BYTES = 16
const SALT_BYTES = 32
export const TAG_BYTES = 16
/** By version. */
export const HEADER_BYTES = {
  1: NONCE_BYTES + SALT_BYTES,
  2: 12 + 4 + NONCE_BYTES + SALT_BYTES + 12,
  3: 9 + 4 + NONCE_BYTES + SALT_BYTES + 12,
} as const
const ROUNDS = 100_000
/** The program's defaults for versions 2 and 3. */
const ARGON2 = { iterations: 4, memoryKiB: 131_072, parallelism: 4 } as const

export interface Header {
  readonly bytes: Uint8Array
  readonly nonce: Uint8Array
  readonly salt: Uint8Array
  /** Null: PBKDF2. */
  readonly argon2: { readonly iterations: number; readonly memoryKiB: number; readonly parallelism: number } | null
}

export function readHeader({ bytes, sniffed }: SniffedInput): Header {
  if (sniffed.kind !== "magic") return sliceHeader(bytes, HEADER_BYTES[1], 0, null)
  if (bytes.length < HEADER_BYTES[2]) throw badParameters()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Bytes 9 to 12: the number 3 of version 3, or the three zero bytes of version 2 and a byte of its little- or big-endian number.
  const version = Math.max(view.getUint32(9), 2)
  checkVersion(version, 3)
  const isLittleEndian = version === 2 && view.getUint32(12, true) === 2
  const size = version === 2 ? HEADER_BYTES[2] : HEADER_BYTES[3]
  const [iterations, memoryKiB, parallelism] = [12, 8, 4].map((fromEnd) => view.getUint32(size - fromEnd, isLittleEndian))
  return sliceHeader(bytes, size, size - 12 - NONCE_BYTES - SALT_BYTES, {
    iterations: iterations ?? 0,
    memoryKiB: memoryKiB ?? 0,
    parallelism: parallelism ?? 0,
  })
}

function sliceHeader(bytes: Uint8Array, size: number, at: number, argon2: Header["argon2"]): Header {
  return {
    bytes: bytes.subarray(0, size),
    nonce: bytes.subarray(at, at + NONCE_BYTES),
    salt: bytes.subarray(at + NONCE_BYTES, at + NONCE_BYTES + SALT_BYTES),
    argon2,
  }
}

export async function decrypt(header: Header, encrypted: Uint8Array, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  for (const bytes of spellings(password).flatMap((spelling) => passwordBytes(spelling, header.argon2 === null))) {
    const plain = openGcm({ key: await deriveKey(bytes, header, context), nonce: header.nonce, aad: header.bytes }, encrypted)
    if (plain !== null) return plain
  }
  throw wrongPassword()
}

async function deriveKey(password: Uint8Array, { salt, argon2: params }: Header, context: OpenContext | WriteContext): Promise<Uint8Array> {
  if (params === null) return await pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha512" }, context)
  return await argon2({ ...params, variant: "argon2id", password, salt, length: 32 }, context)
}

/**
 * The bytes that the program's versions use of a password. Since 5.0 they use all of them; earlier ones use as many bytes as the password
 * has characters. Some that wrote version 1 of the file use one byte more, which is the terminating zero where every character is one byte.
 */
function passwordBytes(password: string, isVersion1: boolean): Uint8Array[] {
  const whole = encodeUtf8(password)
  // Counts the bytes of UTF-8 that do not continue a character.
  const characters = whole.filter((byte) => (byte & 0xc0) !== 0x80).length
  if (characters === whole.length) {
    // HMAC pads a key that is shorter than its block with zeros, so a terminating zero makes no difference.
    return isVersion1 && whole.length >= HMAC_BLOCK_BYTES ? [whole, concat(whole, Uint8Array.of(0))] : [whole]
  }
  return [whole, whole.subarray(0, characters), ...(isVersion1 ? [whole.subarray(0, characters + 1)] : [])]
}

/** Of HMAC-SHA512, in bytes. */
const HMAC_BLOCK_BYTES = 128

/**
 * Make a file of version 1, which every version of the program opens; newer ones convert it at once. Programs that read version 1 do not use
 * the whole of a password that is not ASCII: such a file is of version 2, for OTPClient 5.0 and later.
 */
export async function encrypt(plain: Uint8Array, context: WriteContext): Promise<Uint8Array> {
  if (context.password === null) throw new TypeError("the database needs a password")
  const password = encodeUtf8(context.password)
  const random = concat(context.random.bytes(NONCE_BYTES), context.random.bytes(SALT_BYTES))
  const isAscii = password.length === context.password.length
  const header = isAscii
    ? sliceHeader(random, HEADER_BYTES[1], 0, null)
    : sliceHeader(concat(magicAndVersion(2), random, encodeArgon2(ARGON2)), HEADER_BYTES[2], 16, ARGON2)
  return concat(header.bytes, sealGcm({ key: await deriveKey(password, header, context), nonce: header.nonce, aad: header.bytes }, plain))
}

const magicAndVersion = (version: number): Uint8Array => concat(encodeUtf8(MAGIC), littleEndian(version))

const encodeArgon2 = ({ iterations, memoryKiB, parallelism }: NonNullable<Header["argon2"]>): Uint8Array =>
  concat(...[iterations, memoryKiB, parallelism].map(littleEndian))

function littleEndian(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}
