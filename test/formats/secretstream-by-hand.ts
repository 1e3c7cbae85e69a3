// libsodium's secretstream (XChaCha20-Poly1305), one message, from its description alone: no libsodium in it.
import { createCipheriv } from "node:crypto"

const rotate = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0

function quarter(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  const mix = (to: number, from: number, by: number, onto: number): void => {
    x[to] = x[to]! + x[from]!
    x[onto] = rotate(x[onto]! ^ x[to], by)
  }
  mix(a, b, 16, d)
  mix(c, d, 12, b)
  mix(a, b, 8, d)
  mix(c, d, 7, b)
}

/** @see draft-irtf-cfrg-xchacha section 2.2 */
export function hchacha20(key: Uint8Array, nonce: Uint8Array): Buffer {
  const words = Buffer.concat([Buffer.from("expand 32-byte k"), key, nonce])
  const x = Uint32Array.from({ length: 16 }, (_, at) => words.readUInt32LE(at * 4))
  for (let round = 0; round < 10; round++) {
    for (let at = 0; at < 4; at++) quarter(x, at, at + 4, at + 8, at + 12)
    for (let at = 0; at < 4; at++) quarter(x, at, 4 + ((at + 1) % 4), 8 + ((at + 2) % 4), 12 + ((at + 3) % 4))
  }
  const out = Buffer.alloc(32)
  for (let at = 0; at < 4; at++) {
    out.writeUInt32LE(x[at]!, at * 4)
    out.writeUInt32LE(x[at + 12]!, 16 + at * 4)
  }
  return out
}

const little = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex") || "0"}`)

/** @see RFC 8439 section 2.5 */
function poly1305(key: Uint8Array, message: Uint8Array): Buffer {
  const r = little(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn
  let sum = 0n
  for (let at = 0; at < message.length; at += 16) {
    sum = ((sum + little(Buffer.concat([message.subarray(at, at + 16), Buffer.of(1)]))) * r) % ((1n << 130n) - 5n)
  }
  const tag = (sum + little(key.subarray(16, 32))) & ((1n << 128n) - 1n)
  return Buffer.from(tag.toString(16).padStart(32, "0"), "hex").reverse()
}

const u64 = (value: number): Buffer => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(BigInt(value))
  return out
}

/** XOR bytes with the key stream, starting at a block. */
function chacha20(key: Uint8Array, header: Uint8Array, block: number, bytes: Uint8Array): Buffer {
  const subkey = hchacha20(key, header.subarray(0, 16))
  const iv = Buffer.concat([Buffer.of(block, 0, 0, 0), Buffer.of(1, 0, 0, 0), header.subarray(16, 24)])
  return createCipheriv("chacha20", subkey, iv).update(bytes)
}

function mac(key: Uint8Array, header: Uint8Array, tagBlock: Buffer, sealed: Uint8Array): Buffer {
  const pad = Buffer.alloc((16 - 64 + sealed.length) & 15)
  const macKey = chacha20(key, header, 0, Buffer.alloc(64)).subarray(0, 32)
  return poly1305(macKey, Buffer.concat([tagBlock, sealed, pad, u64(0), u64(64 + sealed.length)]))
}

/** @param tag - 0 message, 3 final. */
export function sealByHand(key: Uint8Array, header: Uint8Array, plain: Uint8Array, tag: number): Buffer {
  const tagBlock = chacha20(key, header, 1, Buffer.concat([Buffer.of(tag), Buffer.alloc(63)]))
  const sealed = chacha20(key, header, 2, plain)
  return Buffer.concat([tagBlock.subarray(0, 1), sealed, mac(key, header, tagBlock, sealed)])
}

/** Null where the tag does not match. */
export function openByHand(key: Uint8Array, header: Uint8Array, chunk: Uint8Array): { tag: number; plain: Buffer } | null {
  const tagByte = chunk[0] ?? 0
  const sealed = chunk.subarray(1, -16)
  // The rest of the block is the bare key stream.
  const stream = chacha20(key, header, 1, Buffer.alloc(64))
  const tagBlock = Buffer.concat([Buffer.of(tagByte), stream.subarray(1)])
  if (!mac(key, header, tagBlock, sealed).equals(chunk.subarray(-16))) return null
  return { tag: tagByte ^ stream[0]!, plain: chacha20(key, header, 2, sealed) }
}
