import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import type { Account } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { contentDigest, emptyContent } from "../../../src/vault/codec.ts"
import type { VaultContent } from "../../../src/vault/codec.ts"
import { findBase, succeed } from "../../../src/vault/merge/lineage.ts"
import type { NamedContent } from "../../../src/vault/merge/lineage.ts"
import { mergeContents, replaceAccounts } from "../../../src/vault/merge/merge.ts"
import { DAY, NOW, account, plain } from "../support.ts"

const named = (content: VaultContent): NamedContent => ({ content, contentDigest: contentDigest(content) })
const IDS = ["a", "b", "c"]

/** One change of an account; each sets a value that no other change sets. */
interface Change {
  readonly id: string
  readonly what: "issuer" | "name" | "note" | "groups" | "secret" | "pin" | "colour" | "icon" | "trash" | "remove" | "use" | "count"
  readonly value: number
  readonly updatedAt: number
}
const changes = fc.array(
  fc.record<Change>({
    id: fc.constantFrom(...IDS),
    what: fc.constantFrom(
      ...(["issuer", "name", "note", "groups", "secret", "pin", "colour", "icon", "trash", "remove", "use", "count"] as const),
    ),
    value: fc.integer({ min: 1, max: 3 }),
    updatedAt: fc.constantFrom(NOW - 3000, NOW - 2000, NOW - 1000),
  }),
  { maxLength: 5 },
)

function change(one: Account, { what, value, updatedAt }: Change): Account {
  const text = `${what} ${value}`
  switch (what) {
    case "issuer":
    case "name":
    case "note":
    case "pin":
      return { ...one, [what]: text, updatedAt }
    case "groups":
      return { ...one, groups: [text], updatedAt }
    case "secret":
      return { ...one, secret: new Secret(new Uint8Array(20).fill(value)), updatedAt }
    case "colour":
      return { ...one, unknown: { colour: text }, updatedAt }
    case "icon":
      return { ...one, icon: { mime: "image/png", data: text }, updatedAt }
    case "trash":
      return { ...one, trashedAt: NOW - 500 }
    case "use":
      return { ...one, counter: (one.counter ?? 0) + value, usedAt: updatedAt }
    case "count":
      return { ...one, counter: value === 1 ? 500 : value, updatedAt }
    case "remove":
      throw new TypeError("not a change of an account")
  }
}

function save(before: NamedContent, made: readonly Change[], nowMs: number): NamedContent {
  let accounts = [...before.content.accounts]
  for (const one of made) {
    if (one.what === "remove") accounts = accounts.filter(({ id }) => id !== one.id)
    else accounts = accounts.map((each) => (each.id === one.id ? change(each, one) : each))
  }
  const { generation } = before.content
  return named(succeed(replaceAccounts(before.content, accounts, nowMs), [before], { generation: generation + 1, nowMs }))
}

function mergeNamed(ours: NamedContent, theirs: NamedContent, readable: readonly NamedContent[]): NamedContent {
  const base = findBase(ours, theirs, readable)
  const { content } = mergeContents(base?.content ?? null, ours.content, theirs.content, { nowMs: NOW })
  return named(succeed(content, [ours, theirs], { generation: content.generation + 1, nowMs: NOW }))
}

/** The content without what says when and from what it was made. */
const withoutLineage = ({ content }: NamedContent): string => contentDigest({ ...content, generation: 0, savedAt: null, ancestors: [] })

/** Every value that was set on some side and not replaced there, as `id-of-the-account what value`. */
function valuesOf(accounts: readonly Account[]): Set<string> {
  const fields = ["issuer", "name", "note", "groups", "secret", "pin", "icon", "colour"]
  return new Set(
    accounts.flatMap((one) => {
      const record: Record<string, unknown> = { ...plain(one) }
      return fields.map((field) => `${field} ${JSON.stringify(record[field] ?? null)}`)
    }),
  )
}

const hotp = (id: string) => account(id, { kind: "hotp", period: null, counter: 10, updatedAt: NOW - DAY })
const start = named({ ...emptyContent(), generation: 1, savedAt: NOW - DAY, accounts: IDS.map(hotp) })
const sides = fc.array(fc.array(changes, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 })

/** Copies of one vault that were changed apart: of each the contents that it had, the newest last. */
function copiesOf(made: readonly (readonly (readonly Change[])[])[]): NamedContent[][] {
  return made.map((saves, side) => {
    const contents = [start]
    for (const [index, one] of saves.entries()) contents.push(save(contents.at(-1)!, one, NOW - 400 + side * 10 + index))
    return contents
  })
}

