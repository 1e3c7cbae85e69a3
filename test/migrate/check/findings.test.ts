import assert from "node:assert/strict"
import { test } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { format, messageOf } from "../../../src/base/language.ts"
import { accountFindings } from "../../../src/migrate/check/account-findings.ts"
import { backupFindings } from "../../../src/migrate/check/backup-findings.ts"
import { directoryFindings, exportFindings } from "../../../src/migrate/check/file-findings.ts"
import { byLevel, findingText } from "../../../src/migrate/check/finding.ts"
import type { Finding, FindingLevel } from "../../../src/migrate/check/finding.ts"
import { programFindings, terminalFindings } from "../../../src/migrate/check/machine-findings.ts"
import type { TerminalState } from "../../../src/migrate/check/machine-findings.ts"
import { clockFindings, unopenedFinding, vaultFindings } from "../../../src/migrate/check/vault-findings.ts"
import type { OpenedState } from "../../../src/migrate/check/vault-findings.ts"
import type { BackupState } from "../../../src/vault/copies/ports.ts"
import { NOTHING_UNUSUAL } from "../../../src/vault/directory/report.ts"
import type { AccessProblem, DirectoryReport } from "../../../src/vault/directory/report.ts"
import { VAULT_TEXTS } from "../../../src/vault/errors.ts"
import { NOTICE_TEXTS } from "../../../src/vault/merge/notices.ts"
import { RECOVERY_TEXTS } from "../../../src/vault/recovery/recovery-file.ts"
import type { Version } from "../../../src/vault/versions.ts"
import { account, DAY, NOW } from "../../vault/support.ts"

const bytes = (length: number, fill = 1): Secret => new Secret(new Uint8Array(length).fill(fill))
const verified = [{ where: "phone", at: NOW }]
const one = (overrides: Partial<Account>): Finding[] => [...accountFindings([account("a", { verified, ...overrides })], 0, NOW)]
const two = (overrides: Partial<Account>): Finding[] => [
  ...accountFindings(
    ["a", "b"].map((id) => account(id, { verified, ...overrides })),
    0,
    NOW,
  ),
]
const inDirectory = (report: Partial<DirectoryReport>, merged: readonly string[] = []): Finding[] => [
  ...directoryFindings("/vault", { ...NOTHING_UNUSUAL, ...report }, merged),
]
const access = (kind: AccessProblem["kind"]): Finding[] =>
  inDirectory({ problems: [{ kind, name: "vault.age", isDirectory: false, mode: 0o666, owner: 7 }] })
const present: Version = { n: 1, generation: 5, savedAt: NOW, current: true, content: null, problem: null }
const opened = (overrides: Partial<OpenedState>): Finding[] => [
  ...vaultFindings({
    generation: 5,
    versions: [present],
    hasRecovery: true,
    recoveryFile: "right",
    isPassphraseWeak: false,
    isChangeUnfinished: false,
    readOnly: null,
    notices: [],
    syncFailed: false,
    ...overrides,
  }),
]
const older = (overrides: Partial<Version>): Finding[] =>
  opened({ versions: [present, { ...present, n: 2, current: false, generation: 4, ...overrides }] })
const exported = (exists: boolean): Finding[] => [
  ...exportFindings([{ id: "1", at: NOW, path: "/tmp/out.txt", format: "otpauth-uri", accounts: 2 }], () => exists),
]
const copied: BackupState = { directory: "/backups", attemptAtMs: NOW, problem: null, lastAtMs: NOW, digest: "d", formerIds: [] }
const backup = (state: Partial<BackupState> | null, directory: string | null = "/backups", digest = "d"): Finding[] => [
  ...backupFindings({ directory, state: state === null ? null : { ...copied, ...state }, digest }, NOW),
]
const terminal = (env: Record<string, string>, more: Partial<TerminalState> = {}): Finding[] => [
  ...terminalFindings({ env: { TERM: "xterm-256color", ...env }, tmuxClipboard: null, halfBlockColumns: 1, pictures: true, ...more }),
]

