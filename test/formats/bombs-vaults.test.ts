// Exports of password managers that would cost far more than their size: many records that share one long text, many fields in one item.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { LIMITS } from "../../src/formats/limits.ts"
import { readAll } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"

/** Processor time in milliseconds. Without the limits each takes minutes or exhausts the memory. */
const SOON_MS = 20_000
const SECRET = madeUpSecret("vault bombs").toBase32()
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

/** @returns accounts, issues and records without a code, or the error's code */
async function read(content: unknown): Promise<readonly [accounts: number, issues: number, withoutSecret: number] | string> {
  const started = process.cpuUsage()
  const outcome = await readAll([{ name: "bomb", bytes: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)) }])
  const { user, system } = process.cpuUsage(started)
  assert.ok((user + system) / 1000 < SOON_MS, `it took ${Math.round((user + system) / 1000)} ms`)
  if (outcome.state === "failed") return outcome.error.code
  const { drafts, issues, withoutSecret } = outcome.read
  return [drafts.length, issues.length, withoutSecret]
}

describe("a bomb of a vault", () => {
  it("has many folders deep in folders with long names (Enpass)", async () => {
    const outer = numbers(95).map((n) => ({ uuid: `o${n}`, title: "t".repeat(900), parent_uuid: n === 0 ? "" : `o${n - 1}` }))
    const inner = numbers(100_000).map((n) => ({ uuid: `i${n}`, title: "x", parent_uuid: "o94" }))
    const items = [{ title: "a", template_type: "x", fields: [] }]
    assert.deepEqual(await read({ folders: [...outer, ...inner], items }), [0, 0, 1])
  })
  it("has many collections deep in collections with long names (CXF)", async () => {
    const inner = numbers(100_000).map((n) => ({ title: "a", items: [{ item: `b${n}` }] }))
    const tree = numbers(20).reduce<object[]>((subCollections) => [{ title: "t".repeat(1000), subCollections }], inner)
    const items = [{ id: "q", title: "", credentials: [] }]
    assert.deepEqual(await read({ exporterRpId: "x.example", accounts: [{ collections: tree, items }] }), [0, 0, 1])
  })
  it("has many folders in one with a long name, each with a code (Psono)", async () => {
    const folders = numbers(50_000).map(() => ({ name: "a", items: [{ type: "totp", totp_title: "x", totp_code: SECRET }] }))
    const item = { type: "totp", totp_title: "y", totp_code: SECRET }
    assert.deepEqual(await read({ items: [item], folders: [{ name: "u".repeat(1e6), folders }] }), [1, 50_000, 0])
  })
  it("has an item with many fields for codes (SafeInCloud)", async () => {
    const field = '<field type="one_time_password"/>'
    assert.deepEqual(await read(`<database><card title="a">${field.repeat(400_000)}</card></database>`), [0, 0, 1])
  })
  it("has a note with more URIs than records are allowed (Myki)", async () => {
    const lines = numbers(LIMITS.records + 1).map((n) => `otpauth://totp/?secret=1${n}\n`)
    assert.deepEqual(await read(`nickname,authtoken,additionalinfo\na,${SECRET},"${lines.join("")}"\n`), [0, 1, 0])
  })
  it("has a row with far more cells than the header (Passwordstate)", async () => {
    assert.equal(await read(`PasswordListID,Title,OTPUri\n${",".repeat(LIMITS.csvCells + 1)}\n`), "limit-exceeded")
  })
  it("has a long list in an object with many keys (any JSON)", async () => {
    const keys = Object.fromEntries(numbers(50_000).map((n) => [`k${n}`, "v"]))
    const list = numbers(50_000).map((n) => ({ secret: SECRET, name: `n${n}` }))
    assert.equal(
      await read([
        { ...keys, list },
        { k1: "x", list: list.slice(0, 1) },
      ]),
      "format-unknown",
    )
  })
})
