import { concat, digest, openCbc } from "../../crypto/crypto.ts"
import { decodeBase64 } from "../../records/encoding.ts"
import { encodeUtf8 } from "../../records/text.ts"

const MAGIC = "Salted__"

/**
 * Decrypt the output of CryptoJS and `openssl enc` with a passphrase: the base64 of `Salted__`, 8 bytes of salt, and AES-256-CBC ciphertext. Key
 * and IV are derived with one round of chained MD5 over passphrase and salt (EVP_BytesToKey).
 *
 * @returns Null where the passphrase is wrong or the text is not of this form.
 */
export function openSalted(base64: string, passphrase: string): Uint8Array | null {
  let bytes: Uint8Array
  try {
    bytes = decodeBase64(base64)
  } catch {
    return null
  }
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1") !== MAGIC || bytes.length < 32) return null
  const salt = bytes.subarray(8, 16)
  let block: Uint8Array = new Uint8Array(0)
  let material: Uint8Array = new Uint8Array(0)
  while (material.length < 48) {
    block = digest("md5", block, encodeUtf8(passphrase), salt)
    material = concat(material, block)
  }
  return openCbc(material.subarray(0, 32), material.subarray(32, 48), bytes.subarray(16))
}

/** As {@link openSalted}, decoded as UTF-8; null also where the content is not UTF-8. */
export function openSaltedText(base64: string, passphrase: string): string | null {
  const plain = openSalted(base64, passphrase)
  try {
    return plain === null ? null : new TextDecoder("utf-8", { fatal: true }).decode(plain)
  } catch {
    return null
  }
}
