import type { KdbxHeader } from "kdbxweb"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { badParameters, digest, sameBytes } from "../../crypto/crypto.ts"
import { checkAesKdf, checkArgon2 } from "../../limits.ts"
import { encodeBase64 } from "../../records/encoding.ts"

/** The header of a KeePass 2 database, which is readable without a password. */
const TEXTS = texts({
  damaged: { en: "the database is damaged", ja: "データベースが壊れています" },
  version: { en: "the version of the database is not supported", ja: "対応していないバージョンのデータベースです" },
  cipher: { en: "the encryption of the database is not supported", ja: "対応していない方式で暗号化されています" },
  oldArgon2: {
    en: "the database uses an outdated version of Argon2: save it again with a current program",
    ja: "古いバージョンの Argon2 が使われています。最新のソフトで保存し直してください",
  },
})

/** Outside of a bundle, node gives the whole package as the default export; in a bundle its parts are named exports. */
export async function loadKdbxweb(): Promise<typeof import("kdbxweb")> {
  const module: typeof import("kdbxweb") & { default?: typeof import("kdbxweb") } = await import("kdbxweb")
  return module.default ?? module
}

export const damaged = (cause?: unknown): AppError => new AppError("format-damaged", TEXTS.damaged, { cause })

export const CIPHERS = {
  "McHy5r9xQ1C+WAUhavxa/w==": "aes",
  "1gOKK4tvTLWlJDOaMdu1mg==": "chacha20",
  "rWjyn1dvS7mjatR6+WU0bA==": "twofish",
} as const

export type Cipher = (typeof CIPHERS)[keyof typeof CIPHERS]

const KDF_ARGON2D = "72Nt34wpREuR96mkA+MKDA=="
export const KDF_ARGON2ID = "nimLGVbbR3OyPfw+xvCh5g=="
const KDFS_AES = ["ydnzmmKKRGC/dA0IwYpP6g==", "fAK7gnmnSsCSfRFKAGSCOA=="]

export type Kdf =
  | { readonly kind: "aes"; readonly seed: Uint8Array; readonly rounds: number }
  | {
      readonly kind: "argon2"
      readonly variant: "argon2d" | "argon2id"
      readonly salt: Uint8Array
      readonly memoryKiB: number
      readonly iterations: number
      readonly parallelism: number
    }

/** A container whose header is read and whose costs are within the limits. */
export interface KdbxFile {
  readonly major: 3 | 4
  readonly cipher: Cipher
  readonly kdf: Kdf
  readonly compressed: boolean
  readonly masterSeed: Uint8Array
  readonly iv: Uint8Array
  /** Version 3 only. */
  readonly startBytes: Uint8Array
  /** Version 3 only; version 4 has it inside. */
  readonly stream: InnerStream | null
  /** The header's bytes, and what follows them. */
  readonly header: Uint8Array
  readonly body: Uint8Array
}

export interface InnerStream {
  readonly algorithm: number
  readonly key: Uint8Array
}

/**
 * Read the header and check the costs that it demands.
 *
 * @throws AppError `format-damaged`, `format-version`, `format-unsupported`, `limit-exceeded`
 */
export async function readKdbxHeader(bytes: Uint8Array): Promise<KdbxFile> {
  const kdbxweb = await loadKdbxweb()
  let header: KdbxHeader
  try {
    const stream = new kdbxweb.BinaryStream(Uint8Array.from(bytes).buffer)
    header = kdbxweb.KdbxHeader.read(stream, new kdbxweb.KdbxContext({ kdbx: new kdbxweb.Kdbx() }))
  } catch (cause) {
    const code = cause instanceof kdbxweb.KdbxError ? cause.code : ""
    if (code === "InvalidVersion") throw new AppError("format-version", TEXTS.version, { cause })
    if (code === "Unsupported") throw new AppError("format-unsupported", TEXTS.cipher, { cause })
    throw damaged(cause)
  }
  const end = header.endPos ?? 0
  const major = header.versionMajor === 3 ? 3 : 4
  const file: KdbxFile = {
    major,
    cipher: readCipher(header),
    kdf: readKdf(header),
    compressed: header.compression === 1,
    masterSeed: bytesOf(header.masterSeed),
    iv: bytesOf(header.encryptionIV),
    startBytes: bytesOf(header.streamStartBytes),
    stream: major === 4 ? null : { algorithm: header.crsAlgorithm ?? 0, key: bytesOf(header.protectedStreamKey) },
    header: bytes.subarray(0, end),
    body: bytes.subarray(end),
  }
  checkKdf(file.kdf)
  if (file.masterSeed.length !== 32 || file.iv.length !== (file.cipher === "chacha20" ? 12 : 16)) throw damaged()
  if (major === 4 && !sameBytes(digest("sha256", file.header), sized(file.body.subarray(0, 32), 32))) throw damaged()
  if (major === 3 && file.startBytes.length < 32) throw damaged()
  return file
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(0))

export function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw damaged()
  return bytes
}

function readCipher({ dataCipherUuid }: KdbxHeader): Cipher {
  const id = dataCipherUuid?.id ?? ""
  const cipher = Object.hasOwn(CIPHERS, id) ? CIPHERS[id as keyof typeof CIPHERS] : null
  if (cipher === null) throw new AppError("format-unsupported", TEXTS.cipher)
  return cipher
}

function readKdf(header: KdbxHeader): Kdf {
  if (header.versionMajor === 3) {
    return { kind: "aes", seed: sized(bytesOf(header.transformSeed), 32), rounds: header.keyEncryptionRounds ?? 0 }
  }
  const params = header.kdfParameters
  const id = encodeBase64(bytesOf(params?.get("$UUID")))
  const number = (name: string): number => toNumber(params?.get(name))
  const salt = bytesOf(params?.get("S"))
  if (KDFS_AES.includes(id)) return { kind: "aes", seed: sized(salt, 32), rounds: number("R") }
  if (id !== KDF_ARGON2D && id !== KDF_ARGON2ID) throw new AppError("format-unsupported", TEXTS.cipher)
  if (params?.get("K") !== undefined || params?.get("A") !== undefined) throw new AppError("format-unsupported", TEXTS.cipher)
  if (number("V") === 0x10) throw new AppError("format-unsupported", TEXTS.oldArgon2)
  const costs = { memoryKiB: Math.floor(number("M") / 1024), iterations: number("I"), parallelism: number("P") }
  return { kind: "argon2", variant: id === KDF_ARGON2D ? "argon2d" : "argon2id", salt, ...costs }
}

/** kdbxweb gives a 64-bit number as an object, whose `value` throws where it is too large. */
function toNumber(value: unknown): number {
  try {
    const number: unknown = typeof value === "object" && value !== null && "value" in value ? value.value : value
    return typeof number === "number" ? number : 0
  } catch {
    return Number.MAX_SAFE_INTEGER
  }
}

function checkKdf(kdf: Kdf): void {
  const numbers = kdf.kind === "aes" ? [kdf.rounds] : [kdf.memoryKiB, kdf.iterations, kdf.parallelism]
  if (numbers.some((number) => !Number.isInteger(number) || number < 1)) throw badParameters()
  if (kdf.kind === "aes") checkAesKdf(kdf.rounds)
  else checkArgon2(kdf.memoryKiB, kdf.iterations, kdf.parallelism)
}
