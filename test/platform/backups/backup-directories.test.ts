import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { isAppError } from "../../../src/base/errors.ts"
import { backupDirectories } from "../../../src/platform/backups/backup-directories.ts"
import { MARKER_FILE } from "../../../src/vault/copies/names.ts"
import type { BackupProblem } from "../../../src/vault/copies/problems.ts"
import { backupProblemOf } from "../../../src/vault/copies/problems.ts"

// The loader of TypeScript takes its time where both processors are busy.
const directories = backupDirectories({ maxMs: 60_000 })
const root = mkdtempSync(join(tmpdir(), "keyferry-backups-"))
after(() => {
  rmSync(root, { recursive: true, force: true })
})
let made = 0
const fresh = (): string => join(root, `d${++made}`)

const NAME = "keyferry-0123abcd-2026-11-27"
const FILES = new Map([
  ["identity.age", Buffer.from("identity")],
  ["vault.age", Buffer.from("vault")],
])

async function marked(): Promise<string> {
  const directory = fresh()
  await directories.mark(directory)
  return directory
}

async function problemOf(work: Promise<unknown>): Promise<BackupProblem> {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  )
  assert.ok(isAppError(error, "io"), String(error))
  return backupProblemOf(error)
}

const modeOf = (path: string): number => statSync(path).mode & 0o777

void test("makes a missing directory and marks it; marking again changes nothing", async () => {
  const directory = join(fresh(), "inner")
  const vault = join(root, "vault")
  assert.deepEqual(await directories.look(directory, vault), { kind: "missing", insideVault: false })
  assert.deepEqual(await directories.look(join(vault, "copies"), vault), { kind: "missing", insideVault: true })

  await directories.mark(directory)
  const marker = readFileSync(join(directory, MARKER_FILE), "utf8")
  await directories.mark(directory)

  assert.match(marker, /^keyferry writes automatic backups/)
  assert.equal(modeOf(directory), 0o700)
  assert.deepEqual(readdirSync(directory), [MARKER_FILE])
})

void test("sees a file in place of a directory, and the vault's own directory", async () => {
  const vault = fresh()
  mkdirSync(join(vault, "versions"), { recursive: true })
  const file = fresh()
  writeFileSync(file, "")
  const link = fresh()
  symlinkSync(vault, link)

  assert.equal((await directories.look(file, vault)).kind, "other")
  for (const inside of [vault, join(vault, "versions"), link, join(link, "new", "copies")])
    assert.equal((await directories.look(inside, vault)).insideVault, true)
  assert.deepEqual(await directories.look(root, vault), { kind: "directory", insideVault: false })
})

void test("writes a copy that only the user can read, and removes it", async () => {
  const directory = await marked()
  const opened = await directories.open(directory)
  assert.deepEqual(opened.names, [MARKER_FILE])

  await opened.write(NAME, FILES)
  assert.deepEqual(readdirSync(directory).sort(), [NAME, MARKER_FILE])
  assert.deepEqual(readFileSync(join(directory, NAME, "vault.age")), Buffer.from("vault"))
  assert.equal(modeOf(join(directory, NAME)), 0o700)
  for (const file of FILES.keys()) assert.equal(modeOf(join(directory, NAME, file)), 0o600)

  await opened.remove(NAME)
  opened.close()
  assert.deepEqual(readdirSync(directory), [MARKER_FILE])
})

void test("writes nothing where the marker file or the directory is missing", async () => {
  const directory = fresh()
  assert.equal(await problemOf(directories.open(directory)), "missing")
  mkdirSync(directory)
  assert.equal(await problemOf(directories.open(directory)), "no-marker")

  const marker = await marked()
  const opened = await directories.open(marker)
  rmSync(join(marker, MARKER_FILE))
  assert.equal(await problemOf(opened.write(NAME, FILES)), "no-marker")
  opened.close()
  assert.deepEqual([readdirSync(directory), readdirSync(marker)], [[], []])
})

