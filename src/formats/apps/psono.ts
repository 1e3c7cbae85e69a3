import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOrEmpty, isObject, jsonOf, objectOf, valuesAt } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readCsvItems } from "../records/csv-items.ts"
import { base32Field, draftOf, firstText, groupNames, text } from "../records/fields.ts"
import { folderPath } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { ItemNames, VaultItem } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/** Psono, the password manager for teams: JSON and CSV. */
const TEXTS = texts({
  guide: { en: "In Psono: Other › Export, as JSON or CSV", ja: "Psono の Other › Export。JSON と CSV に対応します" },
})

const TYPES = ["totp", "website_password"]
/** Both kinds of item have the same fields, with these in front of their names. */
const PREFIXES = ["totp_", "website_password_totp_"]

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "csv") return await readCsvItems(input, context, (cell) => toItem(cell, groupNames([cell("path").trim()])))
  const items = itemsIn(objectOf(jsonOf(input)), [])
  const valueOf = (item: unknown) => (name: string) => text(objectOf(item)[name])
  return new RecordReader(context).readItems(items, ({ item, groups }) => itemCodes(toItem(valueOf(item), groups))).opened()
}

/** The items of a folder, then those of the folders in it. */
function itemsIn(folder: JsonObject, path: readonly string[]): { item: unknown; groups: string[] }[] {
  const groups = groupNames([folderPath(path)])
  const own = arrayOrEmpty(folder["items"]).map((item) => ({ item, groups }))
  const inner = arrayOrEmpty(folder["folders"])
    .filter(isObject)
    .flatMap((one) =>
      itemsIn(
        one,
        [...path, text(one["name"]).trim()].filter((name) => name !== ""),
      ),
    )
  return [...own, ...inner]
}

function toItem(valueOf: (name: string) => string, groups: readonly string[]): VaultItem {
  const title = firstText(valueOf("totp_title"), valueOf("website_password_title"), valueOf("name"))
  const note = firstText(valueOf("totp_notes"), valueOf("website_password_notes"))
  const codes = PREFIXES.filter((prefix) => valueOf(`${prefix}code`).trim() !== "").map((prefix) => {
    const value = valueOf(`${prefix}code`)
    return value.includes(":") ? { value } : { read: (names: ItemNames) => readCode((name) => valueOf(prefix + name), names) }
  })
  return {
    title,
    username: valueOf("website_password_username"),
    url: valueOf("website_password_url"),
    codes,
    texts: [note],
    details: { note, groups },
  }
}

function readCode(valueOf: (name: string) => string, { title, username }: ItemNames): Draft {
  return draftOf({
    kind: "totp",
    issuer: title,
    name: username,
    secret: base32Field(valueOf("code")),
    algorithm: valueOf("algorithm"),
    digits: valueOf("digits"),
    period: valueOf("period"),
  })
}

/** Items of every other kind, such as notes, have fields that begin with the name of the kind. */
function isOwnItem(item: unknown): boolean {
  if (!isObject(item)) return false
  const type = text(item["type"])
  return TYPES.includes(type) || (type !== "" && Object.hasOwn(item, `${type}_title`))
}

export const psono: Handler = {
  id: "psono",
  title: "Psono",
  extensions: ["json", "csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "csv") {
      const columns = columnNames(sniffed.header)
      return PREFIXES.some((prefix) => columns.includes(`${prefix}code`)) ? "yes" : "no"
    }
    if (sniffed.kind !== "json-object") return "no"
    const items = [0, 1, 2, 3, 4, 5].flatMap((depth) => valuesAt(sniffed.json, `${"folders[].".repeat(depth)}items[]`))
    return items.some(isOwnItem) ? "yes" : "no"
  },
  open,
}
