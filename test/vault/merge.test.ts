import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import type { Account } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { dropExpired } from "../../src/accounts/trash.ts"
import { emptyContent } from "../../src/vault/codec.ts"
import type { VaultContent } from "../../src/vault/codec.ts"
import { mergeContents, replaceAccounts } from "../../src/vault/merge.ts"
import { DAY, NOW, account, assertSame } from "./support.ts"

const EARLY = NOW - 2000
const LATE = NOW - 1000
const content = (accounts: readonly Account[], more: Partial<VaultContent> = {}): VaultContent => ({
  ...emptyContent(),
  generation: 5,
  accounts,
  ...more,
})
const base = account("a", { note: "old", groups: ["x"] })
const hotp = account("a", { kind: "hotp", period: null, counter: 10 })
const edited = (from: Account, fields: Partial<Account>, updatedAt: number): Account => ({ ...from, ...fields, updatedAt })
const newSecret = new Secret(new Uint8Array(20).fill(9))

function merge(was: VaultContent | null, ours: VaultContent, theirs: VaultContent): VaultContent {
  let copies = 0
  return mergeContents(was, ours, theirs, { nowMs: NOW, newId: () => `copy-${++copies}` })
}

/** What becomes of account `a`: `[as base had it, as we have it, as they have it, what is left]`; null: removed, with a tombstone. */
type Row = [name: string, base: Account | null, ours: Account | null, theirs: Account | null, left: Account | null, lost?: Account]
const lostCopy = (lost: Account): Account => ({ ...lost, id: "copy-1", trashedAt: NOW })

