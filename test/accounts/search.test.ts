import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { findCandidates, fold, matches, select, selectOne } from "../../src/accounts/search.ts"
import { isAppError } from "../../src/base/errors.ts"
import { accountOf } from "./fixtures.ts"
import { processorMs } from "../processor-time.ts"

describe("matching", () => {
  const cases: [name: string, fields: Parameters<typeof accountOf>[0], query: string, expected: boolean][] = [
    ["a part of the issuer", { issuer: "GitHub" }, "hub", true],
    ["a part of the name", { name: "ann@example.com" }, "example", true],
    ["a word of the note", { note: "recovery codes\nin the safe" }, "safe", true],
    ["a group", { groups: ["Work", "銀行"] }, "work", true],
    ["case does not matter", { issuer: "GitHub" }, "GITHUB", true],
    ["words in any order, from any field", { issuer: "GitHub", name: "ann", groups: ["work"] }, "work ann git", true],
    ["every word must match", { issuer: "GitHub", name: "ann" }, "git bob", false],
    ["no word reaches from one field into another", { issuer: "Git", name: "Hub" }, "github", false],
    ["full-width letters in the query", { issuer: "GitHub" }, "ｇｉｔＨＵＢ", true],
    ["full-width letters in the account", { issuer: "ＧｉｔＨｕｂ" }, "github", true],
    ["an ideographic space between words", { issuer: "GitHub", name: "ann" }, "git　ann", true],
    ["hiragana finds katakana", { issuer: "メルカリ" }, "めるかり", true],
    ["katakana finds hiragana", { issuer: "さくら" }, "サクラ", true],
    ["half-width kana with its mark", { issuer: "ガンバ" }, "ｶﾞﾝﾊﾞ", true],
    ["a decomposed letter", { issuer: "Café" }, "cafe\u0301", true],
    ["sharp s", { issuer: "Straße" }, "STRASSE", true],
    ["final sigma", { issuer: "ΟΔΟΣ" }, "οδοσ", true],
    ["no words", { issuer: "GitHub" }, "  ", true],
    ["the secret is not searched", { issuer: "GitHub" }, "ORSW", false],
    ["nor a part of the id", { issuer: "GitHub" }, "4000-8000", false],
    ["what is in the trash", { issuer: "GitHub", trashedAt: 1 }, "github", false],
    ["characters that mean something to expressions", { issuer: "C++ (main)" }, "c++ (", true],
  ]
  for (const [name, fields, query, expected] of cases) {
    it(name, () => {
      assert.equal(matches(accountOf(fields), query), expected)
    })
  }

  it("keeps the order given", () => {
    const accounts = [accountOf({ issuer: "b1" }), accountOf({ issuer: "a" }), accountOf({ issuer: "b0" })]
    assert.deepEqual(
      select(accounts, "b").map((a) => a.issuer),
      ["b1", "b0"],
    )
  })

  it("goes through 10,000 accounts at the speed of typing", () => {
    const accounts = Array.from({ length: 10_000 }, (_, i) => accountOf({ issuer: `Issuer ${i}`, name: `山田${i}@example.com` }))
    assert.equal(select(accounts, "9999 山田").length, 1)
    const startMs = processorMs()
    assert.equal(select(accounts, "9998 issuer").length, 1)
    assert.ok(processorMs() - startMs < 300)
  })
})

describe("choosing one", () => {
  const github = accountOf({ issuer: "GitHub", name: "ann" })
  const enterprise = accountOf({ issuer: "GitHub Enterprise", name: "ann.work" })
  const second = accountOf({ issuer: "Acme", name: "bob" })
  const twin = accountOf({ issuer: "Acme", name: "bob" })
  const gone = accountOf({ issuer: "Gone", name: "x", trashedAt: 1 })
  const all = [enterprise, github, second, twin, gone]

  const good: [name: string, query: string, id: string][] = [
    ["the only one that matches", "enterprise", enterprise.id],
    ["an exact issuer beats a partial one", "github", github.id],
    ["an exact name likewise", "ann", github.id],
    ["issuer and name", "github ann", github.id],
    ["as the list writes them", "GitHub: ann", github.id],
    ["as URIs write them", "ｇｉｔｈｕｂ:ann", github.id],
    ["by id, where all else is the same", twin.id.toUpperCase(), twin.id],
  ]
  for (const [name, query, id] of good) {
    it(name, () => {
      assert.equal(selectOne(all, query).id, id)
    })
  }

  it("several: says how many, and candidates tells which", () => {
    assert.throws(
      () => selectOne(all, "acme"),
      (e) => isAppError(e, "query-many") && e.detail["count"] === 2,
    )
    assert.deepEqual(findCandidates(all, "acme"), [second, twin])
    assert.deepEqual(findCandidates(all, "git"), [enterprise, github])
  })

  for (const [name, query] of [
    ["nothing like it", "zzz"],
    ["only in the trash", "gone"],
  ] as const) {
    it(`none: ${name}`, () => {
      assert.throws(
        () => selectOne(all, query),
        (e) => isAppError(e, "query-none"),
      )
    })
  }

  it("no words mean everything, never an account without a name", () => {
    const nameless = accountOf()
    assert.throws(
      () => selectOne([nameless, github], ""),
      (e) => isAppError(e, "query-many"),
    )
  })
})

it("folding is the same when done twice", () => {
  for (const text of ["Straße", "ΟΔΟΣ ς", "ｶﾞﾗｹｰ　ガラケー", "İstanbul", "ＡＢＣ １２３", "ﬁ", "ヴヵヶヽヾ"])
    assert.equal(fold(fold(text)), fold(text))
})
