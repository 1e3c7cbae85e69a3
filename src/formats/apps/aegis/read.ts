import type { Draft, Icon } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { JSON_TEXTS, arrayOf, arrayOrEmpty, isObject, objectOf } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import type { OpenContext, OpenedAccounts } from "../../handler.ts"
import { encodeHex } from "../../records/encoding.ts"
import { base32Field, draftOf, flag, groupNames, iconField, kindField, text, uuidField } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { encodeUtf8 } from "../../records/text.ts"

const TEXTS = texts({
  newer: {
    en: "this file is of version {version}, newer than this program reads",
    ja: "新しいバージョン（{version}）の Aegis のファイルです。keyferry を更新してください",
  },
})

/** The newest versions that can be read, which are also those that are written. */
export const VERSION = { file: 1, content: 3 }
export const ICON_TYPES = ["image/jpeg", "image/png", "image/svg+xml"]

export function checkVersion(version: unknown, newest: number): void {
  if (version === undefined || version === null) return
  if (typeof version !== "number") throw new AppError("format-damaged", JSON_TEXTS.shape)
  if (version > newest) throw new AppError("format-version", TEXTS.newer, { detail: { version } })
}

export function readContent(content: JsonObject, context: OpenContext): OpenedAccounts {
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
export function motpSecret(bytes: Uint8Array): Secret {
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
