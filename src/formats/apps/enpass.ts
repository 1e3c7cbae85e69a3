import { texts } from "../../base/language.ts"
import { parseRows } from "../containers/csv.ts"
import { arrayOrEmpty, hasPath, isObject, jsonOf, objectOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import type { Detection, Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { firstText, flag, groupNames, text, timeMs } from "../records/fields.ts"
import { folderPath } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** Enpass, the password manager: JSON and CSV. Its encrypted vaults have no signature. */
const TEXTS = texts({
  guide: {
    en: "In Enpass on a computer: File › Export, as JSON (or CSV, without folders). Its encrypted backups cannot be read",
    ja: "パソコンの Enpass のファイル › エクスポート。JSON を選びます（CSV はフォルダーなし）。暗号化されたバックアップは読み込めません",
  },
})

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "csv") return await readRows(input, context)
  const root = objectOf(jsonOf(input))
  const paths = folderPaths(arrayOrEmpty(root["folders"]).filter(isObject))
  return new RecordReader(context).readItems(arrayOrEmpty(root["items"]), (item) => itemCodes(toItem(objectOf(item), paths))).opened()
}

const MAX_DEPTH = 100

/** The path of each folder by its id. A folder that is within itself, by damage, ends the path. */
function folderPaths(folders: readonly JsonObject[]): ReadonlyMap<string, string> {
  const byId = new Map(folders.map((folder) => [text(folder["uuid"]), folder]))
  const pathOf = (folder: JsonObject): string => {
    const chain = new Set<JsonObject>()
    for (let at: JsonObject | undefined = folder; at !== undefined && !chain.has(at) && chain.size < MAX_DEPTH;) {
      chain.add(at)
      at = byId.get(text(at["parent_uuid"]))
    }
    return folderPath([...chain].reverse().map(({ title }) => text(title)))
  }
  return new Map(folders.map((folder) => [text(folder["uuid"]), pathOf(folder)]))
}

function toItem(item: JsonObject, paths: ReadonlyMap<string, string>): VaultItem {
  // A field's earlier values are in its history, which is not read.
  const fields = arrayOrEmpty(item["fields"])
    .filter(isObject)
    .filter(({ deleted }) => !flag(deleted))
  const first = (type: string): string => firstText(...fields.filter((field) => field["type"] === type).map(({ value }) => value))
  const note = text(item["note"])
  const others = fields.filter(({ type }) => type !== "totp").map(({ value }) => text(value))
  return {
    title: text(item["title"]),
    username: firstText(first("username"), first("email")),
    url: first("url"),
    codes: fields.filter(({ type }) => type === "totp").map(({ value, label }) => ({ value: text(value), label: text(label) })),
    texts: [...others, note],
    details: {
      note,
      groups: groupNames(arrayOrEmpty(item["folders"]).map((id) => paths.get(text(id)) ?? "")),
      favorite: flag(item["favorite"]),
      trashed: flag(item["archived"]) || flag(item["trashed"]),
      createdAt: timeMs(item["createdAt"]),
      updatedAt: timeMs(item["updated_at"]),
    },
  }
}

const CODE_LABEL = /^(?:totp|one-time code|one-time password)$/i
const USER_LABELS = ["username", "e-mail", "email"]

/** A row is the title, then pairs of label and value, then the note; it has only the fields that are filled. */
async function readRows(input: SniffedInput, context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  const rows = await parseRows(textOf(input.bytes), ",")
  for (const { record, line } of isHeader(rows[0]?.record ?? []) ? rows.slice(1) : rows) {
    const [title = "", ...cells] = record
    const note = cells.length % 2 === 1 ? (cells.pop() ?? "") : ""
    const pairs = Array.from({ length: cells.length / 2 }, (_, at) => ({ label: cells[2 * at] ?? "", value: cells[2 * at + 1] ?? "" }))
    const isCode = ({ label, value }: { label: string; value: string }): boolean =>
      CODE_LABEL.test(label.trim()) || /^\s*otpauth:\/\//i.test(value)
    const valueOf = (name: string): string =>
      firstText(...pairs.filter(({ label }) => label.trim().toLowerCase() === name).map(({ value }) => value))
    reader.readItem(line, () =>
      itemCodes({
        title,
        username: firstText(...USER_LABELS.map(valueOf)),
        url: firstText(valueOf("website"), valueOf("url")),
        codes: pairs.filter(isCode),
        texts: [...pairs.filter((pair) => !isCode(pair)).map(({ value }) => value), note],
        details: { note },
      }),
    )
  }
  return reader.opened()
}

function isHeader(cells: readonly string[]): boolean {
  return cells.slice(0, 3).join().toLowerCase().replaceAll(" ", "") === "title,field,value"
}

/** Whether a row without a header line above it has a code among its labels and values. */
function isRowWithCode(cells: readonly string[]): boolean {
  const isCode = (label: string, at: number): boolean =>
    at % 2 === 1 && CODE_LABEL.test(label.trim()) && /^\s*(?:otpauth:\/\/|[a-z2-7][a-z2-7 -]{15})/i.test(cells[at + 1] ?? "")
  return cells.length % 2 === 0 && cells.some(isCode)
}

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "csv") return isHeader(sniffed.header) ? "yes" : isRowWithCode(sniffed.header) ? "maybe" : "no"
  if (sniffed.kind !== "json-object") return "no"
  return hasPath(sniffed.json, "items[].template_type") || hasPath(sniffed.json, "items[].fields[].uid") ? "yes" : "no"
}

export const enpass: Handler = {
  id: "enpass",
  title: "Enpass",
  extensions: ["json", "csv"],
  guide: TEXTS.guide,
  detect,
  open,
}
