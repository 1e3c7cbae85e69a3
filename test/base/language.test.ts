import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../src/base/language.ts"

const sentence = { en: "{count} {count|account|accounts} of {file}", ja: "{file} の {count} 件" }

describe("formatting a sentence", () => {
  it("fills in the details, in either language", () => {
    assert.equal(format(sentence, "en", { count: 1, file: "x" }), "1 account of x")
    assert.equal(format(sentence, "en", { count: 2, file: "x" }), "2 accounts of x")
    assert.equal(format(sentence, "ja", { count: 2, file: "x" }), "x の 2 件")
  })

  it("throws TypeError where a detail is missing", () => {
    assert.throws(() => format(sentence, "en", { count: 1 }), TypeError)
  })
})
