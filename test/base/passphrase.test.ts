import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { inspect } from "node:util"
import { Passphrase } from "../../src/base/passphrase.ts"

const hex = ({ bytes }: Passphrase): string => Buffer.from(bytes).toString("hex")

describe("a passphrase", () => {
  it("is the same bytes whether made of a text or of its characters", () => {
    for (const text of ["", "correct horse", "caf\u00e9", "e\u0301", "さくら🔑👩‍💻", "\ufeffx"]) {
      const expected = Buffer.from(text).toString("hex")
      assert.equal(hex(Passphrase.of(text)), expected)
      assert.equal(hex(Passphrase.of(Array.from(text))), expected)
      assert.equal(Passphrase.of(text).reveal(), text)
    }
  })

  it("replaces lone surrogates, which have no UTF-8 form", () => {
    assert.equal(Passphrase.of("a\ud800b").reveal(), "a\ufffdb")
    assert.equal(Passphrase.of(["a", "\ud800", "b"]).reveal(), "a\ufffdb")
  })

  it("is normalised to NFC in a copy", () => {
    const decomposed = Passphrase.of("cafe\u0301 か\u3099")
    const normalized = decomposed.normalized()
    assert.equal(normalized.reveal(), "caf\u00e9 が")
    assert.equal(decomposed.reveal(), "cafe\u0301 か\u3099")
    const ascii = Passphrase.of("plain")
    ascii.normalized().wipe()
    assert.equal(ascii.reveal(), "plain")
  })

  it("equals another of the same bytes only", () => {
    assert.ok(Passphrase.of("a").equals(Passphrase.of(["a"])))
    assert.ok(!Passphrase.of("a").equals(Passphrase.of("b")))
    assert.ok(!Passphrase.of("a").equals(Passphrase.of("aa")))
  })

  it("is zeros once wiped", () => {
    const passphrase = Passphrase.of("secret")
    passphrase.wipe()
    assert.equal(hex(passphrase), "00".repeat(6))
  })

  it("never prints", () => {
    const passphrase = Passphrase.of("secret")
    for (const printed of [String(passphrase), inspect({ passphrase }), JSON.stringify({ passphrase })])
      assert.match(printed, /^[^0-9]*\[passphrase\][^0-9]*$/)
  })
})
