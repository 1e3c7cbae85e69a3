// Containers that would cost far more than their size: each is refused with a sentence, quickly and without filling the memory.
import assert from "node:assert/strict"
import { createCipheriv, createHash } from "node:crypto"
import { describe, it } from "node:test"
import initSqlJs from "sql.js"
import type { ErrorCode } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { Key } from "../../src/formats/handler.ts"
import { LIMITS } from "../../src/formats/limits.ts"
import { readAll } from "./reading.ts"

/** Processor time. The slowest take one to seven seconds, by the machine; work that grows with the square of the input takes minutes. */
const SOON_MS = 20_000
const MAX_GROWTH = 512 << 20

/** Processor time, so that other programs do not count. */
function spentMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

async function assertRefused(bytes: Uint8Array, codes: readonly ErrorCode[], key?: Key): Promise<void> {
  const started = process.cpuUsage()
  const before = process.memoryUsage.rss()
  const outcome = await readAll([{ name: "bomb", bytes }], key)
  const took = spentMs(started)
  assert.ok(outcome.state === "failed", "it was read")
  assert.ok(codes.includes(outcome.error.code), outcome.error.code)
  for (const lang of ["en", "ja"] as const) assert.doesNotMatch(format(outcome.error, lang), /[{}]|^$/)
  assert.ok(took < SOON_MS, `it took ${Math.round(took)} ms`)
  const grown = process.memoryUsage.rss() - before
  assert.ok(grown < MAX_GROWTH, `it took ${grown >> 20} MiB`)
}

// SQLite

const TABLE = "CREATE TABLE accounts (email TEXT, secret TEXT, issuer TEXT)"
const COLUMNS = "email, secret, issuer"

async function database(pageSize: number, ...statements: readonly string[]): Promise<Buffer> {
  const { Database } = await initSqlJs()
  const made = new Database()
  for (const statement of [`PRAGMA page_size = ${pageSize}`, ...statements]) made.run(statement)
  const bytes = Buffer.from(made.export())
  made.close()
  return bytes
}

/** A database whose schema names other SQL for the table, which SQLite itself would refuse to create. */
const databaseWithSchema = (sql: string): Promise<Buffer> =>
  database(
    4096,
    TABLE,
    "PRAGMA writable_schema = ON",
    `UPDATE sqlite_master SET sql = '${sql.replaceAll("'", "''")}' WHERE name = 'accounts'`,
  )

const PAGE = 512
const CHILDREN = 40

/** An inner page with these children; the last one is the rightmost child. */
function innerPage(children: readonly number[], head = 0): Buffer {
  const page = Buffer.alloc(PAGE)
  const cells = PAGE - children.length * 5
  page.writeUInt8(5, head)
  page.writeUInt16BE(children.length, head + 3)
  page.writeUInt16BE(cells, head + 5)
  page.writeUInt32BE(children.at(-1)!, head + 8)
  for (const [n, child] of children.entries()) {
    page.writeUInt16BE(cells + n * 5, head + 12 + 2 * n)
    page.writeUInt32BE(child, cells + n * 5)
    page.writeUInt8(n + 1, cells + n * 5 + 4)
  }
  return page
}

/** A leaf page with one record that has no columns. */
function leafPage(): Buffer {
  const page = Buffer.alloc(PAGE)
  page.writeUInt8(13, 0)
  page.writeUInt16BE(1, 3)
  page.writeUInt16BE(PAGE - 3, 5)
  page.writeUInt16BE(PAGE - 3, 8)
  page.writeUInt8(1, PAGE - 3)
  page.writeUInt8(1, PAGE - 2)
  page.writeUInt8(1, PAGE - 1)
  return page
}

/** A schema tree in which every page names the next page as each of its children. */
async function forest(levels: number): Promise<Uint8Array> {
  const bytes = await database(PAGE, TABLE)
  const next = bytes.length / PAGE + 1
  const schema = Buffer.from(bytes.subarray(0, PAGE))
  schema.copy(schema, 0, 100, 200)
  const root = innerPage([next, next + 1], 100)
  bytes.copy(root, 0, 0, 100)
  root.writeUInt32BE(next + levels + 1, 28)
  const tree = Array.from({ length: levels }, (_, level) => innerPage(Array<number>(CHILDREN).fill(next + 2 + level)))
  return Uint8Array.from(Buffer.concat([root, bytes.subarray(PAGE), schema, ...tree, leafPage()]))
}

