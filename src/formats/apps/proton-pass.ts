import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames, readCsv } from "../containers/csv.ts"
import type { CsvDelimiter } from "../containers/csv.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { readDataMember } from "../containers/zip.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { firstText, flag, groupNames, text, timeMs } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"
import { readFilledTotpValue, readTotpValue } from "../records/totp-value.ts"

/** Proton Pass, the password manager: a zip that holds `Proton Pass/data.json`, that JSON, and CSV. */
const TEXTS = texts({
  guide: {
    en: "In Proton Pass: Settings › Export, without PGP encryption",
    ja: "Proton Pass の設定 › エクスポート（PGP 暗号化なし）",
  },
  empty: { en: "the archive holds no Proton Pass data", ja: "書庫の中に Proton Pass のデータがありません" },
})

const DATA_FILE = /(?:^|\/)data\.json$/i
const TRASHED_STATE = 2

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "csv") return await readRows(textOf(input.bytes), input.sniffed.delimiter, context)
  if (input.sniffed.kind !== "zip") return readVaults(objectOf(jsonOf(input)), context)
  const data = await readDataMember(input.bytes, { matches: (name) => DATA_FILE.test(name), missing: TEXTS.empty }, null, context)
  return readVaults(objectOf(parseJson(data)), context)
}

function readVaults(root: JsonObject, context: OpenContext): OpenedAccounts {
  const items = Object.values(objectOf(root["vaults"])).flatMap((value) => {
    const vault = objectOf(value)
    return arrayOrEmpty(vault["items"]).map((item) => ({ item, vault: text(vault["name"]).trim() }))
  })
  return new RecordReader(context).readItems(items, ({ item, vault }) => codeReaders(objectOf(item), vault)).opened()
}

/** Custom items, and items of some other types, have their fields in sections. */
const SECTIONS = ["sections", "extraSections"]

function findTotpValues(data: JsonObject, content: JsonObject): string[] {
  const sections = SECTIONS.flatMap((name) => arrayOrEmpty(content[name])).filter(isObject)
  const fields = [data["extraFields"], content["extraFields"], ...sections.map((section) => section["sectionFields"])].flatMap(arrayOrEmpty)
  const codes = fields.filter(isObject).filter(({ type }) => type === "totp")
  const values = [content["totpUri"], ...codes.map((field) => (isObject(field["data"]) ? field["data"]["totpUri"] : ""))]
  return values.map(text).filter((value) => value.trim() !== "")
}

/** One reader per code of the item, so that one bad code does not lose the others. */
function codeReaders(item: JsonObject, vault: string): (() => Draft)[] {
  const data = objectOf(item["data"])
  const content = isObject(data["content"]) ? data["content"] : {}
  const metadata = isObject(data["metadata"]) ? data["metadata"] : {}
  const title = text(metadata["name"]).trim()
  const username = firstText(content["itemUsername"], content["username"], content["itemEmail"]).trim()
  return findTotpValues(data, content).map((value) => () => ({
    ...repairLabel(readFilledTotpValue(value, { title, username }), title, username),
    ...readDetails(item, vault, text(metadata["note"])),
  }))
}

/** Where an item has no user name, the app labels the code `item:Proton Pass`. */
function repairLabel(draft: Draft, title: string, username: string): Draft {
  if (draft.name !== "Proton Pass") return draft
  return { ...draft, issuer: title === "" ? draft.issuer : title, name: username === "" ? draft.name : username }
}

function readDetails(item: JsonObject, vault: string, note: string): Partial<Draft> {
  return {
    note,
    groups: groupNames([vault]),
    favorite: flag(item["pinned"]),
    trashed: item["state"] === TRASHED_STATE,
    createdAt: timeMs(item["createTime"]),
    updatedAt: timeMs(item["modifyTime"]),
  }
}

async function readRows(csv: string, delimiter: CsvDelimiter, context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  for (const { at, cells } of await readCsv(csv, delimiter)) {
    reader.read(at, () => {
      const title = (cells["name"] ?? "").trim()
      const username = firstText(cells["username"], cells["email"]).trim()
      const draft = readTotpValue(cells["totp"] ?? "", { title, username })
      if (draft === null) return null
      const vault = (cells["vault"] ?? "").trim()
      return {
        ...repairLabel(draft, title, username),
        note: cells["note"] ?? "",
        groups: groupNames([vault]),
        createdAt: timeMs(cells["createtime"]),
        updatedAt: timeMs(cells["modifytime"]),
      }
    })
  }
  return reader.opened()
}

/** The columns of every version. Later versions added `email`, then `type`, `createTime`, `modifyTime` and `vault`. */
const COLUMNS = ["name", "url", "username", "password", "note", "totp"]

export const protonPass: Handler = {
  id: "proton-pass",
  title: "Proton Pass",
  extensions: ["zip", "json", "csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "csv") {
      const columns = columnNames(sniffed.header)
      return COLUMNS.every((name) => columns.includes(name)) ? "yes" : "no"
    }
    if (sniffed.kind === "zip") return sniffed.names.some((name) => /(?:^|\/)Proton Pass\/data\.json$/i.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-object" && (hasPath(sniffed.json, "vaults.*.items[].data") || hasPath(sniffed.json, "vaults.*.items"))
      ? "yes"
      : "no"
  },
  open,
}
