import assert from "node:assert/strict"
import { test } from "node:test"
import { encodeBase32 } from "../../src/accounts/base32.ts"
import { DAY } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const DIR = "/mnt/stick"
const VAULT = "/home/user/.local/share/keyferry/vault"

/** Makes the copies in the directory of backups files that commands can read. */
function showCopies(machine: Machine): string[] {
  const names = machine.copies.names(DIR)
  for (const name of names) {
    machine.disk.directories.add(`${DIR}/${name}`)
    for (const [file, bytes] of machine.copies.directories.get(DIR)?.get(name) ?? []) {
      machine.disk.files.set(`${DIR}/${name}/${file}`, bytes)
      machine.put(`${DIR}/${name}/${file}`, bytes)
    }
  }
  return names
}

const add = async (machine: Machine, issuer: string): Promise<void> => {
  machine.put("secret", `${encodeBase32(Buffer.from(`secret of ${issuer}`))}\n`)
  await machine.run("add", "--issuer", issuer, "--secret-file", "secret")
}

/** A vault with copies of three days, each with one account more. */
async function withCopies(): Promise<Machine> {
  const machine = await new Machine().withVault()
  await add(machine, "One")
  await machine.run("backup", "--auto", DIR, "--yes")
  for (const issuer of ["Two", "Three"]) {
    machine.vault.time += DAY
    await add(machine, issuer)
  }
  return machine
}

function loseVault(machine: Machine): void {
  for (const name of [...machine.disk.files.keys()]) if (name.startsWith(VAULT)) machine.disk.files.delete(name)
  machine.disk.directories.delete(VAULT)
}

const issuers = async (machine: Machine): Promise<string[]> => {
  const { accounts } = (await machine.run("list", "--json")).json() as { accounts: { issuer: string }[] }
  return accounts.map(({ issuer }) => issuer).sort()
}

void test("restore DIR brings a lost vault back from the newest copy", async () => {
  const machine = await withCopies()
  const names = showCopies(machine)
  loseVault(machine)

  const { status, err } = await machine.run("restore", DIR)

  assert.equal(status, 0, err)
  assert.match(err, new RegExp(`the newest backup that opens: ${names[2]}\n`))
  assert.deepEqual(await issuers(machine), ["One", "Three", "Two"])
})

void test("restore takes one dated copy", async () => {
  const machine = await withCopies()
  const [first] = showCopies(machine)
  loseVault(machine)

  assert.equal((await machine.run("restore", `${DIR}/${first}`)).status, 0)

  assert.deepEqual(await issuers(machine), ["One"])
})

void test("restore DIR into a vault adds what is missing, and --dry-run changes nothing", async () => {
  const machine = await withCopies()
  showCopies(machine)
  loseVault(machine)
  await machine.run("init")
  await add(machine, "Four")

  const dry = await machine.run("restore", DIR, "--dry-run", "--json")
  assert.deepEqual([dry.status, dry.json()["new"]], [0, 3])
  assert.deepEqual(await issuers(machine), ["Four"])

  assert.equal((await machine.run("restore", DIR)).status, 0)
  assert.deepEqual(await issuers(machine), ["Four", "One", "Three", "Two"])
})

void test("of several vaults in one directory, the newest copy that the passphrase opens is taken", async () => {
  const machine = await withCopies()
  const own = machine.copies.names(DIR)
  // Another vault, with another passphrase and a later copy.
  loseVault(machine)
  machine.put("other", "another passphrase entirely\n")
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = "other"
  await machine.run("init")
  machine.vault.time += DAY
  await add(machine, "Foreign")
  assert.equal(showCopies(machine).length, 4)
  machine.put("backup-pw", "correct horse battery staple\n")

  const { status, err } = await machine.run("restore", DIR, "--backup-passphrase-file", "backup-pw")

  assert.equal(status, 0, err)
  assert.match(err, new RegExp(String(own[2])))
  assert.deepEqual(await issuers(machine), ["Foreign", "One", "Three", "Two"])
})

void test("restore opens a copy with the recovery key, where the passphrase is forgotten and the vault is lost", async () => {
  const machine = await new Machine().withVault()
  await machine.run("recovery", "create", "--out", "key.txt")
  await add(machine, "One")
  await machine.run("backup", "--auto", DIR, "--yes")
  showCopies(machine)
  loseVault(machine)
  machine.put("new", "seven quiet lanterns over Kobe\n")
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = "new"
  const byPassphrase = await machine.run("restore", DIR)
  assert.equal(byPassphrase.status, 5)
  assert.match(byPassphrase.err, /the vault had then; --recovery-key-file F opens it with the recovery key/)
  assert.doesNotMatch(byPassphrase.err, /keyferry passwd/)

  const { status, err } = await machine.run("restore", DIR, "--recovery-key-file", "key.txt")

  assert.equal(status, 0, err)
  assert.deepEqual(await issuers(machine), ["One"])
})

void test("a wrong passphrase, an altered copy and a directory without copies are told apart", async () => {
  const machine = await withCopies()
  const names = showCopies(machine)
  machine.put("wrong", "not the passphrase at all\n")
  assert.equal((await machine.run("restore", DIR, "--backup-passphrase-file", "wrong")).status, 5)

  const newest = `${DIR}/${names[2]}/vault.age`
  machine.disk.files.set(newest, (machine.disk.files.get(newest) ?? new Uint8Array()).slice(0, -3))
  assert.equal((await machine.run("restore", DIR)).status, 4)

  const identity = await machine.run("inspect", `${DIR}/${names[0]}/identity.age`, "--password-file", "pw")
  assert.match(identity.err, /the key of a vault, without the accounts: keyferry restore DIR takes the directory/)

  machine.put("/empty/notes.txt", "")
  const empty = await machine.run("restore", "/empty")
  assert.deepEqual([empty.status, empty.err], [7, "keyferry: /empty holds no backup of a vault\n"])
})
