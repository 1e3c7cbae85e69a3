import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto"
import type { Decipher } from "node:crypto"

const CHUNK_BYTES = 64 * 1024
const TAG_BYTES = 16
const NONCE_BYTES = 16
const LABEL = "payload"
const PIECE_BYTES = 256

/** Eleven bytes of counter, and 1 for the last chunk. */
function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", fileKey, nonce, LABEL, 32))
}

/**
 * Encrypt the payload of an age file: in chunks, of which no copy in plain stays, unlike with the age package.
 *
 * @param nonce - 16 random bytes.
 * @see age specification, "Payload"
 */
export function sealPayload(bytes: Uint8Array, fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  const key = payloadKey(fileKey, nonce)
  const parts: Uint8Array[] = [nonce]
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES))
  for (let index = 0; index < chunks; index++) {
    const cipher = createCipheriv("chacha20-poly1305", key, chunkNonce(index, index === chunks - 1), { authTagLength: TAG_BYTES })
    parts.push(cipher.update(bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)), cipher.final(), cipher.getAuthTag())
  }
  key.fill(0)
  return Uint8Array.from(Buffer.concat(parts))
}

/**
 * Node leaves a copy of each output in memory that it has freed; the next output of this length overwrites it. So the last output is that of
 * zeros, whose bytes are not used.
 */
function decryptInto(out: Uint8Array, sealed: Uint8Array, decipher: Decipher): void {
  for (let at = 0; at < sealed.length; at += PIECE_BYTES) {
    const plain = decipher.update(sealed.subarray(at, at + PIECE_BYTES))
    out.set(plain, at)
    plain.fill(0)
  }
  const throwaway = createDecipheriv("chacha20-poly1305", Buffer.alloc(32), chunkNonce(0, true), { authTagLength: TAG_BYTES })
  throwaway.update(Buffer.alloc(PIECE_BYTES))
  throwaway.update(Buffer.alloc(sealed.length % PIECE_BYTES))
}

/**
 * Decrypt the payload of an age file.
 *
 * @param payload - The nonce and the chunks.
 * @returns the only copy in plain; null where it is damaged or cut off
 */
export function openPayload(payload: Uint8Array, fileKey: Uint8Array): Uint8Array | null {
  const whole = CHUNK_BYTES + TAG_BYTES
  const sealed = payload.subarray(NONCE_BYTES)
  const chunks = Math.ceil(sealed.length / whole)
  const size = sealed.length - chunks * TAG_BYTES
  // Only an empty payload has an empty chunk.
  if (chunks === 0 || sealed.length - (chunks - 1) * whole < TAG_BYTES + (chunks === 1 ? 0 : 1)) return null
  const key = payloadKey(fileKey, payload.subarray(0, NONCE_BYTES))
  const out = new Uint8Array(size)
  try {
    for (let index = 0; index < chunks; index++) {
      const chunk = sealed.subarray(index * whole, (index + 1) * whole)
      const decipher = createDecipheriv("chacha20-poly1305", key, chunkNonce(index, index === chunks - 1), { authTagLength: TAG_BYTES })
      decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES))
      decryptInto(out.subarray(index * CHUNK_BYTES), chunk.subarray(0, chunk.length - TAG_BYTES), decipher)
      decipher.final()
    }
    return out
  } catch {
    out.fill(0)
    return null
  } finally {
    key.fill(0)
  }
}
