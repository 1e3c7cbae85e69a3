import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, jsonOf, objectOf, stringOf } from "../containers/json.ts"
import { argon2, argon2WaitS, hmac, openGcm, sameBytes, tryPassword } from "../crypto/crypto.ts"
import type { Handler, OpenContext, Opened, SniffedInput } from "../handler.ts"
import { decodeBase64 } from "../records/encoding.ts"
import { base32Field, draftOf, uuidField } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { decodeLossy, encodeUtf8 } from "../records/text.ts"

/** Open Authenticator: JSON whose values are encrypted one by one. */
const TEXTS = texts({
  guide: {
    en: "In Open Authenticator: Settings › Backups › backup now, then take the .bak file",
    ja: "Open Authenticator の設定 › バックアップで作成した .bak ファイル",
  },
  bytes: { en: "an encrypted value is not a list of bytes", ja: "暗号化された値がバイト列ではありません" },
  otherSalt: {
    en: "the entry was encrypted with an earlier password",
    ja: "以前のパスワードで暗号化された項目です",
  },
  value: { en: "a value of the entry cannot be decrypted", ja: "復号できない値があります" },
})

const ARGON2 = { variant: "argon2id", iterations: 3, memoryKiB: 262_144, parallelism: 8, length: 32 } as const
const NONCE_BYTES = 12
const TAG_BYTES = 16

function open(inputs: readonly SniffedInput[]): Opened {
  const root = objectOf(jsonOf(singleInput(inputs)))
  const salt = decodeBase64(stringOf(root["salt"]))
  const signature = decodeBase64(stringOf(root["passwordSignature"]))
  const entries = arrayOf(root["totps"])
  const waitS = argon2WaitS(ARGON2)
  return {
    kind: "locked",
    needs: "password",
    ...(waitS === undefined ? {} : { waitS }),
    unlock: async ({ password }, context) => {
      const key = await tryPassword(password, (spelling) => deriveKey(spelling, { salt, signature }, context))
      return new RecordReader(context).readAll(entries, (entry) => readEntry(entry, key, salt)).opened()
    },
  }
}

/** Null where the password is wrong: the file has its HMAC. */
async function deriveKey(
  password: string,
  { salt, signature }: { readonly salt: Uint8Array; readonly signature: Uint8Array },
  context: OpenContext,
): Promise<Uint8Array | null> {
  const key = await argon2({ ...ARGON2, password, salt }, context)
  return sameBytes(hmac("sha256", key, encodeUtf8(password)), signature) ? key : null
}

function readEntry(value: unknown, key: Uint8Array, salt: Uint8Array): Draft {
  const entry = objectOf(value)
  const own = entry["encryptionSalt"]
  if (own !== undefined && own !== null && !sameBytes(bytesOf(own), salt)) throw new AppError("password-wrong", TEXTS.otherSalt)
  const textOf = (name: string): string => decrypt(entry[name], key)
  return draftOf({
    kind: "totp",
    issuer: textOf("issuer"),
    name: textOf("label"),
    secret: base32Field(textOf("secret")),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    id: uuidField(entry["uuid"]),
  })
}

/** Nonce, then AES-256-GCM. `""` for an absent value. @throws AppError `format-damaged` */
function decrypt(value: unknown, key: Uint8Array): string {
  if (value === undefined || value === null) return ""
  const bytes = bytesOf(value)
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new AppError("format-damaged", TEXTS.value)
  const plain = openGcm({ key, nonce: bytes.subarray(0, NONCE_BYTES) }, bytes.subarray(NONCE_BYTES))
  if (plain === null) throw new AppError("format-damaged", TEXTS.value)
  return decodeLossy(plain)
}

/** A list of whole numbers from 0 to 255, or base64. @throws AppError `format-damaged` */
function bytesOf(value: unknown): Uint8Array {
  if (typeof value === "string") return decodeBase64(value)
  const isByte = (byte: unknown): boolean => typeof byte === "number" && Number.isInteger(byte) && byte >= 0 && byte <= 255
  if (!Array.isArray(value) || !value.every(isByte)) throw new AppError("format-damaged", TEXTS.bytes)
  return Uint8Array.from(value as number[])
}

export const openAuthenticator: Handler = {
  id: "open-authenticator",
  title: "Open Authenticator",
  extensions: ["bak"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind !== "json-object") return "no"
    const { types } = sniffed
    return types["passwordSignature"] === "string" && types["salt"] === "string" && types["totps"] === "array" ? "yes" : "no"
  },
  open: (inputs) => Promise.resolve().then(() => open(inputs)),
}
