import assert from "node:assert/strict"
import { test } from "node:test"
import { isDue, prepareBackup } from "../../../src/vault/copies/auto-backup.ts"
import type { BackedUpVault, BackupOutcome } from "../../../src/vault/copies/auto-backup.ts"
import type { BackupState } from "../../../src/vault/copies/ports.ts"
import type { BackupProblem } from "../../../src/vault/copies/problems.ts"
import { MemoryCopies } from "./memory-copies.ts"

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const NOON = new Date(2026, 10, 27, 12).getTime()
const DIRECTORY = "/mnt/stick"
const idOf = (letter: string): string => letter.repeat(64)

/** One vault, its clock and its directory of backups. */
class Setting {
  readonly copies = new MemoryCopies()
  readonly clock = { time: NOON, nowMs: (): number => this.clock.time }
  id = idOf("a")
  openedId = idOf("a")
  directory: string | null = DIRECTORY
  changes = 0
  /** Whether the vault's files belong together. */
  readable = true

  static async marked(): Promise<Setting> {
    const setting = new Setting()
    await setting.copies.ports(setting.clock).directories.mark(DIRECTORY)
    return setting
  }

  get digest(): string {
    return `digest ${this.changes}`
  }

  async backUp(saved = true): Promise<BackupOutcome> {
    const { id, digest } = this
    const files = new Map([["vault.age", Buffer.from(digest)]])
    const vault: BackedUpVault = { id, digest, readFiles: () => Promise.resolve(this.readable ? { digest, files } : null) }
    const occasion = { directory: this.directory, openedId: this.openedId, saved }
    return await (
      await prepareBackup(vault, occasion, this.copies.ports(this.clock))
    )()
  }

  async change(): Promise<BackupOutcome> {
    this.changes++
    return await this.backUp()
  }

  names(): string[] {
    return this.copies.names(DIRECTORY)
  }
}

void test("the first save makes a copy, later ones of the day none, the first of the next day another", async () => {
  const setting = await Setting.marked()

  const { state, attempted } = await setting.change()
  assert.deepEqual(state, { directory: DIRECTORY, attemptAtMs: NOON, problem: null, lastAtMs: NOON, digest: "digest 1", formerIds: [] })
  assert.equal(attempted, true)
  setting.clock.time += HOUR
  assert.equal((await setting.change()).attempted, false)
  assert.deepEqual(setting.names(), ["keyferry-aaaaaaaa-2026-11-27"])

  setting.clock.time += DAY
  await setting.change()
  assert.deepEqual(setting.names(), ["keyferry-aaaaaaaa-2026-11-27", "keyferry-aaaaaaaa-2026-11-28"])
  assert.equal(setting.copies.open, 0)
})

void test("a change after the day's copy is copied when the vault is opened on the next day", async () => {
  const setting = await Setting.marked()
  await setting.change()
  await setting.change()
  setting.clock.time += DAY

  assert.equal((await setting.backUp(false)).state?.digest, "digest 2")
  assert.equal((await setting.backUp(false)).attempted, false)
  setting.clock.time += DAY
  assert.equal((await setting.backUp(false)).attempted, false)
})

void test("without a directory in the settings nothing is done", async () => {
  const setting = await Setting.marked()
  setting.directory = null

  assert.deepEqual(await setting.change(), { state: null, attempted: false, earlier: null })
  assert.equal(setting.copies.openedCount, 0)
})

void test("nothing is written into a directory without its marker; the state says why and when", async () => {
  const setting = await Setting.marked()
  await setting.change()
  setting.clock.time += DAY
  setting.copies.directories.set(DIRECTORY, new Map())

  const { state } = await setting.change()

  assert.deepEqual(state, {
    directory: DIRECTORY,
    attemptAtMs: NOON + DAY,
    problem: "no-marker",
    lastAtMs: NOON,
    digest: "digest 1",
    formerIds: [],
  })
  assert.deepEqual(setting.names(), [])
})

void test("a vault whose files do not belong together is not copied", async () => {
  const setting = await Setting.marked()
  setting.readable = false

  assert.equal((await setting.change()).state?.problem, "vault")
  assert.deepEqual(setting.names(), [])
})

void test("another directory gets a copy at once", async () => {
  const setting = await Setting.marked()
  await setting.change()
  setting.directory = "/mnt/other"
  await setting.copies.ports(setting.clock).directories.mark("/mnt/other")

  assert.equal((await setting.backUp(false)).attempted, true)
  assert.deepEqual(setting.copies.names("/mnt/other"), ["keyferry-aaaaaaaa-2026-11-27"])
})

