import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isLongEnough, isObviouslyWeak, isWeak, strengthText } from "../../src/accounts/passphrase-strength.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { estimateStrength } from "../../src/platform/workers/strength.ts"
import { processorMs } from "../processor-time.ts"

const estimate = (text: string) => estimateStrength(new TextEncoder().encode(text))

describe("the strength of a passphrase", () => {
  const weak = [
    ..."password Password1! P@ssw0rd2024 12345678 abcdefghijkl qwertyuiop aaaaaaaaaaaaaaaaaaaa abcabcabcabcabc".split(" "),
    ..."1999-12-31 elephant keyferry keyferry1 drowssap himitsu1 doraemon tanaka1985 ｐａｓｓｗｏｒｄ".split(" "),
    ..."さくらさくらさくら パスワード123 ぱすわーどぱすわーど 秘密のパスワード".split(" "),
  ]
  for (const text of weak) {
    it(`is weak for ${text}`, async () => {
      assert.ok(isWeak(await estimate(text)))
    })
  }

  const strong = [
    "tulip wagon mirror obey",
    "correct battery 8 staples",
    "seven violet lanterns drift north",
    "k7#Qz!9vLp2@",
    "つきよの かにが わらった のはらで",
    "kumo no ue de neko ga odoru",
  ]
  for (const text of strong) {
    it(`is enough for ${text}`, async () => {
      assert.ok(!isWeak(await estimate(text)))
    })
  }

  it("is estimated within two seconds for a text that is long and repeats itself", async () => {
    await estimate("load")
    const startMs = processorMs()
    assert.ok((await estimate("ab1".repeat(100_000))).score < 4)
    assert.ok(processorMs() - startMs < 2000)
  })

  it("is named with what makes it weak and what helps", async () => {
    assert.equal(strengthText(await estimate("elephant"), "en"), "very weak: a common password; add uncommon words")
    assert.equal(
      strengthText(await estimate("1999-12-31"), "ja"),
      "非常に弱い: 日付。珍しい単語を足してください。自分に関係する日付は避けてください",
    )
    assert.equal(strengthText(await estimate("xk9d8w2m"), "en"), "weak: add uncommon words")
    assert.equal(strengthText(await estimate("tulip wagon mirror obey"), "en"), "strong")
  })
})

describe("the length of a passphrase", () => {
  const lengths: [name: string, passphrase: string, longEnough: boolean][] = [
    ["an empty text", "", false],
    ["seven characters", "k7#Qz!9", false],
    ["eight characters", "k7#Qz!9v", true],
    ["seven emoji, which have more code units", "🔑🔒🔓🔏🔐🗝🔎", false],
    ["eight kana", "つきよのかにがわ", true],
    ["seven letters, each with a combining accent", "e\u0301".repeat(7), false],
  ]
  for (const [name, passphrase, longEnough] of lengths) {
    it(`is ${longEnough ? "enough" : "too short"} for ${name}`, () => {
      assert.equal(isLongEnough(Passphrase.of(passphrase).normalized()), longEnough)
    })
  }
})

describe("a passphrase that opens a vault", () => {
  for (const [passphrase, weak] of [
    ["pw", true],
    ["password1", true],
    ["tulip wagon mirror obey", false],
  ] as const) {
    it(`is ${weak ? "" : "not "}obviously weak: ${passphrase}`, () => {
      assert.equal(isObviouslyWeak(Passphrase.of(passphrase)), weak)
    })
  }
})
