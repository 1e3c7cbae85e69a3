import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOf, isObject, jsonOf, objectOf } from "../containers/json.ts"
import { readZip } from "../containers/zip.ts"
import type { Detection, Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { hasColumns, readCsvInto, readCsvItems } from "../records/csv-items.ts"
import { firstText, text } from "../records/fields.ts"
import { folderGroup } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import type { Sniffed } from "../sniffed.ts"

/** Dashlane: CSV, a zip of several CSV files, and the old JSON, which holds no codes. */
const TEXTS = texts({
  guide: {
    en: "In Dashlane on the web: My account › Settings › Export data › Export to CSV (a zip)",
    ja: "Dashlane の Web 版でマイアカウント › 設定 › データをエクスポート › CSV にエクスポート（ZIP）",
  },
})

/** Members of the zip whose rows may hold codes: in a column of their own, or as lines of a note. */
const READ_MEMBER = /(?:credentials|securenotes)\.csv$/i
const OTHER_MEMBER = /(?:^|\/)(?:payments|ids|personalinfo|wifi)\.csv$/i
const isAdded = (name: string): boolean => /(?:^|\/)__MACOSX\//.test(name)

/** The old column `otpSecret` has a bare secret, the current `otpUrl` a URI. Where both are filled, the current one counts. */
function toItem(cell: (name: string) => string): VaultItem {
  return {
    title: cell("title"),
    username: firstText(cell("username"), cell("username2"), cell("username3")),
    url: cell("url"),
    codes: [{ value: firstText(cell("otpurl"), cell("otpsecret")) }],
    texts: [cell("note")],
    details: { note: cell("note"), groups: folderGroup(cell("category")) },
  }
}

async function readMembers(bytes: Uint8Array, context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  const members = await readZip(bytes, (name) => READ_MEMBER.test(name) && !isAdded(name), null, context)
  for (const member of members) await readCsvInto(reader, member.bytes, toItem)
  return reader.opened()
}

function readOldJson(input: SniffedInput, context: OpenContext): OpenedAccounts {
  const items = arrayOf(objectOf(jsonOf(input))["AUTHENTIFIANT"])
  const toCodes = (value: unknown) => {
    const item = isObject(value) ? value : {}
    const note = text(item["note"])
    return itemCodes({
      title: text(item["title"]),
      username: firstText(item["login"], item["email"], item["secondaryLogin"]),
      codes: [],
      texts: [note],
      details: { note },
    })
  }
  return new RecordReader(context).readItems(items, toCodes).opened()
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "json-object") return sniffed.types["AUTHENTIFIANT"] === "array" ? "yes" : "no"
  if (sniffed.kind === "zip") {
    const names = sniffed.encrypted ? [] : sniffed.names.filter((name) => !isAdded(name))
    return names.some((name) => /credentials\.csv$/i.test(name)) || names.filter((name) => OTHER_MEMBER.test(name)).length > 1
      ? "yes"
      : "no"
  }
  if (sniffed.kind !== "csv") return "no"
  if (hasColumns(sniffed, "username2", "otpurl") || hasColumns(sniffed, "username2", "otpsecret")) return "yes"
  return isTableWithoutCodes(columnNames(sniffed.header)) ? "maybe" : "no"
}

/** Notes, payments, identity papers and personal details. */
function isTableWithoutCodes(columns: readonly string[]): boolean {
  if (columns.length === 2) return columns[0] === "title" && columns[1] === "note"
  const starts = [
    ["type", "account_name"],
    ["type", "number", "name"],
    ["type", "title", "first_name"],
  ]
  return starts.some((names) => names.every((name, at) => columns[at] === name))
}

export const dashlane: Handler = {
  id: "dashlane",
  title: "Dashlane",
  extensions: ["zip", "csv", "json"],
  guide: TEXTS.guide,
  detect,
  open: async (inputs, context) => {
    const input = singleInput(inputs)
    if (input.sniffed.kind === "zip") return await readMembers(input.bytes, context)
    return input.sniffed.kind === "json-object" ? readOldJson(input, context) : await readCsvItems(input, context, toItem)
  },
}