void test("a copy of today that another machine made stays; the change counts as not copied", async () => {
  const setting = await Setting.marked()
  setting.copies.directories.get(DIRECTORY)?.set("keyferry-aaaaaaaa-2026-11-27", new Map([["vault.age", Buffer.from("other")]]))

  const { state } = await setting.change()

  assert.deepEqual([state?.problem, state?.digest, state?.lastAtMs], [null, null, NOON])
  assert.deepEqual(setting.copies.directories.get(DIRECTORY)?.get("keyferry-aaaaaaaa-2026-11-27")?.get("vault.age"), Buffer.from("other"))
})

void test("two vaults share a directory, and each is rotated for itself", async () => {
  const setting = await Setting.marked()
  for (let day = 0; day < 40; day++) {
    setting.clock.time = NOON + day * DAY
    for (const letter of ["a", "b"]) {
      setting.id = setting.openedId = idOf(letter)
      if (letter === "a" || day === 0) await setting.change()
    }
  }

  const names = setting.names()
  assert.equal(names.filter((name) => name.startsWith("keyferry-aaaaaaaa-")).length, 7 + 3 + 1)
  assert.deepEqual(
    names.filter((name) => name.startsWith("keyferry-bbbbbbbb-")),
    ["keyferry-bbbbbbbb-2026-11-27"],
  )
})

void test("a change of the passphrase is copied at once, and the earlier copies are counted and rotated with the new ones", async () => {
  const setting = await Setting.marked()
  for (let day = 0; day < 7; day++) {
    setting.clock.time = NOON + day * DAY
    await setting.change()
  }
  setting.id = idOf("b")

  const { state, earlier } = await setting.change()
  setting.openedId = setting.id

  assert.deepEqual(earlier, { directory: DIRECTORY, count: 7 })
  assert.deepEqual(state?.formerIds, [idOf("a")])
  assert.equal(setting.copies.states.has(idOf("a")), false)
  assert.ok(setting.names().includes("keyferry-bbbbbbbb-2026-12-03"))
  for (let day = 7; day < 60; day++) {
    setting.clock.time = NOON + day * DAY
    await setting.change()
  }
  // The newest of November, which the old passphrase opens.
  assert.deepEqual(
    setting.names().filter((name) => name.startsWith("keyferry-aaaaaaaa-")),
    ["keyferry-aaaaaaaa-2026-11-30"],
  )
})

void test("earlier copies are counted although automatic backup is off now", async () => {
  const setting = await Setting.marked()
  await setting.change()
  setting.directory = null
  setting.id = idOf("b")

  assert.deepEqual((await setting.change()).earlier, { directory: DIRECTORY, count: 1 })
})

void test("a state that cannot be read or written is not an error, and a copy is made", async () => {
  const setting = await Setting.marked()
  setting.copies.statesFail = true

  assert.equal((await setting.change()).state?.problem, null)
  assert.deepEqual(setting.names(), ["keyferry-aaaaaaaa-2026-11-27"])
})

const failedAt = (problem: BackupProblem, attemptAtMs: number): BackupState => ({
  directory: DIRECTORY,
  attemptAtMs,
  problem,
  lastAtMs: null,
  digest: null,
  formerIds: [],
})

const DUE: readonly { name: string; state: BackupState; saved: boolean; nowMs: number; due: boolean }[] = [
  { name: "a save tries again after a missing disk", state: failedAt("missing", NOON), saved: true, nowMs: NOON + 1, due: true },
  { name: "opening does not try again on the same day", state: failedAt("missing", NOON), saved: false, nowMs: NOON + HOUR, due: false },
  { name: "opening tries again on the next day", state: failedAt("missing", NOON), saved: false, nowMs: NOON + DAY, due: true },
  {
    name: "a save within an hour does not wait for a hung mount again",
    state: failedAt("hung", NOON),
    saved: true,
    nowMs: NOON + HOUR - 1,
    due: false,
  },
  { name: "a save after an hour tries a hung mount again", state: failedAt("hung", NOON), saved: true, nowMs: NOON + HOUR, due: true },
  { name: "a clock that was set back does not stop backups", state: failedAt("hung", NOON + DAY), saved: true, nowMs: NOON, due: true },
]

for (const { name, state, saved, nowMs, due } of DUE) {
  void test(name, () => {
    assert.equal(isDue(state, { directory: DIRECTORY, digest: "d", saved, nowMs }), due)
  })
}
