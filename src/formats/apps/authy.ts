import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { Secret } from "../../accounts/secret.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readAndroidPrefs } from "../containers/android-prefs.ts"
import { checkPbkdf2OfRecords } from "../limits.ts"
import { openCbc, pbkdf2, spellings, wrongPassword } from "../crypto/crypto.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, firstText, text } from "../records/fields.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8, linesOf, textOf } from "../records/text.ts"

/** Authy: the Android app's preferences, the JSON of its interface (also as a GDPR answer), and the table that a GDPR tool prints. */
const TEXTS = texts({
  guide: {
    en: "Authy has no export since its desktop app ended. From a rooted phone: shared_prefs/com.authy.storage.tokens.authenticator.xml; or ask Authy for your data (GDPR). Otherwise enrol each account anew",
    ja: "Authy はデスクトップ版の終了以降、エクスポートできません。root 化した端末の shared_prefs/com.authy.storage.tokens.authenticator.xml、または個人データの開示請求 (GDPR) で得たファイルを使います。それ以外は再登録が必要です",
  },
  hint: { en: "Authy's backups password", ja: "Authy のバックアップパスワード" },
})

/** What the field says, else what the app used before and after it was introduced. */
const ROUNDS = [1_000, 100_000]
const PREFS_KEYS = ["com.authy.storage.tokens.authenticator.key", "com.authy.storage.tokens.authy.key"]
/** As Authy names it, and as the tools that decrypt it do. */
const LISTS = ["authenticator_tokens", "decrypted_authenticator_tokens"]
const AUTHY_NATIVE_DIGITS = 7
const AUTHY_NATIVE_PERIOD_S = 10

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind === "text") return readTable(textOf(input.bytes), context)
  const tokens = await tokensOf(input)
  if (!tokens.some((token) => isObject(token) && sealedOf(token) !== "")) return await readTokens(tokens, null, context)
  return {
    kind: "locked",
    needs: "password",
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: async ({ password }: Key, at) => await unlock(tokens, password, at),
  }
}

async function tokensOf(input: SniffedInput): Promise<readonly unknown[]> {
  if (input.sniffed.kind === "xml") {
    const prefs = await readAndroidPrefs(input.bytes)
    return PREFS_KEYS.flatMap((key) => arrayOf(parseJson(prefs.get(key) ?? "[]")))
  }
  const root = jsonOf(input)
  if (Array.isArray(root)) return root as unknown[]
  const lists = objectOf(root)
  return LISTS.flatMap((name) => arrayOrEmpty(lists[name]))
}

const plainOf = (token: JsonObject): string => firstText(token["decryptedSecret"], token["decrypted_seed"])

/** Tools that decrypt leave what they decrypted beside it. */
const sealedOf = (token: JsonObject): string => (plainOf(token) === "" ? firstText(token["encryptedSecret"], token["encrypted_seed"]) : "")

/** No token opens: the password was wrong. Some open: those that do not are issues. */
async function unlock(tokens: readonly unknown[], password: string, context: OpenContext): Promise<OpenedAccounts> {
  for (const spelling of spellings(password)) {
    const read = await readTokens(tokens, spelling, context)
    if (!read.issues.some(({ code }) => code === "record-locked") || read.drafts.length > 0) return read
  }
  throw wrongPassword()
}

async function readTokens(tokens: readonly unknown[], password: string | null, context: OpenContext): Promise<OpenedAccounts> {
  const seeds: (string | null)[] = []
  const sealed = password === null ? [] : tokens.filter(isObject).filter((token) => sealedOf(token) !== "")
  checkPbkdf2OfRecords(sealed.reduce((sum, token) => roundsOf(token).reduce((more, rounds) => more + rounds, sum), 0))
  for (const [index, token] of tokens.entries()) {
    context.progress?.(index, tokens.length)
    const sealed = isObject(token) && password !== null ? sealedOf(token) : ""
    seeds.push(isObject(token) && password !== null && sealed !== "" ? await unsealSeed(sealed, token, password, context) : null)
  }
  return new RecordReader(context).readAll(tokens, (token, index) => readToken(objectOf(token), seeds[index] ?? null)).opened()
}

/** What the token says, and what it may be where that is wrong. */
function roundsOf(token: JsonObject): readonly number[] {
  const told = Number(token["key_derivation_iterations"] ?? 0)
  return told > 0 ? [told, ...ROUNDS.filter((n) => n !== told)] : ROUNDS
}

