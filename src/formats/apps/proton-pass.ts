import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { readCsv } from "../containers/csv.ts"
import { firstText, flag, text, timeMs } from "../records/fields.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { RecordReader } from "../records/record-reader.ts"
import { textOf } from "../records/text.ts"
import { readFilledTotpValue, readTotpValue } from "../records/totp-value.ts"
import { readZip } from "../containers/zip.ts"

/** Proton Pass, the password manager: a zip with `Proton Pass/data.json`, that JSON, or CSV. */
const TEXTS = texts({
  guide: {
    en: "In Proton Pass: Settings › Export, without PGP encryption",
    ja: "Proton Pass の設定 › エクスポート (PGP 暗号化なし)",
  },
  empty: { en: "the archive has no Proton Pass data in it", ja: "書庫の中に Proton Pass のデータがありません" },
})

const MEMBER = /(?:^|\/)data\.json$/i
const TRASHED = 2

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind === "csv") return await readRows(textOf(input.bytes), input.sniffed.delimiter, context)
  if (input.sniffed.kind !== "zip") return readData(objectOf(jsonOf(input)), context)
  const [member] = await readZip(input.bytes, (name) => MEMBER.test(name), null, context)
  if (member === undefined) throw new AppError("format-damaged", TEXTS.empty)
  return readData(objectOf(parseJson(member.bytes)), context)
}

function readData(root: JsonObject, context: OpenContext): OpenedAccounts {
  const items = Object.values(objectOf(root["vaults"])).flatMap((value) => {
    const vault = objectOf(value)
    return arrayOrEmpty(vault["items"]).map((item) => ({ item, vault: text(vault["name"]).trim() }))
  })
  return new RecordReader(context).readItems(items, ({ item, vault }) => codesOf(objectOf(item), vault)).opened()
}

/** Items of the user's own making, and those of some kinds, divide their fields into sections. */
const SECTIONS = ["sections", "extraSections"]

function totpValues(data: JsonObject, content: JsonObject): string[] {
  const sections = SECTIONS.flatMap((name) => arrayOrEmpty(content[name])).filter(isObject)
  const fields = [data["extraFields"], content["extraFields"], ...sections.map((section) => section["sectionFields"])].flatMap(arrayOrEmpty)
  const codes = fields.filter(isObject).filter(({ type }) => type === "totp")
  const values = [content["totpUri"], ...codes.map((field) => (isObject(field["data"]) ? field["data"]["totpUri"] : ""))]
  return values.map(text).filter((value) => value.trim() !== "")
}

function codesOf(item: JsonObject, vault: string): (() => Draft)[] {
  const data = objectOf(item["data"])
  const content = isObject(data["content"]) ? data["content"] : {}
  const metadata = isObject(data["metadata"]) ? data["metadata"] : {}
  const title = text(metadata["name"]).trim()
  const username = firstText(content["itemUsername"], content["username"], content["itemEmail"]).trim()
  return totpValues(data, content).map((value) => () => ({
    ...tidy(readFilledTotpValue(value, { title, username }), title, username),
    ...detailsOf(item, vault, text(metadata["note"])),
  }))
}

/** Where an item has no user name the app labels the code `item:Proton Pass`. */
function tidy(draft: Draft, title: string, username: string): Draft {
  if (draft.name !== "Proton Pass") return draft
  return { ...draft, issuer: title === "" ? draft.issuer : title, name: username === "" ? draft.name : username }
}

function detailsOf(item: JsonObject, vault: string, note: string): Partial<Draft> {
  return {
    note,
    groups: vault === "" ? [] : [vault],
    favorite: flag(item["pinned"]),
    trashed: item["state"] === TRASHED,
    createdAt: timeMs(item["createTime"]),
    updatedAt: timeMs(item["modifyTime"]),
  }
}

async function readRows(csv: string, delimiter: "," | ";" | "\t", context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  for (const { at, cells } of await readCsv(csv, delimiter)) {
    reader.read(at, () => {
      const title = (cells["name"] ?? "").trim()
      const username = firstText(cells["username"], cells["email"]).trim()
      const draft = readTotpValue(cells["totp"] ?? "", { title, username })
      if (draft === null) return null
      const vault = (cells["vault"] ?? "").trim()
      return {
        ...tidy(draft, title, username),
        note: cells["note"] ?? "",
        groups: vault === "" ? [] : [vault],
        createdAt: timeMs(cells["createtime"]),
        updatedAt: timeMs(cells["modifytime"]),
      }
    })
  }
  return reader.opened()
}

/** `name,url,email,username,password,note,totp`, in later versions with `type`, `createTime`, `modifyTime` and `vault`; before, without `email`. */
const COLUMNS = ["name", "url", "username", "password", "note", "totp"]

export const protonPass: Handler = {
  id: "proton-pass",
  title: "Proton Pass",
  extensions: ["zip", "json", "csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind === "csv") {
      const header = sniffed.header.map((name) => name.trim().toLowerCase())
      return COLUMNS.every((name) => header.includes(name)) ? "yes" : "no"
    }
    if (sniffed.kind === "zip") return sniffed.names.some((name) => /(?:^|\/)Proton Pass\/data\.json$/i.test(name)) ? "yes" : "no"
    return sniffed.kind === "json-object" && (hasPath(sniffed.json, "vaults.*.items[].data") || hasPath(sniffed.json, "vaults.*.items"))
      ? "yes"
      : "no"
  },
  open,
}
