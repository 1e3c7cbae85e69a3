import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../../src/accounts/account.ts"
import type { Account, Draft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { applyImport, planImport, filesInVault } from "../../../src/migrate/import/plan.ts"
import type { ImportPlan, RowStatus } from "../../../src/migrate/import/plan.ts"
import type { ReadFile } from "../../../src/migrate/import/read-outcome.ts"
import { NOW_MS, seededRandom } from "../../formats/ports.ts"
import { processorMs } from "../../processor-time.ts"

const secretOf = (word: string): Secret => new Secret(Buffer.from(word))

/** @param words - `GitHub alice key`: issuer, name and secret. */
function draft(words: string, overrides: Partial<Draft> = {}): Draft {
  const [issuer = "", name = "", key = ""] = words.split(" ")
  return makeDraft({ kind: overrides.kind ?? "totp", issuer, name, secret: secretOf(key), ...overrides })
}

let count = 0
function account(words: string, overrides: Partial<Account> = {}): Account {
  const { trashed: _trashed, ...fields } = draft(words, overrides)
  return { ...fields, createdAt: 1, updatedAt: 1, id: `id-${++count}`, order: count, trashedAt: null, ...overrides }
}

function reading(files: Record<string, readonly Draft[]>, issues = 0): ReadFile[] {
  return Object.entries(files).map(([file, drafts]) => ({
    files: [file],
    format: "toy",
    protected: false,
    outcome: {
      state: "read",
      records: drafts.map((draft) => ({ draft, file })),
      issues: Array.from({ length: issues }, (_, index) => ({
        file,
        at: index + 1,
        code: "record-malformed" as const,
        reason: { en: "", ja: "" },
      })),
      withoutSecret: 0,
      notices: [],
    },
  }))
}

const apply = (plan: ImportPlan, existing: readonly Account[], unread = 0) =>
  applyImport(plan.rows, existing, { nowMs: NOW_MS, random: seededRandom("apply"), unread })
const tickAll = ({ rows }: ImportPlan): ImportPlan => ({ rows: rows.map((row) => ({ ...row, ticked: true })) })
const names = (accounts: readonly Account[]): string[] =>
  accounts.map(
    ({ issuer, name, secret, trashedAt }) =>
      `${issuer} ${name} ${Buffer.from(secret.reveal()).toString()}${trashedAt === null ? "" : " (trash)"}`,
  )

describe("the plan of an import", () => {
  const vault = [
    account("GitHub alice k1"),
    account("Bank bob k2", { kind: "hotp", period: null, counter: 10 }),
    account("Old carol k3", { trashedAt: 5 }),
  ]
  const hotp = { kind: "hotp", period: null } as const
  const cases: [name: string, draft: Draft, status: RowStatus, ticked: boolean][] = [
    ["a new account", draft("GitLab alice k9"), "new", true],
    ["an account in the vault", draft("GitHub alice k1"), "present", false],
    ["an account in the vault, written with other letters", draft("ＧＩＴＨＵＢ Alice k1"), "present", false],
    ["the same secret under another name", draft("Git alice k1"), "renamed", false],
    ["the same name with another secret: both are kept", draft("GitHub alice k8"), "other-secret", true],
    ["a higher counter", draft("Bank bob k2", { ...hotp, counter: 11 }), "counter-ahead", false],
    ["a lower counter, which changes nothing", draft("Bank bob k2", { ...hotp, counter: 3 }), "present", false],
    ["a record in the other app's trash", draft("Gone dave k7", { trashed: true }), "new", false],
    ["an account in the vault's trash as new", draft("Old carol k3"), "new", true],
  ]
  for (const [name, record, status, ticked] of cases) {
    it(`recognises ${name}`, () => {
      const [row] = planImport(reading({ f: [record] }), vault).rows
      assert.deepEqual([row?.status, row?.ticked, row?.file], [status, ticked, "f"])
    })
  }

  it("takes equal records of several files once", () => {
    const { rows } = planImport(reading({ a: [draft("X y k1")], b: [draft("X y k1"), draft("X z k2")] }), [])
    assert.deepEqual(
      rows.map(({ status, ticked, file }) => [file, status, ticked]),
      [
        ["a", "new", true],
        ["b", "repeated", false],
        ["b", "new", true],
      ],
    )
  })

  it("of repeated HOTP records ticks the one with the highest counter, of other repeated records the one not in the trash", () => {
    const rows = planImport(
      reading({
        a: [
          draft("X y k1", { ...hotp, counter: 1 }),
          draft("X y k1", { ...hotp, counter: 9 }),
          draft("T t k2", { trashed: true }),
          draft("T t k2"),
        ],
      }),
      [],
    ).rows
    assert.deepEqual(rows.map(({ status, ticked }) => [status, ticked]), [["repeated", false], ["new", true], ["repeated", false], ["new", true]]) // prettier-ignore
  })

  it("ignores locked and failed files", () => {
    const locked: ReadFile = {
      files: ["l"],
      format: "toy",
      protected: true,
      outcome: { state: "locked", ask: { needs: "password" }, skipped: false },
    }
    assert.equal(planImport([locked, ...reading({ f: [draft("X y k1")] })], []).rows.length, 1)
  })

  it("stays quick with 10,000 records against 10,000 accounts", () => {
    const drafts = Array.from({ length: 10_000 }, (_, index) => draft(`Issuer${index} name key${index}`))
    const existing = drafts.map((each, index) => account(`${each.issuer} ${index % 2 === 0 ? "name" : "other"} key${index}`))
    const started = processorMs()
    const { rows } = planImport(reading({ f: drafts }), existing)
    const took = processorMs() - started
    assert.equal(rows.filter(({ status }) => status === "renamed").length, 5000)
    assert.ok(took < 5000, `${took} ms`)
  })
})

describe("applying an import", () => {
  it("adds after all others, in the order of the files, and does not change existing accounts", () => {
    const vault = [account("A a k1", { order: 40 }), account("B b k2", { order: 3 })]
    const plan = planImport(reading({ f: [draft("D d k4"), draft("A a k1"), draft("C c k3")] }), vault)
    const { accounts, result } = apply(plan, vault)
    assert.deepEqual(names(accounts), ["A a k1", "B b k2", "D d k4", "C c k3"])
    assert.deepEqual(accounts.slice(0, 2), vault)
    assert.ok((accounts[2]?.order ?? 0) > 40 && (accounts[3]?.order ?? 0) > (accounts[2]?.order ?? 0))
    assert.deepEqual(result, { new: 2, present: 1, renamed: 0, skipped: 0 })
  })

  it("returns counts that add up to the records, whatever is ticked", () => {
    const vault = [account("A a k1"), account("B b k2"), account("H h k5", { kind: "hotp", period: null, counter: 1 })]
    const drafts = [
      draft("A a k1"),
      draft("X x k1"),
      draft("B b k9"),
      draft("N n k3"),
      draft("N n k3"),
      draft("T t k4", { trashed: true }),
      draft("H h k5", { kind: "hotp", period: null, counter: 7 }),
    ]
    const plan = planImport(reading({ f: drafts }, 2), vault)
    for (const rows of [plan, tickAll(plan), { rows: plan.rows.map((row) => ({ ...row, ticked: false })) }]) {
      const { result } = apply(rows, vault, 2)
      assert.equal(result.new + result.present + result.renamed + result.skipped, drafts.length + 2)
    }
    assert.deepEqual(apply(plan, vault, 2).result, { new: 2, present: 3, renamed: 1, skipped: 3 })
  })

  it("keeps an unused id, and never uses an id twice or one that was removed", () => {
    const vault = [account("A a k1")]
    const id = vault[0]?.id ?? ""
    const plan = planImport(
      reading({
        f: [draft("B b k2", { id }), draft("C c k3", { id: "free" }), draft("D d k4", { id: "free" }), draft("E e k5", { id: "dead" })],
      }),
      vault,
    )
    const { accounts } = applyImport(plan.rows, vault, {
      nowMs: NOW_MS,
      random: seededRandom("ids"),
      unread: 0,
      taken: (each) => each === "dead",
    })
    const ids = accounts.map((each) => each.id)
    assert.equal(new Set(ids).size, 5)
    assert.equal(ids[2], "free")
    assert.equal(ids.includes("dead"), false)
  })

  it("moves replaced accounts to the trash", () => {
    const vault = [account("GitHub alice k1", { note: "mine", icon: { mime: "image/png", data: "AA==" } })]
    const { accounts, result } = apply(tickAll(planImport(reading({ f: [draft("Git al k1", { note: "theirs" })] }), vault)), vault)
    assert.deepEqual(names(accounts).sort(), ["Git al k1", "GitHub alice k1 (trash)"])
    const now = accounts.find(({ trashedAt }) => trashedAt === null)
    assert.deepEqual([now?.id, now?.order, now?.note, now?.icon?.data], [vault[0]?.id, vault[0]?.order, "theirs", "AA=="])
    assert.deepEqual(result, { new: 0, present: 0, renamed: 1, skipped: 0 })
  })

  it("moves a counter forward if that is ticked, and changes nothing else", () => {
    const hotp = { kind: "hotp", period: null } as const
    const vault = [account("Bank bob k2", { ...hotp, counter: 10, note: "mine" })]
    const plan = planImport(reading({ f: [draft("Bank bob k2", { ...hotp, counter: 500, note: "theirs" })] }), vault)
    assert.equal(apply(plan, vault).accounts[0]?.counter, 10)
    const ticked = apply(tickAll(plan), vault).accounts
    assert.deepEqual(ticked.map(({ counter, note, trashedAt }) => [counter, note, trashedAt !== null]), [[500, "mine", false], [10, "mine", true]]) // prettier-ignore
  })

  it("never moves a counter back, even if the record replaces the account", () => {
    const hotp = { kind: "hotp", period: null } as const
    const vault = [account("Bank bob k2", { ...hotp, counter: 10 })]
    const { accounts } = apply(tickAll(planImport(reading({ f: [draft("Bank robert k2", { ...hotp, counter: 2 })] }), vault)), vault)
    assert.deepEqual(accounts.filter(({ trashedAt }) => trashedAt === null).map(({ name, counter }) => [name, counter]), [["robert", 10]]) // prettier-ignore
  })
})

describe("files that may be deleted", () => {
  const cases: [name: string, drafts: Draft[], issues: number, expected: string[]][] = [
    ["a file with every record in the vault", [draft("A a k1"), draft("Other name k2")], 0, ["f"]],
    ["no file with a record that is not in the vault", [draft("A a k1"), draft("New n k9")], 0, []],
    ["no file with a record that could not be read", [draft("A a k1")], 1, []],
    ["no file without records", [], 0, []],
    ["no file whose account has another secret in the vault", [draft("A a k7")], 0, []],
    ["no file whose account is in the vault's trash", [draft("C c k3")], 0, []],
  ]
  const saved = [account("A a k1"), account("B b k2"), account("C c k3", { trashedAt: 9 })]
  for (const [name, drafts, issues, expected] of cases) {
    it(`include ${name}`, () => {
      assert.deepEqual(
        filesInVault(reading({ f: drafts }, issues), saved).flatMap(({ files }) => files),
        expected,
      )
    })
  }
})
