import type { Draft } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { readAndroidPrefs } from "../../containers/android-prefs.ts"
import { arrayOrEmpty, isObject, objectOf, parseJson, stringOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { badParameters, openGcm, pbkdf2, spellings, wrongPassword } from "../../crypto/crypto.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { text } from "../../records/fields.ts"
import { readFreeOtpToken, signedBytes } from "../../records/freeotp-token.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { readJavaStringMap } from "./java-map.ts"

/** FreeOTP: version 1's `tokens.xml` (Android preferences), and version 2's `externalBackup.xml`, a serialised Java map. */
const TEXTS = texts({
  guide: {
    en: "In FreeOTP 2: menu › Backup (its password was set at the first start). FreeOTP 1 has no export; from a rooted phone: shared_prefs/tokens.xml",
    ja: "FreeOTP 2 のメニュー › バックアップ（パスワードは初回起動時に設定したもの）。FreeOTP 1 にはエクスポートがなく、root 化したスマートフォンの shared_prefs/tokens.xml から読み込めます",
  },
  noToken: { en: "the key has no matching token", ja: "鍵に対応するトークンがありません" },
  noKey: { en: "the token has no matching key", ja: "トークンに対応する鍵がありません" },
  lockedToken: {
    en: "the key of this token cannot be decrypted, although the password is right: FreeOTP overwrote its master key after a restore",
    ja: "パスワードは正しいものの、このトークンの鍵を開けません（復元後に FreeOTP がマスターキーを上書きした不具合です）",
  },
  noMaster: { en: "the backup has no master key", ja: "バックアップにマスターキーがありません" },
})

const MASTER = "masterKey"
const TOKEN = "-token"

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind !== "java-stream") return readPrefs(await readAndroidPrefs(input.bytes), context)
  const map = readJavaStringMap(input.bytes)
  const master = map.get(MASTER)
  if (master === undefined) throw new AppError("format-damaged", TEXTS.noMaster)
  const sealed = objectOf(parseJson(master))
  return { kind: "locked", needs: "password", unlock: async (key, at) => readMap(map, await decryptMaster(sealed, key, at), at) }
}

// Version 1

function readPrefs(entries: ReadonlyMap<string, string>, context: OpenContext): OpenedAccounts {
  const ordered = parseOrder(entries.get("tokenOrder"))
  const ids = [...entries.keys()].filter((id) => id !== "tokenOrder")
  const place = new Map(ordered.map((id, index) => [id, index]))
  const numbered = ids.map((id, index) => ({ id, at: index + 1 }))
  numbered.sort((a, b) => (place.get(a.id) ?? place.size) - (place.get(b.id) ?? place.size))
  const reader = new RecordReader(context)
  for (const { id, at } of numbered) reader.read(at, () => readEntry(entries.get(id) ?? ""))
  return reader.opened()
}

function parseOrder(value: string | undefined): string[] {
  try {
    return arrayOrEmpty(parseJson(value ?? "[]")).map(text)
  } catch {
    return []
  }
}

/** The oldest versions stored plain URIs. */
function readEntry(value: string): Draft {
  if (value.startsWith("otpauth:")) return parseOtpUri(value)
  const token = objectOf(parseJson(value))
  return readFreeOtpToken(token, new Secret(signedBytes(token["secret"])))
}

// Version 2

async function decryptMaster(master: JsonObject, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  const hash = /sha512$/i.test(text(master["mAlgorithm"])) ? "sha512" : /sha256$/i.test(text(master["mAlgorithm"])) ? "sha256" : "sha1"
  const salt = signedBytes(master["mSalt"])
  const sealed = objectOf(master["mEncryptedKey"])
  for (const spelling of spellings(password)) {
    const key = await pbkdf2(spelling, salt, { rounds: Number(master["mIterations"]), length: 32, hash }, context)
    const plain = decryptKey(key, sealed)
    if (plain !== null && [16, 24, 32].includes(plain.length)) return plain
  }
  throw wrongPassword()
}

/** AES-GCM with the token's name as additional data. */
function decryptKey(key: Uint8Array, sealed: JsonObject): Uint8Array | null {
  const aad = encodeUtf8(stringOf(sealed["mToken"]))
  return openGcm({ key, nonce: parseNonce(signedBytes(sealed["mParameters"])), aad }, signedBytes(sealed["mCipherText"]))
}

/** DER: a SEQUENCE that begins with the nonce as an OCTET STRING, or on some Androids that string alone. */
function parseNonce(der: Uint8Array): Uint8Array {
  const start = der[0] === 0x30 ? 2 : 0
  const length = der[start + 1] ?? 0
  const nonce = der.subarray(start + 2, start + 2 + length)
  if (der[start] !== 0x04 || length === 0 || nonce.length !== length) throw badParameters()
  return nonce
}

function readMap(map: ReadonlyMap<string, string>, master: Uint8Array, context: OpenContext): OpenedAccounts {
  const ids = new Set(
    [...map.keys()].filter((key) => key !== MASTER).map((key) => (key.endsWith(TOKEN) ? key.slice(0, -TOKEN.length) : key)),
  )
  return new RecordReader(context)
    .readAll([...ids], (id) => {
      const [key, token] = [map.get(id), map.get(id + TOKEN)]
      if (token === undefined) throw new AppError("format-damaged", TEXTS.noToken)
      if (key === undefined) throw new AppError("format-damaged", TEXTS.noKey)
      return readFreeOtpToken(objectOf(parseJson(token)), new Secret(decryptToken(master, key)))
    })
    .opened()
}

function decryptToken(master: Uint8Array, key: string): Uint8Array {
  const outer = objectOf(parseJson(key))
  const inner = outer["key"]
  const secret = decryptKey(master, isObject(inner) ? inner : objectOf(parseJson(stringOf(inner))))
  if (secret === null) throw new AppError("password-wrong", TEXTS.lockedToken)
  return secret
}

export const freeotp: Handler = {
  id: "freeotp",
  title: "FreeOTP",
  extensions: ["xml"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "java-stream") return sniffed.className === "java.util.HashMap" ? "yes" : "no"
    if (sniffed.kind !== "xml" || sniffed.root !== "map") return "no"
    // Keys of a token, whose JSON is escaped in the XML.
    const token = /(?:&quot;|")(?:algo|issuerExt|issuerInt|secret)(?:&quot;|")\s*:/.test(sniffed.head)
    return sniffed.names.includes("tokenOrder") || token || />\s*otpauth:/.test(sniffed.head) ? "yes" : "no"
  },
  open,
}
