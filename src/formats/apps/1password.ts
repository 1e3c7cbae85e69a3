import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames } from "../containers/csv.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { readDataMember } from "../containers/zip.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readCsvItems } from "../records/csv-items.ts"
import { firstText, flag, groupNames, groupsField, text, timeMs } from "../records/fields.ts"
import { itemCodes } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/** 1Password: 1PUX (a zip that holds the JSON file `export.data`), that JSON, and CSV. */
const TEXTS = texts({
  guide: {
    en: "In 1Password for desktop: File › Export › 1PUX; CSV keeps only logins",
    ja: "1Password デスクトップ版のファイル › エクスポート › 1PUX（CSV はログイン情報のみ）",
  },
  empty: { en: "the archive holds no 1Password data", ja: "書庫の中に 1Password のデータがありません" },
})

const DATA_FILE = "export.data"

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "csv") return await readRows(input, context)
  if (input.sniffed.kind !== "zip") return readVaults(objectOf(jsonOf(input)), context)
  const data = await readDataMember(input.bytes, { matches: (name) => name === DATA_FILE, missing: TEXTS.empty }, null, context)
  return readVaults(objectOf(parseJson(data)), context)
}

function readVaults(root: JsonObject, context: OpenContext): OpenedAccounts {
  const items = arrayOrEmpty(root["accounts"]).flatMap((account) =>
    arrayOrEmpty(objectOf(account)["vaults"]).flatMap((value) => {
      const vault = objectOf(value)
      const name = isObject(vault["attrs"]) ? text(vault["attrs"]["name"]).trim() : ""
      return arrayOrEmpty(vault["items"]).map((item) => ({ item, vault: name }))
    }),
  )
  return new RecordReader(context).readItems(items, ({ item, vault }) => readItem(objectOf(item), vault)).opened()
}

/** The codes of an item, which may hold several. Early exports wrap each item in a further object. */
function readItem(record: JsonObject, vault: string): (() => Draft)[] {
  const item = isObject(record["item"]) ? record["item"] : record
  const overview = isObject(item["overview"]) ? item["overview"] : {}
  const details = isObject(item["details"]) ? item["details"] : {}
  const login = arrayOrEmpty(details["loginFields"]).filter(isObject)
  const fields = arrayOrEmpty(details["sections"])
    .filter(isObject)
    .flatMap((section) => arrayOrEmpty(section["fields"]).filter(isObject))
  const valueOf = (field: JsonObject, type: string): string => (isObject(field["value"]) ? text(field["value"][type]) : "")
  const note = text(details["notesPlain"])
  return itemCodes({
    title: text(overview["title"]),
    username: text(login.find((field) => field["designation"] === "username")?.["value"]),
    url: text(overview["url"]),
    codes: fields.map((field) => ({ value: valueOf(field, "totp"), label: text(field["title"]) })),
    texts: [...fields.flatMap((field) => [valueOf(field, "string"), valueOf(field, "concealed"), valueOf(field, "url")]), note],
    details: {
      note,
      groups: groupNames([vault, ...groupsField(overview["tags"])]),
      favorite: Number(item["favIndex"] ?? 0) > 0,
      trashed: ["archived", "trashed"].includes(text(item["state"])) || flag(item["trashed"]),
      createdAt: timeMs(item["createdAt"]),
      updatedAt: timeMs(item["updatedAt"]),
    },
  })
}

async function readRows(input: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  return await readCsvItems(input, context, (cell) => ({
    title: cell("title"),
    username: cell("username"),
    url: cell("url"),
    codes: [{ value: firstText(cell("otpauth"), cell("one-time password")) }],
    texts: [cell("notes")],
    details: {
      note: cell("notes"),
      groups: groupNames(
        cell("tags")
          .split(/[,;]/)
          .map((tag) => tag.trim()),
      ),
      favorite: flag(firstText(cell("favorite"), cell("favorite status"))),
      trashed: flag(firstText(cell("archived"), cell("archived status"))),
    },
  }))
}

export const onePassword: Handler = {
  id: "1password",
  title: "1Password",
  extensions: ["1pux", "csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "zip") return sniffed.names.includes(DATA_FILE) ? "yes" : "no"
    if (sniffed.kind === "json-object") return hasPath(sniffed.json, "accounts[].vaults[].items") ? "yes" : "no"
    if (sniffed.kind !== "csv") return "no"
    const columns = columnNames(sniffed.header)
    const hasAny = (...names: string[]): boolean => names.some((name) => columns.includes(name))
    const isOwn = hasAny("otpauth", "one-time password") && hasAny("favorite", "favorite status", "archived", "archived status", "tags")
    return isOwn ? "yes" : "no"
  },
  open,
}
