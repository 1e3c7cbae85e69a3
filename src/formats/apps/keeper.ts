import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { parseRows } from "../containers/csv.ts"
import { arrayOf, arrayOrEmpty, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Detection, Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { groupNames, text, timeMs } from "../records/fields.ts"
import { folderGroup } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { CodeField } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"
import { firstRecord } from "../sniffing/text.ts"

/** Keeper: CSV without a header line, and JSON of two generations. */
const TEXTS = texts({
  guide: {
    en: "In the Keeper web vault: account menu › Settings › Export › JSON or CSV",
    ja: "Keeper の Web ボルトでアカウントメニュー › 設定 › エクスポート › JSON または CSV",
  },
})

const OLD_CODE = "TFC:Keeper"
const NEW_CODE = "$oneTimeCode"
/** Folder, title, login, password, URL, notes, shared folder; further fields follow, each as name and value. */
const FIXED_CELLS = 7

/** The label of a field for codes: `$oneTimeCode:label:number`; null for another field. */
function codeLabel(name: string): string | null {
  if (name === OLD_CODE) return ""
  const [type, label = ""] = name.split(":")
  return type === NEW_CODE ? label : null
}

interface Field {
  readonly name: string
  readonly value: string
}

function splitFields(fields: readonly Field[]): { codes: CodeField[]; texts: string[] } {
  const codes = fields.flatMap(({ name, value }) => {
    const label = codeLabel(name)
    return label === null ? [] : [{ value, label }]
  })
  return { codes, texts: fields.filter(({ name }) => codeLabel(name) === null).map(({ value }) => value) }
}

/** A backslash divides folders; doubled, it belongs to a folder's name. */
const SEPARATOR = /(?<!\\)\\(?!\\)|\//

const groupsOf = (paths: readonly string[]): string[] =>
  groupNames(paths.flatMap((path) => folderGroup(path, SEPARATOR)).map((group) => group.replaceAll("\\\\", "\\")))

async function readRows(input: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  for (const { record, line } of await parseRows(textOf(input.bytes), ",")) reader.readItem(line, () => readRow(record))
  return reader.opened()
}

function readRow(cells: readonly string[]): (() => Draft)[] {
  const [folder = "", title = "", username = "", , url = "", note = "", sharedFolder = ""] = cells
  const fields: Field[] = []
  for (let at = FIXED_CELLS; at < cells.length; at += 2) fields.push({ name: (cells[at] ?? "").trim(), value: cells[at + 1] ?? "" })
  const { codes, texts } = splitFields(fields)
  return itemCodes({ title, username, url, codes, texts: [...texts, note], details: { note, groups: groupsOf([folder, sharedFolder]) } })
}

function readRecord(record: JsonObject): (() => Draft)[] {
  const custom = isObject(record["custom_fields"]) ? record["custom_fields"] : {}
  const fields = Object.entries(custom).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: unknown) => ({ name, value: isObject(one) ? JSON.stringify(one) : text(one) })),
  )
  const { codes, texts } = splitFields(fields)
  const folders = arrayOrEmpty(record["folders"]).filter(isObject)
  const note = text(record["notes"])
  return itemCodes({
    title: text(record["title"]),
    username: text(record["login"]),
    url: text(record["login_url"]),
    codes,
    texts: [...texts, note],
    details: {
      note,
      groups: groupsOf(folders.flatMap((folder) => [text(folder["folder"]), text(folder["shared_folder"])])),
      updatedAt: timeMs(record["last_modified"]),
    },
  })
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "json-object") {
    const keys = sniffed.inside["records"] ?? []
    const isOwn = keys.includes("title") && ["login_url", "custom_fields", "$type", "folders", "schema"].some((key) => keys.includes(key))
    return sniffed.types["records"] === "array" && (isOwn || sniffed.types["shared_folders"] === "array") ? "yes" : "no"
  }
  if (sniffed.kind !== "csv" && sniffed.kind !== "text" && sniffed.kind !== "uris") return "no"
  return detectTable(sniffed.head, sniffed.size)
}

/**
 * Only the beginning of the file is known, so a file whose first code comes later is recognised by the form of its rows: an odd number of
 * quoted cells with a title and, if any, a URL.
 */
function detectTable(head: string, size: number): Detection {
  const rows = wholeRows(head, size)
  if (isHeader(rows[0] ?? [])) return "no"
  if (/,"?(?:TFC:Keeper|\$oneTimeCode)/.test(head)) return "yes"
  const hasForm = (cells: readonly string[]): boolean => {
    const [, title = "", , , url = ""] = cells
    return cells.length >= FIXED_CELLS && cells.length % 2 === 1 && title !== "" && /^$|:\/\/|^[^\s@]+\.[^\s@]+$/.test(url)
  }
  return head.startsWith('"') && rows.length > 0 && rows.every(hasForm) ? "maybe" : "no"
}

const HEADER_WORDS = new Set(["title", "login", "username", "password", "url", "notes", "folder", "name"])
const isHeader = (cells: readonly string[]): boolean => cells.filter((cell) => HEADER_WORDS.has(cell.toLowerCase())).length > 1

/** The rows at the beginning of a file, without one that is cut off. */
function wholeRows(head: string, size: number): string[][] {
  const isWhole = size <= Buffer.byteLength(head) + 8
  const rows: string[][] = []
  for (let at = 0; at < head.length;) {
    const { cells, next } = firstRecord(head, at, ",")
    if (cells.some((cell) => cell !== "") && (isWhole || next < head.length)) rows.push(cells)
    at = next
  }
  return rows
}

export const keeper: Handler = {
  id: "keeper",
  title: "Keeper",
  extensions: ["json", "csv"],
  guide: TEXTS.guide,
  detect,
  open: async (inputs, context) => {
    const input = singleInput(inputs)
    if (input.sniffed.kind !== "json-object") return await readRows(input, context)
    const records = arrayOf(objectOf(jsonOf(input))["records"])
    return new RecordReader(context).readItems(records, (record) => readRecord(objectOf(record))).opened()
  },
}
