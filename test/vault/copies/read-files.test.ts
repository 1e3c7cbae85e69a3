import { Passphrase } from "../../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { test } from "node:test"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { account, testPorts } from "../support.ts"

const DIR = "/vault"

async function vaultOn(files: MemoryFiles): Promise<Vault> {
  const vault = await createVault(testPorts(files), DIR, Passphrase.of("p"))
  await vault.save([account("a")])
  return vault
}

void test("reads the files that open the vault, byte for byte", async () => {
  const files = new MemoryFiles()
  const vault = await vaultOn(files)

  const copy = await vault.readFiles()

  assert.deepEqual([...(copy?.files.keys() ?? [])], ["identity.age", "vault.age"])
  for (const [name, bytes] of copy?.files ?? []) assert.deepEqual(bytes, files.files.get(`${DIR}/${name}`))
  assert.equal(copy?.digest, vault.digest)
})

void test("reads what another program saved meanwhile", async () => {
  const files = new MemoryFiles()
  const vault = await vaultOn(files)
  const other = await openVault(testPorts(files), DIR, Passphrase.of("p"))
  await other.save([account("a"), account("b")])

  assert.equal((await vault.readFiles())?.digest, other.digest)
})

void test("copies nothing when another program has changed the passphrase", async () => {
  const files = new MemoryFiles()
  const vault = await vaultOn(files)
  await (await openVault(testPorts(files), DIR, Passphrase.of("p"))).changePassphrase(Passphrase.of("p"), Passphrase.of("q"))

  assert.equal(await vault.readFiles(), null)
})

void test("copies nothing that is damaged, forged or missing", async () => {
  const files = new MemoryFiles()
  const vault = await vaultOn(files)
  const good = files.files.get(`${DIR}/vault.age`) ?? new Uint8Array()
  const other = new MemoryFiles()
  await vaultOn(other)

  for (const bytes of [good.slice(0, -1), new Uint8Array(), other.files.get(`${DIR}/vault.age`) ?? good]) {
    files.files.set(`${DIR}/vault.age`, bytes)
    assert.equal(await vault.readFiles(), null)
  }
  files.files.delete(`${DIR}/vault.age`)
  assert.equal(await vault.readFiles(), null)
})

void test("leaves out a recovery.age that the content does not name", async () => {
  const files = new MemoryFiles()
  const vault = await vaultOn(files)
  const recovery = Buffer.from("recovery")
  files.files.set(`${DIR}/recovery.age`, recovery)

  assert.equal((await vault.readFiles())?.files.has("recovery.age"), false)
})
