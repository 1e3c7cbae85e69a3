import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { badParameters, openCbc, pbkdf2, tryPassword } from "../crypto/crypto.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, draftOf, firstText, flag, groupNames, kindField, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { decodeLossy } from "../records/text.ts"

/** 2fast for Windows and Android: JSON whose values are encrypted one by one. */
const TEXTS = texts({
  guide: {
    en: "The .2fa data file that 2fast itself works with, and the backups that it makes of it",
    ja: "2fast が使う .2fa データファイルと、そのバックアップ",
  },
  value: { en: "a value of the entry cannot be decrypted", ja: "復号できない値があります" },
})

/** The same in all files. */
const SALT = decodeHex("0edf23c55df2ef08")
const KDFS = {
  old: { rounds: 1000, length: 32, hash: "sha1" },
  new: { rounds: 25_000, length: 32, hash: "sha256" },
} as const
const NEW_KDF_VERSION = 2
/** By the number in the file. */
const ALGORITHMS = ["SHA1", "SHA256", "SHA512"]

/** Decrypts a value. Nothing for an absent one. @throws AppError `format-damaged` */
type Decrypt = (value: unknown) => Uint8Array

function open(inputs: readonly SniffedInput[]): Opened {
  const root = lowerKeys(jsonOf(singleInput(inputs)))
  const iv = decodeBase64(text(root["iv"]))
  if (iv.length !== 16) throw badParameters()
  const entries = arrayOf(root["collection"])
  const kdf = Number(root["version"] ?? 0) >= NEW_KDF_VERSION ? KDFS.new : KDFS.old
  return {
    kind: "locked",
    needs: "password",
    unlock: ({ password }, context) =>
      tryPassword(password, async (spelling) => {
        const opened = readEntries(entries, decrypterOf(await pbkdf2(spelling, SALT, kdf, context), iv), context)
        // There is no checksum: with a wrong key, no entry has only values with correct padding.
        return entries.length > 0 && opened.drafts.length === 0 ? null : opened
      }),
  }
}

function decrypterOf(key: Uint8Array, iv: Uint8Array): Decrypt {
  return (value) => {
    if (value === undefined || value === null || value === "") return new Uint8Array()
    const plain = openCbc(key, iv, decodeBase64(text(value)))
    if (plain === null) throw new AppError("format-damaged", TEXTS.value)
    return plain
  }
}

function readEntries(entries: readonly unknown[], decrypt: Decrypt, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(entries, (entry) => readEntry(lowerKeys(entry), decrypt)).opened()
}

function readEntry(entry: JsonObject, decrypt: Decrypt): Draft {
  const textOf = (value: unknown): string => decodeLossy(decrypt(value))
  const secret = decrypt(entry["secretbytearray"])
  if (secret.length === 0) throw new AppError("format-damaged", FIELD_TEXTS.secret)
  const { hashmode } = entry
  return draftOf({
    kind: kindField(firstText(textOf(entry["otptype"]), "totp")),
    issuer: textOf(entry["issuer"]),
    name: textOf(entry["label"]),
    secret: new Secret(secret),
    algorithm: typeof hashmode === "number" ? (ALGORITHMS[hashmode] ?? hashmode) : hashmode,
    digits: entry["totpsize"],
    period: entry["period"],
    note: textOf(entry["notes"]),
    favorite: flag(entry["isfavourite"]),
    groups: groupNames(arrayOrEmpty(entry["selectedcategories"]).map((category) => textOf(lowerKeys(category)["name"]).trim())),
  })
}

/** The same object with keys in lower case. @throws AppError `format-damaged` when it is no object */
function lowerKeys(value: unknown): JsonObject {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, value]) => [key.toLowerCase(), value]))
}

export const twoFast: Handler = {
  id: "2fast",
  title: "2fast",
  extensions: ["2fa"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind !== "json-object" || !isObject(sniffed.json)) return "no"
    const root = lowerKeys(sniffed.json)
    return typeof root["iv"] === "string" && Array.isArray(root["collection"]) ? "yes" : "no"
  },
  open: (inputs) => Promise.resolve().then(() => open(inputs)),
}
