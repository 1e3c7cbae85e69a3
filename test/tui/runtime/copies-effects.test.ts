import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../src/base/passphrase.ts"
import type { MergeView } from "../../../src/tui/core/copies.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { account } from "../../vault/support.ts"
import { PASSPHRASE, vaultRunner } from "./vault-runner.ts"

const NAME = "vault.sync-conflict-20261127-101112-ABCDEFG.age"
const [a, b] = [account("a"), account("b")]
const summary = ({ rows, new: added, changed, conflicts, present }: MergeView) => [
  rows.map(({ status, issuer, fields }) => [status, issuer, ...fields].join(" ")),
  { added, changed, conflicts, present },
]

/** A vault with a conflict copy beside it, in which another machine has changed `b` and added `c`. */
async function withCopy() {
  const disk = new MemoryFiles()
  const here = vaultRunner(disk)
  await here.create()
  await here.ask({ type: "put-accounts", accounts: [a, b] }, "vault-saved")
  const elsewhere = disk.copy()
  const there = vaultRunner(elsewhere)
  there.vault.time += 1000
  await there.open()
  await there.ask({ type: "put-accounts", accounts: [{ ...b, note: "there", updatedAt: there.vault.time }, account("c")] }, "vault-saved")
  await here.ask({ type: "put-accounts", accounts: [{ ...a, note: "here" }] }, "vault-saved")
  disk.files.set(`/vault/${NAME}`, elsewhere.files.get("/vault/vault.age")!)
  return { ...here, disk, elsewhere, there }
}

describe("effects on copies of the vault", () => {
  it("count them when the vault is opened, until they are merged", async () => {
    const { ask, open } = await withCopy()
    assert.deepEqual((await open()).copies, { count: 1, unmerged: 1 })
    await ask({ type: "plan-merge", names: [NAME], passphrase: null }, "merge-planned")
    await ask({ type: "merge-copies" }, "copies-merged")
    assert.deepEqual((await open()).copies, { count: 1, unmerged: 0 })
  })

  it("list them with what is in them", async () => {
    const { ask, disk } = await withCopy()
    disk.files.set("/vault/vault (1).age", Buffer.from("no age file"))
    const { copies } = await ask({ type: "list-copies" }, "copies-listed")
    assert.deepEqual(
      copies.map(({ name, state, origin, accounts, problem }) => [name, state, origin, accounts, problem === null]),
      [
        ["vault (1).age", "broken", "1", null, false],
        [NAME, "ready", "2026-11-27 10:11, ABCDEFG", 3, true],
      ],
    )
  })

  it("plan a merge without changing anything, and then do just that", async () => {
    const { ask, disk } = await withCopy()
    const before = disk.files.get("/vault/vault.age")
    const { plan } = await ask({ type: "plan-merge", names: [NAME], passphrase: null }, "merge-planned")
    assert.deepEqual(summary(plan), [["changed Issuer b note", "new Issuer c"], { added: 1, changed: 1, conflicts: 0, present: 1 }])
    assert.equal(disk.files.get("/vault/vault.age"), before)
    const { result, vault, deletable } = await ask({ type: "merge-copies" }, "copies-merged")
    assert.deepEqual(summary(result), summary(plan))
    assert.deepEqual(vault.accounts.map(({ id, note }) => [id, note]).sort(), [
      ["a", "here"],
      ["b", "there"],
      ["c", ""],
    ])
    assert.deepEqual(deletable, [NAME])
    assert.ok(disk.files.has(`/vault/${NAME}`))
  })

  it("delete a copy only once it is merged, and not one that was replaced since", async () => {
    const { ask, disk } = await withCopy()
    const early = await ask({ type: "delete-copies", names: [NAME, "identity.age"] }, "copies-deleted")
    assert.deepEqual([early.deleted, early.kept], [[], [NAME, "identity.age"]])
    await ask({ type: "plan-merge", names: [NAME], passphrase: null }, "merge-planned")
    await ask({ type: "merge-copies" }, "copies-merged")
    const copy = disk.files.get(`/vault/${NAME}`)!
    disk.files.set(`/vault/${NAME}`, Buffer.from("a newer one"))
    assert.deepEqual((await ask({ type: "delete-copies", names: [NAME] }, "copies-deleted")).kept, [NAME])
    disk.files.set(`/vault/${NAME}`, copy)
    assert.deepEqual((await ask({ type: "delete-copies", names: [NAME] }, "copies-deleted")).deleted, [NAME])
    assert.ok(!disk.files.has(`/vault/${NAME}`))
    assert.ok(disk.files.has("/vault/identity.age"))
  })

  it("ask for the passphrase of a copy from before a change of the passphrase", async () => {
    const { ask, disk, elsewhere } = await withCopy()
    const change = { current: Passphrase.of(PASSPHRASE), next: Passphrase.of("new words for the vault") }
    await ask({ type: "change-passphrase", ...change }, "passphrase-changed")
    disk.files.set("/vault/identity (1).age", elsewhere.files.get("/vault/identity.age")!)
    const { copies } = await ask({ type: "list-copies" }, "copies-listed")
    assert.deepEqual([copies[0]?.state, copies[0]?.accounts], ["locked", null])
    const wrong = await ask({ type: "plan-merge", names: [NAME], passphrase: Passphrase.of("wrong") }, "failed")
    assert.equal(wrong.code, "password-wrong")
    const { plan } = await ask({ type: "plan-merge", names: [NAME], passphrase: Passphrase.of(PASSPHRASE) }, "merge-planned")
    assert.equal(plan.otherIdentity, true)
    const { vault } = await ask({ type: "merge-copies" }, "copies-merged")
    assert.ok(vault.accounts.some(({ id }) => id === "c"))
  })

  it("list a kept version that holds the state last used here, until it is merged", async () => {
    const { ask, open, disk, elsewhere } = await withCopy()
    const mine = disk.files.get("/vault/vault.age")!
    disk.files.delete(`/vault/${NAME}`)
    disk.files.set("/vault/vault.age", elsewhere.files.get("/vault/vault.age")!)
    const lost = await open()
    assert.match(lost.notices[0]?.sentence.en ?? "", /the state last used here is not in it$/)
    disk.files.set("/vault/versions/vault-3.age", mine)
    assert.deepEqual((await open()).copies, { count: 0, unmerged: 1 })
    const { copies } = await ask({ type: "list-copies" }, "copies-listed")
    assert.deepEqual(
      copies.map(({ name, state }) => [name, state]),
      [["versions/vault-3.age", "ready"]],
    )
    await ask({ type: "plan-merge", names: ["versions/vault-3.age"], passphrase: null }, "merge-planned")
    assert.deepEqual((await ask({ type: "merge-copies" }, "copies-merged")).deletable, [])
    assert.deepEqual((await ask({ type: "list-copies" }, "copies-listed")).copies, [])
  })
})