void test("leaves an existing copy as it is", async () => {
  const directory = await marked()
  const opened = await directories.open(directory)
  await opened.write(NAME, FILES)

  assert.equal(await problemOf(opened.write(NAME, new Map([["vault.age", Buffer.from("other")]]))), "failed")
  opened.close()
  assert.deepEqual(readdirSync(directory).sort(), [NAME, MARKER_FILE])
  assert.deepEqual(readFileSync(join(directory, NAME, "vault.age")), Buffer.from("vault"))
})

void test("removes no directory with files of others, no link and no other name", async () => {
  const directory = await marked()
  const elsewhere = fresh()
  mkdirSync(join(elsewhere, "inner"), { recursive: true })
  writeFileSync(join(elsewhere, "vault.age"), "")
  const withOther = "keyferry-0123abcd-2026-11-01"
  mkdirSync(join(directory, withOther))
  writeFileSync(join(directory, withOther, "vault.age"), "")
  writeFileSync(join(directory, withOther, "notes.txt"), "")
  const link = "keyferry-0123abcd-2026-11-02"
  symlinkSync(elsewhere, join(directory, link))
  mkdirSync(join(directory, "photos"))
  const before = execFileSync("find", [directory, elsewhere], { encoding: "utf8" })

  const opened = await directories.open(directory)
  for (const name of [withOther, link, "photos", "..", "keyferry-0123abcd-2026-11-03"]) await opened.remove(name)
  opened.close()

  assert.equal(execFileSync("find", [directory, elsewhere], { encoding: "utf8" }), before)
})

void test("the next copy removes what a killed process has left, and nothing else", async () => {
  const directory = await marked()
  const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }))
  const left = (name: string, file: string): void => {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, file), "half")
  }
  left(`.keyferry-0123abcd-2026-11-26.${dead}.tmp`, "identity.age")
  left(`.keyferry-0123abcd-2026-11-25.${process.pid}.tmp`, "identity.age") // still running
  left(`.keyferry-aaaaaaaa-2026-11-26.${dead}.tmp`, "identity.age") // of another vault
  left(`.keyferry-0123abcd-2026-11-24.${dead}.tmp`, "other.txt")

  const opened = await directories.open(directory)
  await opened.write(NAME, FILES)
  opened.close()

  assert.deepEqual(readdirSync(directory).sort(), [
    `.keyferry-0123abcd-2026-11-24.${dead}.tmp`,
    `.keyferry-0123abcd-2026-11-25.${process.pid}.tmp`,
    `.keyferry-aaaaaaaa-2026-11-26.${dead}.tmp`,
    NAME,
    MARKER_FILE,
  ])
})

void test("a directory that cannot be written to keeps what it has", { skip: process.getuid?.() === 0 }, async () => {
  const directory = await marked()
  chmodSync(directory, 0o500)
  const opened = await directories.open(directory)
  assert.equal(await problemOf(opened.write(NAME, FILES)), "denied")
  assert.equal(await problemOf(directories.mark(directory)), "denied")
  opened.close()
  chmodSync(directory, 0o700)
  assert.deepEqual(readdirSync(directory), [MARKER_FILE])
})

void test("gives up where the directory does not answer, and ends the process", async () => {
  const mute = backupDirectories({ maxMs: 300, program: ["--eval", "setInterval(() => {}, 1000)"] })
  const started = performance.now()

  assert.equal(await problemOf(mute.look(root, root)), "hung")
  assert.equal(await problemOf(mute.mark(root)), "hung")
  assert.equal(await problemOf(mute.open(root)), "hung")

  assert.ok(performance.now() - started < 10_000)
  assert.ok(!existsSync(join(root, MARKER_FILE)))
})

void test("reports a process that ends by itself", async () => {
  const broken = backupDirectories({ program: ["--eval", "process.exit(3)"] })
  assert.equal(await problemOf(broken.open(root)), "failed")
})
