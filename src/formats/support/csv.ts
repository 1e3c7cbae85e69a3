import { AppError } from "../../accounts/errors.ts"
import { texts } from "../../accounts/language.ts"
import { checkRecords } from "../limits.ts"

export const CSV_TEXTS = texts({
  broken: { en: "the file is not whole CSV", ja: "CSV として読み取れません" },
})

export interface CsvRow {
  /** 1-based line that the row begins on. */
  readonly at: number
  /** By header name in lower case, trimmed; a column that the row does not have is `""`. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * A CSV with a header line: rows of any length, quotes in the middle of a field, blank lines and any line ending are borne.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 * @see RFC 4180
 */
export async function readCsv(text: string, delimiter: "," | ";" | "\t" = ","): Promise<CsvRow[]> {
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
    }) as unknown as typeof rows
  } catch (cause) {
    throw new AppError("format-damaged", CSV_TEXTS.broken, { cause })
  }
  checkRecords(rows.length)
  const header = (rows[0]?.record ?? []).map((name) => name.trim().toLowerCase())
  return rows.slice(1).map(({ record, info }) => ({
    at: info.lines,
    cells: Object.fromEntries(header.map((name, index) => [name, record[index] ?? ""])),
  }))
}

/** One line; a field is quoted where it must be, or always. */
export function csvLine(fields: readonly string[], quote: "needed" | "always" = "needed"): string {
  return fields.map((field) => (quote === "always" || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",")
}
