import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft, Icon } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { messageOf, texts } from "../../../base/language.ts"
import type { Random } from "../../../base/ports.ts"
import { Secret } from "../../../accounts/secret.ts"
import type { Detection, Handler, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import type { Sniffed } from "../../sniffed.ts"
import { lockVault, parseLocked, unlockVault } from "./slots.ts"
import { digest } from "../../crypto/crypto.ts"
import { decodeBase64, decodeHex, encodeHex } from "../../records/encoding.ts"
import { base32Field, draftOf, flag, groupNames, iconField, kindField, text, uuidField } from "../../records/fields.ts"
import { cellText, tableRows } from "./html-table.ts"
import { JSON_TEXTS, arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { ALL_CODES, BARE_KEEPS, changed, lost, refused } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { encodeUtf8, textOf } from "../../records/text.ts"

const TEXTS = texts({
  guide: {
    en: "In Aegis: Settings › Import & Export › Export. Encrypted or not, or HTML; its text export is read as otpauth:// URIs",
    ja: "Aegis の設定 › インポートとエクスポート › エクスポート。暗号化あり・なし、HTML に対応します。テキスト形式は otpauth:// の URI として読み込みます",
  },
  newer: {
    en: "this file is of version {version}, newer than this program reads",
    ja: "新しいバージョン ({version}) の Aegis のファイルです。keyferry を更新してください",
  },
  backup: {
    en: "if a separate backup password is set in Aegis, enter that one",
    ja: "Aegis で別のバックアップ用パスワードを設定している場合は、そのパスワードです",
  },
  noPeriods: {
    en: "an HTML export does not contain the periods; 30 seconds are used for all",
    ja: "HTML のエクスポートには周期が含まれないため、すべて 30 秒として読み込みました",
  },
  motpKey: { en: "Aegis accepts only hexadecimal mOTP keys", ja: "Aegis で使える mOTP の鍵は 16 進数だけです" },
  yandexKey: {
    en: "only the 16 bytes of the secret that are used are written",
    ja: "シークレットのうち有効な 16 バイトだけを書き出します",
  },
  icon: { en: "Aegis accepts only PNG, JPEG and SVG icons", ja: "Aegis で使えるアイコンは PNG・JPEG・SVG だけです" },
})

const VERSION = { file: 1, content: 3 }
const ICON_TYPES = ["image/jpeg", "image/png", "image/svg+xml"]
const YANDEX_BYTES = 16

const HTML_COLUMNS = ["Issuer", "Name", "Type", "UUID", "Algo", "Digits", "Secret"]

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "html") return HTML_COLUMNS.every((column) => sniffed.headers.includes(column)) ? "yes" : "no"
  if (sniffed.kind !== "json-object") return "no"
  const { keys, types, inside } = sniffed
  const known = keys.includes("version") && keys.includes("db") && types["header"] === "object"
  return known || (types["db"] === "object" && inside["db"]?.includes("entries") === true) ? "yes" : "no"
}

// eslint-disable-next-line @typescript-eslint/require-await -- errors must be rejections
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "html") return readHtml(textOf(input.bytes), context)
  const file = objectOf(jsonOf(input))
  checkVersion(file["version"], VERSION.file)
  const header = isObject(file["header"]) ? file["header"] : {}
  if (isObject(file["db"])) return readContent(file["db"], context)
  const locked = parseLocked(header, file["db"])
  const hasBackupSlot = locked.slots.some(({ isBackup }) => isBackup)
  return {
    kind: "locked",
    needs: "password",
    ...(hasBackupSlot ? { hint: messageOf(TEXTS.backup) } : {}),
    unlock: async ({ password }, context) => readContent(objectOf(parseJson(await unlockVault(locked, password, context))), context),
  }
}

function checkVersion(version: unknown, newest: number): void {
  if (version === undefined || version === null) return
  if (typeof version !== "number") throw new AppError("format-damaged", JSON_TEXTS.shape)
  if (version > newest) throw new AppError("format-version", TEXTS.newer, { detail: { version } })
}

