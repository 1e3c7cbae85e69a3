import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { readAndroidPrefs } from "../containers/android-prefs.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { digest, openCbc, tryPassword } from "../crypto/crypto.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"

/** TOTP Authenticator for Android: its encrypted backup (base64 without magic bytes), and the preferences of the app. */
const TEXTS = texts({
  guide: {
    en: "In TOTP Authenticator: menu › Backup; if you set no password, the app's built-in one is tried",
    ja: "TOTP Authenticator のメニュー › バックアップ。パスワード未設定の場合は内蔵のパスワードを試します",
  },
})

const BUILT_IN_PASSWORD = "TotpAuthenticator"
const PREFS_KEY = "STATIC_TOTP_CODES_LIST"

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  switch (input.sniffed.kind) {
    case "xml":
      return readList(parseJson((await readAndroidPrefs(input.bytes)).get(PREFS_KEY) ?? "[]"), context)
    case "json-array":
      return readList(jsonOf(input), context)
    default: {
      const encrypted = decodeBase64(textOf(input.bytes))
      const list = decrypt(encrypted, BUILT_IN_PASSWORD)
      if (list !== null) return readList(list, context)
      return {
        kind: "locked",
        needs: "password",
        unlock: async ({ password }, context) => readList(await tryPassword(password, (spelling) => decrypt(encrypted, spelling)), context),
      }
    }
  }
}

/**
 * The content is a JSON object with one key, and the text of that key is the list's JSON.
 *
 * @returns Null for a wrong password.
 */
function decrypt(encrypted: Uint8Array, password: string): unknown {
  const plain = openCbc(digest("sha256", encodeUtf8(password)), new Uint8Array(16), encrypted)
  if (plain === null) return null
  try {
    return parseJson(Object.keys(objectOf(parseJson(plain)))[0] ?? "")
  } catch {
    return null
  }
}

function readList(root: unknown, context: OpenContext): OpenedAccounts {
  return new RecordReader(context)
    .readAll(arrayOf(root), (record) => readEntry(objectOf(typeof record === "string" ? parseJson(record) : record)))
    .opened()
}

function readEntry(entry: JsonObject): Draft {
  const issuer = text(entry["issuer"])
  return draftOf({
    kind: "totp",
    secret: readSecret(entry),
    issuer: issuer === "Unknown" ? "" : issuer,
    name: text(entry["name"]),
    digits: entry["digits"],
    period: entry["period"],
  })
}

function readSecret(entry: JsonObject): Secret {
  const key = text(entry["key"])
  // The base of the key's encoding.
  switch (Number(entry["base"] ?? 32)) {
    case 16:
      return new Secret(decodeHex(key))
    case 32:
      return base32Field(key)
    case 64:
      return new Secret(decodeBase64(key))
    default:
      throw new AppError("format-unsupported", FIELD_TEXTS.secret)
  }
}

export const totpAuthenticator: Handler = {
  id: "totp-authenticator",
  title: "TOTP Authenticator",
  extensions: ["encrypt", "xml"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    switch (sniffed.kind) {
      case "xml":
        return sniffed.root === "map" && sniffed.names.includes(PREFS_KEY) ? "yes" : "no"
      case "json-array":
        return sniffed.keys.includes("base") && sniffed.keys.includes("key") ? "yes" : "no"
      case "base64":
        return sniffed.bytes > 0 && sniffed.bytes % 16 === 0 ? "unsigned" : "no"
      default:
        return "no"
    }
  },
  open,
}
