import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { format } from "../../../src/base/language.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import type { AccountDifference } from "../../../src/tui/core/versions.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { account } from "../../vault/support.ts"
import { PASSPHRASE, vaultRunner } from "./vault-runner.ts"

const summary = ({ change, id, fields }: AccountDifference) => [change, id, ...fields]

/** A vault that was saved with each of these changes in turn. */
async function vaultWith(...puts: (readonly Account[])[]) {
  const disk = new MemoryFiles()
  const runner = vaultRunner(disk)
  await runner.create()
  for (const accounts of puts) await runner.ask({ type: "put-accounts", accounts }, "vault-saved")
  return { disk, ...runner }
}
const [a, b] = [account("a"), account("b")]

describe("effects on the history", () => {
  it("list the versions with what each save changed, and what has changed since", async () => {
    const { ask } = await vaultWith([a, b], [{ ...a, note: "new" }], [{ ...b, trashedAt: 1_700_000_000_000 }])
    const { versions } = await ask({ type: "list-versions" }, "versions-listed")
    assert.deepEqual(
      versions.map(({ n, accounts, current, changes, since }) => [n, accounts, current, changes?.map(summary), since.map(summary)]),
      [
        [1, 1, true, [["removed", "b"]], []],
        [2, 2, false, [["changed", "a", "note"]], [["removed", "b"]]],
        [
          3,
          2,
          false,
          [
            ["added", "a"],
            ["added", "b"],
          ],
          [
            ["changed", "a", "note"],
            ["removed", "b"],
          ],
        ],
        [4, 0, false, undefined, [["added", "a"]]],
      ],
    )
  })

  it("answer without any secret", async () => {
    const { ask } = await vaultWith([a], [{ ...a, secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") }])
    const { versions } = await ask({ type: "list-versions" }, "versions-listed")
    assert.deepEqual(versions[1]?.since.map(summary), [["changed", "a", "secret"]])
    const hasSecret = (value: unknown): boolean =>
      value instanceof Secret || (typeof value === "object" && value !== null && Object.values(value).some(hasSecret))
    assert.equal(hasSecret(versions), false)
  })

  it("list what another program has saved meanwhile", async () => {
    const { ask, disk } = await vaultWith([a])
    const other = vaultRunner(disk)
    await other.open()
    await other.ask({ type: "put-accounts", accounts: [b] }, "vault-saved")
    const { versions, vault } = await ask({ type: "list-versions" }, "versions-listed")
    assert.deepEqual([versions.length, vault.accounts.map(({ id }) => id).sort()], [3, ["a", "b"]])
  })

  it("plan a restore without changing anything, and then do just that", async () => {
    const { ask } = await vaultWith([a], [{ ...a, note: "new" }, b])
    const { versions } = await ask({ type: "list-versions" }, "versions-listed")
    const version = versions[1]!
    const plan = await ask({ type: "plan-restore", version, ids: null }, "restore-planned")
    assert.deepEqual(plan.changes.map(summary), [
      ["changed", "a", "note"],
      ["removed", "b"],
    ])
    assert.equal((await ask({ type: "list-versions" }, "versions-listed")).versions.length, versions.length)
    const { vault } = await ask({ type: "restore-version", version, ids: null }, "vault-saved")
    const inUse = vault.accounts.filter(({ trashedAt }) => trashedAt === null)
    assert.deepEqual(
      inUse.map(({ id, note }) => [id, note]),
      [["a", ""]],
    )
    assert.equal((await ask({ type: "list-versions" }, "versions-listed")).versions.length, versions.length + 1)
  })

  it("restore one account alone", async () => {
    const { ask } = await vaultWith([a], [{ ...a, note: "new" }, b])
    const { versions } = await ask({ type: "list-versions" }, "versions-listed")
    const { vault } = await ask({ type: "restore-version", version: versions[1]!, ids: ["a"] }, "vault-saved")
    const inUse = vault.accounts.filter(({ trashedAt }) => trashedAt === null)
    assert.deepEqual(inUse.map(({ id, note }) => [id, note]).sort(), [
      ["a", ""],
      ["b", ""],
    ])
  })

  it("refuse a version that is no longer kept, and change nothing", async () => {
    const { ask } = await vaultWith([a])
    const gone = await ask({ type: "restore-version", version: { generation: 99, savedAt: null }, ids: null }, "failed")
    assert.equal(gone.code, "query-none")
    assert.equal((await ask({ type: "list-versions" }, "versions-listed")).versions.length, 2)
  })

  it("bring back a version of a vault that is damaged, and keep the damaged file", async () => {
    const { ask, disk } = await vaultWith([a], [{ ...a, note: "new" }])
    await ask({ type: "lock-vault" }, "vault-locked")
    disk.files.set("/vault/vault.age", Buffer.from("damaged"))
    const passphrase = () => Passphrase.of(PASSPHRASE)
    const { n } = await ask({ type: "open-vault", passphrase: passphrase(), accept: [] }, "vault-damaged")
    assert.equal(n, 2)
    const { vault, notices } = await ask({ type: "restore-damaged", passphrase: passphrase(), n }, "vault-opened")
    assert.deepEqual(
      vault.accounts.map(({ id, note }) => [id, note]),
      [["a", ""]],
    )
    assert.match(
      notices.map((notice) => format(notice, "en")).join(" "),
      /Version 2 is the content of the vault again.*vault\.age\.unreadable/,
    )
    assert.ok([...disk.files.keys()].some((name) => name.startsWith("/vault/vault.age.unreadable-")))
  })
})
