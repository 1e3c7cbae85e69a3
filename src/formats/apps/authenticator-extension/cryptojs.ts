import { concat, digest, openCbc } from "../../crypto/crypto.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { encodeUtf8 } from "../../records/text.ts"

const MARK = "Salted__"

/**
 * Open what CryptoJS and `openssl enc` make of a passphrase: base64 of `Salted__`, 8 bytes of salt, and AES-256-CBC; key and IV are MD5 chained
 * over passphrase and salt, once each.
 *
 * @returns Null where the passphrase does not fit, or it is nothing of the kind.
 */
export function openSalted(base64: string, passphrase: string): Uint8Array | null {
  let bytes: Uint8Array
  try {
    bytes = decodeBase64(base64)
  } catch {
    return null
  }
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1") !== MARK || bytes.length < 32) return null
  const salt = bytes.subarray(8, 16)
  let block: Uint8Array = new Uint8Array(0)
  let material: Uint8Array = new Uint8Array(0)
  while (material.length < 48) {
    block = digest("md5", block, encodeUtf8(passphrase), salt)
    material = concat(material, block)
  }
  return openCbc(material.subarray(0, 32), material.subarray(32, 48), bytes.subarray(16))
}

/** The same for text; null also where it is not UTF-8. */
export function openSaltedText(base64: string, passphrase: string): string | null {
  const plain = openSalted(base64, passphrase)
  try {
    return plain === null ? null : new TextDecoder("utf-8", { fatal: true }).decode(plain)
  } catch {
    return null
  }
}
