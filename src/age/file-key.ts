import { createCipheriv, createDecipheriv } from "node:crypto"

const TAG_BYTES = 16
/** A 16-byte file key and its tag. */
export const WRAPPED_BYTES = 32
const NONCE = new Uint8Array(12)

/** Encrypt a file key, as the stanzas of age do. @param key - 32 bytes, used for this file key only */
export function wrapFileKey(fileKey: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv("chacha20-poly1305", key, NONCE, { authTagLength: TAG_BYTES })
  return Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
}

/**
 * Decrypt what {@link wrapFileKey} makes.
 *
 * @returns null where the tag does not match
 * @throws Error where it does not have {@link WRAPPED_BYTES}
 */
export function unwrapFileKey(body: Uint8Array, key: Uint8Array): Uint8Array | null {
  if (body.length !== WRAPPED_BYTES) throw new Error("invalid file key")
  const decipher = createDecipheriv("chacha20-poly1305", key, NONCE, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES))
  const fileKey = decipher.update(body.subarray(0, body.length - TAG_BYTES))
  try {
    decipher.final()
  } catch {
    fileKey.fill(0)
    return null
  }
  return fileKey
}
