import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { columnNames, parseRows } from "../containers/csv.ts"
import { isObject, objectOf, parseJson } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { isOwnMember, openMembers } from "../containers/zip.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { checkRecords } from "../limits.ts"
import { oldItemCodes } from "../records/1password-item.ts"
import { firstText, flag, groupNames, groupsField, text, timeMs } from "../records/fields.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { CodeField } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { linesOf, textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** 1Password until version 7: 1PIF (`data.1pif`, alone or in a zip), and CSV with a column for every field. */
const TEXTS = texts({
  guide: {
    en: "In 1Password 7: File › Export › All Items, as 1PIF or CSV",
    ja: "1Password 7 のファイル › 書き出す › すべての項目（1PIF または CSV）",
  },
})

/** Also matches `data.1pif` in a directory `NAME.1pif`, but not that directory. */
const PIF_FILE = /\.1pif$/i
const isPif = (name: string): boolean => isOwnMember(name) && PIF_FILE.test(name)

// 1PIF

interface PifRecord {
  readonly at: number
  /** Throws where the line cannot be read. */
  readonly read: () => JsonObject
}

function readPif(source: string, context: OpenContext): OpenedAccounts {
  const records: PifRecord[] = []
  for (const { at, text: line } of linesOf(source)) {
    if (line.startsWith("***")) continue
    checkRecords(records.length + 1)
    records.push(parseLine(at, line))
  }
  const folders = new Map<string, string>()
  const items = records.filter(({ read }) => {
    const type = typeOf(read)
    if (type.startsWith("system.folder.")) folders.set(text(read()["uuid"]), text(read()["title"]).trim())
    return !type.startsWith("system.")
  })
  const reader = new RecordReader(context)
  for (const { at, read } of items) reader.readItem(at, () => readItem(read(), folders))
  return reader.opened()
}

function parseLine(at: number, line: string): PifRecord {
  try {
    const record = objectOf(parseJson(line))
    return { at, read: () => record }
  } catch (error) {
    return {
      at,
      read: () => {
        throw error
      },
    }
  }
}

function typeOf(read: () => JsonObject): string {
  try {
    return text(read()["typeName"])
  } catch {
    return ""
  }
}

/** 1Password for Windows names the two parts of an item `overview` and `details`. */
function readItem(item: JsonObject, folders: ReadonlyMap<string, string>): (() => Draft)[] {
  const partOf = (...names: string[]): JsonObject => names.map((name) => item[name]).find(isObject) ?? {}
  const open = partOf("openContents")
  const overview = { ...item, ...partOf("overview") }
  const content = partOf("secureContents", "details")
  return oldItemCodes({ URLs: content["URLs"], ...overview }, content, {
    groups: groupNames([folders.get(text(item["folderUuid"])) ?? "", ...groupsField(open["tags"] ?? overview["tags"])]),
    favorite: Number(firstText(open["faveIndex"], item["faveIndex"])) > 0,
    trashed: flag(item["trashed"]),
    createdAt: timeMs(item["createdAt"]),
    updatedAt: timeMs(item["updatedAt"]),
  })
}

// CSV

/** `SECTION_… 1: label` on Windows, `label(field)` on a Mac, or a name alone. */
interface Column {
  readonly name: string
  readonly label: string
  readonly holdsCodes: boolean
}

function columnOf(header: string): Column {
  const [, macLabel, macField] = /^([^():]*)\(([^()]*)\)$/.exec(header.trim()) ?? []
  const colon = header.indexOf(": ")
  const label = (macLabel ?? header.slice(colon < 0 ? 0 : colon + 2)).trim()
  return {
    name: (macField ?? header).trim().toLowerCase(),
    label,
    holdsCodes: /one-time password$/i.test(label) || /^totp_/i.test(macField ?? ""),
  }
}

const NOTES = ["notes", "notesplain"]

async function readRows({ bytes, sniffed }: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  const [header, ...rows] = await parseRows(textOf(bytes), sniffed.kind === "csv" ? sniffed.delimiter : ",")
  const columns = (header?.record ?? []).map(columnOf)
  const reader = new RecordReader(context)
  for (const { record, line } of rows) reader.readItem(line, () => readRow(columns, record))
  return reader.opened()
}

function readRow(columns: readonly Column[], record: readonly string[]): (() => Draft)[] {
  const cells = columns.flatMap((column, index) => {
    const value = record[index] ?? ""
    return value.trim() === "" ? [] : [{ ...column, value }]
  })
  const cell = (...names: string[]): string => cells.find(({ name }) => names.includes(name))?.value ?? ""
  const note = cell(...NOTES)
  return itemCodes({
    title: cell("title"),
    username: cell("username") || (cells.find(({ label }) => label.toLowerCase() === "username")?.value ?? ""),
    url: firstText(cell("url"), cell("urls")),
    codes: cells.filter(({ name }) => !NOTES.includes(name)).flatMap(codeIn),
    texts: [note],
    details: {
      note,
      groups: groupNames(
        cell("tags")
          .split(/[,;]/)
          .map((tag) => tag.trim()),
      ),
    },
  })
}

/** A URI counts in every column, a bare secret only where the column is known to hold codes. */
function codeIn({ label, holdsCodes, value }: Column & { readonly value: string }): CodeField[] {
  return holdsCodes || /^\s*otpauth:\/\//i.test(value) ? [{ value, label }] : []
}

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind === "1pif") return "yes"
  if (sniffed.kind === "zip") return sniffed.names.some(isPif) ? "yes" : "no"
  // A single item without the line after it.
  if (sniffed.kind === "json-object")
    return ["uuid", "typeName", "secureContents"].every((key) => sniffed.keys.includes(key)) ? "yes" : "no"
  if (sniffed.kind !== "csv") return "no"
  const columns = columnNames(sniffed.header)
  return ["uuid", "autosubmit", "scope"].every((name) => columns.includes(name)) ? "yes" : "no"
}

export const onePasswordLegacy: Handler = {
  id: "1password-legacy",
  title: "1Password 7",
  extensions: ["1pif", "zip", "csv"],
  guide: TEXTS.guide,
  detect,
  open: async (inputs, context) => {
    const input = singleInput(inputs)
    if (input.sniffed.kind === "zip") return await openMembers(input, isPif, context)
    return input.sniffed.kind === "csv" ? await readRows(input, context) : readPif(textOf(input.bytes), context)
  },
}
