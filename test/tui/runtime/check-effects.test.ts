import assert from "node:assert/strict"
import { test } from "node:test"
import type { Surroundings } from "../../../src/migrate/check/check-vault.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { vaultRunner } from "./vault-runner.ts"

const SURROUNDINGS: Surroundings = {
  programs: { node: "20.19.0", program: "1.0.0" },
  terminal: { env: { TERM: "dumb" }, tmuxClipboard: null, halfBlockColumns: 2, pictures: false },
}

async function opened() {
  const disk = new MemoryFiles()
  const runner = vaultRunner(disk, { surroundings: () => Promise.resolve(SURROUNDINGS) })
  await runner.create()
  const check = async () => (await runner.ask({ type: "check-vault" }, "vault-checked")).findings.map(({ code }) => code)
  return { disk, check }
}

void test("the check of an open vault looks at its files and at the terminal", async () => {
  const { disk, check } = await opened()
  assert.deepEqual(await check(), ["recovery-none", "terminal-dumb", "half-blocks-wide", "no-pictures", "programs", "backup-none"])

  disk.files.set("/vault/vault (1).age", new Uint8Array([1]))
  assert.equal((await check())[0], "conflict-copy")
})

void test("a vault that was damaged while it was open is the first finding", async () => {
  const { disk, check } = await opened()
  disk.files.set("/vault/vault.age", new Uint8Array([1]))
  assert.equal((await check())[0], "vault-unopened")
})
