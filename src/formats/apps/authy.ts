import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { readAndroidPrefs } from "../containers/android-prefs.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { openCbc, pbkdf2, tryPassword, wrongPassword } from "../crypto/crypto.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { checkPbkdf2OfRecords } from "../limits.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, firstText, text } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, linesOf, textOf } from "../records/text.ts"

/** Authy: the Android app's preferences, the JSON of its API (also as sent on a GDPR request), and the table that a GDPR tool prints. */
const TEXTS = texts({
  guide: {
    en: "Authy has had no export since its desktop app ended. From a rooted phone: shared_prefs/com.authy.storage.tokens.authenticator.xml; or request your data from Authy (GDPR). Otherwise enrol each account again",
    ja: "Authy はデスクトップ版の終了以降、エクスポートできません。root 化したスマートフォンの shared_prefs/com.authy.storage.tokens.authenticator.xml、または個人データの開示請求（GDPR）で得たファイルを使います。それ以外は再登録が必要です",
  },
  hint: { en: "Authy's backups password", ja: "Authy のバックアップパスワード" },
})

/** The rounds that the app used before and after it stored their number with the token. */
const KNOWN_ROUNDS = [1_000, 100_000]
const PREFS_KEYS = ["com.authy.storage.tokens.authenticator.key", "com.authy.storage.tokens.authy.key"]
/** The key of the list in Authy's own JSON, and in the output of tools that decrypt it. */
const TOKEN_LISTS = ["authenticator_tokens", "decrypted_authenticator_tokens"]
const AUTHY_NATIVE_DIGITS = 7
const AUTHY_NATIVE_PERIOD_S = 10

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "text") return readTable(textOf(input.bytes), context)
  const tokens = await findTokens(input)
  if (!tokens.some((token) => isObject(token) && encryptedSecret(token) !== "")) return await readTokens(tokens, null, context)
  return {
    kind: "locked",
    needs: "password",
    hint: messageOf(TEXTS.hint),
    unlock: (key, context) => unlock(tokens, key, context),
  }
}

async function findTokens(input: SniffedInput): Promise<readonly unknown[]> {
  if (input.sniffed.kind === "xml") {
    const prefs = await readAndroidPrefs(input.bytes)
    return PREFS_KEYS.flatMap((key) => arrayOf(parseJson(prefs.get(key) ?? "[]")))
  }
  const root = jsonOf(input)
  if (Array.isArray(root)) return root as unknown[]
  const lists = objectOf(root)
  return TOKEN_LISTS.flatMap((name) => arrayOrEmpty(lists[name]))
}

const decryptedSecret = (token: JsonObject): string => firstText(token["decryptedSecret"], token["decrypted_seed"])

/** Empty where the secret is decrypted: tools that decrypt keep the encrypted one beside it. */
const encryptedSecret = (token: JsonObject): string =>
  decryptedSecret(token) === "" ? firstText(token["encryptedSecret"], token["encrypted_seed"]) : ""

