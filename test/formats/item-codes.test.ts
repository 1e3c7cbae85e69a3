import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { hostOf, itemCodes } from "../../src/formats/records/item-codes.ts"
import type { VaultItem } from "../../src/formats/records/item-codes.ts"
import { madeUpSecret } from "./vectors.ts"

const A = madeUpSecret("item codes a").toBase32()
const B = madeUpSecret("item codes b").toBase32()
const ITEM: VaultItem = { title: "Northwind", username: "alice", codes: [] }
const read = (item: Partial<VaultItem>) => itemCodes({ ...ITEM, ...item }).map((code) => code())
const labels = (item: Partial<VaultItem>): string[] => read(item).map(({ issuer, name }) => `${issuer}/${name}`)

describe("the codes of a password manager's item", () => {
  it("are none where every field is blank", () => {
    assert.deepEqual(read({ codes: [{ value: "" }, { value: " \n" }], texts: ["no code here"] }), [])
  })
  it("take issuer and name from the item where the value has none", () => {
    assert.deepEqual(labels({ codes: [{ value: A }, { value: `otpauth://totp?secret=${B}` }] }), ["Northwind/alice", "Northwind/alice"])
    assert.deepEqual(labels({ codes: [{ value: `otpauth://totp/Own:bob?secret=${A}` }] }), ["Own/bob"])
  })
  it("take the host of the URL where the item has no title", () => {
    assert.deepEqual(labels({ title: " ", url: "https://www.example.com/login", codes: [{ value: A }] }), ["example.com/alice"])
  })
  it("are told apart by the label of their field where issuer and name repeat", () => {
    const codes = [
      { value: A, label: "one-time password" },
      { value: B, label: "TOTP EMEA" },
    ]
    assert.deepEqual(labels({ codes }), ["Northwind/alice", "Northwind (TOTP EMEA)/alice"])
  })
  it("include otpauth lines of notes and custom fields, each secret once", () => {
    const texts = [
      `see below\n  otpauth://totp/X:y?secret=${B}\nend`,
      `otpauth://totp/Again:y?secret=${A}`,
      `OTPAUTH://totp/X:y?secret=${B}`,
    ]
    assert.deepEqual(labels({ codes: [{ value: A }], texts }), ["Northwind/alice", "X/y"])
  })
  it("are not in a line without a secret", () => {
    assert.deepEqual(labels({ codes: [{ value: A }], texts: ["otpauth://totp/X:y\notpauth://totp/?issuer=secret"] }), ["Northwind/alice"])
  })
  it("that cannot be read throw alone, with the others readable", () => {
    const codes = itemCodes({ ...ITEM, codes: [{ value: "1nvalid!" }, { value: A }] })
    assert.equal(codes.length, 2)
    assert.throws(codes[0]!, (error) => isAppError(error, "format-damaged"))
    assert.equal(codes[1]!().secret.toBase32(), A)
  })
  it("share the item's details", () => {
    const details = { note: "n", groups: ["g"], favorite: true }
    const [draft] = read({ codes: [{ value: A }], details })
    assert.deepEqual([draft?.note, draft?.groups, draft?.favorite], ["n", ["g"], true])
  })
})

describe("the host of a URL", () => {
  const hosts: [url: string, host: string][] = [
    ["https://www.example.com:8443/a?b#c", "example.com"],
    ["http://user:pass@host.example/", "host.example"],
    ["http://sn", "sn"],
    ["example.com", ""],
    ["", ""],
  ]
  for (const [url, host] of hosts) {
    it(`of ${JSON.stringify(url)} is ${JSON.stringify(host)}`, () => {
      assert.equal(hostOf(url), host)
    })
  }
})
