import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { copiesIn, copyName, dayOf, parseCopyName } from "../../../src/vault/copies/names.ts"
import type { CopyName } from "../../../src/vault/copies/names.ts"
import { copiesToRemove } from "../../../src/vault/copies/rotation.ts"

const ID = "0123abcd".repeat(8)
const DAY_MS = 24 * 60 * 60 * 1000
const copyOf = (day: string): CopyName => copyName(ID, day)
const dayAfter = (first: string, n: number): string => new Date(Date.parse(first) + n * DAY_MS).toISOString().slice(0, 10)

/** The days that are kept when a copy is made on each of these days, in this order. */
function rotate(days: readonly string[]): string[] {
  let copies: CopyName[] = []
  for (const day of days) {
    const made = copyOf(day)
    copies = [...copies.filter(({ name }) => name !== made.name), made]
    const gone = new Set(copiesToRemove(copies, made).map(({ name }) => name))
    copies = copies.filter(({ name }) => !gone.has(name))
  }
  return copies.map(({ day }) => day).sort()
}

const TABLE: readonly { name: string; days: readonly string[]; kept: readonly string[] }[] = [
  { name: "one copy", days: ["2026-11-27"], kept: ["2026-11-27"] },
  {
    name: "a week of copies",
    days: ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
    kept: ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
  },
  {
    name: "the newest of a week and of a month beyond the seven days",
    // 2026-11-15 is a Sunday, 2026-11-16 a Monday.
    days: ["2026-10-30", "2026-10-31", ...Array.from({ length: 16 }, (_, n) => dayAfter("2026-11-12", n))],
    kept: ["2026-10-31", "2026-11-15", ...Array.from({ length: 7 }, (_, n) => dayAfter("2026-11-21", n))],
  },
  {
    name: "copies with long pauses",
    days: ["2019-05-01", "2021-02-03", "2024-07-08", "2026-11-27"],
    kept: ["2019-05-01", "2021-02-03", "2024-07-08", "2026-11-27"],
  },
]

for (const { name, days, kept } of TABLE) {
  void test(`keeps ${name}`, () => {
    assert.deepEqual(rotate(days), kept)
  })
}

void test("a year of daily copies leaves the last seven days, five weeks and twelve months", () => {
  const days = Array.from({ length: 365 }, (_, n) => dayAfter("2025-11-28", n))

  assert.deepEqual(rotate(days), [
    ...["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"],
    ...["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"],
    ...["2026-11-01", "2026-11-08", "2026-11-15"],
    ...["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
  ])
})

void test("whatever the days, the newest copy stays, at most 24 are left, and every month of the last twelve that had one has one", () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 400 })
  fc.assert(
    fc.property(days, (numbers) => {
      const inOrder = numbers.sort((a, b) => a - b).map((n) => dayAfter("2024-03-01", n))
      const kept = rotate(inOrder)
      assert.equal(kept.at(-1), inOrder.at(-1))
      assert.ok(kept.length <= 24)
      assert.deepEqual(kept.slice(-7), inOrder.slice(-7))
      const months = [...new Set(inOrder.map((day) => day.slice(0, 7)))].slice(-12)
      for (const month of months) assert.ok(kept.some((day) => day.startsWith(month)))
    }),
    { numRuns: 60 },
  )
})

void test("copies dated by a wrong clock neither push out others nor are removed", () => {
  // The clock showed 2039 for three weeks.
  const future = Array.from({ length: 21 }, (_, n) => dayAfter("2039-01-01", n))
  const now = Array.from({ length: 10 }, (_, n) => dayAfter("2026-11-18", n))

  const copies = [...future, ...now].map(copyOf)
  const removed = copiesToRemove(copies, copyOf("2026-11-27")).map(({ day }) => day)

  assert.deepEqual(removed.sort(), ["2026-11-18", "2026-11-19", "2026-11-20"])
})

void test("on the day of a change of the passphrase the copy from before it stays too", () => {
  const before = copyName("f".repeat(64), "2026-11-27")
  const made = copyOf("2026-11-27")

  assert.deepEqual(copiesToRemove([before, made, copyOf("2026-11-26")], made), [])
})

void test("a copy that a dead clock dates to 1970 removes nothing and stays", () => {
  const copies = Array.from({ length: 30 }, (_, n) => copyOf(dayAfter("2026-10-01", n)))

  assert.deepEqual(copiesToRemove([...copies, copyOf("1970-01-01")], copyOf("1970-01-01")), [])
})

void test("only names of copies are taken for copies", () => {
  for (const name of [
    "keyferry-0123abcd-2026-02-29",
    "keyferry-0123abcd-2026-13-01",
    "keyferry-0123ABCD-2026-11-27",
    "keyferry-0123abcd-2026-11-27.old",
    ".keyferry-0123abcd-2026-11-27",
    "keyferry-0123abcde-2026-11-27",
    "keyferry-backups",
    "vault",
    "",
  ]) {
    assert.equal(parseCopyName(name), null, name)
  }
  assert.deepEqual(parseCopyName("keyferry-0123abcd-2028-02-29"), copyOf("2028-02-29"))
})

void test("the newest copy comes first", () => {
  const names = ["keyferry-bbbbbbbb-2026-11-27", "x", "keyferry-aaaaaaaa-2026-11-27", "keyferry-aaaaaaaa-2026-11-28"]
  assert.deepEqual(
    copiesIn(names).map(({ name }) => name),
    ["keyferry-aaaaaaaa-2026-11-28", "keyferry-aaaaaaaa-2026-11-27", "keyferry-bbbbbbbb-2026-11-27"],
  )
})

void test("the day is that of the machine's time zone", () => {
  const late = new Date(2026, 10, 27, 23, 59)
  assert.equal(dayOf(late.getTime()), "2026-11-27")
})