const rows: Row[] = [
  ["neither side changed anything", base, base, base, base],
  ["we changed a field", base, edited(base, { note: "ours" }, LATE), base, edited(base, { note: "ours" }, LATE)],
  ["they changed a field", base, base, edited(base, { note: "theirs" }, LATE), edited(base, { note: "theirs" }, LATE)],
  [
    "each changed a field of their own",
    base,
    edited(base, { note: "ours" }, EARLY),
    edited(base, { issuer: "Theirs", groups: ["y"] }, LATE),
    edited(base, { note: "ours", issuer: "Theirs", groups: ["y"] }, LATE),
  ],
  [
    "both made the same change",
    base,
    edited(base, { note: "same" }, LATE),
    edited(base, { note: "same" }, EARLY),
    edited(base, { note: "same" }, LATE),
  ],
  [
    "both changed one field, we later",
    base,
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, EARLY),
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, EARLY),
  ],
  [
    "both changed one field, they later; what only we changed stays",
    base,
    edited(base, { note: "ours", name: "ours" }, EARLY),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "theirs", name: "ours" }, LATE),
    edited(base, { note: "ours", name: "ours" }, EARLY),
  ],
  [
    "both changed the secret: none is lost",
    base,
    edited(base, { secret: newSecret }, EARLY),
    edited(base, { secret: Secret.fromBase32("MZXW6YTB") }, LATE),
    edited(base, { secret: Secret.fromBase32("MZXW6YTB") }, LATE),
    edited(base, { secret: newSecret }, EARLY),
  ],
  [
    "both changed one field at the same time: what is on the disk wins",
    base,
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "ours" }, LATE),
  ],
  ["both used it", base, { ...base, usedAt: LATE }, { ...base, usedAt: EARLY }, { ...base, usedAt: LATE }],
  [
    "both moved it: no copy for that",
    base,
    edited(base, { order: 1 }, LATE),
    edited(base, { order: 2 }, EARLY),
    edited(base, { order: 1 }, LATE),
  ],
  ["both counted: the larger", hotp, { ...hotp, counter: 12 }, { ...hotp, counter: 15 }, { ...hotp, counter: 15 }],
  ["one counted", hotp, { ...hotp, counter: 12 }, hotp, { ...hotp, counter: 12 }],
  ["one set the counter back", hotp, hotp, edited(hotp, { counter: 0 }, LATE), edited(hotp, { counter: 0 }, LATE)],
  [
    "they counted on while we enrolled it anew: the counter of the new secret",
    hotp,
    edited(hotp, { secret: newSecret, counter: 0 }, EARLY),
    edited(hotp, { counter: 11 }, LATE),
    edited(hotp, { secret: newSecret, counter: 0 }, LATE),
  ],
  [
    "we made it hotp, they renamed it",
    base,
    edited(base, { kind: "hotp", period: null, counter: 3 }, EARLY),
    edited(base, { name: "theirs" }, LATE),
    edited(base, { kind: "hotp", period: null, counter: 3, name: "theirs" }, LATE),
  ],
  [
    "we made it hotp, they changed its period: one way of making codes, whole",
    base,
    edited(base, { kind: "hotp", period: null, counter: 3 }, EARLY),
    edited(base, { period: 60 }, LATE),
    edited(base, { period: 60 }, LATE),
    edited(base, { kind: "hotp", period: null, counter: 3 }, EARLY),
  ],
  ["we removed it", base, null, base, null],
  ["they removed it", base, base, null, null],
  ["both removed it", base, null, null, null],
  ["we removed it, they edited it", base, null, edited(base, { note: "theirs" }, LATE), edited(base, { note: "theirs" }, LATE)],
  ["they removed it, we edited it", base, edited(base, { note: "ours" }, LATE), null, edited(base, { note: "ours" }, LATE)],
  ["they removed it, we only used it", base, { ...base, usedAt: LATE }, null, null],
  ["they removed it, we counted on", hotp, { ...hotp, counter: 11 }, null, { ...hotp, counter: 11 }],
  ["we threw it away", base, { ...base, trashedAt: LATE }, base, { ...base, trashedAt: LATE }],
  [
    "we threw it away, they edited it",
    base,
    { ...base, trashedAt: LATE },
    edited(base, { note: "t" }, EARLY),
    edited(base, { note: "t" }, EARLY),
  ],
  ["both threw it away", base, { ...base, trashedAt: LATE }, { ...base, trashedAt: EARLY }, { ...base, trashedAt: LATE }],
  ["we threw it away, they removed it", base, { ...base, trashedAt: LATE }, null, null],
  ["they took it out of the trash", { ...base, trashedAt: EARLY }, { ...base, trashedAt: EARLY }, base, base],
  ["they took it out of the trash, we removed it", { ...base, trashedAt: EARLY }, null, base, base],
  ["we added it", null, base, null, base],
  ["they added it", null, null, base, base],
  ["both added the same", null, base, base, base],
]

