import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Account, Draft, Icon, Kind } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { MAX_GROUPS } from "../../../accounts/ranges.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import type { Handler, Keeps, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import { argon2, concat, digest, openCbc, openGcm, pbkdf2, sameBytes, sealGcm, tryPassword } from "../../crypto/crypto.ts"
import { decodeBase64, encodeHex } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, text } from "../../records/fields.ts"
import { iconOf } from "../../records/icons.ts"
import { arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { BARE_KEEPS, LOSS_TEXTS, firstByKey, issuerFromName, lost, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { SQLCIPHER_4, detectSqlcipher, openSqlcipher } from "../../crypto/sqlcipher.ts"
import { withSqlite } from "../../containers/sqlite.ts"
import type { Cell } from "../../containers/sqlite.ts"
import { decodeText, encodeUtf8, textOf, unescapeHtml } from "../../records/text.ts"

/** Stratum, formerly Authenticator Pro: JSON backups (plain, or encrypted with Argon2id or PBKDF2), HTML exports, and its database (plain or SQLCipher 4). */
const TEXTS = texts({
  guide: {
    en: "In Stratum (Authenticator Pro): Settings › Backup › Backup to file; without a password it is plain JSON",
    ja: "Stratum (Authenticator Pro) の設定 › バックアップ › ファイルへバックアップ。パスワードなしの場合は平文の JSON です",
  },
  motpKey: { en: "the mOTP key is not text", ja: "mOTP の鍵が文字列ではありません" },
  hotpDigits: { en: "Stratum takes counter-based codes of 6 to 8 digits only", ja: "Stratum のカウンター式コードは 6 〜 8 桁だけです" },
  icon: { en: "the target does not accept this type of icon", ja: "移行先で使えない形式のアイコンです" },
})

const ARGON2_MAGIC = "AUTHENTICATORPRO"
const PBKDF2_MAGIC = "AuthenticatorPro"
const ARGON2 = { variant: "argon2id", iterations: 3, memoryKiB: 65_536, parallelism: 4, length: 32 } as const
const PBKDF2_ROUNDS = 64_000
const KINDS: readonly (Kind | undefined)[] = [undefined, "hotp", "totp", "motp", "steam", "yandex"]

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  switch (input.sniffed.kind) {
    case "magic": {
      const encrypted = input.bytes.subarray(ARGON2_MAGIC.length)
      const usesArgon2 = input.sniffed.word === ARGON2_MAGIC
      return {
        kind: "locked",
        needs: "password",
        unlock: async (key, context) => readBackup(objectOf(parseJson(await decrypt(encrypted, usesArgon2, key, context))), context),
      }
    }
    case "sqlite":
      return await withSqlite(input.bytes, null, (read) => readBackup(toBackup(read), context))
    case "html":
      return readHtml(textOf(input.bytes), context)
    case "binary":
      return { kind: "locked", needs: "password", unlock: (key, context) => unlockDatabase(input.bytes, key, context) }
    default:
      return readBackup(objectOf(jsonOf(input)), context)
  }
}

/** The app encrypts its database where the user has set a password for the app. */
async function unlockDatabase(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  const database = await tryPassword(password, (spelling) => openSqlcipher(bytes, spelling, SQLCIPHER_4, context))
  return await withSqlite(database, null, (read) => readBackup(toBackup(read), context))
}

/** An encrypted backup is salt, nonce or IV, and ciphertext: AES-256-GCM with Argon2id, or in old versions AES-256-CBC with PBKDF2. */
async function decrypt(encrypted: Uint8Array, usesArgon2: boolean, { password }: Key, context: OpenContext): Promise<Uint8Array> {
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

/** The tables of the app's database in the shape of a backup. */
function toBackup(read: (table: string) => readonly Readonly<Record<string, Cell>>[]): JsonObject {
  const rename = (names: Readonly<Record<string, string>>, table: string): JsonObject[] =>
    read(table).map((row) => Object.fromEntries(Object.entries(names).map(([column, name]) => [name, row[column] ?? null])))
  const account = { type: "Type", icon: "Icon", issuer: "Issuer", username: "Username", secret: "Secret", pin: "Pin" }
  const numbers = { algorithm: "Algorithm", digits: "Digits", period: "Period", counter: "Counter", ranking: "Ranking" }
  return {
    Authenticators: rename({ ...account, ...numbers }, "authenticator"),
    Categories: rename({ id: "Id", name: "Name", ranking: "Ranking" }, "category"),
    AuthenticatorCategories: rename({ categoryid: "CategoryId", authenticatorsecret: "AuthenticatorSecret" }, "authenticatorcategory"),
    CustomIcons: rename({ id: "Id", data: "Data" }, "customicon"),
  }
}

function readBackup(root: JsonObject, context: OpenContext): OpenedAccounts {
  const names = new Map(objectsIn(root["Categories"]).map((category) => [text(category["Id"]), text(category["Name"]).trim()]))
  const groups = new Map<string, string[]>()
  for (const binding of objectsIn(root["AuthenticatorCategories"])) {
    const name = names.get(text(binding["CategoryId"])) ?? ""
    const secret = text(binding["AuthenticatorSecret"])
    if (name === "") continue
    const known = groups.get(secret)
    if (known === undefined) groups.set(secret, [name])
    // One group more than the limit is kept, so that the account is refused.
    else if (known.length <= MAX_GROUPS && !known.includes(name)) known.push(name)
  }
  const icons = new Map(objectsIn(root["CustomIcons"]).map((icon) => [text(icon["Id"]), icon["Data"]]))
  return new RecordReader(context)
    .readAll(arrayOrEmpty(root["Authenticators"]), (record) => {
      const account = objectOf(record)
      return readAccount(account, groups.get(text(account["Secret"])) ?? [], icons)
    })
    .opened()
}

const objectsIn = (value: unknown): JsonObject[] => arrayOrEmpty(value).filter(isObject)

function readAccount(account: JsonObject, groups: readonly string[], icons: ReadonlyMap<string, unknown>): Draft {
  const kind = KINDS[Number(account["Type"])]
  if (kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const pin = text(account["Pin"])
  return draftOf({
    kind,
    secret: readSecret(kind, account["Secret"]),
    issuer: text(account["Issuer"]),
    name: text(account["Username"]),
    algorithm: readAlgorithm(account["Algorithm"]),
    digits: account["Digits"],
    period: account["Period"],
    counter: account["Counter"],
    pin: pin === "" ? null : pin,
    groups,
    icon: readCustomIcon(text(account["Icon"]), icons),
  })
}

/** The key of mOTP is plain text, which is not always hexadecimal. */
function readSecret(kind: Kind, value: unknown): Secret {
  return kind === "motp" && typeof value === "string" ? new Secret(encodeUtf8(value.trim())) : base32Field(value)
}

function readAlgorithm(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return RFC_ALGORITHMS[Number(value)] ?? text(value)
}

/** A name that begins with `@` is the id of the user's own picture; other names are from the app's collection. */
function readCustomIcon(name: string, icons: ReadonlyMap<string, unknown>): Icon | null {
  const data = name.startsWith("@") ? icons.get(name.slice(1)) : undefined
  if (data instanceof Uint8Array) return iconOf(data)
  if (typeof data !== "string") return null
  try {
    return iconOf(decodeBase64(data))
  } catch {
    return null
  }
}

/** The URIs are in `<code>` elements. The app does not escape them as HTML, but some programs that save the page do. */
function readHtml(html: string, context: OpenContext): OpenedAccounts {
  return new RecordReader(context)
    .readAll(findCodeElements(html), (uri) => parseOtpUri(uri.includes("&amp;") ? unescapeHtml(uri) : uri))
    .opened()
}

/**
 * The content of the `<code>` elements, which may contain an unescaped `<`. A lazy regular expression would take quadratic time on a hostile
 * page.
 */
function findCodeElements(html: string): string[] {
  const codes: string[] = []
  for (let at = html.indexOf("<code>"); at >= 0; at = html.indexOf("<code>", at)) {
    const end = html.indexOf("</code>", at)
    if (end < 0) break
    codes.push(html.slice(at + "<code>".length, end))
    at = end
  }
  return codes
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const plain = encodeUtf8(JSON.stringify(writeBackup(drafts)))
  if (context.password === null) return plain
  const [salt, nonce] = [context.random.bytes(16), context.random.bytes(12)]
  const key = await argon2({ ...ARGON2, password: context.password, salt }, context)
  return concat(encodeUtf8(ARGON2_MAGIC), salt, nonce, sealGcm({ key, nonce }, plain))
}

function writeBackup(drafts: readonly Draft[]): object {
  const groups = [...new Set(drafts.flatMap((draft) => draft.groups))]
  const icons = new Map(drafts.flatMap(({ icon }) => (isSupportedIcon(icon) ? [[iconId(icon), icon.data]] : [])))
  return {
    Authenticators: drafts.map((draft, index) => ({
      Type: KINDS.indexOf(draft.kind),
      Icon: isSupportedIcon(draft.icon) ? `@${iconId(draft.icon)}` : null,
      Issuer: draft.issuer === "" ? draft.name : draft.issuer,
      Username: draft.issuer === "" || draft.name === "" ? null : draft.name,
      Secret: secretText(draft),
      Pin: draft.pin,
      Algorithm: Math.max(0, RFC_ALGORITHMS.indexOf(draft.algorithm)),
      Digits: draft.digits,
      Period: draft.period ?? 30,
      Counter: draft.counter ?? 0,
      CopyCount: 0,
      Ranking: index,
    })),
    Categories: groups.map((name, index) => ({ Id: shortHash(encodeUtf8(name)), Name: name, Ranking: index })),
    AuthenticatorCategories: drafts.flatMap((draft) =>
      draft.groups.map((name) => ({ CategoryId: shortHash(encodeUtf8(name)), AuthenticatorSecret: secretText(draft), Ranking: 0 })),
    ),
    CustomIcons: [...icons].map(([Id, Data]) => ({ Id, Data })),
  }
}

const secretText = ({ kind, secret }: Pick<Account, "kind" | "secret">): string =>
  kind === "motp" ? Buffer.from(secret.reveal()).toString("utf8") : secret.toBase32()

/** The app's ids are the first 8 hexadecimal digits of a SHA-1. */
const shortHash = (bytes: Uint8Array): string => encodeHex(digest("sha1", bytes)).slice(0, 8)

const isSupportedIcon = (icon: Icon | null): icon is Icon => icon !== null && iconOf(decodeBase64(icon.data)) !== null
const iconId = ({ data }: Icon): string => shortHash(decodeBase64(data))

/** Whether the bytes are text that the app would keep exactly: UTF-8 without white space around it. */
function isText(bytes: Uint8Array): boolean {
  const text = decodeText(bytes)?.trim() ?? ""
  return text !== "" && sameBytes(encodeUtf8(text), bytes)
}

function losses(draft: Draft, all: readonly Draft[]): Loss[] {
  const out = [...ownLosses(draft)]
  if (out.every(({ grade }) => grade !== "refused") && firstBySecret(all).get(secretText(draft)) !== draft)
    out.push(refused(LOSS_TEXTS.sameSecret))
  return out
}

function* ownLosses(draft: Draft): Generator<Loss> {
  const { kind, secret, digits, icon } = draft
  if (kind === "motp" && !isText(secret.reveal())) yield refused(TEXTS.motpKey)
  if (kind === "hotp" && digits > 8) yield refused(TEXTS.hotpDigits)
  yield* issuerFromName(draft)
  if (icon !== null && !isSupportedIcon(icon)) yield lost(TEXTS.icon)
}

const firstBySecret = firstByKey((draft) => (isWritten(draft) ? secretText(draft) : null))

function isWritten(draft: Draft): boolean {
  const free = draft.kind === "totp" || draft.kind === "hotp"
  if (free && !(KEEPS.digits.includes(draft.digits) && KEEPS.algorithms.includes(draft.algorithm))) return false
  return [...ownLosses(draft)].every(({ grade }) => grade !== "refused")
}

const KEEPS: Keeps = {
  ...BARE_KEEPS,
  kinds: ["totp", "hotp", "motp", "steam", "yandex"],
  algorithms: RFC_ALGORITHMS,
  digits: [6, 7, 8, 9, 10],
  periods: "any",
  pin: true,
  groups: "many",
  icon: true,
}

export const stratum: Handler = {
  id: "stratum",
  title: "Stratum (Authenticator Pro)",
  extensions: ["stratum", "authpro", "json", "html", "db3"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    switch (sniffed.kind) {
      case "magic":
        return sniffed.word === ARGON2_MAGIC || sniffed.word === PBKDF2_MAGIC ? "yes" : "no"
      case "json-object":
        return sniffed.keys.includes("Authenticators") ? "yes" : "no"
      case "sqlite":
        return sniffed.tables.some((table) => table.toLowerCase() === "authenticator") ? "yes" : "no"
      case "html":
        return /Stratum|Authenticator Pro/i.test(sniffed.title) ? "yes" : "no"
      default:
        return detectSqlcipher(sniffed, SQLCIPHER_4)
    }
  },
  open,
  writer: {
    protects: "optional",
    keeps: KEEPS,
    extension: (isProtected) => (isProtected ? "stratum" : "json"),
    losses,
    run: write,
  },
}