for (const proved of [true, false]) {
  describe(`copies that were changed apart, merged ${proved ? "against their common ancestor" : "without a common ancestor"}`, () => {
    const readableOf = (copies: readonly NamedContent[][]) => (proved ? copies.flat() : [])
    const lastOf = (copies: readonly NamedContent[][]) => copies.map((contents) => contents.at(-1)!)
    const cut = (one: NamedContent): NamedContent => (proved ? one : named({ ...one.content, ancestors: [] }))

    it("give the same vault whichever of two comes first, and merging one again changes nothing", () => {
      fc.assert(
        fc.property(sides, (made) => {
          const copies = copiesOf(made)
          const [one, other] = lastOf(copies).map(cut) as [NamedContent, NamedContent]
          const readable = readableOf(copies)
          const merged = mergeNamed(one, other, readable)
          assert.equal(withoutLineage(mergeNamed(other, one, readable)), withoutLineage(merged))
          for (const again of [one, other, merged]) {
            assert.equal(withoutLineage(mergeNamed(merged, again, [...readable, merged])), withoutLineage(merged))
            assert.equal(withoutLineage(mergeNamed(again, merged, [...readable, merged])), withoutLineage(merged))
          }
        }),
        { numRuns: 300 },
      )
    })

    it("lose no value in any order of merging", () => {
      fc.assert(
        fc.property(sides, fc.infiniteStream(fc.nat()), (made, draws) => {
          const copies = copiesOf(made)
          const readable = [...readableOf(copies)]
          const pool = lastOf(copies).map(cut)
          const draw = () => Number(draws.next().value)
          while (pool.length > 1) {
            const [a] = pool.splice(draw() % pool.length, 1)
            const [b] = pool.splice(draw() % pool.length, 1)
            const merged = mergeNamed(a!, b!, readable)
            if (proved) readable.push(merged)
            pool.push(merged)
          }
          const [result] = pool
          const kept = valuesOf(result!.content.accounts)
          for (const [side, contents] of copies.entries()) {
            const last = contents.at(-1)!.content
            const wasBefore = valuesOf(start.content.accounts)
            for (const value of valuesOf(last.accounts)) {
              // What the start had may have been replaced on the other side, which is no loss.
              if (!wasBefore.has(value)) assert.ok(kept.has(value), `${value} of side ${side} is lost`)
            }
            // A counter that was set back is told from one that is behind only by the common ancestor.
            const [wasCounter] = start.content.accounts.map(({ counter }) => counter!)
            const isHeld = (one: Account) => (other: Account) =>
              other.secret.equals(one.secret) &&
              (one.counter! < wasCounter! ? other.counter === one.counter : other.counter! >= one.counter!)
            for (const one of last.accounts.filter(({ counter }) => proved && counter !== wasCounter))
              assert.ok(result!.content.accounts.some(isHeld(one)), `the counter ${one.counter} of side ${side} is lost`)
            const secrets = new Set(made.flat(2).flatMap(({ id, what }) => (what === "secret" ? [id] : [])))
            for (const one of last.accounts.filter(({ id }) => !secrets.has(id))) {
              const found = result!.content.accounts.find(({ id }) => id === one.id)
              if (found !== undefined && one.counter! > wasCounter!) assert.ok(found.counter! >= one.counter!, "a counter moved back")
            }
          }
        }),
        { numRuns: 500 },
      )
    })
  })
}

describe("the common ancestor of two copies", () => {
  const later = (from: NamedContent, value: number) => save(from, [{ id: "a", what: "note", value, updatedAt: NOW }], NOW + value)
  const [one, other] = [later(start, 1), later(start, 2)]

  it("is the newest content that both descend from, whichever side comes first", () => {
    const [ours, theirs] = [later(one, 3), later(one, 4)]
    for (const readable of [
      [start, one, other],
      [other, one, start],
    ]) {
      assert.equal(findBase(ours, theirs, readable), one)
      assert.equal(findBase(theirs, ours, readable), one)
    }
  })

  it("is one of the sides where the other descends from it", () => {
    assert.equal(findBase(start, one, []), start)
    assert.equal(findBase(one, start, []), start)
  })

  it("is never a content that only one side descends from, however new, nor one that cannot be read", () => {
    assert.equal(findBase(later(one, 3), other, [one]), null)
    assert.equal(findBase(later(one, 3), other, [one, start]), start)
  })
})
