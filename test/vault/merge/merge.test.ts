import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import type { Account } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { dropExpired } from "../../../src/accounts/trash.ts"
import { emptyContent } from "../../../src/vault/codec.ts"
import type { VaultContent } from "../../../src/vault/codec.ts"
import { conflictCopyId } from "../../../src/vault/merge/compare.ts"
import { mergeContents, replaceAccounts } from "../../../src/vault/merge/merge.ts"
import { DAY, NOW, account, assertSame } from "../support.ts"

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

const merge = (was: VaultContent | null, ours: VaultContent, theirs: VaultContent) =>
  mergeContents(was, ours, theirs, { nowMs: NOW }).content

/**
 * The states of account `a` before and after a merge. `null` means removed, with a tombstone.
 * @property lost - The state that the merge also keeps, as a copy in the trash.
 */
type MergeCase = [name: string, base: Account | null, ours: Account | null, theirs: Account | null, merged: Account | null, lost?: Account]
const lostCopy = (lost: Account): Account => ({
  ...lost,
  id: conflictCopyId(lost, lost.counter === 0 ? lost.counter : undefined),
  trashedAt: NOW,
})

const merges: MergeCase[] = [
  ["neither side changed anything", base, base, base, base],
  ["we changed a field", base, edited(base, { note: "ours" }, LATE), base, edited(base, { note: "ours" }, LATE)],
  ["they changed a field", base, base, edited(base, { note: "theirs" }, LATE), edited(base, { note: "theirs" }, LATE)],
  [
    "each side changed another field",
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
    "both changed the same field, and our change is later",
    base,
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, EARLY),
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, EARLY),
  ],
  [
    "both changed the same field, and their change is later, the fields that only we changed are kept",
    base,
    edited(base, { note: "ours", name: "ours" }, EARLY),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "theirs", name: "ours" }, LATE),
    edited(base, { note: "ours", name: "ours" }, EARLY),
  ],
  [
    "both changed the secret, both secrets are kept",
    base,
    edited(base, { secret: newSecret }, EARLY),
    edited(base, { secret: Secret.fromBase32("MZXW6YTB") }, LATE),
    edited(base, { secret: Secret.fromBase32("MZXW6YTB") }, LATE),
    edited(base, { secret: newSecret }, EARLY),
  ],
  [
    "both changed the same field at the same time, the greater text wins",
    base,
    edited(base, { note: "ours" }, LATE),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "theirs" }, LATE),
    edited(base, { note: "ours" }, LATE),
  ],
  ["both used it", base, { ...base, usedAt: LATE }, { ...base, usedAt: EARLY }, { ...base, usedAt: LATE }],
  [
    "both moved it, no copy is made",
    base,
    edited(base, { order: 1 }, LATE),
    edited(base, { order: 2 }, EARLY),
    edited(base, { order: 1 }, LATE),
  ],
  ["both raised the counter, the higher one wins", hotp, { ...hotp, counter: 12 }, { ...hotp, counter: 15 }, { ...hotp, counter: 15 }],
  ["one side raised the counter", hotp, { ...hotp, counter: 12 }, hotp, { ...hotp, counter: 12 }],
  [
    "one side set the counter back, the larger one wins and the other is kept as a copy",
    hotp,
    hotp,
    edited(hotp, { counter: 0 }, LATE),
    edited(hotp, {}, LATE),
    edited(hotp, { counter: 0 }, LATE),
  ],
  [
    "both replaced the secret, the counter is that of the secret that wins",
    hotp,
    edited(hotp, { secret: newSecret, counter: 90 }, EARLY),
    edited(hotp, { secret: Secret.fromBase32("MZXW6YTB"), counter: 3 }, LATE),
    edited(hotp, { secret: Secret.fromBase32("MZXW6YTB"), counter: 3 }, LATE),
    edited(hotp, { secret: newSecret, counter: 90 }, EARLY),
  ],
  [
    "both changed a member that a newer program added",
    { ...base, unknown: { colour: 1 } },
    edited(base, { unknown: { colour: 2 } }, EARLY),
    edited(base, { unknown: { colour: 3 } }, LATE),
    edited(base, { unknown: { colour: 3 } }, LATE),
    edited(base, { unknown: { colour: 2 } }, EARLY),
  ],
  [
    "they raised the counter and we replaced the secret, the counter of the new secret wins, and the used one is in the trash",
    hotp,
    edited(hotp, { secret: newSecret, counter: 0 }, EARLY),
    edited(hotp, { counter: 11 }, LATE),
    edited(hotp, { secret: newSecret, counter: 0 }, LATE),
    edited(hotp, { counter: 11 }, LATE),
  ],
  [
    "we changed it to HOTP, they renamed it",
    base,
    edited(base, { kind: "hotp", period: null, counter: 3 }, EARLY),
    edited(base, { name: "theirs" }, LATE),
    edited(base, { kind: "hotp", period: null, counter: 3, name: "theirs" }, LATE),
  ],
  [
    "we changed it to HOTP, they changed its period, the fields that make the code come from one side",
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
  ["they removed it, we raised the counter", hotp, { ...hotp, counter: 11 }, null, { ...hotp, counter: 11 }],
  ["we moved it to the trash", base, { ...base, trashedAt: LATE }, base, { ...base, trashedAt: LATE }],
  [
    "we moved it to the trash, they edited it",
    base,
    { ...base, trashedAt: LATE },
    edited(base, { note: "t" }, EARLY),
    edited(base, { note: "t" }, EARLY),
  ],
  ["both moved it to the trash", base, { ...base, trashedAt: LATE }, { ...base, trashedAt: EARLY }, { ...base, trashedAt: LATE }],
  ["we moved it to the trash, they removed it", base, { ...base, trashedAt: LATE }, null, null],
  ["they restored it from the trash", { ...base, trashedAt: EARLY }, { ...base, trashedAt: EARLY }, base, base],
  ["they restored it from the trash, we removed it", { ...base, trashedAt: EARLY }, null, base, base],
  ["we added it", null, base, null, base],
  ["they added it", null, null, base, base],
  ["both added an equal account", null, base, base, base],
]

