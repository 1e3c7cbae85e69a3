import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { messageOf } from "../../../src/base/language.ts"
import type { Lang } from "../../../src/base/language.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { backupFindings } from "../../../src/migrate/check/backup-findings.ts"
import { byLevel } from "../../../src/migrate/check/finding.ts"
import { unopenedFinding } from "../../../src/migrate/check/vault-findings.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { MergeView } from "../../../src/tui/core/copies.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { AccountDifference } from "../../../src/tui/core/versions.ts"
import type { AppState } from "../../../src/tui/shell/app-state.ts"
import { app } from "../../../src/tui/shell/app.ts"
import { VAULT_TEXTS } from "../../../src/vault/errors.ts"
import { key, keys, NOW, plain, testAccount, testVault, typed } from "../play.ts"
import { eye, fakeTerminal, start } from "../terminal/fake-terminal.ts"

const SIZE = { columns: 80, rows: 24 }
const VAULT = testVault([
  testAccount("a", { issuer: "GitHub", name: "alice@example.com" }),
  testAccount("b", { issuer: "楽天銀行", name: "山田 太郎", groups: ["銀行"], order: 1 }),
  testAccount("c", { kind: "hotp", period: null, counter: 5, issuer: "VPN 🔑", favorite: true, order: 2 }),
  testAccount("d", { issuer: "\u202e{red-fg}evil\u001b[31m", order: 3 }),
  testAccount("t", { issuer: "古いアカウント", trashedAt: NOW - 86_400_000 }),
])
const OPENED: Msg = { type: "vault-opened", vault: VAULT, notices: [] }
const DIFFERENCES: readonly AccountDifference[] = [
  { change: "removed", id: "b", issuer: "楽天銀行", name: "山田 太郎", fields: [] },
  { change: "changed", id: "d", issuer: "\u202e{red-fg}evil\u001b[31m", name: "", fields: ["note", "groups"] },
]
const VERSIONS: Msg = {
  type: "versions-listed",
  vault: VAULT,
  versions: [1, 2].map((n) => ({
    ...{ n, generation: 7 - n, savedAt: NOW - n * 86_400_000, current: n === 1, accounts: 4, problem: null },
    ...{ changes: DIFFERENCES, since: n === 1 ? [] : DIFFERENCES },
  })),
}
const PLAN: Msg = { type: "restore-planned", changes: DIFFERENCES }
const WITH_COPIES: Msg = { ...OPENED, copies: { count: 2, unmerged: 2 } }
const COPIES: Msg = {
  type: "copies-listed",
  copies: ["vault (太郎's conflicted copy 2026-11-27).age", "vault.sync-conflict-20261127-101112-ABCDEFG.age"].map((name) => ({
    ...{ name, origin: "太郎", state: "ready" as const, accounts: 4, savedAt: NOW, problem: null },
  })),
}
const PLANNED: MergeView = {
  names: ["vault (太郎's conflicted copy 2026-11-27).age"],
  rows: DIFFERENCES.map(({ issuer, name, fields }) => ({ status: "conflict", issuer, name, fields })),
  ...{ new: 0, changed: 0, removed: 0, conflicts: 2, present: 3 },
  ...{ isDone: false, otherIdentity: true, unsigned: false, otherRecovery: false },
}
const MERGE: Msg = { type: "merge-planned", plan: PLANNED }
const MERGED: Msg = { type: "copies-merged", result: PLANNED, vault: VAULT, deletable: PLANNED.names }

function stateAfter(lang: Lang, vaultExists: boolean, msgs: readonly Msg[]): AppState {
  const first = app.init({
    nowMs: NOW,
    size: SIZE,
    lang,
    settings: DEFAULT_SETTINGS,
    formats: HANDLERS,
    vaultExists,
    vaultDirectory: "/home/alice/保管庫",
    demo: false,
    homeDirectory: "/home/alice",
    startDirectory: "/home/alice",
    host: "alice@host",
  })
  return msgs.reduce((state, msg) => app.update(state, msg).state, first.state)
}

const FINDINGS = byLevel([
  ...backupFindings({ directory: null, state: null, digest: "" }, 0),
  unopenedFinding(messageOf(VAULT_TEXTS.forged)),
])

const screens: [name: string, vaultExists: boolean, msgs: readonly Msg[]][] = [
  ["first run", false, typed("correct horse")],
  ["unlock", true, typed("秘密の言葉")],
  ["a suspect vault", true, [{ type: "vault-suspect", warnings: ["unsigned", "older"] }]],
  ["a damaged vault", true, [{ type: "vault-damaged", reason: messageOf({ en: "it is damaged", ja: "壊れています" }), n: 3 }]],
  ["the accounts", true, [OPENED, key("down")]],
  ["marked accounts with a question", true, [OPENED, ...keys("space", "space", "d")]],
  ["filtered accounts", true, [OPENED, key("/"), ...typed("楽天")]],
  ["adding an account", true, [OPENED, key("a"), ...typed("楽天"), ...keys("tab", "tab"), ...typed("MZXW6YTBOI")]],
  ["settings", true, [OPENED, key(",")]],
  ["the trash", true, [OPENED, key(","), ...keys("backtab", "left", "enter")]],
  ["the history", true, [OPENED, key(","), ...keys("backtab", "up", "enter"), VERSIONS]],
  [
    "the plan to restore a version",
    true,
    [OPENED, key(","), ...keys("backtab", "up", "enter"), VERSIONS, ...keys("down", "enter", "a"), PLAN],
  ],
  ["the check", true, [OPENED, ...keys("m", "7"), { type: "vault-checked", findings: FINDINGS }, key("down")]],
  ["copies of the vault after unlocking", true, [WITH_COPIES, COPIES]],
  ["the plan to merge a copy", true, [WITH_COPIES, COPIES, key("enter"), MERGE]],
  ["the result of a merge", true, [WITH_COPIES, COPIES, key("enter"), MERGE, key("y"), MERGED]],
  ["the change of the passphrase", true, [OPENED, key(","), ...keys("backtab", "enter")]],
  ["help", true, [OPENED, key("?")]],
  ["the migrate screen", true, [OPENED, key("m")]],
]

describe("on the cells of a real terminal", () => {
  for (const lang of ["en", "ja"] as const) {
    for (const [name, vaultExists, msgs] of screens) {
      it(`${name} (${lang}): text and cursor are where the frame has them`, async () => {
        const frame = app.view(stateAfter(lang, vaultExists, msgs), SIZE)
        const fake = start(fakeTerminal(SIZE))
        fake.terminal.draw(frame)
        const seen = eye(SIZE.columns, SIZE.rows)
        await seen.show(fake.output.all)
        const { cursorX, cursorY } = seen.xterm.buffer.active
        const lines = Array.from({ length: SIZE.rows }, (_, y) => seen.row(y))
        fake.terminal.close()
        assert.deepEqual(lines, plain(frame.rows))
        if (frame.cursor !== null) assert.deepEqual({ x: cursorX, y: cursorY }, frame.cursor)
      })
    }
  }
})
