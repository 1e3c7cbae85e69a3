import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { normalizePassphrase, estimateStrength, STRENGTH_TEXTS } from "../../src/accounts/passphrase-strength.ts"
import { processorMs } from "../processor-time.ts"

describe("the strength of a passphrase", () => {
  const cases: [passphrase: string, least: number, most: number][] = [
    ["password", 0, 0],
    ["Password1!", 0, 1],
    ["P@ssw0rd2024", 0, 1],
    ["12345678", 0, 0],
    ["abcdefghijkl", 0, 0],
    ["qwertyuiop", 0, 0],
    ["aaaaaaaaaaaaaaaaaaaa", 0, 0],
    ["abcabcabcabcabc", 0, 0],
    ["1999-12-31", 0, 1],
    ["さくらさくらさくら", 0, 0],
    ["elephant", 0, 1],
    ["xk9d8w2m", 1, 3],
    ["tulip wagon mirror obey", 2, 3],
    ["tulip wagon mirror obey lamp trek", 4, 4],
    ["k7#Qz!9vLp2@", 4, 4],
    ["つきよの かにが わらった のはらで", 2, 4],
  ]
  for (const [passphrase, least, most] of cases) {
    it(`${passphrase} is between ${least} and ${most}`, () => {
      const { score, longEnough } = estimateStrength(passphrase)
      assert.ok(score >= least && score <= most, `score ${score}`)
      assert.equal(longEnough, true)
    })
  }

  const short: [name: string, passphrase: string, longEnough: boolean][] = [
    ["nothing", "", false],
    ["seven characters", "k7#Qz!9", false],
    ["eight characters", "k7#Qz!9v", true],
    ["seven emoji in many code units", "🔑🔒🔓🔏🔐🗝🔎", false],
    ["seven letters typed in two parts each", "e\u0301".repeat(7), false],
  ]
  for (const [name, passphrase, longEnough] of short) {
    it(`${name}: ${longEnough ? "long enough" : "too short"}`, () => {
      const strength = estimateStrength(passphrase)
      assert.equal(strength.longEnough, longEnough)
      if (!longEnough) assert.deepEqual([strength.score, strength.sentence], [0, STRENGTH_TEXTS.tooShort])
    })
  }

  it("grows with every piece added to a random text", () => {
    const scores = [8, 11, 14, 20].map((length) => estimateStrength("q7Lw#zN2xV9p!Kd4mTb8".slice(0, length)).score)
    assert.deepEqual(scores, [...scores].sort())
    assert.equal(scores.at(-1), 4)
  })

  it("does not hang on a hostile length", () => {
    const startMs = processorMs()
    estimateStrength("ab1".repeat(1_000_000))
    assert.ok(processorMs() - startMs < 1000)
  })
})

describe("the one form of a passphrase", () => {
  const cases: [name: string, typed: string, form: string][] = [
    ["a letter in two parts", "cafe\u0301", "café"],
    ["kana in two parts", "か\u3099", "が"],
    ["blanks stay", "  a b ", "  a b "],
    ["full-width letters stay: they are another passphrase", "ＡＢ", "ＡＢ"],
    ["a lone surrogate", "a\ud800", "a\ufffd"],
  ]
  for (const [name, typed, form] of cases) {
    it(name, () => {
      assert.equal(normalizePassphrase(typed), form)
      assert.equal(normalizePassphrase(form), form)
    })
  }
})
