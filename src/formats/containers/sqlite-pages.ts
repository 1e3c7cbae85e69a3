import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const SQLITE_TEXTS = texts({
  broken: { en: "the database is damaged or encrypted", ja: "データベースが壊れているか、暗号化されています" },
  wal: { en: "the write-ahead log does not belong to this database", ja: "先行書き込みログ（-wal）がこのデータベースのものではありません" },
})

/** The first page of the schema table. */
export const SCHEMA_PAGE = 1

const FILE_HEADER = 100
const INNER_INDEX = 0x02
const INNER_TABLE = 0x05
const LEAF_INDEX = 0x0a
const LEAF_TABLE = 0x0d

/**
 * Count the records of a table by its pages. SQLite follows page references without checks: where several name the same page, reading a
 * small file takes endless time and may give no row to count.
 *
 * @param root - The table's first page, from 1.
 * @throws AppError `format-damaged` where two pages, or two places in one, name the same page.
 * @see https://www.sqlite.org/fileformat2.html section 1.6
 */
export function countRecords(bytes: Uint8Array, root: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const sizeField = bytes.length < FILE_HEADER ? 0 : view.getUint16(16)
  const pageSize = sizeField === 1 ? 65_536 : sizeField
  if (pageSize < 512) throw new AppError("format-damaged", SQLITE_TEXTS.broken)
  const waiting = [root]
  const seen = new Set<number>()
  let records = 0
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const start = (page - 1) * pageSize
    // SQLite itself refuses pages outside of the file and pages of other types.
    if (start < 0 || start + pageSize > bytes.length) continue
    if (seen.has(page)) throw new AppError("format-damaged", SQLITE_TEXTS.broken)
    seen.add(page)
    const head = start + (page === 1 ? FILE_HEADER : 0)
    const type = bytes[head]
    const count = view.getUint16(head + 3)
    if (type === LEAF_TABLE || type === LEAF_INDEX || type === INNER_INDEX) records += count
    if (type !== INNER_TABLE && type !== INNER_INDEX) continue
    waiting.push(view.getUint32(head + 8))
    for (let at = head + 12; at < head + 12 + 2 * count && at + 2 <= start + pageSize; at += 2) {
      const cell = start + view.getUint16(at)
      if (cell + 4 <= bytes.length) waiting.push(view.getUint32(cell))
    }
  }
  return records
}
