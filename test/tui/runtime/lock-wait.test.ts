import assert from "node:assert/strict"
import { it } from "node:test"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { vaultRunner } from "./vault-runner.ts"

it("says for whom a save waits, once a vault is open", async () => {
  const disk = new MemoryFiles()
  const { ask, create, answers } = vaultRunner(disk)
  await create()
  disk.lockHolder = { host: "nas", pid: 42 }
  await ask({ type: "put-accounts", accounts: [] }, "vault-saved")
  assert.deepEqual(
    answers.filter(({ type }) => type === "lock-waited"),
    [{ type: "lock-waited", host: "nas", pid: 42 }],
  )
})
