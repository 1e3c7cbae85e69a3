import { firstRecord } from "../../sniffing/text.ts"
import { parseRows } from "../../containers/csv.ts"
import { assignColumns } from "../../guess/table.ts"
import type { GuessRow, GuessTable } from "../../guess/table.ts"
import { readName } from "../../guess/words.ts"
import { isLikelySecret, isOtpAddress } from "../../guess/likely-secret.ts"

const DELIMITERS = [",", ";", "\t", "|"] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** So many records tell the delimiter. */
const LOOKED_AT = 30

/** The records at a text's beginning; the last, which may be cut off, is left out where the text goes on. */
function records(head: string, delimiter: string, whole: boolean): string[][] {
  const rows: string[][] = []
  let at = 0
  while (at < head.length && rows.length < LOOKED_AT) {
    const { cells, next } = firstRecord(head, at, delimiter)
    if (next >= head.length && !whole && rows.length > 0) break
    if (cells.some((cell) => cell !== "")) rows.push(cells)
    at = Math.max(next, at + 1)
  }
  return rows
}

/** The delimiter that divides most records into the same number of cells, at least two; null where none does. */
function delimiterOf(head: string, whole: boolean): Delimiter | null {
  const scored = DELIMITERS.map((delimiter) => {
    const counts = records(head, delimiter, whole).map((cells) => cells.length)
    const common = counts.toSorted((a, b) => counts.filter((n) => n === b).length - counts.filter((n) => n === a).length)[0] ?? 0
    const same = counts.filter((n) => n === common).length / Math.max(1, counts.length)
    return { delimiter, score: common < 2 ? 0 : same + common / 1000 }
  })
  const [best] = scored.toSorted((a, b) => b.score - a.score)
  return best === undefined || best.score < 0.6 ? null : best.delimiter
}

const isKey = (cell: string): boolean => isOtpAddress(cell) || isLikelySecret(cell)

/** A first record names the columns where it has names that we know, or where only what follows it holds secrets. */
function tableOf(rows: readonly GuessRow[]): GuessTable {
  const [first, ...others] = rows
  const cells = first?.cells ?? []
  const width = rows.slice(0, 200).reduce((most, row) => Math.max(most, row.cells.length), 0)
  const known = cells.filter((cell) => {
    const { fields, label } = readName(cell)
    return fields.size > 0 || label > 0
  }).length
  const keyAt = cells.findIndex(
    (_, at) => others.slice(0, 20).filter((row) => isKey(row.cells[at] ?? "")).length * 2 > Math.min(20, others.length),
  )
  const isHeader = !cells.some(isKey) && (known > 0 || keyAt >= 0)
  const columns = Array.from({ length: width }, (_, at) => (isHeader ? (cells[at] ?? "").trim() || null : null))
  return { place: "", columns, rows: isHeader ? others : rows }
}

/** Whether the text, of which this is the beginning, looks like a table with secrets in it. */
export function looksLikeTable(head: string, whole: boolean): boolean {
  const delimiter = delimiterOf(head, whole)
  if (delimiter === null) return false
  const columns = assignColumns(tableOf(records(head, delimiter, whole).map((cells, at) => ({ at: at + 1, cells }))))
  return columns !== null && columns !== "unreadable"
}

const HEAD = 16_384

/**
 * A table of any delimiter, with or without a line of names.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function csvTable(text: string): Promise<GuessTable> {
  const head = text.slice(0, HEAD)
  // One column alone is a table too.
  const delimiter = delimiterOf(head, head.length === text.length) ?? ","
  const rows = await parseRows(text, delimiter)
  return tableOf(rows.map(({ record, line }) => ({ at: line, cells: record })))
}
