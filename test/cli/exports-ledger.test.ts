import { Passphrase } from "../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { test } from "node:test"
import type { ExportRecord } from "../../src/vault/codec.ts"
import { openVault } from "../../src/vault/vault.ts"
import { NOW } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const PASSPHRASE = "correct horse battery staple"
const DIRECTORY = "/home/user/.local/share/keyferry/vault"

async function withAccounts(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("uris", "otpauth://totp/Deno:mason?secret=GEZDGNBVGY3TQOJQ\notpauth://totp/Node:mason?secret=JBSWY3DPEHPK3PXP\n")
  await machine.run("import", "uris")
  return machine
}

async function recorded(machine: Machine): Promise<Omit<ExportRecord, "id">[]> {
  const vault = await openVault(machine.vault, DIRECTORY, Passphrase.of(PASSPHRASE))
  return vault.content.exports.map(({ at, path, format, accounts }) => ({ at, path, format, accounts }))
}

void test("a plain export to a file is recorded with its absolute path, format and number of accounts", async () => {
  const machine = await withAccounts()

  assert.equal((await machine.run("export", "--to", "otpauth-uri", "--out", "out.txt")).status, 0)
  assert.equal((await machine.run("export", "--to", "keyferry-json", "--out", "/tmp/a.json", "--plain", "Deno")).status, 0)

  assert.deepEqual(await recorded(machine), [
    { at: NOW, path: "/tmp/a.json", format: "keyferry-json", accounts: 1 },
    { at: NOW, path: "/cwd/out.txt", format: "otpauth-uri", accounts: 2 },
  ])
})

void test("a file that is written over is recorded once", async () => {
  const machine = await withAccounts()
  await machine.run("export", "--to", "otpauth-uri", "--out", "out.txt", "Deno")

  await machine.run("export", "--to", "otpauth-uri", "--out", "out.txt", "--force")

  assert.deepEqual(await recorded(machine), [{ at: NOW, path: "/cwd/out.txt", format: "otpauth-uri", accounts: 2 }])
})

void test("pictures and sheets of QR codes are recorded, encrypted pages for another keyferry are not", async () => {
  const machine = await withAccounts()

  assert.equal((await machine.run("qr", "--svg", "pages")).status, 0)
  assert.equal((await machine.run("qr", "--sheet", "sheet.html")).status, 0)
  assert.equal((await machine.run("qr", "--to", "keyferry", "--svg", "transfer")).status, 0)

  const files = (await recorded(machine)).sort((a, b) => (a.path < b.path ? -1 : 1))
  assert.deepEqual(
    files.map(({ format, accounts }) => [format, accounts]),
    [
      ["qr-image", 1],
      ["qr-image", 1],
      ["qr-image", 2],
    ],
  )
  assert.ok(files.slice(0, 2).every(({ path }) => path.startsWith("/cwd/pages/") && machine.files.has(path.slice("/cwd/".length))))
  assert.equal(files[2]?.path, "/cwd/sheet.html")
})

void test("protected exports, standard output, dry runs and conversions are not recorded", async () => {
  const machine = await withAccounts()
  machine.put("out-pw", "a password of the file\n")

  await machine.run("export", "--to", "keyferry-json", "--out", "safe.json", "--password-file", "out-pw")
  await machine.run("export", "--to", "otpauth-uri", "--out", "-")
  await machine.run("export", "--to", "otpauth-uri", "--out", "x", "--dry-run")
  await machine.run("convert", "uris", "--to", "otpauth-uri", "--out", "converted")

  assert.deepEqual(await recorded(machine), [])
})

void test("an export from a vault that cannot be written succeeds with a note", async () => {
  const machine = await withAccounts()
  machine.disk.full = true

  const { status, err } = await machine.run("export", "--to", "otpauth-uri", "--out", "out.txt")

  assert.equal(status, 0)
  assert.match(err, /the vault could not record this unprotected export/)
  assert.ok(machine.files.has("out.txt"))
})
