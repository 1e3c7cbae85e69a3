import { createDecipheriv, createHmac } from "node:crypto"
import { AppError, checkAborted } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Task } from "../../base/ports.ts"
import type { Detection } from "../handler.ts"
import type { Sniffed } from "../sniffed.ts"
import { pbkdf2, sameBytes } from "./crypto.ts"
import { looksRandom } from "./looks-random.ts"

const TEXTS = texts({
  damaged: { en: "the encrypted database is damaged", ja: "暗号化されたデータベースが壊れています" },
})

/** The default parameters of one version of SQLCipher. */
interface SqlcipherVersion {
  readonly pageBytes: number
  readonly hash: "sha1" | "sha512"
  readonly hmacBytes: number
  /** Bytes at the end of each page: IV, HMAC, and padding to whole cipher blocks. */
  readonly reservedBytes: number
  readonly rounds: number
}

export const SQLCIPHER_3: SqlcipherVersion = { pageBytes: 1024, hash: "sha1", hmacBytes: 20, reservedBytes: 48, rounds: 64_000 }
export const SQLCIPHER_4: SqlcipherVersion = { pageBytes: 4096, hash: "sha512", hmacBytes: 64, reservedBytes: 80, rounds: 256_000 }

const SALT_BYTES = 16
const IV_BYTES = 16
const HMAC_ROUNDS = 2
const HMAC_SALT_MASK = 0x3a

/** Such a file has no magic: only whole pages of high entropy. */
export function detectSqlcipher(sniffed: Sniffed, { pageBytes }: SqlcipherVersion): Detection {
  return sniffed.kind === "binary" && sniffed.size >= 2 * pageBytes && sniffed.size % pageBytes === 0 && looksRandom(sniffed)
    ? "unsigned"
    : "no"
}

/**
 * Decrypt an SQLite database that SQLCipher has encrypted. Pages keep their size: the reserved bytes, which the header declares, become zero.
 *
 * @returns Null for a wrong password or a file of another kind, which cannot be distinguished.
 * @throws AppError `format-damaged` where the first page opens but a later one does not
 * @see https://www.zetetic.net/sqlcipher/design/
 */
export async function openSqlcipher(
  bytes: Uint8Array,
  password: string,
  { pageBytes, hash, hmacBytes, reservedBytes, rounds }: SqlcipherVersion,
  task: Task,
): Promise<Uint8Array | null> {
  if (bytes.length < pageBytes) return null
  const salt = bytes.subarray(0, SALT_BYTES)
  const key = await pbkdf2(password, salt, { rounds, length: 32, hash }, task)
  const maskedSalt = salt.map((byte) => byte ^ HMAC_SALT_MASK)
  const hmacKey = await pbkdf2(key, maskedSalt, { rounds: HMAC_ROUNDS, length: 32, hash }, task)
  const out = new Uint8Array(bytes.length)
  for (let page = 1; page * pageBytes <= bytes.length; page++) {
    if (page % 1024 === 0) checkAborted(task.signal)
    const end = page * pageBytes
    const start = end - pageBytes + (page === 1 ? SALT_BYTES : 0)
    const tail = end - reservedBytes
    const number = Buffer.alloc(4)
    number.writeUInt32LE(page)
    const mac = createHmac(hash, hmacKey)
      .update(bytes.subarray(start, tail + IV_BYTES))
      .update(number)
      .digest()
    if (!sameBytes(mac, bytes.subarray(tail + IV_BYTES, tail + IV_BYTES + hmacBytes))) {
      if (page === 1) return null
      throw new AppError("format-damaged", TEXTS.damaged)
    }
    const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(tail, tail + IV_BYTES)).setAutoPadding(false)
    out.set(decipher.update(bytes.subarray(start, tail)), start)
  }
  out.set(Buffer.from("SQLite format 3\0", "latin1"))
  return out
}
