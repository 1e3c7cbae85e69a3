import { createDecipheriv, createHmac } from "node:crypto"
import { AppError, checkAborted } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import type { Task } from "../../accounts/ports.ts"
import { pbkdf2, sameBytes } from "./crypto.ts"

const TEXTS = texts({
  damaged: { en: "the encrypted database is damaged", ja: "暗号化されたデータベースが壊れています" },
})

/** Version 3 of SQLCipher, with its defaults. */
export const SQLCIPHER_PAGE = 1024
const SALT = 16
const IV = 16
const HMAC = 20
/** At the end of a page: IV, HMAC, and padding to whole cipher blocks. */
const RESERVED = 48
const ROUNDS = 64_000
const HMAC_ROUNDS = 2
const HMAC_SALT_MASK = 0x3a

/**
 * Decrypt an SQLite database that SQLCipher 3 has encrypted. Its pages keep the room for what was taken off, as the header says.
 *
 * @returns Null where the password does not fit, or it is no such database: the two cannot be told apart.
 * @throws AppError `format-damaged` where the first page opens and a later one does not
 * @see https://www.zetetic.net/sqlcipher/design/
 */
export async function openSqlcipher(bytes: Uint8Array, password: string, task: Task): Promise<Uint8Array | null> {
  if (bytes.length < SQLCIPHER_PAGE) return null
  const salt = bytes.subarray(0, SALT)
  const key = await pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha1" }, task)
  const maskedSalt = salt.map((byte) => byte ^ HMAC_SALT_MASK)
  const hmacKey = await pbkdf2(key, maskedSalt, { rounds: HMAC_ROUNDS, length: 32, hash: "sha1" }, task)
  const out = new Uint8Array(bytes.length)
  for (let page = 1; page * SQLCIPHER_PAGE <= bytes.length; page++) {
    if (page % 1024 === 0) checkAborted(task.signal)
    const end = page * SQLCIPHER_PAGE
    const start = end - SQLCIPHER_PAGE + (page === 1 ? SALT : 0)
    const tail = end - RESERVED
    const number = Buffer.alloc(4)
    number.writeUInt32LE(page)
    const seal = createHmac("sha1", hmacKey)
      .update(bytes.subarray(start, tail + IV))
      .update(number)
      .digest()
    if (!sameBytes(seal, bytes.subarray(tail + IV, tail + IV + HMAC))) {
      if (page === 1) return null
      throw new AppError("format-damaged", TEXTS.damaged)
    }
    const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(tail, tail + IV)).setAutoPadding(false)
    out.set(decipher.update(bytes.subarray(start, tail)), start)
  }
  out.set(Buffer.from("SQLite format 3\0", "latin1"))
  return out
}