function readContent(content: JsonObject, context: OpenContext): OpenedAccounts {
  checkVersion(content["version"], VERSION.content)
  const groups = new Map<string, string>()
  for (const group of arrayOrEmpty(content["groups"])) {
    if (isObject(group) && text(group["name"]) !== "") groups.set(text(group["uuid"]), text(group["name"]))
  }
  return new RecordReader(context).readAll(arrayOf(content["entries"]), (entry) => readEntry(objectOf(entry), groups)).opened()
}

function readEntry(entry: JsonObject, groups: ReadonlyMap<string, string>): Draft {
  const kind = kindField(entry["type"])
  const info = objectOf(entry["info"])
  const secret = base32Field(info["secret"])
  return draftOf({
    kind,
    issuer: text(entry["issuer"]),
    name: text(entry["name"]),
    secret: kind === "motp" ? motpSecret(secret.reveal()) : secret,
    // Only mOTP uses MD5; for other kinds the app reads it as the default.
    algorithm: /^(?:hmac)?md5$/i.test(text(info["algo"])) ? null : info["algo"],
    digits: info["digits"],
    period: info["period"],
    counter: info["counter"],
    pin: kind === "motp" || kind === "yandex" ? text(info["pin"]) || null : null,
    note: text(entry["note"]),
    groups: readGroups(entry, groups),
    favorite: flag(entry["favorite"]),
    icon: readIcon(entry),
    id: uuidField(entry["uuid"]),
  })
}

/** Aegis stores the key of mOTP as bytes, but hashes their lower-case hexadecimal text. */
function motpSecret(bytes: Uint8Array): Secret {
  return new Secret(encodeUtf8(encodeHex(bytes)))
}

/** In version 3 an entry lists the UUIDs of its groups; in earlier versions it had the name of one group. */
function readGroups(entry: JsonObject, groups: ReadonlyMap<string, string>): string[] {
  if (Array.isArray(entry["groups"])) {
    return groupNames(entry["groups"].map((uuid) => (typeof uuid === "string" ? (groups.get(uuid) ?? "") : "")))
  }
  const name = text(entry["group"])
  return name === "" ? [] : [name]
}

function readIcon(entry: JsonObject): Icon | null {
  const mime = text(entry["icon_mime"]) || "image/jpeg"
  return ICON_TYPES.includes(mime) ? iconField(mime, entry["icon"]) : null
}

/** The HTML export is a table for printing, without periods and groups, and with "-" for a missing counter or PIN. */
function readHtml(html: string, context: OpenContext): OpenedAccounts {
  const rows = tableRows(html)
  const headerAt = rows.findIndex((row) => HTML_COLUMNS.every((column) => row.some((cell) => cellText(cell) === column)))
  const header = (rows[headerAt] ?? []).map(cellText)
  const entries = rows.slice(headerAt + 1).filter((row) => row.length === header.length)
  const reader = new RecordReader(context).readAll(entries, (row) => {
    const field = (name: string): string => cellText(row[header.indexOf(name)] ?? "")
    const optional = (name: string): string | null => (["", "-"].includes(field(name)) ? null : field(name))
    const kind = kindField(field("Type"))
    return draftOf({
      kind,
      issuer: field("Issuer"),
      name: field("Name"),
      secret: kind === "motp" ? motpSecret(decodeHex(field("Secret"))) : base32Field(field("Secret")),
      algorithm: optional("Algo"),
      digits: optional("Digits"),
      counter: optional("Counter"),
      pin: kind === "motp" || kind === "yandex" ? optional("PIN") : null,
      note: field("Note"),
      favorite: flag(field("Favorite")),
      id: uuidField(field("UUID")),
    })
  })
  const opened = reader.opened()
  return opened.drafts.some(({ kind }) => kind === "totp") ? { ...opened, notices: [messageOf(TEXTS.noPeriods)] } : opened
}

