import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { Draft } from "../../src/accounts/account.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { packDrafts, unpackDrafts } from "../../src/transfer/payload.ts"
import { plain } from "../formats/samples.ts"
import { VECTORS } from "../formats/vectors.ts"

const asTransferred = (draft: Draft): Draft => ({ ...draft, icon: null, id: null, updatedAt: null, usedAt: null })
const packed = (json: unknown): Buffer => deflateRawSync(typeof json === "string" ? json : JSON.stringify(json))
const SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA"

describe("the payload of a transfer", () => {
  it("keeps every field but icon, id and the times of change and use", () => {
    assert.deepEqual(unpackDrafts(packDrafts(VECTORS)).map(plain), VECTORS.map(asTransferred).map(plain))
  })

  it("holds no accounts where there are none", () => {
    assert.deepEqual(unpackDrafts(packDrafts([])), [])
  })

  it("leaves out defaults", () => {
    assert.match(
      inflateRawSync(packDrafts(VECTORS.slice(0, 1))).toString(),
      /^\[1,\[\[0,"Northwind","alice@example.com","[A-Za-z0-9+/]{27}"\]\]\]$/,
    )
  })

  it("ignores places and flags that a later version added", () => {
    const [draft] = unpackDrafts(packed([1, [[0, "A", "b", SECRET, null, null, null, null, null, null, null, 5, null, "new", {}]], "more"]))
    assert.equal(draft?.favorite, true)
    assert.equal(draft.trashed, false)
    assert.equal(draft.digits, 6)
  })

  const bad: [name: string, bytes: Uint8Array, code: ErrorCode][] = [
    ["not deflated", Buffer.from("hello"), "format-damaged"],
    ["no JSON", packed("[1,[["), "format-damaged"],
    ["not UTF-8", deflateRawSync(Buffer.from([0x5b, 0x31, 0x2c, 0x22, 0xff, 0x22, 0x5d])), "format-damaged"],
    ["nested far too deep", packed("[".repeat(200_000)), "format-damaged"],
    ["an object", packed({ version: 1 }), "format-damaged"],
    ["of version 0", packed([0, []]), "format-damaged"],
    ["of a later version", packed([2, []]), "format-version"],
    ["of an unknown kind", packed([1, [[9, "", "", SECRET]]]), "format-damaged"],
    ["without a secret", packed([1, [[0, "A", "b"]]]), "format-damaged"],
    ["with an empty secret", packed([1, [[0, "A", "b", ""]]]), "format-damaged"],
    ["with 11 digits", packed([1, [[0, "A", "b", SECRET, null, 11]]]), "format-damaged"],
    ["with a period of 0", packed([1, [[0, "A", "b", SECRET, null, null, 0]]]), "format-damaged"],
    ["with a counter for TOTP", packed([1, [[0, "A", "b", SECRET, null, null, null, 3]]]), "format-damaged"],
    ["with a name that is a number", packed([1, [[0, "A", 7, SECRET]]]), "format-damaged"],
    ["with groups that are no list", packed([1, [[0, "A", "b", SECRET, null, null, null, null, null, null, "g"]]]), "format-damaged"],
    ["a decompression bomb", deflateRawSync(Buffer.alloc(40 << 20, 0x20)), "limit-exceeded"],
  ]
  for (const [name, bytes, code] of bad) {
    it(`is refused when it is ${name}`, () => {
      assert.throws(
        () => unpackDrafts(bytes),
        (e) => isAppError(e, code),
      )
    })
  }
})