describe("merging, where", () => {
  for (const [name, was, ours, theirs, expected, lost] of merges) {
    it(name, () => {
      const tombstoneFor = (one: Account | null) => (one === null && was !== null ? { tombstones: [{ id: "a", at: LATE }] } : {})
      const list = (one: Account | null) => (one === null ? [] : [one])
      const merged = merge(
        content(list(was)),
        content(list(ours), tombstoneFor(ours)),
        content(list(theirs), { ...tombstoneFor(theirs), generation: 8 }),
      )
      assertSame(merged.accounts, [...list(expected), ...(lost === undefined ? [] : [lostCopy(lost)])])
      assert.deepEqual(
        merged.tombstones.map(({ id }) => id),
        expected === null ? ["a"] : [],
      )
      assert.equal(merged.generation, 8)
    })
  }

  it("an account is missing on one side without a tombstone, it is kept", () => {
    assertSame(merge(content([base]), content([base]), content([])).accounts, [base])
    assertSame(merge(content([base]), content([]), content([base])).accounts, [base])
  })

  const stone = (at: number) => ({ tombstones: [{ id: "a", at }] })
  it("the base is unknown, an account that the other side removed after its last change goes to the trash", () => {
    const changed = edited(base, {}, LATE)
    assertSame(merge(null, content([changed]), content([], stone(LATE + 1))).accounts, [{ ...changed, trashedAt: NOW }])
    assertSame(merge(null, content([changed]), content([], stone(LATE - 1))).accounts, [changed])
  })

  it("the base is unknown, the later of two states is kept, and the earlier one as a copy in the trash", () => {
    const [early, late] = [edited(base, { note: "early" }, EARLY), edited(base, { note: "late" }, LATE)]
    assertSame(merge(null, content([early]), content([late])).accounts, [late, lostCopy(early)])
    assertSame(merge(null, content([late]), content([early])).accounts, [late, lostCopy(early)])
  })

  it("a removed account was added again, it is kept and its tombstone is dropped", () => {
    const was = content([], stone(EARLY))
    const merged = merge(was, content([base]), was)
    assertSame(merged.accounts, [base])
    assert.deepEqual(merged.tombstones, [])
  })

  it("unknown fields were changed, they are merged like the others", () => {
    const was = { ...base, unknown: { a: 1, b: 1, c: 1, d: 1 } }
    const ours = { ...was, unknown: { a: 2, b: 1, c: 2, d: 1, ours: 1 }, updatedAt: EARLY }
    const theirs = { ...was, unknown: { a: 1, b: 3, c: 3 }, updatedAt: LATE }
    const merged = merge(content([was]), content([ours]), content([theirs]))
    const [lost, one] = merged.accounts
    assert.deepEqual(one?.unknown, { a: 2, b: 3, c: 3, ours: 1 })
    assertSame(lost === undefined ? [] : [lost], [lostCopy(ours)])
  })

  it("both sides have the same unreadable record, it is kept once", () => {
    const both = merge(
      content([]),
      content([], { unreadable: [{ x: 1 }], unknown: { f: 1 } }),
      content([], { unreadable: [{ x: 1 }, 2], unknown: { f: 2 } }),
    )
    assert.deepEqual(both.unreadable, [2, { x: 1 }])
    assert.deepEqual(both.unknown, { f: 2 })
  })

  it("both sides changed any accounts, only removed accounts are dropped, and merging again changes nothing", () => {
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
        const kept = new Set(merged.accounts.map(({ id }) => id))
        assert.equal(kept.size, merged.accounts.length)
        for (const id of ids) {
          const [o, t, s] = [ours, theirs, start].map((c) => c.accounts.some((one) => one.id === id))
          if (o && t) assert.ok(kept.has(id), "on both sides")
          if (o !== t && !s) assert.ok(kept.has(id), "added on one side")
          if (!o && !t) assert.ok(!kept.has(id), "on no side")
          assert.ok(!(kept.has(id) && merged.tombstones.some((stone) => stone.id === id)), "with an account and its tombstone")
          if (s && !kept.has(id))
            assert.ok(
              merged.tombstones.some((stone) => stone.id === id),
              "dropped without a tombstone",
            )
        }
        assertSame(merge(theirs, merged, theirs).accounts, merged.accounts)
        assertSame(merge(merged, merged, merged).accounts, merged.accounts)
      }),
      { numRuns: 300 },
    )
  })
})

describe("replaceAccounts", () => {
  it("adds a tombstone for a removed account, and drops the one of an added account", () => {
    const was = content([base, account("b")], { tombstones: [{ id: "c", at: EARLY }] })
    const now = replaceAccounts(was, [base, account("c")], NOW)
    assert.deepEqual(now.tombstones, [{ id: "b", at: NOW }])
  })
})

describe("dropExpired", () => {
  it("drops an account after 30 days in the trash", () => {
    const kept = [account("a"), account("b", { trashedAt: NOW - 30 * DAY + 1 })]
    assertSame(dropExpired([...kept, account("c", { trashedAt: NOW - 30 * DAY })], NOW), kept)
  })
})
