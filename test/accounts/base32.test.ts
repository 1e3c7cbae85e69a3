import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { decodeBase32, encodeBase32 } from "../../src/accounts/base32.ts"
import { isAppError } from "../../src/base/errors.ts"
import { processorMs } from "../processor-time.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("base32", () => {
  const good: [name: string, text: string, hex: string][] = [
    ["RFC 4648 section 10, ''", "", ""],
    ["RFC 4648 section 10, 'f'", "MY======", "66"],
    ["RFC 4648 section 10, 'foobar'", "MZXW6YTBOI======", "666f6f626172"],
    ["lower case and spaces, as issuers print it", "mzxw 6ytb oi", "666f6f626172"],
    ["hyphens", "MZXW-6YTB-OI", "666f6f626172"],
    ["left-over bits that are not zero", "MZXW6YTBOJ", "666f6f626172"],
    ["a length of 1 modulo 8", "MZXW6YTBA", "666f6f6261"],
    ["a length of 3 modulo 8", "MZX", "66"],
    ["a length of 6 modulo 8", "MZXW6Y", "666f6f"],
  ]
  for (const [name, text, expected] of good) {
    it(`reads ${name}`, () => {
      assert.equal(hex(decodeBase32(text)), expected)
    })
  }

  const bad: [name: string, text: string, at: number][] = [
    ["a digit that is not in the alphabet", "MZ1W", 3],
    ["padding in the middle", "MZ==MZ", 3],
    ["full-width letters", "ＭＺ", 1],
  ]
  for (const [name, text, at] of bad) {
    it(`refuses ${name}, and reports only the position`, () => {
      assert.throws(
        () => decodeBase32(text),
        (e) => isAppError(e, "format-damaged") && e.detail["at"] === at && Object.keys(e.detail).length === 1,
      )
    })
  }

  it("decodes what it encoded, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => hex(decodeBase32(encodeBase32(bytes))) === hex(bytes)),
      { seed: 1 },
    )
  })

  it("is fast on a long run of padding that is not at the end", () => {
    const startMs = processorMs()
    assert.throws(() => decodeBase32("=".repeat(300_000) + "A"))
    assert.ok(processorMs() - startMs < 500)
  })
})
