import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { PASSPHRASE, vaultRunner } from "./vault-runner.ts"

/** A runner with an empty vault, on a disk that has a copy of another vault with one account. */
async function withCopy() {
  const disk = new MemoryFiles()
  const old = vaultRunner(disk)
  await old.create()
  const draft = makeDraft({ kind: "totp", issuer: "GitHub", name: "alice", secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") })
  await old.ask({ type: "add-drafts", drafts: [draft] }, "vault-saved")
  const fresh = new MemoryFiles()
  fresh.directories.add("/mnt/copies/of-a-vault")
  for (const name of ["identity.age", "vault.age"]) {
    const bytes = disk.files.get(`/vault/${name}`)
    assert.ok(bytes !== undefined)
    fresh.files.set(`/mnt/copies/of-a-vault/${name}`, bytes)
  }
  const runner = vaultRunner(fresh, { formats: HANDLERS })
  await runner.create()
  return { ...runner, disk: fresh }
}

describe("a copy that automatic backup made, chosen on the screen", () => {
  for (const name of ["identity.age", "vault.age"]) {
    it(`is opened as a whole by its passphrase: ${name}`, async () => {
      const { ask, disk } = await withCopy()
      const path = `/mnt/copies/of-a-vault/${name}`
      const before = [...disk.files.keys()]
      const read = await ask({ type: "open-import", source: { from: "files", paths: [path], keep: false } }, "import-read")
      assert.equal(read.pending, 0)
      const wrong = await ask({ type: "unlock-import", password: "not this one", keyFilePath: null }, "failed")
      assert.equal(wrong.code, "password-wrong")
      const { plan } = await ask({ type: "unlock-import", password: PASSPHRASE, keyFilePath: null }, "import-read")
      assert.deepEqual(
        plan?.rows.map(({ status, draft }) => [status, draft.issuer]),
        [["new", "GitHub"]],
      )
      const { result, deletable, vault } = await ask({ type: "apply-import", rows: plan.rows }, "import-applied")
      assert.deepEqual([result.new, deletable, vault.accounts.length], [1, [], 1])
      assert.deepEqual(
        [...disk.files.keys()].filter((file) => file.startsWith("/mnt")),
        before.filter((file) => file.startsWith("/mnt")),
      )
    })
  }

  it("is refused with the reason where its content was altered", async () => {
    const { ask, disk } = await withCopy()
    const bytes = disk.files.get("/mnt/copies/of-a-vault/vault.age")!
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await ask({ type: "open-import", source: { from: "files", paths: ["/mnt/copies/of-a-vault/vault.age"], keep: false } }, "import-read")
    const { files } = await ask({ type: "unlock-import", password: PASSPHRASE, keyFilePath: null }, "import-read")
    const [outcome] = files.map((file) => file.outcome)
    assert.ok(outcome?.state === "failed" && outcome.error.code !== "vault-missing", JSON.stringify(outcome))
  })
})