/** For each code: its level, findings with it, and findings of what is nearly the same but right. */
const CASES: readonly [code: string, level: FindingLevel, shown: () => readonly Finding[], not: () => readonly Finding[]][] = [
  ["secret-very-short", "warning", () => one({ secret: bytes(4) }), () => one({ secret: bytes(5) })],
  ["secret-short", "note", () => one({ secret: bytes(9) }), () => one({ secret: bytes(10) })],
  ["secret-short", "note", () => one({ kind: "motp", secret: bytes(15) }), () => one({ kind: "motp", secret: bytes(16) })],
  ["secret-repeated", "note", () => two({ secret: bytes(20) }), () => two({})],
  ["secret-repeated", "note", () => two({ secret: bytes(20) }), () => two({ secret: bytes(20), trashedAt: NOW })],
  [
    "counter-repeated",
    "warning",
    () => two({ kind: "hotp", counter: 1, period: null, secret: bytes(20) }),
    () => two({ secret: bytes(20) }),
  ],
  [
    "counter-near-end",
    "warning",
    () => one({ kind: "hotp", period: null, counter: Number.MAX_SAFE_INTEGER - 5 }),
    () => one({ kind: "hotp", period: null, counter: 1_000_000 }),
  ],
  ["digits-unusual", "note", () => one({ digits: 9 }), () => one({ digits: 8 })],
  ["digits-unusual", "note", () => one({ digits: 5 }), () => one({ kind: "steam", digits: 5 })],
  ["period-unusual", "note", () => one({ period: 45 }), () => one({ period: 60 })],
  ["algorithm-unusual", "note", () => one({ algorithm: "MD5" }), () => one({ kind: "motp", algorithm: "MD5" })],
  ["account-unnamed", "note", () => one({ issuer: "", name: " " }), () => one({ issuer: "", name: "mason" })],
  ["never-verified", "note", () => one({ verified: [] }), () => one({})],
  ["records-unreadable", "warning", () => accountFindings([], 2, NOW), () => accountFindings([], 0, NOW)],
  ["access-others-write", "warning", () => access("others-write"), () => access("link")],
  ["access-others-read", "warning", () => access("others-read"), () => access("link")],
  ["access-other-owner", "warning", () => access("other-owner"), () => access("link")],
  ["access-link", "warning", () => access("link"), () => inDirectory({})],
  [
    "conflict-copy",
    "warning",
    () => inDirectory({ conflictCopies: [{ name: "vault (1).age", of: "vault.age" }] }),
    () => inDirectory({ conflictCopies: [{ name: "identity (1).age", of: "identity.age" }] }),
  ],
  [
    "conflict-copy-merged",
    "note",
    () => inDirectory({ conflictCopies: [{ name: "vault (1).age", of: "vault.age" }] }, ["vault (1).age"]),
    () => inDirectory({ conflictCopies: [{ name: "vault (1).age", of: "vault.age" }] }),
  ],
  [
    "conflict-copy-of-key",
    "warning",
    () => inDirectory({ conflictCopies: [{ name: "identity (1).age", of: "identity.age" }] }),
    () => inDirectory({}),
  ],
  ["left-over", "note", () => inDirectory({ leftovers: [".vault.age.0.tmp"] }), () => inDirectory({})],
  ["set-aside", "note", () => inDirectory({ setAside: ["vault.age.unreadable-20260102-030405"] }), () => inDirectory({})],
  ["plain-export", "warning", () => exported(true), () => exported(false)],
  ["passphrase-weak", "warning", () => opened({ isPassphraseWeak: true }), () => opened({ isPassphraseWeak: null })],
  ["passphrase-change-unfinished", "warning", () => opened({ isChangeUnfinished: true }), () => opened({})],
  ["read-only", "note", () => opened({ readOnly: messageOf(VAULT_TEXTS.newer) }), () => opened({})],
  ["recovery-file-wrong", "warning", () => opened({ recoveryFile: "stale" }), () => opened({})],
  ["recovery-file-unknown", "warning", () => opened({ recoveryFile: "unknown" }), () => opened({})],
  ["recovery-none", "note", () => opened({ hasRecovery: false }), () => opened({})],
  ["not-synced", "warning", () => opened({ syncFailed: true }), () => opened({})],
  ["version-unusable", "warning", () => older({ problem: messageOf(VAULT_TEXTS.unsigned) }), () => older({})],
  ["version-newer", "warning", () => older({ generation: 6 }), () => older({})],
  [
    "opening",
    "note",
    () => opened({ notices: [messageOf(RECOVERY_TEXTS.remade)] }),
    () => opened({ notices: [messageOf(RECOVERY_TEXTS.notRemade)] }),
  ],
  [
    "changed-elsewhere",
    "warning",
    () => opened({ notices: [messageOf(NOTICE_TEXTS.fork)] }),
    () => opened({ notices: [messageOf(NOTICE_TEXTS.copies, { files: "x" })] }),
  ],
  ["vault-unopened", "error", () => [unopenedFinding(messageOf(VAULT_TEXTS.forged))], () => opened({})],
  ["clock-behind", "warning", () => clockFindings([null, NOW + 61_000], NOW), () => clockFindings([NOW + 59_000, null], NOW)],
  ["backup-none", "note", () => backup(null, null), () => backup({})],
  ["backup-never", "warning", () => backup(null), () => backup({})],
  ["backup-never", "warning", () => backup({ directory: "/elsewhere" }), () => backup({})],
  ["backup-failed", "warning", () => backup({ problem: "no-marker" }), () => backup({})],
  ["backup-old", "warning", () => backup({ lastAtMs: NOW - 9 * DAY, digest: "old" }), () => backup({ lastAtMs: NOW - 9 * DAY })],
  ["backup-old", "warning", () => backup({ lastAtMs: NOW - 9 * DAY, digest: "old" }), () => backup({ digest: "old" })],
  [
    "node-old",
    "error",
    () => programFindings({ node: "20.18.3", program: "1.0.0" }),
    () => programFindings({ node: "20.19.0", program: "1.0.0" }),
  ],
  ["programs", "note", () => programFindings({ node: "24.0.0", program: "1.0.0" }), () => terminal({})],
  ["terminal-dumb", "note", () => terminal({ TERM: "dumb" }), () => terminal({})],
  ["terminal-few-colors", "note", () => terminal({ TERM: "xterm" }), () => terminal({ TERM: "xterm", COLORTERM: "truecolor" })],
  ["no-color", "note", () => terminal({ NO_COLOR: "1" }), () => terminal({ NO_COLOR: "" })],
  [
    "clipboard-tmux-off",
    "note",
    () => terminal({ TMUX: "/tmp/tmux" }, { tmuxClipboard: "off" }),
    () => terminal({ TMUX: "/tmp/tmux" }, { tmuxClipboard: "external" }),
  ],
  ["clipboard-screen", "note", () => terminal({ STY: "1.pts" }), () => terminal({})],
  ["half-blocks-wide", "note", () => terminal({}, { halfBlockColumns: 2 }), () => terminal({}, { halfBlockColumns: null })],
  ["no-pictures", "note", () => terminal({}, { pictures: false }), () => terminal({}, { pictures: null })],
]

