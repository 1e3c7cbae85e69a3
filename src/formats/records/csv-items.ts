import { columnNames, readCsv } from "../containers/csv.ts"
import type { CsvDelimiter } from "../containers/csv.ts"
import type { OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { itemCodes } from "./item-codes.ts"
import type { VaultItem } from "./item-codes.ts"
import { RecordReader } from "./record-reader.ts"
import { textOf } from "./text.ts"
import type { Sniffed } from "../sniffed.ts"

/**
 * Gets a row's cells by column name, trimmed and in lower case, `""` for a cell that the row lacks. Null for a row that is no item, such as
 * a folder; it is not counted.
 */
export type ToItem = (cell: (name: string) => string, cells: Readonly<Record<string, string>>) => VaultItem | null

/** Read a password manager's CSV with a header line: one item per row. */
export async function readCsvItems(input: SniffedInput, context: OpenContext, toItem: ToItem): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  await readCsvInto(reader, input.bytes, toItem, input.sniffed.kind === "csv" ? input.sniffed.delimiter : ",")
  return reader.opened()
}

/** As {@link readCsvItems}, for one of several tables. */
export async function readCsvInto(reader: RecordReader, bytes: Uint8Array, toItem: ToItem, delimiter: CsvDelimiter = ","): Promise<void> {
  for (const { at, cells } of await readCsv(textOf(bytes), delimiter)) {
    const item = toItem((name) => cells[name] ?? "", cells)
    if (item !== null) reader.readItem(at, () => itemCodes(item))
  }
}

/** Whether an input is a table with all of these columns. @param names - In lower case. */
export function hasColumns(sniffed: Sniffed, ...names: readonly string[]): boolean {
  if (sniffed.kind !== "csv") return false
  const columns = columnNames(sniffed.header)
  return names.every((name) => columns.includes(name))
}