/** One row, referenced twenty thousand times. */
async function echo(rowBytes: number): Promise<Uint8Array> {
  const bytes = await database(65_536, TABLE, `INSERT INTO accounts VALUES (hex(zeroblob(${rowBytes / 2})), 'JBSWY3DPEHPK3PXP', 'x')`)
  const root = 65_536
  const cell = bytes.readUInt16BE(root + 8)
  const count = 20_000
  bytes.writeUInt16BE(count, root + 3)
  for (let n = 0; n < count; n++) bytes.writeUInt16BE(cell, root + 8 + 2 * n)
  return Uint8Array.from(bytes)
}

describe("a bomb of a database", () => {
  const damaged = ["format-damaged", "limit-exceeded"] as const
  it("is read where nothing is changed", async () => {
    const outcome = await readAll([
      { name: "x", bytes: await database(4096, TABLE, "INSERT INTO accounts VALUES ('a', 'JBSWY3DPEHPK3PXP', 'x')") },
    ])
    assert.ok(outcome.state === "read" && outcome.read.drafts.length === 1)
  })
  const views: [name: string, body: string][] = [
    ["that counts endlessly", "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT x, x, x FROM n"],
    [
      "that counts endlessly without a row",
      "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT x, x, x FROM n WHERE x < 0",
    ],
    ["of one huge text", "SELECT hex(zeroblob(400000000)), 'a', 'b'"],
  ]
  for (const [name, body] of views)
    it(`is a view in a table's place ${name}`, async () => {
      await assertRefused(Uint8Array.from(await databaseWithSchema(`CREATE VIEW accounts (${COLUMNS}) AS ${body}`)), damaged)
    })
  it("has a generated column of a huge text, which is not read", async () => {
    const grown = `CREATE TABLE accounts (email TEXT, secret TEXT, issuer TEXT, note TEXT AS (hex(zeroblob(400000000))))`
    const bytes = await database(
      4096,
      grown,
      "INSERT INTO accounts (email, secret) VALUES ('a', 'JBSWY3DPEHPK3PXP'), ('b', 'JBSWY3DPEHPK3PXP')",
    )
    const before = process.memoryUsage.rss()
    const outcome = await readAll([{ name: "x", bytes: Uint8Array.from(bytes) }])
    assert.ok(outcome.state === "read" && outcome.read.drafts.length === 2)
    assert.ok(process.memoryUsage.rss() - before < MAX_GROWTH)
  })
  it("has pages that all name the same next page, many levels down", async () => assertRefused(await forest(12), damaged))
  it("has a page that names itself", async () => {
    const bytes = Buffer.from(await forest(1))
    bytes.writeUInt32BE(bytes.length / PAGE - 1, bytes.length - 2 * PAGE + 8)
    await assertRefused(Uint8Array.from(bytes), damaged)
  })
  it("has one large row twenty thousand times", async () => assertRefused(await echo(30 << 20), damaged))
  it("has a hundred thousand tables", async () => {
    const schema = Array.from({ length: 100_000 }, (_, n) => `('table', 't${n}', 't${n}', 2, 'CREATE TABLE t${n}(a)')`)
    const bytes = await database(
      4096,
      TABLE,
      "PRAGMA writable_schema = ON",
      `INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ${schema.join()}`,
    )
    await assertRefused(Uint8Array.from(bytes), damaged)
  })
})

// Java

const utf = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(bytes.length > 65_535 ? 9 : 3)
  head.writeUInt8(bytes.length > 65_535 ? 0x7c : 0x74, 0)
  if (bytes.length > 65_535) head.writeBigUInt64BE(BigInt(bytes.length), 1)
  else head.writeUInt16BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}
const MAP_HEAD = Buffer.concat([
  Buffer.from(
    "aced0005737200116a6176612e7574696c2e486173684d61700507dac1c31660d103000246000a6c6f6164466163746f724900097468726573686f6c647870",
    "hex",
  ),
  Buffer.from("3f400000000000187708000000200000000f", "hex"),
])
const reference = (handle: number): Buffer => {
  const bytes = Buffer.from([0x71, 0, 0x7e, 0, 0])
  bytes.writeUInt16BE(handle, 3)
  return bytes
}
const javaMap = (entries: readonly Buffer[]): Uint8Array => Uint8Array.from(Buffer.concat([MAP_HEAD, ...entries, Buffer.from([0x78])]))

describe("a bomb of a Java map", () => {
  it("claims a text longer than the file", () => {
    const long = Buffer.concat([Buffer.from([0x7c, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]), Buffer.from("short")])
    return assertRefused(javaMap([utf("masterKey"), long]), ["format-damaged"])
  })
  it("has too many entries", () =>
    assertRefused(
      javaMap([Buffer.concat(Array.from({ length: LIMITS.records + 1 }, (_, n) => utf(`k${n}`)).flatMap((key) => [key, utf("")]))]),
      ["limit-exceeded"],
    ))
  it("refers to one long text again and again", () => {
    const keys = Array.from({ length: 50_000 }, (_, n) => Buffer.concat([utf(`k${n}-token`), reference(3)]))
    return assertRefused(javaMap([utf("k-token"), utf("[".repeat(1 << 20)), ...keys, utf("masterKey"), utf("{}")]), ["limit-exceeded"], {
      password: "a",
    })
  })
})

