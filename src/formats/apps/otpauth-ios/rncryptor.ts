import type { Task } from "../../../base/ports.ts"
import { hmac, openCbc, pbkdf2, sameBytes } from "../../crypto/crypto.ts"

const ROUNDS = 10_000
const [SALT, IV, HMAC] = [8, 16, 32]
const HEAD = 2 + SALT + SALT + IV

/**
 * Decrypt RNCryptor's data format 3 with a password: version, options, two salts, IV, AES-256-CBC, and an HMAC-SHA256 over all of it.
 *
 * @returns Null where the password is wrong or the data was altered, which the format does not distinguish.
 * @see https://github.com/RNCryptor/RNCryptor-Spec/blob/master/RNCryptor-Spec-v3.md
 */
export async function openRnCryptor(bytes: Uint8Array, password: string, task: Task): Promise<Uint8Array | null> {
  if (bytes.length < HEAD + 16 + HMAC || bytes[0] !== 3 || bytes[1] !== 1) return null
  const key = (salt: Uint8Array): Promise<Uint8Array> => pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha1" }, task)
  const sealed = bytes.subarray(0, -HMAC)
  const seal = hmac("sha256", await key(bytes.subarray(2 + SALT, 2 + 2 * SALT)), sealed)
  if (!sameBytes(seal, bytes.subarray(-HMAC))) return null
  return openCbc(await key(bytes.subarray(2, 2 + SALT)), bytes.subarray(HEAD - IV, HEAD), sealed.subarray(HEAD))
}
