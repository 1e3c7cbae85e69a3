import type { Database, SqlJsStatic } from "sql.js"
import { AppError } from "../../base/errors.ts"
import { checkFileBytes, checkRecords, checkTables } from "../limits.ts"
import { SCHEMA_PAGE, SQLITE_TEXTS, countRecords } from "./sqlite-pages.ts"

/** An SQLite value. */
export type Cell = string | number | Uint8Array | null
export type SqliteRow = Readonly<Record<string, Cell>>

let engine: Promise<SqlJsStatic> | undefined
const loadEngine = (): Promise<SqlJsStatic> => (engine ??= import("sql.js").then((module) => module.default()))

/**
 * All rows of one table in the order of insertion; empty where there is no such table. Column names are in lower case.
 *
 * @param table - In any case. A constant of the program, never text from a file.
 */
export type ReadTable = (table: string) => SqliteRow[]

/**
 * Read an SQLite database.
 *
 * @param wal - The write-ahead log found beside it. Its committed frames are applied first.
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export async function withSqlite<T>(bytes: Uint8Array, wal: Uint8Array | null, use: (read: ReadTable) => T): Promise<T> {
  checkFileBytes(bytes.length)
  const whole = withoutWalMode(wal === null ? bytes : applyWal(bytes, wal))
  const { Database: Open } = await loadEngine()
  let database: Database | undefined
  try {
    checkTables(countRecords(whole, SCHEMA_PAGE))
    const opened = new Open(whole)
    database = opened
    const rows = (sql: string): SqliteRow[] => rowsOf(opened, sql, whole.length)
    const pages = new Map(rows("SELECT name, rootpage FROM sqlite_master").map((row) => [lower(row["name"]), Number(row["rootpage"]) || 0]))
    // Ask SQLite what is a table: the schema may call a view a table.
    const names = new Set(rows("PRAGMA table_list").flatMap((row) => (row["type"] === "table" ? [lower(row["name"])] : [])))
    const tables = new Map<string, SqliteRow[]>()
    const readRows = (table: string): SqliteRow[] => {
      if (!names.has(table.toLowerCase())) return []
      checkRecords(countRecords(whole, pages.get(table.toLowerCase()) ?? 0))
      // Leaves out generated columns, whose values can be of any size.
      const columns = rows(`PRAGMA table_info("${table}")`).map((row) => `"${String(row["name"]).replaceAll('"', '""')}"`)
      return rows(`SELECT ${columns.join()} FROM "${table}" NOT INDEXED`)
    }
    return use((table) => {
      const known = tables.get(table) ?? readRows(table)
      tables.set(table, known)
      return known
    })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError("format-damaged", SQLITE_TEXTS.broken, { cause })
  } finally {
    database?.close()
  }
}

const lower = (name: Cell | undefined): string => String(name).toLowerCase()

/** @param maxBytes - Of texts and blobs: an honest file holds no more than its own size. @throws AppError `format-damaged`, `limit-exceeded` */
function rowsOf(database: Database, sql: string, maxBytes: number): SqliteRow[] {
  const statement = database.prepare(sql)
  try {
    const names = statement.getColumnNames().map((name) => name.toLowerCase())
    const rows: SqliteRow[] = []
    let size = 0
    while (statement.step()) {
      checkRecords(rows.length + 1)
      const cells = statement.get() as Cell[]
      for (const cell of cells) if (typeof cell === "string" || cell instanceof Uint8Array) size += cell.length
      if (size > maxBytes) throw new AppError("format-damaged", SQLITE_TEXTS.broken)
      rows.push(Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null])))
    }
    return rows
  } finally {
    statement.free()
  }
}

/** Switch off WAL mode in bytes 18 and 19 of the header: in memory there is no log file. @see SQLite file format 1.3.3 */
function withoutWalMode(bytes: Uint8Array): Uint8Array {
  if (bytes[18] !== 2 && bytes[19] !== 2) return bytes
  const copy = Uint8Array.from(bytes)
  copy[18] = 1
  copy[19] = 1
  return copy
}

const WAL_HEADER = 32
const FRAME_HEADER = 24

/**
 * Apply the committed frames of a write-ahead log to its database.
 *
 * @throws AppError `format-damaged` when the log's page size is not the database's.
 * @see SQLite file format section 4, "The Write-Ahead Log"
 */
export function applyWal(bytes: Uint8Array, wal: Uint8Array): Uint8Array {
  if (wal.length < WAL_HEADER + FRAME_HEADER) return bytes
  const log = new DataView(wal.buffer, wal.byteOffset, wal.length)
  const magic = log.getUint32(0)
  const pageSize = log.getUint32(8)
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const own = bytes.length >= 18 ? header.getUint16(16) : 0
  if ((magic & ~1) >>> 0 !== 0x377f0682 || pageSize !== (own === 1 ? 65_536 : own)) throw new AppError("format-damaged", SQLITE_TEXTS.wal)
  const isLittleEndian = (magic & 1) === 0
  let sum: Checksum = walChecksum(log, 0, 24, [0, 0], isLittleEndian)
  if (sum[0] !== log.getUint32(24) || sum[1] !== log.getUint32(28)) return bytes

  let pages = new Map<number, number>()
  let committed = { pages: new Map<number, number>(), count: 0 }
  for (let at = WAL_HEADER; at + FRAME_HEADER + pageSize <= wal.length; at += FRAME_HEADER + pageSize) {
    const sameSalt = log.getUint32(at + 8) === log.getUint32(16) && log.getUint32(at + 12) === log.getUint32(20)
    if (!sameSalt) break
    sum = walChecksum(log, at + FRAME_HEADER, pageSize, walChecksum(log, at, 8, sum, isLittleEndian), isLittleEndian)
    if (sum[0] !== log.getUint32(at + 16) || sum[1] !== log.getUint32(at + 20)) break
    pages.set(log.getUint32(at), at + FRAME_HEADER)
    const count = log.getUint32(at + 4)
    if (count > 0) {
      committed = { pages, count }
      pages = new Map(pages)
    }
  }
  return committed.count === 0 ? bytes : overlay(bytes, wal, committed, pageSize)
}

function overlay(
  bytes: Uint8Array,
  wal: Uint8Array,
  { pages, count }: { pages: Map<number, number>; count: number },
  pageSize: number,
): Uint8Array {
  checkFileBytes(count * pageSize)
  const out = new Uint8Array(count * pageSize)
  out.set(bytes.subarray(0, out.length))
  for (const [page, at] of pages) if (page >= 1 && page <= count) out.set(wal.subarray(at, at + pageSize), (page - 1) * pageSize)
  return out
}

type Checksum = readonly [number, number]

/** The running checksum of a WAL, over 8 bytes at a time. @param from - The checksum so far. */
function walChecksum(view: DataView, start: number, length: number, from: Checksum, isLittleEndian: boolean): Checksum {
  let [a, b] = from
  for (let at = start; at < start + length; at += 8) {
    a = (a + view.getUint32(at, isLittleEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, isLittleEndian) + a) >>> 0
  }
  return [a, b]
}
