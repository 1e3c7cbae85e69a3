// XChaCha20-Poly1305 from its description alone, over node's ChaCha20-Poly1305: no libsodium in it.
import { createCipheriv, createDecipheriv } from "node:crypto"
import { hchacha20 } from "./secretstream-by-hand.ts"

/** @see draft-irtf-cfrg-xchacha section 2.3 */
const parts = (key: Uint8Array, nonce: Uint8Array): [subkey: Buffer, iv: Buffer] => [
  hchacha20(key, nonce.subarray(0, 16)),
  Buffer.concat([Buffer.alloc(4), nonce.subarray(16, 24)]),
]

export function sealXByHand(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv("chacha20-poly1305", ...parts(key, nonce), { authTagLength: 16 })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws Error where the tag does not match. */
export function openXByHand(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv("chacha20-poly1305", ...parts(key, nonce), { authTagLength: 16 })
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
}
