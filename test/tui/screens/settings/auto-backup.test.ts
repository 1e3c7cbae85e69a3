import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import { autoBackupScreen } from "../../../../src/tui/screens/settings/auto-backup.ts"
import { accountsScreen } from "../../../../src/tui/screens/accounts/accounts.ts"
import { keys, NOW, play, testAccount, testContext, testVault, typed } from "../../play.ts"

const DAY = 24 * 60 * 60 * 1000
const ON = { ...DEFAULT_SETTINGS, backupDirectory: "/mnt/stick" }
const start = (settings = DEFAULT_SETTINGS) => play(autoBackupScreen, { to: "auto-backup" }, testContext({ settings }))

void test("choosing a directory asks for it to be set, and a missing one is made only after a question", () => {
  const picked = start().then(keys("enter")).then(keys("C-u"), typed("/mnt/stick"), keys("enter"))
  assert.deepEqual(picked.effects.at(-1), { type: "set-auto-backup", directory: "/mnt/stick", make: false })

  const asked = picked.then({ type: "backup-directory-missing", directory: "/mnt/stick" })
  assert.match(asked.lines.join("\n"), /Make the directory\? .*\n.*\/mnt\/stick does not exist\./)
  assert.deepEqual(asked.then(keys("enter")).effects, [])
  assert.deepEqual(asked.then(keys("y")).effects, [{ type: "set-auto-backup", directory: "/mnt/stick", make: true }])
})

void test("shows where the copies go, when the last was made and why it failed; it can be switched off", () => {
  const problem = { sentence: { en: "no space left in {directory}", ja: "" }, detail: { directory: "/mnt/stick" } }
  const shown = start(ON).then({
    type: "backup-checked",
    backup: { lastAtMs: NOW, problem, current: false },
    attempted: true,
    earlier: null,
  })

  assert.match(
    shown.lines.join("\n"),
    /\/mnt\/stick\n Last copy: November 14, 2023\.\n The last attempt failed: no space left in \/mnt\/stick\./,
  )
  assert.deepEqual(shown.then(keys("down", "enter")).effects, [{ type: "set-auto-backup", directory: null, make: false }])
  assert.match(start().lines.join("\n"), /It is off\./)
})

const NOTICES: readonly { name: string; days: number; current: boolean; failed: boolean; notice: RegExp | null }[] = [
  { name: "an old copy that lacks changes", days: 12, current: false, failed: false, notice: /last backup 12 days ago/ },
  { name: "an old copy that lacks changes, after a failure", days: 12, current: false, failed: true, notice: /last backup 12 days ago/ },
  { name: "a failure", days: 1, current: false, failed: true, notice: /automatic backup failed/ },
  { name: "no old copy that holds everything", days: 100, current: true, failed: false, notice: null },
  { name: "no copy of six days ago", days: 6, current: false, failed: false, notice: null },
]
for (const { name, days, current, failed, notice } of NOTICES) {
  void test(`the account list mentions ${name}`, () => {
    const problem = failed ? { sentence: { en: "x", ja: "x" }, detail: {} } : null
    const backup = { lastAtMs: NOW - days * DAY, problem, current }
    const [header = ""] = play(accountsScreen, { to: "accounts" }, testContext({ backup, vault: testVault([testAccount("a")]) })).lines

    if (notice === null) assert.doesNotMatch(header, /backup/)
    else assert.match(header, notice)
  })
}
