// OPVault: the published vector of every key, from the password to an item's own.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { describe, it } from "node:test"
import { pbkdf2 } from "../../src/formats/crypto/crypto.ts"
import { openData, openItemKeys, splitKeys } from "../../src/formats/crypto/opdata.ts"

const bytes = (base64: string): Uint8Array => Buffer.from(base64, "base64")
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

const DERIVED =
  "41c2246ed7ebd89fb3f53ee5704a1edf2414f6e6fc7b60e99965748a8a011418bf5486b613341a87e41bcd8cfd0633bf3beb680e1cc7c9398204bf6f1880a2c6"
const OVERVIEW_KEY =
  "b3BkYXRhMDFAAAAAAAAAABNhfrkPsTDUBLhNayABChYZMwMNXlNDOvGH3GcVbEcupahodp846Sg+hLqpWH2ba9/mNSqjlR6FcXYCZPyQxSddZWoBepbrAvknN4PxItOoZ6ZazrRXLc7VRG4pqF21pR7M88wUyHu4ZShm6zhrYSDI60rcY2xwG/TNyzBuACxx"
const OVERVIEW_ENC = "8ecd3461b7d571389fc93c6334c738a0f680845beb58c655942ac5ed5d232dbb"
const MASTER = {
  enc: "ca212ce285d5d2daa0f80f241973072d28039fa8062277428c3f4a437f91f35a",
  mac: "93c76ce709d5ad159a01986cc4252e3684ec7609170be12b9a4c2a9c97b0d6ae",
}
const ITEM_KEY =
  "+g80FTBAcAQiVmtKzhnLCuA4/7KfoUd8rwM9GTkTk6zIAhET/g1CVefIxycXF3x6xIQQrpv95hcLEOz75GKp3bPOZiQUye18TARQbYotXMGPDpssQ8IpC2ySWbqUEV2LsXoQsd9MxYLBGN6xd8I+vg=="
const ITEM_KEYS =
  "1162691e1c2754c563342c0dbf20498407231de7b703d536afe55bd23b2c0f678a747b7575b79f420e2d0ba2e9ecd1084c13956964c71a9c5c7bcc56d02c4f43"

describe("OPVault's keys", () => {
  it("derive from the password as in the vector", async () => {
    const params = { rounds: 100_000, length: 64, hash: "sha512" } as const
    assert.equal(hex(await pbkdf2("a", bytes("AlJVs0mWO4kcUf48oI1z6w=="), params, {})), DERIVED)
  })
  it("open the key of the overviews", () => {
    const plain = openData(bytes(OVERVIEW_KEY), splitKeys(Buffer.from(DERIVED, "hex")))
    const { enc, mac } = splitKeys(createHash("sha512").update(plain!).digest())
    assert.equal(hex(enc), OVERVIEW_ENC)
    assert.match(hex(mac), /^4b82b9d8/)
    assert.equal(openData(bytes(OVERVIEW_KEY), splitKeys(Buffer.from(ITEM_KEYS, "hex"))), null)
  })
  it("open the keys of an item", () => {
    const master = { enc: Buffer.from(MASTER.enc, "hex"), mac: Buffer.from(MASTER.mac, "hex") }
    const keys = openItemKeys(bytes(ITEM_KEY), master)!
    assert.equal(hex(keys.enc) + hex(keys.mac), ITEM_KEYS)
    assert.equal(openItemKeys(bytes(ITEM_KEY), { ...master, mac: master.enc }), null)
  })
})
