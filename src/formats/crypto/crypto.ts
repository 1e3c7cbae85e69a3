import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  pbkdf2 as pbkdf2Callback,
  scrypt as scryptCallback,
  timingSafeEqual,
} from "node:crypto"
import { promisify } from "node:util"
import { AppError, checkAborted } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Argon2Params, Background, Task } from "../../base/ports.ts"
import { LIMITS, checkArgon2, checkPbkdf2, checkScrypt } from "../limits.ts"
import { encodeUtf8 } from "../records/text.ts"

const pbkdf2Native = promisify(pbkdf2Callback)
const scryptNative = promisify<Uint8Array, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scryptCallback)

export const CRYPTO_TEXTS = texts({
  wrongPassword: { en: "the password does not open this file", ja: "パスワードが正しくありません" },
  parameters: { en: "the encryption parameters in the file are invalid", ja: "ファイル内の暗号化パラメーターが不正です" },
  needed: { en: "a password is needed", ja: "パスワードが必要です" },
})

/** The `password-wrong` error that all handlers share. */
export function wrongPassword(): AppError {
  return new AppError("password-wrong", CRYPTO_TEXTS.wrongPassword)
}

export function badParameters(cause?: unknown): AppError {
  return new AppError("format-damaged", CRYPTO_TEXTS.parameters, { cause })
}

/**
 * The spellings of a password to try in turn: as typed, NFC, NFD, without repetitions. Keyboards encode accents differently.
 */
export function spellings(password: string): string[] {
  return [...new Set([password, password.normalize("NFC"), password.normalize("NFD")])]
}

/**
 * Try the spellings of a password in turn.
 *
 * @param open - Returns null where the password is wrong.
 * @returns What `open` returns for the first spelling that fits.
 * @throws AppError `password-wrong` where none fits
 */
export async function tryPassword<T>(password: string, open: (spelling: string) => T | null | Promise<T | null>): Promise<T> {
  for (const spelling of spellings(password)) {
    const opened = await open(spelling)
    if (opened !== null) return opened
  }
  throw wrongPassword()
}

/** Text is encoded as UTF-8. */
type Password = string | Uint8Array
const passwordBytes = (password: Password): Uint8Array => (typeof password === "string" ? encodeUtf8(password) : password)

/** @throws AppError `format-damaged` where the value is not a whole number within the range */
function checkWhole(value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || value < min || value > max) throw badParameters()
  return value
}

/**
 * PBKDF2-HMAC, off the main loop.
 *
 * @throws AppError `limit-exceeded` over 10 million rounds; `format-damaged` where `rounds` is not a positive whole number.
 * @see RFC 8018
 */
export async function pbkdf2(
  password: Password,
  salt: Uint8Array,
  { rounds, length, hash }: { rounds: number; length: number; hash: "sha1" | "sha256" | "sha512" },
  task: Task = {},
): Promise<Uint8Array> {
  checkPbkdf2(checkWhole(rounds, 1))
  checkWhole(salt.length, 0, LIMITS.kdfSaltBytes)
  checkAborted(task.signal)
  const key = await pbkdf2Native(passwordBytes(password), salt, rounds, length, hash)
  checkAborted(task.signal)
  return key
}

/**
 * scrypt, off the main loop.
 *
 * @param n - The cost itself (2^15, not 15).
 * @throws AppError `limit-exceeded` over the memory or work of `LIMITS`; `format-damaged` where `n` is no power of two.
 * @see RFC 7914
 */
export async function scrypt(
  password: Password,
  salt: Uint8Array,
  { n, r, p, length }: { n: number; r: number; p: number; length: number },
  task: Task = {},
): Promise<Uint8Array> {
  checkWhole(n, 2)
  if (!Number.isInteger(Math.log2(n))) throw badParameters()
  checkScrypt(n, checkWhole(r, 1), checkWhole(p, 1))
  checkWhole(salt.length, 0, LIMITS.kdfSaltBytes)
  checkAborted(task.signal)
  try {
    const key = await scryptNative(passwordBytes(password), salt, length, { N: n, r, p, maxmem: 128 * n * r + 128 * r * p + (32 << 20) })
    checkAborted(task.signal)
    return key
  } catch (e) {
    if (e instanceof AppError) throw e
    throw badParameters(e)
  }
}

/** A usual machine fills this much memory per second, once. */
const ARGON2_KIB_PER_S = 900 * 1024

/** Seconds that {@link argon2} takes on a usual machine; undefined below two. For {@link OpenedLocked.waitS}. */
export function argon2WaitS({ memoryKiB, iterations }: Pick<Argon2Params, "memoryKiB" | "iterations">): number | undefined {
  const seconds = Math.round((memoryKiB * iterations) / ARGON2_KIB_PER_S)
  return seconds >= 2 ? seconds : undefined
}