// Writing

const isSupportedIcon = (icon: Icon): boolean => ICON_TYPES.includes(icon.mime) && iconField(icon.mime, icon.data) !== null

/** The bytes that Aegis stores for an mOTP key; null where the key is not lower-case hexadecimal text. */
function motpBytes(secret: Secret): Uint8Array | null {
  const key = Buffer.from(secret.reveal()).toString("latin1")
  return /^(?:[0-9a-f]{2})+$/.test(key) ? decodeHex(key) : null
}

function losses(draft: Draft): Loss[] {
  const out: Loss[] = []
  if (draft.kind === "motp" && motpBytes(draft.secret) === null) out.push(refused(TEXTS.motpKey))
  if (draft.kind === "yandex" && draft.secret.length > YANDEX_BYTES) out.push(changed(TEXTS.yandexKey))
  if (draft.icon !== null && !isSupportedIcon(draft.icon)) out.push(lost(TEXTS.icon))
  return out
}

async function run(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const db = toContent(drafts, context.random)
  if (context.password === null) return encodeJson({ version: VERSION.file, header: { slots: null, params: null }, db })
  return encodeJson({ version: VERSION.file, ...(await lockVault(encodeJson(db), context.password, context)) })
}

/** Formatted as by Android's `JSONObject.toString(4)`. */
function encodeJson(value: JsonObject): Uint8Array {
  return encodeUtf8(JSON.stringify(value, null, 4).replaceAll("/", "\\/"))
}

function toContent(drafts: readonly Draft[], random: Random): JsonObject {
  const groups = new Map([...new Set(drafts.flatMap((draft) => draft.groups))].map((name) => [name, random.uuid()]))
  const taken = new Set<string>()
  const entries = drafts.map((draft) => {
    const own = uuidField(draft.id)
    const uuid = own === null || taken.has(own) ? random.uuid() : own
    taken.add(uuid)
    return toEntry(draft, uuid, groups)
  })
  return { version: VERSION.content, entries, groups: [...groups].map(([name, uuid]) => ({ uuid, name })), icons_optimized: true }
}

function toEntry(draft: Draft, uuid: string, groups: ReadonlyMap<string, string>): JsonObject {
  const { kind, name, issuer, note, favorite } = draft
  return {
    type: kind,
    uuid,
    name,
    issuer,
    note,
    favorite,
    ...iconFields(draft.icon),
    info: toInfo(draft),
    groups: draft.groups.map((group) => groups.get(group)),
  }
}

function iconFields(icon: Icon | null): JsonObject {
  if (icon === null || !isSupportedIcon(icon)) return { icon: null }
  const hash = digest("sha256", encodeUtf8(icon.mime), decodeBase64(icon.data))
  return { icon: icon.data, icon_mime: icon.mime, icon_hash: encodeHex(hash) }
}

/** Aegis refuses mOTP and Yandex entries without the key `pin`. */
function toInfo({ kind, secret, algorithm, digits, period, counter, pin }: Draft): JsonObject {
  const base = { secret: storedSecret(kind, secret).toBase32(), algo: algorithm, digits }
  if (kind === "hotp") return { ...base, counter }
  return { ...base, period, ...(kind === "motp" || kind === "yandex" ? { pin: pin ?? "" } : {}) }
}

function storedSecret(kind: Draft["kind"], secret: Secret): Secret {
  if (kind === "motp") return new Secret(motpBytes(secret) ?? secret.reveal())
  return kind === "yandex" ? new Secret(secret.reveal().subarray(0, YANDEX_BYTES)) : secret
}

export const aegis: Handler = {
  id: "aegis",
  title: "Aegis",
  extensions: ["json", "html"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "optional",
    keeps: {
      ...BARE_KEEPS,
      ...ALL_CODES,
      algorithms: RFC_ALGORITHMS,
      note: true,
      groups: "many",
      favorite: true,
      icon: true,
    },
    extension: () => "json",
    losses,
    run,
  },
}
