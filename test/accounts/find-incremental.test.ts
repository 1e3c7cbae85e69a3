import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../src/accounts/account.ts"
import { findAccounts } from "../../src/accounts/find/find.ts"
import { prepareSearch } from "../../src/accounts/find/search-index.ts"
import { testAccount } from "../tui/play.ts"

/** Numbers from 0 below `end`, the same in every run. */
function randomNumbers(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * end)
  }
}

const PARTS = [
  "Git",
  "Hub",
  "Lab",
  "git",
  "ab",
  "abc",
  "Cafe",
  "Zoë",
  "銀行",
  "サクラ",
  "-",
  ".",
  " ",
  "@",
  "example",
  "x",
  "a",
  "b",
  "1",
  "12",
]

function randomAccounts(count: number, below: (end: number) => number): readonly Account[] {
  const text = (): string => Array.from({ length: below(5) }, () => PARTS[below(PARTS.length)]).join("")
  return Array.from({ length: count }, (_, order) =>
    testAccount(`id ${order}`, {
      ...{ order, issuer: text(), name: text(), favorite: below(9) === 0, usedAt: below(3) === 0 ? below(50) : null },
      ...{ groups: below(4) === 0 ? [text()] : [], note: below(4) === 0 ? text() : "", trashedAt: below(20) === 0 ? 1 : null },
    }),
  )
}

const idsFound = (accounts: readonly Account[], query: string): string[] => findAccounts(accounts, query, () => true).map(({ id }) => id)

describe("finding letter by letter", () => {
  it("finds the same accounts in the same order as the whole query at once", () => {
    const below = randomNumbers(7)
    const accounts = randomAccounts(300, below)
    let query = ""
    for (let key = 0; key < 1500; key++) {
      const part = PARTS[below(PARTS.length)] ?? ""
      if (below(12) === 0) query = ""
      else if (below(4) === 0) query = query.slice(0, -1)
      else query += below(7) === 0 ? " " : part.charAt(below(part.length))
      // A copy has an index of its own, which remembers no earlier letters.
      assert.deepEqual(idsFound(accounts, query), idsFound([...accounts], query), JSON.stringify(query))
    }
  })

  it("finds letters whose distance only a longer query allows", () => {
    const accounts = [testAccount("far", { issuer: "a-------bc", name: "" })]
    assert.deepEqual(idsFound(accounts, "ab"), [])
    assert.deepEqual(idsFound(accounts, "abcc"), [])
    const near = [testAccount("near", { issuer: "a-----bc", name: "" })]
    assert.deepEqual(
      ["a", "ab", "abc"].map((query) => idsFound(near, query).length),
      [1, 0, 1],
    )
  })
})

describe("preparing a search", () => {
  const accounts = randomAccounts(2000, randomNumbers(3))

  it("is done after several portions", () => {
    const given = [...accounts]
    let portions = 1
    while (!prepareSearch(given)) portions++
    assert.ok(portions > 5, String(portions))
    assert.deepEqual(idsFound(given, "git"), idsFound([...accounts], "git"))
  })

  it("is finished by a search that comes earlier", () => {
    const given = [...accounts]
    prepareSearch(given)
    prepareSearch(given)
    assert.deepEqual(idsFound(given, "git"), idsFound([...accounts], "git"))
    assert.ok(prepareSearch(given))
  })
})
