import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { findCandidates, fold, matches, select, selectOne } from "../../src/accounts/search.ts"
import { isAppError } from "../../src/base/errors.ts"
import { processorMs } from "../processor-time.ts"
import { accountOf } from "./fixtures.ts"

describe("a query", () => {
  const cases: [name: string, fields: Parameters<typeof accountOf>[0], query: string, expected: boolean][] = [
    ["finds a part of the issuer", { issuer: "GitHub" }, "hub", true],
    ["finds a part of the name", { name: "ann@example.com" }, "example", true],
    ["finds a word of the note", { note: "recovery codes\nin the safe" }, "safe", true],
    ["finds a group", { groups: ["Work", "銀行"] }, "work", true],
    ["ignores case", { issuer: "GitHub" }, "GITHUB", true],
    ["finds words in any order and in any field", { issuer: "GitHub", name: "ann", groups: ["work"] }, "work ann git", true],
    ["requires every word to match", { issuer: "GitHub", name: "ann" }, "git bob", false],
    ["does not match across two fields", { issuer: "Git", name: "Hub" }, "github", false],
    ["may have full-width letters", { issuer: "GitHub" }, "ｇｉｔＨＵＢ", true],
    ["finds full-width letters", { issuer: "ＧｉｔＨｕｂ" }, "github", true],
    ["may have an ideographic space between words", { issuer: "GitHub", name: "ann" }, "git　ann", true],
    ["in hiragana finds katakana", { issuer: "メルカリ" }, "めるかり", true],
    ["in katakana finds hiragana", { issuer: "さくら" }, "サクラ", true],
    ["in half-width kana finds full-width kana", { issuer: "ガンバ" }, "ｶﾞﾝﾊﾞ", true],
    ["with a decomposed letter finds the composed one", { issuer: "Café" }, "cafe\u0301", true],
    ["with ss finds a sharp s", { issuer: "Straße" }, "STRASSE", true],
    ["finds a final sigma", { issuer: "ΟΔΟΣ" }, "οδοσ", true],
    ["without words matches every account", { issuer: "GitHub" }, "  ", true],
    ["does not search the secret", { issuer: "GitHub" }, "ORSW", false],
    ["does not search for a part of the id", { issuer: "GitHub" }, "4000-8000", false],
    ["does not find an account in the trash", { issuer: "GitHub", trashedAt: 1 }, "github", false],
    ["may have the special characters of regular expressions", { issuer: "C++ (main)" }, "c++ (", true],
  ]
  for (const [name, fields, query, expected] of cases) {
    it(name, () => {
      assert.equal(matches(accountOf(fields), query), expected)
    })
  }

  it("keeps the order of the accounts", () => {
    const accounts = [accountOf({ issuer: "b1" }), accountOf({ issuer: "a" }), accountOf({ issuer: "b0" })]
    assert.deepEqual(
      select(accounts, "b").map((a) => a.issuer),
      ["b1", "b0"],
    )
  })

  it("searches 10,000 accounts in less than 300 ms", () => {
    const accounts = Array.from({ length: 10_000 }, (_, i) => accountOf({ issuer: `Issuer ${i}`, name: `山田${i}@example.com` }))
    assert.equal(select(accounts, "9999 山田").length, 1)
    const startMs = processorMs()
    assert.equal(select(accounts, "9998 issuer").length, 1)
    assert.ok(processorMs() - startMs < 300)
  })
})

describe("selecting one account", () => {
  const github = accountOf({ issuer: "GitHub", name: "ann" })
  const enterprise = accountOf({ issuer: "GitHub Enterprise", name: "ann.work" })
  const second = accountOf({ issuer: "Acme", name: "bob" })
  const twin = accountOf({ issuer: "Acme", name: "bob" })
  const gone = accountOf({ issuer: "Gone", name: "x", trashedAt: 1 })
  const all = [enterprise, github, second, twin, gone]

  const good: [name: string, query: string, id: string][] = [
    ["takes the only match", "enterprise", enterprise.id],
    ["prefers an exact issuer to a partial one", "github", github.id],
    ["prefers an exact name to a partial one", "ann", github.id],
    ["accepts issuer and name", "github ann", github.id],
    ["accepts issuer and name as the list shows them", "GitHub: ann", github.id],
    ["accepts issuer and name as URIs contain them", "ｇｉｔｈｕｂ:ann", github.id],
    ["accepts an id where everything else is the same", twin.id.toUpperCase(), twin.id],
  ]
  for (const [name, query, id] of good) {
    it(name, () => {
      assert.equal(selectOne(all, query).id, id)
    })
  }

  it("reports the number of matches where there are several, and findCandidates lists them", () => {
    assert.throws(
      () => selectOne(all, "acme"),
      (e) => isAppError(e, "query-many") && e.detail["count"] === 2,
    )
    assert.deepEqual(findCandidates(all, "acme"), [second, twin])
    assert.deepEqual(findCandidates(all, "git"), [enterprise, github])
  })

  for (const [name, query] of [
    ["no account matches", "zzz"],
    ["the only match is in the trash", "gone"],
  ] as const) {
    it(`fails where ${name}`, () => {
      assert.throws(
        () => selectOne(all, query),
        (e) => isAppError(e, "query-none"),
      )
    })
  }

  it("does not take letters that issuer and name share for both", () => {
    const shared = [accountOf({ issuer: "Acme x", name: "x y" }), accountOf({ issuer: "Acme x", name: "x yz" })]
    assert.deepEqual(findCandidates(shared, "acme x y"), shared)
    assert.deepEqual(findCandidates(shared, "acme x x y"), shared.slice(0, 1))
  })

  it("without words matches every account, not only one without a name", () => {
    const nameless = accountOf()
    assert.throws(
      () => selectOne([nameless, github], ""),
      (e) => isAppError(e, "query-many"),
    )
  })
})

it("folding a folded text does not change it", () => {
  for (const text of ["Straße", "ΟΔΟΣ ς", "ｶﾞﾗｹｰ　ガラケー", "İstanbul", "ＡＢＣ １２３", "ﬁ", "ヴヵヶヽヾ"])
    assert.equal(fold(fold(text)), fold(text))
})
