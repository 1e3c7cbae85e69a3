import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { Secret } from "../../accounts/secret.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readAndroidPrefs } from "../containers/android-prefs.ts"
import { digest, openCbc, spellings, wrongPassword } from "../crypto/crypto.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, text } from "../records/fields.ts"
import { arrayOf, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8, textOf } from "../records/text.ts"

/** TOTP Authenticator for Android: its encrypted backup (base64, no magic), and the preferences of the app. */
const TEXTS = texts({
  guide: {
    en: "In TOTP Authenticator: menu › Backup; without a password of your own the built-in one is tried",
    ja: "TOTP Authenticator のメニュー › バックアップ。パスワード未設定の場合は内蔵のパスワードを試します",
  },
})

const BUILT_IN = "TotpAuthenticator"
const PREFS_KEY = "STATIC_TOTP_CODES_LIST"

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  switch (input.sniffed.kind) {
    case "xml":
      return readList(parseJson((await readAndroidPrefs(input.bytes)).get(PREFS_KEY) ?? "[]"), context)
    case "json-array":
      return readList(jsonOf(input), context)
    default: {
      const sealed = decodeBase64(textOf(input.bytes))
      const plain = unseal(sealed, BUILT_IN)
      if (plain !== null) return readList(plain, context)
      return {
        kind: "locked",
        needs: "password",
        unlock: ({ password }, at) =>
          Promise.resolve().then(() => {
            for (const spelling of spellings(password)) {
              const list = unseal(sealed, spelling)
              if (list !== null) return readList(list, at)
            }
            throw wrongPassword()
          }),
      }
    }
  }
}

/** A JSON object with one key, whose name is the list's JSON. Null for a wrong password. */
function unseal(sealed: Uint8Array, password: string): unknown {
  const plain = openCbc(digest("sha256", encodeUtf8(password)), new Uint8Array(16), sealed)
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
    secret: secretOf(entry),
    issuer: issuer === "Unknown" ? "" : issuer,
    name: text(entry["name"]),
    digits: entry["digits"],
    period: entry["period"],
  })
}

function secretOf(entry: JsonObject): Secret {
  const key = text(entry["key"])
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
        return sniffed.bytes % 16 === 0 ? "maybe" : "no"
      default:
        return "no"
    }
  },
  open,
}
