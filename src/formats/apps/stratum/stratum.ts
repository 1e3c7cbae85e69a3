import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Account, Draft, Icon, Kind } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { MAX_GROUPS } from "../../../accounts/ranges.ts"
import { Secret } from "../../../accounts/secret.ts"
import { parseOtpUri } from "../../../accounts/uri.ts"
import type { Handler, Keeps, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import { argon2, concat, digest, openCbc, openGcm, pbkdf2, sameBytes, sealGcm, spellings, wrongPassword } from "../../crypto/crypto.ts"
import { decodeBase64, encodeHex } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, text } from "../../records/fields.ts"
import { iconOf } from "../../records/icons.ts"
import { arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { BARE_KEEPS, LOSS_TEXTS, issuerFromName, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { SQLCIPHER_4, detectSqlcipher, openSqlcipher } from "../../crypto/sqlcipher.ts"
import { withSqlite } from "../../containers/sqlite.ts"
import type { Cell } from "../../containers/sqlite.ts"
import { decodeText, encodeUtf8, textOf, unescapeHtml } from "../../records/text.ts"

/** Stratum, formerly Authenticator Pro: JSON backups (plain, Argon2id, legacy PBKDF2), its HTML export, its own database (plain or SQLCipher 4). */
const TEXTS = texts({
  guide: {
    en: "In Stratum (Authenticator Pro): Settings › Backup › Backup to file; without a password it is plain JSON",
    ja: "Stratum (Authenticator Pro) の設定 › バックアップ › ファイルへバックアップ。パスワードなしの場合は平文の JSON です",
  },
  motpKey: { en: "the mOTP key is no text", ja: "mOTP の鍵が文字列ではありません" },
  hotpDigits: { en: "Stratum takes counter-based codes of 6 to 8 digits only", ja: "Stratum のカウンター式コードは 6 〜 8 桁だけです" },
  icon: { en: "the icon is of a kind the target does not take", ja: "移行先で使えない形式のアイコンです" },
})

const STRONG = "AUTHENTICATORPRO"
const LEGACY = "AuthenticatorPro"
const ARGON2 = { variant: "argon2id", iterations: 3, memoryKiB: 65_536, parallelism: 4, length: 32 } as const
const LEGACY_ROUNDS = 64_000
const KINDS: readonly (Kind | undefined)[] = [undefined, "hotp", "totp", "motp", "steam", "yandex"]

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  switch (input.sniffed.kind) {
    case "magic": {
      const sealed = input.bytes.subarray(STRONG.length)
      const strong = input.sniffed.word === STRONG
      return {
        kind: "locked",
        needs: "password",
        unlock: async (key, at) => readBackup(objectOf(parseJson(await unseal(sealed, strong, key, at))), at),
      }
    }
    case "sqlite":
      return await withSqlite(input.bytes, null, (read) => readBackup(backupOf(read), context))
    case "html":
      return readHtml(textOf(input.bytes), context)
    case "binary":
      return { kind: "locked", needs: "password", unlock: async (key, at) => await unlockDatabase(input.bytes, key, at) }
    default:
      return readBackup(objectOf(jsonOf(input)), context)
  }
}

/** The app's own database is encrypted where the user has set a password for the app. */
async function unlockDatabase(bytes: Uint8Array, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  for (const spelling of spellings(password)) {
    const database = await openSqlcipher(bytes, spelling, SQLCIPHER_4, context)
    if (database !== null) return await withSqlite(database, null, (read) => readBackup(backupOf(read), context))
  }
  throw wrongPassword()
}

async function unseal(sealed: Uint8Array, strong: boolean, { password }: Key, context: OpenContext): Promise<Uint8Array> {
  const [salt, iv] = strong ? [sealed.subarray(0, 16), sealed.subarray(16, 28)] : [sealed.subarray(0, 20), sealed.subarray(20, 36)]
  const body = sealed.subarray(salt.length + iv.length)
  for (const spelling of spellings(password)) {
    const key = strong
      ? await argon2({ ...ARGON2, password: spelling, salt }, context)
      : await pbkdf2(spelling, salt, { rounds: LEGACY_ROUNDS, length: 32, hash: "sha1" }, context)
    const plain = strong ? openGcm({ key, nonce: iv }, body) : openCbc(key, iv, body)
    // CBC has no tag: what opens by chance is no JSON object.
    if (plain !== null && (strong || plain[0] === 0x7b)) return plain
  }
  throw wrongPassword()
}

/** The internal database in the backup's words. */
function backupOf(read: (table: string) => readonly Readonly<Record<string, Cell>>[]): JsonObject {
  const pascal = (names: Readonly<Record<string, string>>, table: string): JsonObject[] =>
    read(table).map((row) => Object.fromEntries(Object.entries(names).map(([column, name]) => [name, row[column] ?? null])))
  const account = { type: "Type", icon: "Icon", issuer: "Issuer", username: "Username", secret: "Secret", pin: "Pin" }
  const numbers = { algorithm: "Algorithm", digits: "Digits", period: "Period", counter: "Counter", ranking: "Ranking" }
  return {
    Authenticators: pascal({ ...account, ...numbers }, "authenticator"),
    Categories: pascal({ id: "Id", name: "Name", ranking: "Ranking" }, "category"),
    AuthenticatorCategories: pascal({ categoryid: "CategoryId", authenticatorsecret: "AuthenticatorSecret" }, "authenticatorcategory"),
    CustomIcons: pascal({ id: "Id", data: "Data" }, "customicon"),
  }
}

function readBackup(root: JsonObject, context: OpenContext): OpenedAccounts {
  const names = new Map(records(root["Categories"]).map((category) => [text(category["Id"]), text(category["Name"]).trim()]))
  const groups = new Map<string, string[]>()
  for (const binding of records(root["AuthenticatorCategories"])) {
    const name = names.get(text(binding["CategoryId"])) ?? ""
    const secret = text(binding["AuthenticatorSecret"])
    if (name === "") continue
    const known = groups.get(secret)
    if (known === undefined) groups.set(secret, [name])
    // One more than an account may have is refused.
    else if (known.length <= MAX_GROUPS && !known.includes(name)) known.push(name)
  }
  const icons = new Map(records(root["CustomIcons"]).map((icon) => [text(icon["Id"]), icon["Data"]]))
  return new RecordReader(context)
    .readAll(arrayOrEmpty(root["Authenticators"]), (record) => {
      const account = objectOf(record)
      return readAccount(account, groups.get(text(account["Secret"])) ?? [], icons)
    })
    .opened()
}

const records = (value: unknown): JsonObject[] => arrayOrEmpty(value).filter(isObject)

function readAccount(account: JsonObject, groups: readonly string[], icons: ReadonlyMap<string, unknown>): Draft {
  const kind = KINDS[Number(account["Type"])]
  if (kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const pin = text(account["Pin"])
  return draftOf({
    kind,
    secret: secretOf(kind, account["Secret"]),
    issuer: text(account["Issuer"]),
    name: text(account["Username"]),
    algorithm: algorithmOf(account["Algorithm"]),
    digits: account["Digits"],
    period: account["Period"],
    counter: account["Counter"],
    pin: pin === "" ? null : pin,
    groups,
    icon: customIcon(text(account["Icon"]), icons),
  })
}

/** The key text of mOTP stands as it is; it is not always hexadecimal. */
function secretOf(kind: Kind, value: unknown): Secret {
  return kind === "motp" && typeof value === "string" ? new Secret(encodeUtf8(value.trim())) : base32Field(value)
}

function algorithmOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return RFC_ALGORITHMS[Number(value)] ?? text(value)
}

/** `@` leads the id of a picture of the user's own; other names are those of the app's collection. */
function customIcon(name: string, icons: ReadonlyMap<string, unknown>): Icon | null {
  const data = name.startsWith("@") ? icons.get(name.slice(1)) : undefined
  if (data instanceof Uint8Array) return iconOf(data)
  if (typeof data !== "string") return null
  try {
    return iconOf(decodeBase64(data))
  } catch {
    return null
  }
}

/** The URIs stand in `<code>`, not escaped as HTML would have it; some printers of such pages do escape them. */
function readHtml(html: string, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(codesOf(html), (uri) => parseOtpUri(uri.includes("&amp;") ? unescapeHtml(uri) : uri)).opened()
}

/** A loop: not even `<` need be escaped in them, and on hostile pages a lazy expression takes quadratic time. */
function codesOf(html: string): string[] {
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
  const plain = encodeUtf8(JSON.stringify(backup(drafts)))
  if (context.password === null) return plain
  const [salt, nonce] = [context.random.bytes(16), context.random.bytes(12)]
  const key = await argon2({ ...ARGON2, password: context.password, salt }, context)
  return concat(encodeUtf8(STRONG), salt, nonce, sealGcm({ key, nonce }, plain))
}

function backup(drafts: readonly Draft[]): object {
  const groups = [...new Set(drafts.flatMap((draft) => draft.groups))]
  const icons = new Map(drafts.flatMap(({ icon }) => (isTaken(icon) ? [[iconId(icon), icon.data]] : [])))
  return {
    Authenticators: drafts.map((draft, index) => ({
      Type: KINDS.indexOf(draft.kind),
      Icon: isTaken(draft.icon) ? `@${iconId(draft.icon)}` : null,
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

/** The app's ids: the first 8 hexadecimal digits of a SHA-1. */
const shortHash = (bytes: Uint8Array): string => encodeHex(digest("sha1", bytes)).slice(0, 8)

const isTaken = (icon: Icon | null): icon is Icon => icon !== null && iconOf(decodeBase64(icon.data)) !== null
const iconId = ({ data }: Icon): string => shortHash(decodeBase64(data))

function isText(bytes: Uint8Array): boolean {
  const read = decodeText(bytes)
  return read !== null && read.trim() !== "" && sameBytes(encodeUtf8(read.trim()), bytes)
}

function losses(draft: Draft, all: readonly Draft[]): Loss[] {
  const out = [...ownLosses(draft)]
  if (out.every(({ grade }) => grade !== "refused") && firstOf(all).get(secretText(draft)) !== draft)
    out.push(refused(LOSS_TEXTS.sameSecret))
  return out
}

function* ownLosses(draft: Draft): Generator<Loss> {
  const { kind, secret, digits, icon } = draft
  if (kind === "motp" && !isText(secret.reveal())) yield refused(TEXTS.motpKey)
  if (kind === "hotp" && digits > 8) yield refused(TEXTS.hotpDigits)
  yield* issuerFromName(draft)
  if (icon !== null && !isTaken(icon)) yield { grade: "lost", what: { sentence: TEXTS.icon, detail: {} } }
}

/** Asked once for each account of a list: told once for the whole list. */
const firsts = new WeakMap<readonly Draft[], ReadonlyMap<string, Draft>>()

/** By secret, the first account of the list that Stratum takes. */
function firstOf(all: readonly Draft[]): ReadonlyMap<string, Draft> {
  const known = firsts.get(all)
  if (known !== undefined) return known
  const first = new Map<string, Draft>()
  for (const draft of all) if (isWritten(draft) && !first.has(secretText(draft))) first.set(secretText(draft), draft)
  firsts.set(all, first)
  return first
}

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
        return sniffed.word === STRONG || sniffed.word === LEGACY ? "yes" : "no"
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
