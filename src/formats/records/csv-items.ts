import { readCsv } from "../containers/csv.ts"
import type { OpenContext, OpenedAccounts, SniffedInput } from "../handler.ts"
import { itemCodes } from "./item-codes.ts"
import type { VaultItem } from "./item-codes.ts"
import { RecordReader } from "./record-reader.ts"
import { textOf } from "./text.ts"

/**
 * Read a password manager's CSV with a header line: one item per row.
 *
 * @param toItem - Gets a row's cells by column name, trimmed and in lower case, `""` for a cell that the row lacks. Null for a row that is
 * no item, such as a folder; it is not counted.
 */
export async function readCsvItems(
  input: SniffedInput,
  context: OpenContext,
  toItem: (cell: (name: string) => string, cells: Readonly<Record<string, string>>) => VaultItem | null,
): Promise<OpenedAccounts> {
  const reader = new RecordReader(context)
  const delimiter = input.sniffed.kind === "csv" ? input.sniffed.delimiter : ","
  for (const { at, cells } of await readCsv(textOf(input.bytes), delimiter)) {
    const item = toItem((name) => cells[name] ?? "", cells)
    if (item !== null) reader.readItem(at, () => itemCodes(item))
  }
  return reader.opened()
}
