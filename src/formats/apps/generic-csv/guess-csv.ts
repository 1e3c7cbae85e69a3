import { parseRows } from "../../containers/csv.ts"
import { isLikelySecret, isOtpAddress } from "../../guess/likely-secret.ts"
import { assignColumns } from "../../guess/table.ts"
import type { GuessRow, GuessTable } from "../../guess/row-codes.ts"
import { readName } from "../../guess/words.ts"
import { firstRecord } from "../../sniffing/text.ts"

const DELIMITERS = [",", ";", "\t", "|"] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** How many records the delimiter is guessed from. */
const MAX_SAMPLE_RECORDS = 30

/** The records at the beginning of a text. The last may be cut off, so it is left out unless `whole`. */
function firstRecords(head: string, delimiter: string, whole: boolean): string[][] {
  const rows: string[][] = []
  let at = 0
  while (at < head.length && rows.length < MAX_SAMPLE_RECORDS) {
    const { cells, next } = firstRecord(head, at, delimiter)
    if (next >= head.length && !whole && rows.length > 0) break
    if (cells.some((cell) => cell !== "")) rows.push(cells)
    at = Math.max(next, at + 1)
  }
  return rows
}

/** The delimiter that divides most records into the same number of cells, at least two; null where none does. */
function guessDelimiter(head: string, whole: boolean): Delimiter | null {
  const scored = DELIMITERS.map((delimiter) => {
    const counts = firstRecords(head, delimiter, whole).map((cells) => cells.length)
    const common = counts.toSorted((a, b) => counts.filter((n) => n === b).length - counts.filter((n) => n === a).length)[0] ?? 0
    const same = counts.filter((n) => n === common).length / Math.max(1, counts.length)
    return { delimiter, score: common < 2 ? 0 : same + common / 1000 }
  })
  const [best] = scored.toSorted((a, b) => b.score - a.score)
  return best === undefined || best.score < 0.6 ? null : best.delimiter
}

const isCode = (cell: string): boolean => isOtpAddress(cell) || isLikelySecret(cell)

/** The first record is a header where it has known column names, or where only the records after it hold secrets. */
function toTable(rows: readonly GuessRow[]): GuessTable {
  const [first, ...others] = rows
  const cells = first?.cells ?? []
  const width = rows.slice(0, 200).reduce((most, row) => Math.max(most, row.cells.length), 0)
  const known = cells.filter((cell) => {
    const { fields, label } = readName(cell)
    return fields.size > 0 || label > 0
  }).length
  const keyAt = cells.findIndex(
    (_, at) => others.slice(0, 20).filter((row) => isCode(row.cells[at] ?? "")).length * 2 > Math.min(20, others.length),
  )
  const isHeader = !cells.some(isCode) && (known > 0 || keyAt >= 0)
  const columns = Array.from({ length: width }, (_, at) => (isHeader ? (cells[at] ?? "").trim() || null : null))
  return { place: "", columns, rows: isHeader ? others : rows }
}

/** Whether a text looks like a table with secrets. @param head - The beginning of the text. @param whole - Whether it is all of the text. */
export function looksLikeTable(head: string, whole: boolean): boolean {
  const delimiter = guessDelimiter(head, whole)
  if (delimiter === null) return false
  const columns = assignColumns(toTable(firstRecords(head, delimiter, whole).map((cells, at) => ({ at: at + 1, cells }))))
  return columns !== null && columns !== "unreadable"
}

const HEAD_CHARS = 16_384

/**
 * Read a table with any delimiter, with or without a header line.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function csvTable(text: string): Promise<GuessTable> {
  const head = text.slice(0, HEAD_CHARS)
  // Without a delimiter the table has one column.
  const delimiter = guessDelimiter(head, head.length === text.length) ?? ","
  const rows = await parseRows(text, delimiter)
  return toTable(rows.map(({ record, line }) => ({ at: line, cells: record })))
}
