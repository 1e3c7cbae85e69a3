import { decodeLossy } from "../records/text.ts"
import type { SniffedSqlite } from "../sniffed.ts"

const MAGIC = "SQLite format 3\0"
const MAX_PAGES = 200
const MAX_TABLES = 200
const MAX_STATEMENT = 16_384

export function isSqlite(bytes: Uint8Array): boolean {
  return bytes.length >= 100 && Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("latin1") === MAGIC
}

/**
 * Read the schema table of an SQLite database: the b-tree that begins on page 1. What damage hides is left out of the result.
 *
 * @see https://www.sqlite.org/fileformat2.html sections 1.6, 2.1 and 2.6
 */
export function sniffSqlite(bytes: Uint8Array): SniffedSqlite {
  const database = new Pages(bytes)
  const tables: string[] = []
  const statements: string[] = []
  const columns: Record<string, readonly string[]> = {}
  const queue = [1]
  const seen = new Set<number>()
  for (let page = queue.shift(); page !== undefined && seen.size < MAX_PAGES; page = queue.shift()) {
    if (seen.has(page)) continue
    seen.add(page)
    for (const record of database.cells(page, queue)) {
      const [type, name, , , sql] = database.columns(record)
      if (type !== "table" || name === undefined || name.startsWith("sqlite_") || tables.length >= MAX_TABLES) continue
      tables.push(name)
      if (sql === undefined) continue
      statements.push(sql)
      if (name !== "__proto__") columns[name] = columnsOf(sql)
    }
  }
  return { kind: "sqlite", size: bytes.length, tables, schema: statements.join("\n"), columns }
}

/** The pages of a database file. Reading outside of the file gives zero. */
class Pages {
  readonly #bytes: Uint8Array
  readonly #pageSize: number
  readonly #usable: number
  readonly #encoding: "utf-8" | "utf-16le" | "utf-16be"

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    const size = this.#u16(16)
    this.#pageSize = size === 1 ? 65_536 : Math.max(size, 512)
    this.#usable = Math.max(this.#pageSize - this.#u8(20), 480)
    this.#encoding = ({ 2: "utf-16le", 3: "utf-16be" } as const)[this.#u8(59)] ?? "utf-8"
  }

  #u8(at: number): number {
    return this.#bytes[at] ?? 0
  }
  #u16(at: number): number {
    return (this.#u8(at) << 8) | this.#u8(at + 1)
  }
  #u32(at: number): number {
    return this.#u16(at) * 65_536 + this.#u16(at + 2)
  }

  /** A variable-length integer (its lower 32 bits) and the place after it. */
  #varint(at: number): [value: number, next: number] {
    let value = 0
    for (let n = 0; n < 9; n++) {
      const byte = this.#u8(at + n)
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return [value, at + n + 1]
    }
    return [value, at + 9]
  }

  /** The payloads of a leaf page's cells. The children of an inner page are added to `queue`. */
  *cells(page: number, queue: number[]): Generator<Uint8Array> {
    const start = (page - 1) * this.#pageSize
    if (start < 0 || start >= this.#bytes.length) return
    const header = start + (page === 1 ? 100 : 0)
    const type = this.#u8(header)
    const count = Math.min(this.#u16(header + 3), this.#pageSize / 4)
    if (type === 0x05) {
      for (let n = 0; n < count && queue.length < MAX_PAGES; n++) queue.push(this.#u32(start + this.#u16(header + 12 + 2 * n)))
      queue.push(this.#u32(header + 8))
    } else if (type === 0x0d) {
      for (let n = 0; n < count; n++) yield this.#payload(start + this.#u16(header + 8 + 2 * n))
    }
  }

  #payload(cell: number): Uint8Array {
    const [length, afterLength] = this.#varint(cell)
    const [, body] = this.#varint(afterLength)
    if (length <= this.#usable - 35) return this.#bytes.subarray(body, body + length)
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23
    const fitting = least + ((length - least) % (this.#usable - 4))
    const here = fitting <= this.#usable - 35 ? fitting : least
    const parts = [this.#bytes.subarray(body, body + here)]
    let next = this.#u32(body + here)
    let missing = Math.min(length, MAX_STATEMENT) - here
    for (let n = 0; n < 32 && next > 0 && missing > 0; n++) {
      const start = (next - 1) * this.#pageSize
      parts.push(this.#bytes.subarray(start + 4, start + 4 + Math.min(missing, this.#usable - 4)))
      missing -= this.#usable - 4
      next = this.#u32(start)
    }
    return Buffer.concat(parts)
  }

  /** The columns of one record of the schema table; undefined for those that are no text. */
  columns(record: Uint8Array): (string | undefined)[] {
    const out: (string | undefined)[] = []
    let at = 0
    const varint = (): number => {
      let value = 0
      for (let n = 0; n < 9; n++) {
        const byte = record[at++] ?? 0
        value = value * 128 + (byte & 0x7f)
        if (byte < 0x80) break
      }
      return value
    }
    const headerEnd = Math.min(varint(), 100)
    const lengths: { length: number; text: boolean }[] = []
    while (at < headerEnd) {
      const type = varint()
      lengths.push({
        length: type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8][type] ?? 0),
        text: type >= 13 && type % 2 === 1,
      })
    }
    at = headerEnd
    for (const { length, text } of lengths) {
      const value = record.subarray(at, at + Math.min(length, MAX_STATEMENT))
      out.push(text ? (this.#encoding === "utf-8" ? decodeLossy(value) : new TextDecoder(this.#encoding).decode(value)) : undefined)
      at += length
    }
    return out
  }
}

/** The column names of a `CREATE TABLE` statement: the first word of each part at the top level of its brackets. */
function columnsOf(sql: string): string[] {
  const open = sql.indexOf("(")
  if (open < 0) return []
  const parts: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < sql.length; at++) {
    const char = sql.charAt(at)
    if (char === "(") depth++
    else if (char === ")") depth--
    if ((char === "," && depth === 1) || depth === 0) {
      parts.push(sql.slice(start, at))
      start = at + 1
    }
    if (depth === 0) break
  }
  return parts
    .map((part) => /^\s*(?:["`']([^"`']+)["`']|\[([^\]]+)\]|(\w+))/.exec(part))
    .map((found) => found?.[1] ?? found?.[2] ?? found?.[3] ?? "")
    .filter((name) => name !== "" && !/^(?:primary|foreign|unique|check|constraint)$/i.test(name))
}
