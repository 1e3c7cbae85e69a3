import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS, LIMIT_TEXTS, checkRecords } from "../limits.ts"

export const CSV_TEXTS = texts({
  broken: { en: "the CSV file is cut off or malformed", ja: "CSV として読み取れません" },
})

export type CsvDelimiter = "," | ";" | "\t"

export interface CsvRow {
  /** 1-based line that the row begins on. */
  readonly at: number
  /** By header name, trimmed and in lower case; `""` for a column that the row lacks. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * Read a CSV with a header line. Rows of any length, quotes inside a field, blank lines and any line ending are accepted.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 * @see RFC 4180
 */
export async function readCsv(text: string, delimiter: CsvDelimiter = ","): Promise<CsvRow[]> {
  const rows = await parseRows(text, delimiter)
  const header = columnNames(rows[0]?.record ?? [])
  return rows.slice(1).map(({ record, line }) => ({
    at: line,
    cells: namedCells(header, record),
  }))
}

/** Of several columns with one name the first that is filled counts. */
function namedCells(header: readonly string[], record: readonly string[]): Readonly<Record<string, string>> {
  const cells = new Map<string, string>()
  for (const [index, name] of header.entries()) if ((cells.get(name) ?? "") === "") cells.set(name, record[index] ?? "")
  return Object.fromEntries(cells)
}

/** By header line: every handler looks at the names of the same one. */
const namesByHeader = new WeakMap<readonly string[], readonly string[]>()

/** The names of a header line as {@link CsvRow.cells} has them: trimmed, in lower case. */
export function columnNames(header: readonly string[]): readonly string[] {
  const known = namesByHeader.get(header)
  if (known !== undefined) return known
  const names = header.map((name) => name.trim().toLowerCase())
  namesByHeader.set(header, names)
  return names
}

/**
 * All records, including the first, each with the 1-based line that it begins on.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function parseRows(text: string, delimiter: string): Promise<{ record: string[]; line: number }[]> {
  checkLines(text)
  checkCells(countOf(text, delimiter))
  const { parse } = await import("csv-parse/sync")
  let rows: { record: string[]; info: { lines: number } }[]
  try {
    rows = parse(text, {
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      // The header, and one record more than the limit.
      to: LIMITS.records + 2,
    }) as unknown as typeof rows
  } catch (cause) {
    throw new AppError("format-damaged", CSV_TEXTS.broken, { cause })
  }
  checkRecords(rows.length)
  checkColumns(rows[0]?.record.length ?? 0, rows.length)
  let passed = 0
  return rows.map(({ record, info }) => {
    const { ends, pairs } = lineEndsIn(record)
    const line = info.lines - passed - ends
    passed += pairs
    return { record, line }
  })
}

/**
 * The line ends within a record's cells as the parser counts them: it takes CR LF for two there. `info.lines` is the line that the record
 * ends on, so these lead back to the line that it begins on.
 */
function lineEndsIn(record: readonly string[]): { ends: number; pairs: number } {
  let ends = 0
  let pairs = 0
  for (const cell of record) {
    for (const [found] of cell.matchAll(/\r\n|\r|\n/g)) {
      ends += found.length
      pairs += found.length - 1
    }
  }
  return { ends, pairs }
}

/** Notes may span lines; this many per record on average. */
const MAX_LINES_PER_RECORD = 4
const MAX_COLUMN_NAME = 200

/** Checks the number of lines and columns before parsing. */
function checkLines(text: string): void {
  const first = text.slice(0, LIMITS.csvColumns * MAX_COLUMN_NAME)
  if (first.length < text.length && !/[\r\n]/.test(first)) throw tooManyColumns()
  checkRecords(countOf(text, "\n") / MAX_LINES_PER_RECORD)
}

function countOf(text: string, char: string): number {
  let count = 0
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) count++
  return count
}

/** Before parsing, the number of delimiters is known; a row may have more of them than the header. */
function checkCells(cells: number): void {
  if (cells > LIMITS.csvCells) throw new AppError("limit-exceeded", LIMIT_TEXTS.values, { detail: { max: LIMITS.csvCells } })
}

function checkColumns(columns: number, rows: number): void {
  if (columns > LIMITS.csvColumns) throw tooManyColumns()
  checkCells(columns * rows)
}

function tooManyColumns(): AppError {
  return new AppError("limit-exceeded", LIMIT_TEXTS.values, { detail: { max: LIMITS.csvColumns } })
}

/** One line without its line end. @param quote - Which fields to quote; default: those that need it. @param delimiter - Default: a comma. */
export function csvLine(
  fields: readonly string[],
  { quote = "needed", delimiter = "," }: { readonly quote?: "needed" | "always"; readonly delimiter?: CsvDelimiter } = {},
): string {
  const quoted = (field: string): boolean => quote === "always" || /["\r\n]/.test(field) || field.includes(delimiter)
  return fields.map((field) => (quoted(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(delimiter)
}