describe("merging, where", () => {
  for (const [name, was, ours, theirs, left, lost] of rows) {
    it(name, () => {
      const buried = (one: Account | null) => (one === null && was !== null ? { tombstones: [{ id: "a", at: LATE }] } : {})
      const list = (one: Account | null) => (one === null ? [] : [one])
      const merged = merge(
        content(list(was)),
        content(list(ours), buried(ours)),
        content(list(theirs), { ...buried(theirs), generation: 8 }),
      )
      assertSame(merged.accounts, [...list(left), ...(lost === undefined ? [] : [lostCopy(lost)])])
      assert.deepEqual(
        merged.tombstones.map(({ id }) => id),
        left === null ? ["a"] : [],
      )
      assert.equal(merged.generation, 8)
    })
  }

  it("an account is absent without a tombstone, it stays: absence alone removes nothing", () => {
    assertSame(merge(content([base]), content([base]), content([])).accounts, [base])
    assertSame(merge(content([base]), content([]), content([base])).accounts, [base])
  })

  const stone = (at: number) => ({ tombstones: [{ id: "a", at }] })
  it("the base is unknown, an account removed after its last change is gone, and one changed after its removal stays", () => {
    const changed = edited(base, {}, LATE)
    assertSame(merge(null, content([changed]), content([], stone(LATE + 1))).accounts, [])
    assertSame(merge(null, content([changed]), content([], stone(LATE - 1))).accounts, [changed])
  })

  it("the base is unknown, two states of one account are both kept, the later one in use", () => {
    const [early, late] = [edited(base, { note: "early" }, EARLY), edited(base, { note: "late" }, LATE)]
    assertSame(merge(null, content([early]), content([late])).accounts, [late, lostCopy(early)])
    assertSame(merge(null, content([late]), content([early])).accounts, [late, lostCopy(early)])
  })

  it("a removed account was added again, it is there and its tombstone is gone", () => {
    const was = content([], stone(EARLY))
    const merged = merge(was, content([base]), was)
    assertSame(merged.accounts, [base])
    assert.deepEqual(merged.tombstones, [])
  })

  it("unknown fields are merged like the others", () => {
    const was = { ...base, unknown: { a: 1, b: 1, c: 1, d: 1 } }
    const ours = { ...was, unknown: { a: 2, b: 1, c: 2, d: 1, ours: 1 }, updatedAt: EARLY }
    const theirs = { ...was, unknown: { a: 1, b: 3, c: 3 }, updatedAt: LATE }
    const merged = merge(content([was]), content([ours]), content([theirs]))
    assert.deepEqual(merged.accounts[0]?.unknown, { a: 2, b: 3, c: 3, ours: 1 })
  })

  it("what cannot be read is there once", () => {
    const both = merge(
      content([]),
      content([], { unreadable: [{ x: 1 }], unknown: { f: 1 } }),
      content([], { unreadable: [{ x: 1 }, 2], unknown: { f: 2 } }),
    )
    assert.deepEqual(both.unreadable, [{ x: 1 }, 2])
    assert.deepEqual(both.unknown, { f: 2 })
  })

  it("both sides changed any accounts, only removed accounts are missing, and merging again changes nothing", () => {
    const ids = ["a", "b", "c", "d"]
    const state = fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        note: fc.constantFrom("old", "x", "y"),
        name: fc.constantFrom("mason", "z"),
        updatedAt: fc.constantFrom(NOW - DAY, EARLY, LATE),
        trashedAt: fc.constantFrom(null, LATE),
      }),
      { maxLength: 6 },
    )
    const make = (fields: (Partial<Account> & { id: string })[]) => [...new Map(fields.map((s) => [s.id, account(s.id, s)])).values()]
    fc.assert(
      fc.property(state, state, state, (was, our, their) => {
        const start = content(make(was))
        const ours = replaceAccounts(start, make(our), LATE)
        const theirs = replaceAccounts({ ...start, generation: 6 }, make(their), LATE)
        const merged = merge(start, ours, theirs)
        const left = new Set(merged.accounts.map(({ id }) => id))
        assert.equal(left.size, merged.accounts.length)
        for (const id of ids) {
          const [o, t, s] = [ours, theirs, start].map((c) => c.accounts.some((one) => one.id === id))
          if (o && t) assert.ok(left.has(id), "on both sides")
          if (o !== t && !s) assert.ok(left.has(id), "added on one side")
          if (!o && !t) assert.ok(!left.has(id), "on no side")
          assert.ok(!(left.has(id) && merged.tombstones.some((stone) => stone.id === id)), "both alive and buried")
          if (s && !left.has(id))
            assert.ok(
              merged.tombstones.some((stone) => stone.id === id),
              "gone without a tombstone",
            )
        }
        assertSame(merge(theirs, merged, theirs).accounts, merged.accounts)
        assertSame(merge(merged, merged, merged).accounts, merged.accounts)
      }),
      { numRuns: 300 },
    )
  })
})

describe("another set of accounts", () => {
  it("buries what is gone and digs up what is there", () => {
    const was = content([base, account("b")], { tombstones: [{ id: "c", at: EARLY }] })
    const now = replaceAccounts(was, [base, account("c")], NOW)
    assert.deepEqual(now.tombstones, [{ id: "b", at: NOW }])
  })
})

describe("the trash", () => {
  it("holds an account for 30 days", () => {
    const kept = [account("a"), account("b", { trashedAt: NOW - 30 * DAY + 1 })]
    assertSame(dropExpired([...kept, account("c", { trashedAt: NOW - 30 * DAY })], NOW), kept)
  })
})
