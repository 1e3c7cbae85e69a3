import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { inspect } from "node:util"
import { MAX_SECRET_BYTES, Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("a secret", () => {
  const secret = Secret.fromBase32("JBSWY3DPEHPK3PXP")
  const ways: [name: string, text: string][] = [
    ["a template string", String(secret)],
    ["JSON", JSON.stringify({ secret })],
    ["inspect", inspect({ secret }, { depth: 9, showHidden: true })],
  ]
  for (const [name, text] of ways) {
    it(`is not revealed by ${name}`, () => {
      assert.match(text, /\[secret\]/)
      assert.ok(!/JBSWY|72,\s*101/.test(text))
    })
  }

  it("equals a secret with the same bytes and no other", () => {
    assert.ok(secret.equals(Secret.fromBase32("jbsw y3dp ehpk 3pxp")))
    assert.ok(!secret.equals(Secret.fromBase32("JBSWY3DPEHPK3PXQ")))
    assert.ok(!secret.equals(new Secret(secret.reveal().subarray(1))))
  })

  it("does not change when the arrays it was made from or returned change", () => {
    const bytes = Uint8Array.of(1, 2)
    const kept = new Secret(bytes)
    bytes[0] = 9
    kept.reveal()[1] = 9
    assert.equal(hex(kept.reveal()), "0102")
  })

  for (const [name, length] of [
    ["empty", 0],
    ["too long", MAX_SECRET_BYTES + 1],
  ] as const) {
    it(`is refused when ${name}`, () => {
      assert.throws(
        () => new Secret(new Uint8Array(length)),
        (e) => isAppError(e, "format-damaged"),
      )
    })
  }
})