// Google's migration codes

const transfer = (message: Uint8Array): string =>
  `otpauth-migration://offline?data=${encodeURIComponent(Buffer.from(message).toString("base64"))}\n`

describe("a bomb of migration codes", () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content)
  it("claims a record longer than the message", () =>
    assertRefused(text(transfer(Buffer.from("0affffffff07", "hex"))), ["format-damaged", "nothing-found"]))
  it("nests groups without end", () => assertRefused(text(transfer(Buffer.alloc(1_000_000, 0x7b))), ["format-damaged", "nothing-found"]))
  it("has a million empty records in one code", () =>
    assertRefused(text(transfer(Buffer.alloc(2_000_000, "0a00", "hex"))), ["limit-exceeded", "format-damaged"]))
  it("has codes of a hundred thousand exports", async () => {
    const code = (id: number): string =>
      transfer(
        Buffer.concat([
          Buffer.from("0a0410011801", "hex"),
          Buffer.from("1001180120002880", "hex").subarray(0, 7),
          Buffer.from([0x80 | (id & 127), 0x80 | ((id >> 7) & 127), (id >> 14) & 127]),
        ]),
      )
    await assertSoon(text(Array.from({ length: 100_000 }, (_, n) => code(n)).join("")))
  })
  it("has a hundred thousand codes that each claim to be the first", async () => {
    const code = (id: number): string =>
      transfer(
        Buffer.concat([
          Buffer.from("0a06120430", "hex"),
          Buffer.from(id.toString(16).padStart(6, "0"), "hex"),
          Buffer.from("1001180220002801", "hex"),
        ]),
      )
    await assertSoon(text(Array.from({ length: 100_000 }, (_, n) => code(n)).join("")))
  })
  it("has too many codes", () => assertRefused(text(transfer(Buffer.from("1001", "hex")).repeat(LIMITS.records + 1)), ["limit-exceeded"]))
})

/** Assert that reading ends soon, with any result. */
async function assertSoon(bytes: Uint8Array): Promise<void> {
  const started = process.cpuUsage()
  await readAll([{ name: "bomb", bytes }])
  const took = spentMs(started)
  assert.ok(took < SOON_MS, `it took ${Math.round(took)} ms`)
}

// Apple's property lists

/** As OTP Auth wraps them: AES under a key that is part of the app. */
function wrapped(objects: readonly Buffer[]): Uint8Array {
  const head = Buffer.from("bplist00")
  const offsets: Buffer[] = []
  let at = head.length
  for (const object of objects) {
    const offset = Buffer.alloc(4)
    offset.writeUInt32BE(at)
    offsets.push(offset)
    at += object.length
  }
  const trailer = Buffer.alloc(32)
  trailer[6] = 4
  trailer[7] = 4
  trailer.writeBigUInt64BE(BigInt(objects.length), 8)
  trailer.writeBigUInt64BE(BigInt(at), 24)
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update("Authenticator").digest(), new Uint8Array(16))
  return Uint8Array.from(Buffer.concat([cipher.update(Buffer.concat([head, ...objects, ...offsets, trailer])), cipher.final()]))
}

const sized = (type: number, length: number): Buffer => {
  const bytes = Buffer.from([(type << 4) | 15, 0x12, 0, 0, 0, 0])
  bytes.writeUInt32BE(length, 2)
  return bytes
}
const refs = (...indexes: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(indexes.length * 4)
  for (const [n, index] of indexes.entries()) bytes.writeUInt32BE(index, n * 4)
  return bytes
}

describe("a bomb of a property list", () => {
  const codes = ["limit-exceeded", "format-damaged", "password-wrong"] as const
  it("refers to one large piece of data again and again", () => {
    const list = Buffer.concat([sized(10, 100_000), refs(...Array.from({ length: 100_000 }, () => 1))])
    const data = Buffer.concat([sized(4, 8 << 20), Buffer.alloc(8 << 20)])
    return assertRefused(wrapped([list, data]), codes, { password: "a" })
  })
  it("contains itself", () => assertRefused(wrapped([Buffer.concat([sized(10, 1), refs(0)])]), codes, { password: "a" }))
  it("claims a list longer than the file", () => assertRefused(wrapped([sized(10, 0x7fffffff)]), codes, { password: "a" }))
})
