import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../src/accounts/account.ts"
import { findAccounts } from "../../src/accounts/find/find.ts"
import { hitsOf } from "../../src/accounts/find/hits.ts"
import { testAccount } from "../tui/play.ts"

const account = (issuer: string, name = "", fields: Partial<Account> = {}): Account =>
  testAccount(`${issuer}/${name}`, { issuer, name, ...fields })
const VAULT: readonly Account[] = [
  account("Digital Ocean", "ops@example.com", { order: 1 }),
  account("Noted", "notes", { order: 2, note: "gift card of the gym" }),
  account("GitLab", "dev@example.com", { order: 3, groups: ["Work"], usedAt: 5 }),
  account("GitHub", "octo@example.com", { order: 4, usedAt: 9 }),
  account("Git", "server", { order: 5 }),
  account("さくら銀行", "山田 太郎", { order: 6, groups: ["仕事"] }),
  account("Café Zoë", "ada", { order: 7, favorite: true }),
  account("Steam", "gamer", { order: 8, kind: "steam", digits: 5 }),
  account("Git trash", "gone", { trashedAt: 1 }),
]
const found = (query: string, accounts = VAULT): string[] =>
  findAccounts(accounts, query, (each, flag) => (flag === "used" ? each.usedAt !== null : flag.startsWith("favo") && each.favorite)).map(
    ({ issuer }) => issuer,
  )

const queries: [name: string, query: string, issuers: string[]][] = [
  [
    "an exact issuer first, then words that begin so, the last used first, then letters inside a word",
    "git",
    ["Git", "GitHub", "GitLab", "Digital Ocean"],
  ],
  ["the beginnings of words", "gh", ["GitHub"]],
  ["letters that are close together", "gthb", ["GitHub"]],
  ["no letters that are far apart", "dn", []],
  ["upper case as lower case", "GITH", ["GitHub"]],
  ["full-width letters", "ｇｉｔｈ", ["GitHub"]],
  ["katakana as hiragana", "サクラ", ["さくら銀行"]],
  ["a part of a Japanese name", "銀行", ["さくら銀行"]],
  ["letters without their accents", "cafe zoe", ["Café Zoë"]],
  ["letters with their accents", "zoë", ["Café Zoë"]],
  ["every word, in any field", "git octo", ["GitHub"]],
  ["a note, as a whole", "gym", ["Noted"]],
  ["a note, not letter by letter", "gfcrd", []],
  ["a group's name", "仕事", ["さくら銀行"]],
  ["group: the accounts of a group", "group:wor", ["GitLab"]],
  ["group: with a word", "group:work hub", []],
  ["kind: the accounts of a kind", "kind:steam", ["Steam"]],
  ["is: the accounts in a state, the last used first", "is:used", ["GitHub", "GitLab"]],
  ["is: both ways to write favourite", "is:favourite", ["Café Zoë"]],
  ["is: while it is typed", "is:us", ["GitHub", "GitLab"]],
  ["is: with an unknown state nothing", "is:broken", []],
  ["an id", "GitHub/octo@example.com", ["GitHub"]],
  ["nothing from the trash", "gone", []],
]

describe("finding accounts by a query", () => {
  for (const [name, query, issuers] of queries) {
    it(`finds ${name} (${query})`, () => {
      assert.deepEqual(found(query), issuers)
    })
  }

  it("finds all accounts where the query is about to name a filter", () => {
    assert.equal(found("group:").length, 8)
    assert.equal(found("is:").length, 8)
  })

  it("finds letters that are close together where the first of them also occurs far before", () => {
    const one = [account("Acme", "everyone.from.abroad@example.com")]
    assert.equal(findAccounts(one, "xmpl", () => false).length, 1)
    assert.equal(findAccounts(one, "exml", () => false).length, 1)
    assert.deepEqual([...hitsOf(one[0] ?? account(""), "exml").name], [21, 22, 24, 26])
  })

  it("puts favourites before others that match as well", () => {
    const two = [account("Acme", "a", { order: 1, usedAt: 9 }), account("Acme", "b", { order: 2, favorite: true })]
    assert.deepEqual(
      findAccounts(two, "acm", () => false).map(({ name }) => name),
      ["b", "a"],
    )
  })

  it("finds in 10,000 accounts what it finds in a few", () => {
    const many = Array.from({ length: 10_000 }, (_, n) => account(`Issuer ${n}`, `someone-${n}@example.com`, { order: n }))
    assert.deepEqual(found("9876", many), ["Issuer 9876"])
    assert.equal(found("issuer", many).length, 10_000)
    assert.equal(found("issuer", many)[0], "Issuer 0")
  })
})

describe("the letters that a query matches", () => {
  const marked = (issuer: string, query: string): string => {
    const hits = hitsOf(account(issuer), query)
    return Array.from(issuer, (letter, at) => (hits.issuer.has(at) ? `<${letter}>` : letter))
      .join("")
      .replaceAll("><", "")
  }
  it("are those of the issuer", () => {
    assert.equal(marked("GitHub", "gh"), "<G>it<H>ub")
    assert.equal(marked("Digital Ocean", "gi"), "Di<gi>tal Ocean")
    assert.equal(marked("ＦＡＢ ﾊﾞﾝｸ", "fab"), "<ＦＡＢ> ﾊﾞﾝｸ")
    assert.equal(marked("さくら銀行", "銀"), "さくら<銀>行")
  })

  it("are looked for in the name where the issuer has none", () => {
    assert.deepEqual([...hitsOf(account("GitHub", "octo"), "oct").name], [0, 1, 2])
  })

  it("are in a group or the note where neither has them", () => {
    assert.equal(hitsOf(account("A", "b", { groups: ["Work"] }), "work").elsewhere, "group")
    assert.equal(hitsOf(account("A", "b", { note: "safe" }), "safe").elsewhere, "note")
    assert.equal(hitsOf(account("A", "b"), "a").elsewhere, null)
  })
})
