import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { formatCode, newCode, parseCode } from "../../src/transfer/code.ts"
import { seededRandom } from "../formats/ports.ts"

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const random = seededRandom("codes")
const codes = ["123456789ABV", ...Array.from({ length: 5 }, () => newCode(random))]
const isMistyped = (e: unknown): boolean => isAppError(e, "code-mistyped")

describe("a verification code", () => {
  it("has 12 characters of its alphabet, shown in three groups", () => {
    for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/)
    assert.equal(formatCode("123456789ABV"), "1234-5678-9ABV")
  })

  it("differs each time", () => {
    assert.equal(new Set(codes).size, codes.length)
  })

  const good: [name: string, typed: string][] = [
    ["as it is shown", "1234-5678-9ABV"],
    ["in its canonical form", "123456789ABV"],
    ["in lower case, with spaces", " 1234 5678 9abv\n"],
    ["with l and I for 1", "l234-5678-9abv"],
    ["in full-width forms, as an input method sends it", "１２３４－５６７８－９ａｂＶ"],
    ["with a long vowel mark for the dash", "1234ー5678ー9ABV"],
    ["with a minus and an en dash", "1234\u22125678\u20139ABV"],
  ]
  for (const [name, typed] of good) {
    it(`is read ${name}`, () => {
      assert.equal(parseCode(typed), "123456789ABV")
    })
  }

  it("is read with O for 0", () => {
    const withZero = [...Array(500).keys()].map(() => newCode(random)).find((code) => code.includes("0"))!
    assert.equal(parseCode(withZero.replaceAll("0", "o")), withZero)
  })

  const bad: [name: string, typed: string][] = [
    ["nothing", ""],
    ["a character too few", "1234-5678-9AB"],
    ["a character too many", "1234-5678-9ABVV"],
    ["the letter U", "U234-5678-9ABV"],
    ["a character beyond ASCII", "é234-5678-9ABV"],
    ["another check character", "1234-5678-9ABW"],
  ]
  for (const [name, typed] of bad) {
    it(`is refused with ${name}`, () => {
      assert.throws(() => parseCode(typed), isMistyped)
    })
  }

  it("is refused with any one character wrong", () => {
    let tried = 0
    for (const code of codes) {
      for (let at = 0; at < 12; at++) {
        for (const letter of ALPHABET) {
          if (letter === code[at]) continue
          assert.throws(() => parseCode(code.slice(0, at) + letter + code.slice(at + 1)), isMistyped)
          tried++
        }
      }
    }
    assert.equal(tried, codes.length * 12 * 31)
  })

  it("is refused with any two characters exchanged", () => {
    for (const code of codes) {
      for (let i = 0; i < 12; i++) {
        for (let j = i + 1; j < 12; j++) {
          if (code[i] === code[j]) continue
          const letters = Array.from(code)
          ;[letters[i], letters[j]] = [letters[j]!, letters[i]!]
          assert.throws(() => parseCode(letters.join("")), isMistyped)
        }
      }
    }
  })

  it("is never quoted in the error", () => {
    try {
      parseCode("1234-5678-9ABW")
      assert.fail("read")
    } catch (error) {
      assert.doesNotMatch((error as Error).message, /1234|9AB/)
    }
  })
})
