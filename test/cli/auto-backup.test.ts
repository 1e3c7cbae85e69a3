import assert from "node:assert/strict"
import { test } from "node:test"
import { DAY } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const DIR = "/mnt/stick"

async function withBackups(): Promise<Machine> {
  const machine = await new Machine().withVault()
  const { status, err } = await machine.run("backup", "--auto", DIR, "--yes")
  assert.deepEqual(
    [status, err],
    [0, `keyferry: automatic backup is on: after changes, the vault is copied into ${DIR}, at most once a day\n`],
  )
  return machine
}

const add = async (machine: Machine, issuer: string): Promise<{ status: number; err: string }> => {
  machine.put("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n")
  return await machine.run("add", "--issuer", issuer, "--secret-file", "secret")
}

void test("backup --auto stores the directory and makes the first copy at once", async () => {
  const machine = await withBackups()

  assert.equal(machine.settings.backupDirectory, DIR)
  assert.equal(machine.copies.names(DIR).length, 1)
})

void test("a command that changes the vault is followed by a copy, one a day", async () => {
  const machine = await withBackups()
  machine.vault.time += DAY

  assert.equal((await add(machine, "Deno")).err, "keyferry: Deno: added\n")
  await add(machine, "Node")

  const names = machine.copies.names(DIR)
  assert.equal(names.length, 2)
  const copied = machine.copies.directories.get(DIR)?.get(names[1] ?? "")
  assert.deepEqual([...(copied?.keys() ?? [])], ["identity.age", "vault.age"])
})

void test("a command that only reads copies what an earlier day left out, and makes no attempt otherwise", async () => {
  const machine = await withBackups()
  await add(machine, "Deno")
  assert.equal(machine.copies.names(DIR).length, 1)
  machine.vault.time += DAY
  await machine.run("list")
  const opened = machine.copies.openedCount
  await machine.run("list")

  assert.equal(machine.copies.names(DIR).length, 2)
  assert.equal(machine.copies.openedCount, opened)
})

void test("a copy that cannot be made is noted, and the command succeeds", async () => {
  const machine = await withBackups()
  machine.vault.time += DAY
  machine.copies.directories.set(DIR, new Map())

  const { status, err } = await add(machine, "Deno")

  assert.equal(status, 0)
  assert.equal(
    err,
    "keyferry: Deno: added\n" +
      `keyferry: no automatic backup was made: ${DIR} does not hold the file keyferry-backups; is the disk mounted?\n`,
  )
  assert.match((await machine.run("list")).out, /Deno/)
})

void test("a directory that does not answer delays one command an hour", async () => {
  const machine = await withBackups()
  machine.vault.time += DAY
  machine.copies.problem = "hung"

  assert.match((await add(machine, "Deno")).err, /did not answer within 5 seconds/)
  assert.doesNotMatch((await add(machine, "Node")).err, /automatic backup/)
  machine.vault.time += DAY / 24
  assert.match((await add(machine, "Bun")).err, /did not answer within 5 seconds/)
})

void test("the code is printed before the copy is made", async () => {
  const machine = await withBackups()
  machine.put("uri", "otpauth://hotp/Deno:mason?secret=GEZDGNBVGY3TQOJQ&counter=1\n")
  await machine.run("add", "--uri-file", "uri")
  machine.vault.time += DAY
  machine.copies.problem = "denied"

  const { status, out, err } = await machine.run("code", "Deno")

  assert.equal(status, 0)
  assert.match(out, /^\d{6}\n$/)
  assert.match(err, /cannot be written to/)
})

void test("backup --auto off stops the copies and keeps those that were made", async () => {
  const machine = await withBackups()

  assert.equal(
    (await machine.run("backup", "--auto", "off")).err,
    "keyferry: automatic backup is off; the copies that were made are kept\n",
  )
  machine.vault.time += DAY
  await add(machine, "Deno")

  assert.equal(machine.settings.backupDirectory, null)
  assert.equal(machine.copies.names(DIR).length, 1)
})

void test("a missing directory is made only after a yes", async () => {
  const machine = await new Machine().withVault()

  const { status, err } = await machine.run("backup", "--auto", DIR)
  assert.deepEqual([status, err], [2, `keyferry: ${DIR} does not exist; make it, or use --yes\n`])
  machine.answers = ["n"]
  assert.equal((await machine.run("backup", "--auto", DIR)).status, 2)
  assert.equal(machine.settings.backupDirectory, null)

  machine.answers = ["y"]
  assert.equal((await machine.run("backup", "--auto", DIR)).status, 0)
  assert.equal(machine.copies.names(DIR).length, 1)
})

void test("a directory inside the vault is refused, and so are --auto and --out together", async () => {
  const machine = await new Machine().withVault()
  machine.env["KEYFERRY_VAULT"] = "/home/user/.local/share/keyferry/vault"
  await machine.run("init")

  const inside = await machine.run("backup", "--auto", "/home/user/.local/share/keyferry/vault/copies", "--yes")
  assert.deepEqual([inside.status, machine.settings.backupDirectory], [2, null])
  assert.match(inside.err, /would be lost together with it/)
  assert.equal((await machine.run("backup", "--auto", DIR, "--out", "b.age")).status, 2)
})

void test("a directory that cannot be marked is not stored", async () => {
  const machine = await new Machine().withVault()
  machine.copies.problem = "denied"

  const { status, err } = await machine.run("backup", "--auto", DIR, "--yes")

  assert.deepEqual([status, err], [1, `keyferry: ${DIR} cannot be written to\n`])
  assert.equal(machine.settings.backupDirectory, null)
})

void test("passwd says that earlier copies open with the old passphrase, and makes a new one at once", async () => {
  const machine = await withBackups()
  machine.put("new", "quite another passphrase\n")

  const { status, err } = await machine.run("passwd", "--new-passphrase-file", "new")

  assert.equal(status, 0)
  assert.match(err, new RegExp(`1 automatic backup in ${DIR} still opens with the old passphrase`))
  assert.equal(machine.copies.names(DIR).length, 2)
})
