import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { normalizePassphrase, estimateStrength, STRENGTH_TEXTS } from "../../src/accounts/passphrase-strength.ts"
import { processorMs } from "../processor-time.ts"

describe("the strength of a passphrase", () => {
  const rated: [passphrase: string, least: number, most: number][] = [
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
  for (const [passphrase, least, most] of rated) {
    it(`is between ${least} and ${most} for ${passphrase}`, () => {
      const { score, longEnough } = estimateStrength(passphrase)
      assert.ok(score >= least && score <= most, `score ${score}`)
      assert.equal(longEnough, true)
    })
  }

  const lengths: [name: string, passphrase: string, longEnough: boolean][] = [
    ["an empty text", "", false],
    ["seven characters", "k7#Qz!9", false],
    ["eight characters", "k7#Qz!9v", true],
    ["seven emoji, which have more code units", "🔑🔒🔓🔏🔐🗝🔎", false],
    ["seven letters, each with a combining accent", "e\u0301".repeat(7), false],
  ]
  for (const [name, passphrase, longEnough] of lengths) {
    it(`counts ${name} as ${longEnough ? "long enough" : "too short"}`, () => {
      const strength = estimateStrength(passphrase)
      assert.equal(strength.longEnough, longEnough)
      if (!longEnough) assert.deepEqual([strength.score, strength.sentence], [0, STRENGTH_TEXTS.tooShort])
    })
  }

  it("grows with the length of a random text", () => {
    const scores = [8, 11, 14, 20].map((length) => estimateStrength("q7Lw#zN2xV9p!Kd4mTb8".slice(0, length)).score)
    assert.deepEqual(scores, [...scores].sort())
    assert.equal(scores.at(-1), 4)
  })

  it("is estimated within a second for a text of three million characters", () => {
    const startMs = processorMs()
    estimateStrength("ab1".repeat(1_000_000))
    assert.ok(processorMs() - startMs < 1000)
  })
})

describe("normalizing a passphrase", () => {
  const normalized: [name: string, typed: string, expected: string][] = [
    ["composes a letter and its combining accent", "cafe\u0301", "café"],
    ["composes kana and their voicing mark", "か\u3099", "が"],
    ["keeps blanks", "  a b ", "  a b "],
    ["keeps full-width letters, which make another passphrase", "ＡＢ", "ＡＢ"],
    ["replaces a lone surrogate", "a\ud800", "a\ufffd"],
  ]
  for (const [name, typed, expected] of normalized) {
    it(name, () => {
      assert.equal(normalizePassphrase(typed), expected)
      assert.equal(normalizePassphrase(expected), expected)
    })
  }
})