/**
 * Argon2 on a worker thread, which an aborted signal ends.
 *
 * @throws AppError `limit-exceeded`, `interrupted`; `format-damaged` for parameters that RFC 9106 does not allow.
 */
export async function argon2(
  { password, ...params }: Omit<Argon2Params, "password"> & { password: Password },
  context: Task & { background: Background },
): Promise<Uint8Array> {
  const { memoryKiB, iterations, parallelism, salt, length } = params
  checkArgon2(checkWhole(memoryKiB, 1), checkWhole(iterations, 1), checkWhole(parallelism, 1))
  if (memoryKiB < 8 * parallelism || salt.length < 8 || salt.length > LIMITS.kdfSaltBytes || length < 4) throw badParameters()
  checkAborted(context.signal)
  return await context.background.argon2({ ...params, password: passwordBytes(password) }, context.signal)
}

type CipherKey = 16 | 24 | 32
function bitsOf(key: Uint8Array): 128 | 192 | 256 {
  if (![16, 24, 32].includes(key.length)) throw new TypeError("an AES key has 16, 24 or 32 bytes")
  return ((key.length as CipherKey) * 8) as 128 | 192 | 256
}

export interface Gcm {
  readonly key: Uint8Array
  /** 12 bytes almost everywhere. */
  readonly nonce: Uint8Array
  readonly aad?: Uint8Array
}

/**
 * AES-GCM with a 16-byte tag at the end.
 *
 * @returns Null where the tag does not match: a wrong key or altered data, which GCM cannot distinguish.
 * @throws AppError `format-damaged` for a nonce of an invalid length, or less data than a tag.
 */
export function openGcm({ key, nonce, aad }: Gcm, sealed: Uint8Array): Uint8Array | null {
  if (nonce.length < 1 || nonce.length > 128 || sealed.length < 16) throw badParameters()
  const decipher = createDecipheriv(`aes-${bitsOf(key)}-gcm`, key, nonce, { authTagLength: 16 })
  decipher.setAuthTag(sealed.subarray(-16))
  if (aad !== undefined) decipher.setAAD(aad)
  const plain = decipher.update(sealed.subarray(0, -16))
  try {
    decipher.final()
    return plain
  } catch {
    return null
  }
}

/** AES-GCM: the ciphertext with its 16-byte tag at the end. */
export function sealGcm({ key, nonce, aad }: Gcm, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${bitsOf(key)}-gcm`, key, nonce, { authTagLength: 16 })
  if (aad !== undefined) cipher.setAAD(aad)
  return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag())
}

/**
 * AES-CBC with PKCS #7 padding.
 *
 * @returns Null where the padding or the length is wrong: usually a wrong key. About one in 256 wrong keys is not noticed.
 * @throws AppError `format-damaged` for an IV that is not 16 bytes.
 */
export function openCbc(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (iv.length !== 16) throw badParameters()
  if (sealed.length === 0 || sealed.length % 16 !== 0) return null
  const decipher = createDecipheriv(`aes-${bitsOf(key)}-cbc`, key, iv)
  const plain = decipher.update(sealed)
  try {
    return concat(plain, decipher.final())
  } catch {
    return null
  }
}

/** AES-CBC of whole blocks, without padding. @throws AppError `format-damaged` where the lengths are wrong */
export function decryptCbcBlocks(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (iv.length !== 16 || sealed.length === 0 || sealed.length % 16 !== 0) throw badParameters()
  return createDecipheriv(`aes-${bitsOf(key)}-cbc`, key, iv)
    .setAutoPadding(false)
    .update(sealed)
}

/** AES-CBC with PKCS #7 padding. */
export function sealCbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${bitsOf(key)}-cbc`, key, iv)
  return concat(cipher.update(plain), cipher.final())
}

type Hash = "md5" | "sha1" | "sha256" | "sha512"

export function digest(hash: Hash, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash(hash)
  for (const part of parts) state.update(part)
  return state.digest()
}

export function hmac(hash: Hash, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHmac(hash, key)
  for (const part of parts) state.update(part)
  return state.digest()
}

/** HKDF-Expand for 32 bytes, which is one block. @see RFC 5869 section 2.3 */
export function hkdfExpandSha256(key: Uint8Array, info: string): Uint8Array {
  return hmac("sha256", key, encodeUtf8(info), Uint8Array.of(1))
}

/** Compare in constant time; only lengths may leak. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