for (const [code, level, shown, not] of CASES) {
  void test(`${code} is found where it is so, and not where it is not`, () => {
    const found = shown().filter((finding) => finding.code === code)
    assert.deepEqual(
      found.map((finding) => finding.level),
      [level],
    )
    for (const lang of ["en", "ja"] as const) assert.doesNotMatch(found.map((finding) => findingText(finding, lang)).join(), /[{}]/)
    assert.deepEqual(
      not().filter((finding) => finding.code === code),
      [],
    )
  })
}

void test("a finding about accounts names them without their secrets", () => {
  const [finding] = one({ secret: bytes(4), pin: "1234", note: "hidden" })

  assert.deepEqual(finding?.accounts, [{ id: "a", issuer: "Issuer a", name: "mason" }])
})

void test("a vault in order gives notes at most", () => {
  assert.deepEqual([...one({}), ...inDirectory({}), ...opened({}), ...exported(false), ...backup({}), ...terminal({})], [])
})

void test("message and remedy are one sentence, with file and time", () => {
  const [finding] = exported(true)

  assert.ok(finding !== undefined)
  assert.equal(
    findingText(finding, "en"),
    "/tmp/out.txt, with 2 accounts and without protection, was written 2026-01-02 03:04Z and still exists; " +
      "delete it, and the copies of it, when it is no longer needed",
  )
  assert.equal(finding.file, "/tmp/out.txt")
})

void test("the name of a conflict copy cannot write to the terminal", () => {
  const [finding] = inDirectory({ conflictCopies: [{ name: "vault (\u001b[2J).age", of: "vault.age" }] })

  assert.ok(finding !== undefined)
  assert.match(format(finding.message, "en"), /\u001b/)
  assert.doesNotMatch(findingText(finding, "en"), /\u001b/)
})

void test("errors come first, then warnings, then notes", () => {
  const findings = [...opened({ hasRecovery: false, syncFailed: true }), unopenedFinding(messageOf(VAULT_TEXTS.forged))]

  assert.deepEqual(
    byLevel(findings).map(({ level }) => level),
    ["error", "warning", "note"],
  )
})
