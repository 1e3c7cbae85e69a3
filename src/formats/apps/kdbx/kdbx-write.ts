import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { Random } from "../../../base/ports.ts"
import { argon2, concat, digest, hmac, sealCbc } from "../../crypto/crypto.ts"
import type { OpenContext } from "../../handler.ts"
import { encodeBase64 } from "../../records/encoding.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { HEADER_BLOCK, blockKey, blockSeal, innerStream, keysOfVersion4, uint32, uint64 } from "./kdbx-file.ts"
import { CIPHERS, KDF_ARGON2ID } from "./kdbx-header.ts"

/** The costs of opening a new database: memory and iterations as in KeePassXC. */
const NEW_ARGON2 = { memoryKiB: 65_536, iterations: 10, parallelism: 2 }
const CHACHA20_STREAM = 3

/**
 * A KDBX 4.0 container: AES-256, Argon2id, gzip.
 *
 * @param xmlOf - Makes the XML; it must put the results of `protect` into the XML as protected values, in the order of the calls.
 */
export async function sealKdbx(
  xmlOf: (protect: (value: string) => string) => string,
  password: string,
  context: OpenContext & { random: Random },
): Promise<Uint8Array> {
  const { random } = context
  const [masterSeed, iv, salt, streamKey] = [random.bytes(32), random.bytes(16), random.bytes(32), random.bytes(64)]
  const unprotect = await innerStream({ algorithm: CHACHA20_STREAM, key: streamKey })
  const xml = encodeUtf8(xmlOf((value) => encodeBase64(unprotect(encodeUtf8(value)))))

  const header = outerHeader(masterSeed, iv, salt)
  const composite = digest("sha256", digest("sha256", encodeUtf8(password)))
  const transformed = await argon2({ variant: "argon2id", password: composite, salt, ...NEW_ARGON2, length: 32 }, context)
  const keys = keysOfVersion4(masterSeed, transformed)
  const inner = concat(fieldOf(1, uint32(CHACHA20_STREAM)), fieldOf(2, streamKey), fieldOf(0, new Uint8Array(0)))
  const packed = await promisify<Uint8Array, Buffer>(gzip)(concat(inner, xml))
  const sealed = sealCbc(keys.cipher, iv, packed)
  const seal = hmac("sha256", blockKey(keys.hmac, HEADER_BLOCK), header)
  return concat(header, digest("sha256", header), seal, ...blocksOf(sealed, keys.hmac))
}

const BLOCK_BYTES = 1 << 20

function* blocksOf(bytes: Uint8Array, key: Uint8Array): Generator<Uint8Array> {
  let index = 0n
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = bytes.subarray(at, at + BLOCK_BYTES)
    yield concat(blockSeal(key, index++, block), uint32(block.length), block)
  }
  const end = new Uint8Array(0)
  yield concat(blockSeal(key, index, end), uint32(0))
}

const fieldOf = (id: number, value: Uint8Array): Uint8Array => concat(Uint8Array.of(id), uint32(value.length), value)

function outerHeader(masterSeed: Uint8Array, iv: Uint8Array, salt: Uint8Array): Uint8Array {
  const [aes] = Object.keys(CIPHERS)
  const { memoryKiB, iterations, parallelism } = NEW_ARGON2
  const kdf = concat(
    Uint8Array.of(0x00, 0x01),
    entryOf(0x42, "$UUID", Buffer.from(KDF_ARGON2ID, "base64")),
    entryOf(0x04, "V", uint32(0x13)),
    entryOf(0x04, "P", uint32(parallelism)),
    entryOf(0x05, "M", uint64(BigInt(memoryKiB * 1024))),
    entryOf(0x05, "I", uint64(BigInt(iterations))),
    entryOf(0x42, "S", salt),
    Uint8Array.of(0),
  )
  return concat(
    Uint8Array.of(0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 0, 0, 4, 0),
    fieldOf(2, Buffer.from(aes ?? "", "base64")),
    fieldOf(3, uint32(1)),
    fieldOf(4, masterSeed),
    fieldOf(7, iv),
    fieldOf(11, kdf),
    fieldOf(0, encodeUtf8("\r\n\r\n")),
  )
}

/** One entry of KeePass' variant dictionary: type, name, value. */
const entryOf = (type: number, name: string, value: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(type), uint32(name.length), encodeUtf8(name), uint32(value.length), value)
