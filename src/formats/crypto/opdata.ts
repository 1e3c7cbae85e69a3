import { badParameters, decryptCbcBlocks, hmac, sameBytes } from "./crypto.ts"

/** The encrypted values of an OPVault. */
export interface KeyPair {
  /** 32 bytes. */
  readonly enc: Uint8Array
  /** 32 bytes. */
  readonly mac: Uint8Array
}

/** @param bytes - 64 bytes. */
export const splitKeys = (bytes: Uint8Array): KeyPair => ({ enc: bytes.subarray(0, 32), mac: bytes.subarray(32, 64) })

const MAGIC = "opdata01"
const MAC_BYTES = 32

/**
 * Open an `opdata01` value: magic, length of the content in 8 bytes, IV, AES-CBC without padding, HMAC-SHA256 of all before. The content is
 * at the end of what is decrypted, after random bytes.
 *
 * @returns null where the HMAC does not match
 */
export function openData(bytes: Uint8Array, { enc, mac }: KeyPair): Uint8Array | null {
  if (bytes.length < 32 + MAC_BYTES || Buffer.from(bytes.subarray(0, 8)).toString("latin1") !== MAGIC) throw badParameters()
  const body = bodyOf(bytes, mac)
  if (body === null) return null
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8, true))
  const plain = decryptCbcBlocks(enc, body.subarray(16, 32), body.subarray(32))
  if (length > plain.length) throw badParameters()
  return plain.subarray(plain.length - length)
}

/**
 * Open the keys of an item: IV, 64 bytes of keys encrypted with AES-CBC, HMAC-SHA256 of both.
 *
 * @returns null where the HMAC does not match
 */
export function openItemKeys(bytes: Uint8Array, { enc, mac }: KeyPair): KeyPair | null {
  if (bytes.length !== 16 + 64 + MAC_BYTES) throw badParameters()
  const body = bodyOf(bytes, mac)
  return body === null ? null : splitKeys(decryptCbcBlocks(enc, body.subarray(0, 16), body.subarray(16)))
}

function bodyOf(bytes: Uint8Array, mac: Uint8Array): Uint8Array | null {
  const body = bytes.subarray(0, -MAC_BYTES)
  return sameBytes(hmac("sha256", mac, body), bytes.subarray(-MAC_BYTES)) ? body : null
}
