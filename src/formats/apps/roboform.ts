import { texts } from "../../base/language.ts"
import { columnNames, parseRows } from "../containers/csv.ts"
import type { Handler, OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { hasColumns } from "../records/csv-items.ts"
import { firstText } from "../records/fields.ts"
import { folderGroup } from "../records/folders.ts"
import { itemCodes } from "../records/item-codes.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { textOf } from "../records/text.ts"

/** RoboForm: CSV. Each cell from the last column on is one field of the item. */
const TEXTS = texts({
  guide: {
    en: "In RoboForm on a computer: Options › Account & Data › Export › Logins, as CSV",
    ja: "パソコン版 RoboForm のオプション › アカウントとデータ › エクスポート › ログイン（CSV）",
  },
})

const FIELDS = ["rffieldsv2", "rf_fields"]
const CODE_NAME = /^\s*TOTP KEY\$/i

interface Field {
  readonly name: string
  readonly value: string
}

/** `name,?,?,type,value`, where the value may hold commas. */
function currentField(cell: string): Field {
  const [name = "", , , , ...value] = cell.split(",")
  return { name, value: value.join(",") }
}

/** `name:type:value`; a URI may follow the name at once. */
function oldField(cell: string): Field {
  const [name = "", ...rest] = cell.split(":")
  const value = rest.join(":")
  return { name, value: /^\s*(?:otpauth|steam):/i.test(value) ? value : value.replace(/^[a-z]{1,10}:/i, "") }
}

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<OpenedAccounts> {
  const [first, ...rows] = await parseRows(textOf(singleInput(inputs).bytes), ",")
  const columns = columnNames(first?.record ?? [])
  const reader = new RecordReader(context)
  for (const { record, line } of rows) reader.readItem(line, () => itemCodes(toItem(record, columns)))
  return reader.opened()
}

/** The app writes a quote before a value that begins with `@` or a quote. */
const unescape = (value: string): string => value.replace(/^'(?=[@'])/, "")

function toItem(record: readonly string[], columns: readonly string[]): VaultItem {
  const cell = (name: string): string => unescape(record[columns.indexOf(name)] ?? "")
  const fieldsAt = columns.findIndex((name) => FIELDS.includes(name))
  const fields = record.slice(fieldsAt).map(columns[fieldsAt] === "rf_fields" ? oldField : currentField)
  return {
    title: cell("name"),
    username: cell("login"),
    url: firstText(cell("url"), cell("matchurl")),
    codes: fields.filter(({ name }) => CODE_NAME.test(name)),
    texts: [...fields.filter(({ name }) => !CODE_NAME.test(name)).map(({ value }) => value), cell("note")],
    details: { note: cell("note"), groups: folderGroup(cell("folder"), "/") },
  }
}

export const roboform: Handler = {
  id: "roboform",
  title: "RoboForm",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (FIELDS.some((name) => hasColumns(sniffed, "name", name)) ? "yes" : "no"),
  open,
}
