import { Passphrase } from "../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { test } from "node:test"
import { MAX_EXPORTS } from "../../src/vault/codec.ts"
import type { ExportRecord } from "../../src/vault/codec.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { MemoryFiles } from "./memory-files.ts"
import { account, NOW, testPorts } from "./support.ts"

const DIR = "/vault"

const record = (n: number): ExportRecord => ({
  id: `e${n}`,
  at: NOW + n * 1000,
  path: `/home/user/export-${n}.json`,
  format: "keyferry-json",
  accounts: n,
})

void test("a plain export is recorded, newest first, and keeps no version", async () => {
  const ports = testPorts()
  const vault = await createVault(ports, DIR, Passphrase.of("p"))
  await vault.save([account("a")])
  const versions = await ports.files.in(DIR).list("versions")

  await vault.updateExports((exports) => [...exports, record(1)])
  await vault.updateExports((exports) => [...exports, record(2)])

  const reopened = await openVault(ports, DIR, Passphrase.of("p"))
  assert.deepEqual(reopened.content.exports, [record(2), record(1)])
  assert.equal(reopened.accounts.length, 1)
  assert.deepEqual(await ports.files.in(DIR).list("versions"), versions)
})

void test("at most the newest 200 exports are kept", async () => {
  const vault = await createVault(testPorts(), DIR, Passphrase.of("p"))

  await vault.updateExports(() => Array.from({ length: MAX_EXPORTS + 5 }, (_, n) => record(n)))

  assert.equal(vault.content.exports.length, MAX_EXPORTS)
  assert.deepEqual(vault.content.exports.at(-1), record(5))
})

void test("two programs that record an export each keep both, and the change of an account made meanwhile", async () => {
  const files = new MemoryFiles()
  const one = await createVault(testPorts(files), DIR, Passphrase.of("p"))
  const other = await openVault(testPorts(files), DIR, Passphrase.of("p"))

  await one.save([account("a")])
  await one.updateExports((exports) => [...exports, record(1)])
  await other.updateExports((exports) => [...exports, record(2)])

  assert.deepEqual(other.content.exports, [record(2), record(1)])
  assert.deepEqual(
    other.accounts.map(({ id }) => id),
    ["a"],
  )
})

void test("an entry can be dropped again", async () => {
  const vault = await createVault(testPorts(), DIR, Passphrase.of("p"))
  await vault.updateExports(() => [record(1), record(2)])

  await vault.updateExports((exports) => exports.filter(({ id }) => id !== "e1"))

  assert.deepEqual(vault.content.exports, [record(2)])
})
