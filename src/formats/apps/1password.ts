import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames, readCsv } from "../containers/csv.ts"
import type { CsvDelimiter } from "../containers/csv.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { readDataMember } from "../containers/zip.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { firstText, flag, groupNames, groupsField, text, timeMs } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"
import { readFilledTotpValue, readTotpValue } from "../records/totp-value.ts"

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
  if (input.sniffed.kind === "csv") return await readRows(textOf(input.bytes), input.sniffed.delimiter, context)
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
  return new RecordReader(context).readItems(items, ({ item, vault }) => readCodes(objectOf(item), vault)).opened()
}

/** One function per code of the item, which may hold several. Early exports wrap each item in a further object. */
function readCodes(record: JsonObject, vault: string): (() => Draft)[] {
  const item = isObject(record["item"]) ? record["item"] : record
  const overview = isObject(item["overview"]) ? item["overview"] : {}
  const details = isObject(item["details"]) ? item["details"] : {}
  const login = arrayOrEmpty(details["loginFields"]).filter(isObject)
  const username = text(login.find((field) => field["designation"] === "username")?.["value"])
  const groups = groupNames([vault, ...groupsField(overview["tags"])])
  return findTotpValues(details).map((value) => () => ({
    ...readFilledTotpValue(value, { title: text(overview["title"]), username }),
    note: text(details["notesPlain"]),
    groups,
    favorite: Number(item["favIndex"] ?? 0) > 0,
    trashed: ["archived", "trashed"].includes(text(item["state"])) || flag(item["trashed"]),
    createdAt: timeMs(item["createdAt"]),
    updatedAt: timeMs(item["updatedAt"]),
  }))
}

function findTotpValues(details: JsonObject): string[] {
  return arrayOrEmpty(details["sections"])
    .filter(isObject)
    .flatMap((section) => arrayOrEmpty(section["fields"]).filter(isObject))
    .map((field) => (isObject(field["value"]) ? text(field["value"]["totp"]) : ""))
    .filter((value) => value.trim() !== "")
}

async function readRows(csv: string, delimiter: CsvDelimiter, context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  for (const { at, cells } of await readCsv(csv, delimiter)) {
    reader.read(at, () => {
      const code = firstText(cells["otpauth"], cells["one-time password"])
      const draft = readTotpValue(code, { title: cells["title"] ?? "", username: cells["username"] ?? "" })
      const tags = (cells["tags"] ?? "").split(/[,;]/).map((tag) => tag.trim())
      if (draft === null) return null
      const trashed = flag(firstText(cells["archived"], cells["archived status"]))
      return {
        ...draft,
        note: cells["notes"] ?? "",
        groups: tags.filter((tag) => tag !== ""),
        favorite: flag(firstText(cells["favorite"], cells["favorite status"])),
        trashed,
      }
    })
  }
  return reader.opened()
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
