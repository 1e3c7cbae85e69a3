import { argon2, concat, openCbc, openGcm, pbkdf2, sealGcm, tryPassword } from "../../crypto/crypto.ts"
import type { Key, OpenContext, WriteContext } from "../../handler.ts"
import { encodeUtf8 } from "../../records/text.ts"

/** The first bytes of a backup that is encrypted with a key of Argon2id. */
export const ARGON2_MAGIC = "AUTHENTICATORPRO"
/** The same of an old version, with a key of PBKDF2. */
export const PBKDF2_MAGIC = "AuthenticatorPro"
const ARGON2 = { variant: "argon2id", iterations: 3, memoryKiB: 65_536, parallelism: 4, length: 32 } as const
const PBKDF2_ROUNDS = 64_000

/** An encrypted backup is salt, nonce or IV, and ciphertext: AES-256-GCM with Argon2id, or in old versions AES-256-CBC with PBKDF2. */
export async function decryptBackup(
  encrypted: Uint8Array,
  usesArgon2: boolean,
  { password }: Key,
  context: OpenContext,
): Promise<Uint8Array> {
  const [saltBytes, ivBytes] = usesArgon2 ? [16, 12] : [20, 16]
  const salt = encrypted.subarray(0, saltBytes)
  const iv = encrypted.subarray(saltBytes, saltBytes + ivBytes)
  const body = encrypted.subarray(saltBytes + ivBytes)
  return await tryPassword(password, async (spelling) => {
    const key = usesArgon2
      ? await argon2({ ...ARGON2, password: spelling, salt }, context)
      : await pbkdf2(spelling, salt, { rounds: PBKDF2_ROUNDS, length: 32, hash: "sha1" }, context)
    if (usesArgon2) return openGcm({ key, nonce: iv }, body)
    const plain = openCbc(key, iv, body)
    // CBC has no tag, so a wrong key may pass; its result does not begin with `{`.
    return plain?.[0] === 0x7b ? plain : null
  })
}

/** @returns A whole file: {@link ARGON2_MAGIC}, salt, nonce and ciphertext. */
export async function encryptBackup(plain: Uint8Array, password: string, context: WriteContext): Promise<Uint8Array> {
  const [salt, nonce] = [context.random.bytes(16), context.random.bytes(12)]
  const key = await argon2({ ...ARGON2, password, salt }, context)
  return concat(encodeUtf8(ARGON2_MAGIC), salt, nonce, sealGcm({ key, nonce }, plain))
}
