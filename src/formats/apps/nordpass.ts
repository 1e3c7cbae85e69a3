import { isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { isObject, parseJson } from "../containers/json.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { firstText, text } from "../records/fields.ts"
import { folderGroup } from "../records/folders.ts"
import type { CodeField, VaultItem } from "../records/item-codes.ts"
import { singleInput } from "../records/single-input.ts"

/** NordPass: CSV. It has no place for codes, so only URIs that the user has put into custom fields or notes are read. */
const TEXTS = texts({
  guide: {
    en: "NordPass does not export codes: Settings › Export Items writes only what else it holds, such as otpauth addresses in custom fields",
    ja: "NordPass は認証コードをエクスポートしません。設定 › 項目をエクスポートで書き出されるのは、カスタムフィールドの otpauth の URI など、それ以外の内容だけです",
  },
  noCodes: { en: "NordPass does not export codes", ja: "NordPass は認証コードをエクスポートしません" },
})

/** The column `custom_fields`: JSON `[{type, label, value}]`. Anything else is one field without a label. */
function customFields(cell: string): CodeField[] {
  if (cell.trim() === "") return []
  try {
    const fields = parseJson(cell)
    if (Array.isArray(fields)) return fields.filter(isObject).map(({ value, label }) => ({ value: text(value), label: text(label) }))
  } catch (error) {
    if (!isAppError(error)) throw error
  }
  return [{ value: cell }]
}

const isUri = ({ value }: CodeField): boolean => /^\s*otpauth:\/\//i.test(value)

/** A folder is a row of its own. Before there was a column `type`, it had nothing but its name. */
function isFolder(cells: Readonly<Record<string, string>>): boolean {
  const type = (cells["type"] ?? "").trim().toLowerCase()
  return type === "folder" || (type === "" && Object.entries(cells).every(([name, value]) => name === "name" || value.trim() === ""))
}

function toItem(cell: (name: string) => string, cells: Readonly<Record<string, string>>): VaultItem | null {
  if (isFolder(cells)) return null
  const fields = customFields(cell("custom_fields"))
  return {
    title: cell("name"),
    username: firstText(cell("username"), cell("email")),
    url: cell("url"),
    codes: fields.filter(isUri),
    texts: [...fields.filter((field) => !isUri(field)).map(({ value }) => value), cell("note")],
    details: { note: cell("note"), groups: folderGroup(cell("folder"), "/") },
  }
}

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const opened = await readCsvItems(singleInput(inputs), context, toItem)
  const isEmpty = opened.drafts.length === 0 && opened.issues.length === 0
  return isEmpty ? { ...opened, notices: [{ sentence: TEXTS.noCodes, detail: {} }] } : opened
}

export const nordpass: Handler = {
  id: "nordpass",
  title: "NordPass",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (hasColumns(sniffed, "cardholdername", "zipcode", "folder") ? "yes" : "no"),
  open,
}
