import { badParameters } from "../../crypto/crypto.ts"
import { loadSodium } from "../../crypto/secretstream.ts"

const NONCE_BYTES = 24
const TAG_BYTES = 16

/**
 * Decrypt XChaCha20-Poly1305 with a 16-byte tag at the end, without additional data.
 *
 * @param key - 32 bytes.
 * @returns Null where the tag does not match: the key is wrong or the data was altered.
 * @throws AppError `format-damaged` for a nonce that is not 24 bytes, or for data shorter than the tag.
 * @see draft-irtf-cfrg-xchacha
 */
export async function openXChaCha(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Promise<Uint8Array | null> {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) throw badParameters()
  const sodium = await loadSodium()
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, null, nonce, key)
  } catch {
    return null
  }
}

/** Returns the ciphertext with its tag. @param nonce - 24 bytes, never used twice with one key. */
export async function sealXChaCha(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Promise<Uint8Array> {
  const sodium = await loadSodium()
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, null, null, nonce, key)
}
