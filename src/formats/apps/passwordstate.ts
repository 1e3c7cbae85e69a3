import { texts } from "../../base/language.ts"
import { columnNames, parseRows } from "../containers/csv.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { hasColumns } from "../records/csv-items.ts"
import { firstText } from "../records/fields.ts"
import { folderGroup } from "../records/folders.ts"
import { itemCodes, uriLinesIn } from "../records/item-codes.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"

/** Passwordstate: CSV. The lists of passwords follow each other, each with its own header line, and blank rows between them. */
const TEXTS = texts({
  guide: {
    en: "In Passwordstate: Administration › Export All Passwords, or List Administrator Actions › Export Passwords of a list",
    ja: "Passwordstate の管理 › すべてのパスワードをエクスポート、またはリストの管理者操作 › パスワードをエクスポート",
  },
})

const FIRST_COLUMN = "passwordlistid"

/** Administrators rename columns list by list, so each header line counts for the rows below it. */
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  let columns: readonly string[] = []
  for (const { record, line } of await parseRows(textOf(singleInput(inputs).bytes), ",")) {
    const names = columnNames(record)
    if (names.includes(FIRST_COLUMN)) columns = names
    else {
      const item = toItem(record, columns)
      if (item !== null) reader.readItem(line, () => itemCodes(item))
    }
  }
  return reader.opened()
}

/** Null for a blank row, and for a row of a folder. */
function toItem(record: readonly string[], columns: readonly string[]): VaultItem | null {
  const cell = (name: string): string => record[columns.indexOf(name)] ?? ""
  const isBlank = ["passwordid", "title", "otpuri"].every((name) => cell(name).trim() === "")
  if (isBlank && uriLinesIn(record).length === 0) return null
  return {
    title: firstText(cell("title"), cell("domainorhost")),
    username: cell("username"),
    url: cell("url"),
    codes: [{ value: cell("otpuri") }],
    texts: record.filter((_, at) => columns[at] !== "otpuri"),
    details: { note: cell("notes"), groups: folderGroup(`${cell("treepath")}\\${cell("password list")}`) },
  }
}

export const passwordstate: Handler = {
  id: "passwordstate",
  title: "Passwordstate",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (hasColumns(sniffed, FIRST_COLUMN, "otpuri") ? "yes" : "no"),
  open,
}