/** Base32 text under AES-256-CBC; the salt is taken as text. Null where no count of rounds opens it. */
async function unsealSeed(sealed: string, token: JsonObject, password: string, context: OpenContext): Promise<string | null> {
  const vector = text(token["unique_iv"])
  try {
    const iv = vector === "" ? new Uint8Array(16) : decodeHex(vector)
    const data = decodeBase64(sealed)
    for (const rounds of roundsOf(token)) {
      const key = await pbkdf2(password, encodeUtf8(text(token["salt"])), { rounds, length: 32, hash: "sha1" }, context)
      const plain = openCbc(key, iv, data)
      const seed = plain === null ? "" : Buffer.from(plain).toString("latin1")
      if (/^[A-Za-z2-7=\s]+$/.test(seed) || /^[0-9a-fA-F]+$/.test(seed)) return seed
    }
    return null
  } catch (e) {
    if (e instanceof AppError && e.code === "format-damaged") return null
    throw e
  }
}

function readToken(token: JsonObject, seed: string | null): Draft {
  const label = labelOf(token)
  const native = text(token["secretSeed"])
  if (native !== "") {
    return draftOf({
      kind: "totp",
      secret: new Secret(decodeHex(native)),
      issuer: firstText(token["name"], label.issuer),
      digits: token["digits"] ?? AUTHY_NATIVE_DIGITS,
      period: AUTHY_NATIVE_PERIOD_S,
    })
  }
  if (sealedOf(token) !== "" && seed === null) throw wrongPassword()
  const plain = seed ?? plainOf(token)
  if (plain === "") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  const hex = text(token["account_type"]) === "authy" && /^(?:[0-9a-f]{2}){8,}$/i.test(plain)
  return draftOf({
    kind: "totp",
    secret: hex ? new Secret(decodeHex(plain)) : base32Field(plain),
    ...label,
    digits: token["digits"],
    ...(hex ? { period: AUTHY_NATIVE_PERIOD_S } : {}),
  })
}

/** The issuer as Authy knows it, else what stands before `:` or ` - `, else the kind of account. */
function labelOf(token: JsonObject): { issuer: string; name: string } {
  const name = text(token["name"]).trim()
  const original = firstText(token["originalName"], token["original_name"])
  const type = firstText(token["accountType"], token["account_type"])
  const told = firstText(token["originalIssuer"], token["issuer"]).trim()
  const candidates = [told, beforeMark(original, ":"), beforeMark(name, " - "), beforeMark(name, ":")]
  const issuer = candidates.find((one) => one !== "") ?? (type === "authenticator" ? "" : type.charAt(0).toUpperCase() + type.slice(1))
  const shown = name === "" ? original : name
  const prefix = [`${issuer}:`, `${issuer} - `].find((mark) => issuer !== "" && shown.toLowerCase().startsWith(mark.toLowerCase()))
  return { issuer, name: (prefix === undefined ? shown : shown.slice(prefix.length)).trim() }
}

function beforeMark(label: string, mark: string): string {
  const at = label.indexOf(mark)
  return at > 0 ? label.slice(0, at).trim() : ""
}

const TABLE = /STATUS\s*\|\s*ACCOUNT\s*\|\s*TOTP SECRET/i

/** `STATUS | ACCOUNT | TOTP SECRET`, a line an account; rulers and rows without a secret are no records. */
function readTable(table: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, text: line } of linesOf(table)) {
    const cells = line
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim())
    const [, account = "", secret = ""] = cells
    if (cells.length < 3 || TABLE.test(line) || secret === "" || /^[-+=\s]*$/.test(secret)) continue
    reader.read(at, () => draftOf({ kind: "totp", secret: base32Field(secret), ...labelOf({ name: account, originalName: account }) }))
  }
  return reader.opened()
}

export const authy: Handler = {
  id: "authy",
  title: "Authy",
  extensions: ["xml", "json"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    switch (sniffed.kind) {
      case "xml":
        return sniffed.root === "map" && sniffed.names.some((name) => name.startsWith("com.authy.storage.tokens")) ? "yes" : "no"
      case "json-object":
        return LISTS.some((name) => sniffed.keys.includes(name)) ? "yes" : "no"
      case "json-array":
        return ["decryptedSecret", "encryptedSecret", "secretSeed", "encrypted_seed"].some((key) => sniffed.keys.includes(key))
          ? "yes"
          : "no"
      case "text":
        return TABLE.test(sniffed.head) ? "yes" : "no"
      default:
        return "no"
    }
  },
  open,
}