/** Where no token opens, the password is wrong. Where only some do, the others are issues. */
async function unlock(tokens: readonly unknown[], { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  return await tryPassword(password, async (spelling) => {
    const opened = await readTokens(tokens, spelling, context)
    return !opened.issues.some(({ code }) => code === "record-locked") || opened.drafts.length > 0 ? opened : null
  })
}

async function readTokens(tokens: readonly unknown[], password: string | null, context: OpenContext): Promise<OpenedAccounts> {
  const seeds: (string | null)[] = []
  const encrypted = password === null ? [] : tokens.filter(isObject).filter((token) => encryptedSecret(token) !== "")
  checkPbkdf2OfRecords(encrypted.flatMap(candidateRounds).reduce((sum, rounds) => sum + rounds, 0))
  for (const [index, token] of tokens.entries()) {
    context.progress?.(index, tokens.length)
    const isEncrypted = isObject(token) && encryptedSecret(token) !== ""
    seeds.push(isEncrypted && password !== null ? await decryptSeed(token, password, context) : null)
  }
  return new RecordReader(context).readAll(tokens, (token, index) => readToken(objectOf(token), seeds[index] ?? null)).opened()
}

/** The token's own number of rounds, then the known ones, since the own number may be wrong. */
function candidateRounds(token: JsonObject): readonly number[] {
  const own = Number(token["key_derivation_iterations"] ?? 0)
  return own > 0 ? [own, ...KNOWN_ROUNDS.filter((rounds) => rounds !== own)] : KNOWN_ROUNDS
}

/**
 * Decrypt a seed, which is base32 or hexadecimal text under AES-256-CBC. The key is derived from the salt's text, not from the bytes that it
 * encodes.
 *
 * @returns Null where no number of rounds opens it.
 */
async function decryptSeed(token: JsonObject, password: string, context: OpenContext): Promise<string | null> {
  const ivText = text(token["unique_iv"])
  try {
    const iv = ivText === "" ? new Uint8Array(16) : decodeHex(ivText)
    const data = decodeBase64(encryptedSecret(token))
    for (const rounds of candidateRounds(token)) {
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
  const label = readLabel(token)
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
  if (encryptedSecret(token) !== "" && seed === null) throw wrongPassword()
  const plain = seed ?? decryptedSecret(token)
  if (plain === "") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  const isHex = text(token["account_type"]) === "authy" && /^(?:[0-9a-f]{2}){8,}$/i.test(plain)
  return draftOf({
    kind: "totp",
    secret: isHex ? new Secret(decodeHex(plain)) : base32Field(plain),
    ...label,
    digits: token["digits"],
    ...(isHex ? { period: AUTHY_NATIVE_PERIOD_S } : {}),
  })
}

/** The issuer that the token names, else the text before `:` or ` - ` in its names, else the account type. */
function readLabel(token: JsonObject): { issuer: string; name: string } {
  const name = text(token["name"]).trim()
  const original = firstText(token["originalName"], token["original_name"])
  const type = firstText(token["accountType"], token["account_type"])
  const ownIssuer = firstText(token["originalIssuer"], token["issuer"]).trim()
  const candidates = [ownIssuer, textBefore(original, ":"), textBefore(name, " - "), textBefore(name, ":")]
  const issuer =
    candidates.find((candidate) => candidate !== "") ?? (type === "authenticator" ? "" : type.charAt(0).toUpperCase() + type.slice(1))
  const shown = name === "" ? original : name
  const prefixes = issuer === "" ? [] : [`${issuer}:`, `${issuer} - `]
  const prefix = prefixes.find((prefix) => shown.toLowerCase().startsWith(prefix.toLowerCase()))
  return { issuer, name: (prefix === undefined ? shown : shown.slice(prefix.length)).trim() }
}

/** The text before the first separator, trimmed; empty where there is none. */
function textBefore(label: string, separator: string): string {
  const at = label.indexOf(separator)
  return at > 0 ? label.slice(0, at).trim() : ""
}

const TABLE_HEADER = /STATUS\s*\|\s*ACCOUNT\s*\|\s*TOTP SECRET/i

/** `STATUS | ACCOUNT | TOTP SECRET`, one account per line. Ruled lines and rows without a secret are not records. */
function readTable(table: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, text: line } of linesOf(table)) {
    const cells = line
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim())
    const [, account = "", secret = ""] = cells
    if (cells.length < 3 || TABLE_HEADER.test(line) || secret === "" || /^[-+=\s]*$/.test(secret)) continue
    reader.read(at, () => draftOf({ kind: "totp", secret: base32Field(secret), ...readLabel({ name: account, originalName: account }) }))
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
        return TOKEN_LISTS.some((name) => sniffed.keys.includes(name)) ? "yes" : "no"
      case "json-array":
        return ["decryptedSecret", "encryptedSecret", "secretSeed", "encrypted_seed"].some((key) => sniffed.keys.includes(key))
          ? "yes"
          : "no"
      case "text":
        return TABLE_HEADER.test(sniffed.head) ? "yes" : "no"
      default:
        return "no"
    }
  },
  open,
}
