import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { sortAccounts } from "../../src/accounts/sort.ts"
import { accountOf } from "./fixtures.ts"

const labels = (accounts: ReturnType<typeof accountOf>[]): string[] =>
  accounts.map((a) => [a.issuer, a.name].filter((t) => t !== "").join(":"))

describe("sorting accounts", () => {
  it("follows the user's own order, which may have fractions", () => {
    const list = [accountOf({ issuer: "c", order: 2 }), accountOf({ issuer: "a", order: 3 }), accountOf({ issuer: "b", order: 2.5 })]
    assert.deepEqual(labels(sortAccounts(list, "own")), ["c", "b", "a"])
  })

  it("by issuer compares names second, numbers by value and letters without case, and uses the name where there is no issuer", () => {
    const list = ["item 10:x", "Item 9:x", "apple:b", "Apple:a", ":banana", "zoo:", "éclair:x"].map((text) => {
      const [issuer = "", name = ""] = text.split(":")
      return accountOf({ issuer, name })
    })
    assert.deepEqual(labels(sortAccounts(list, "issuer")), ["Apple:a", "apple:b", "banana", "éclair:x", "Item 9:x", "item 10:x", "zoo"])
  })

  it("by name compares issuers second, and uses the issuer where there is no name", () => {
    const list = [
      accountOf({ issuer: "b", name: "x" }),
      accountOf({ issuer: "a", name: "x" }),
      accountOf({ issuer: "m" }),
      accountOf({ name: "c" }),
    ]
    assert.deepEqual(labels(sortAccounts(list, "name")), ["c", "m", "a:x", "b:x"])
  })

  it("by use puts the last used first, and the never used last in their own order", () => {
    const list = [
      accountOf({ issuer: "never 2", order: 9 }),
      accountOf({ issuer: "old", usedAt: 1 }),
      accountOf({ issuer: "new", usedAt: 2 }),
      accountOf({ issuer: "never 1", order: 8 }),
    ]
    assert.deepEqual(labels(sortAccounts(list, "used")), ["new", "old", "never 1", "never 2"])
  })

  for (const by of ["own", "issuer", "name", "used"] as const) {
    it(`by ${by} does not depend on the given order, and leaves the given list unchanged`, () => {
      const list = Array.from({ length: 20 }, (_, i) =>
        accountOf({ issuer: "same", name: "same", order: i % 3, createdAt: i % 5, usedAt: 7 }),
      )
      const before = [...list]
      const ids = sortAccounts(list, by).map((a) => a.id)
      assert.deepEqual(
        sortAccounts([...list].reverse(), by).map((a) => a.id),
        ids,
      )
      assert.equal(new Set(ids).size, 20)
      assert.deepEqual(list, before)
    })
  }
})
