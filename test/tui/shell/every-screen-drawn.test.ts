import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toDraft } from "../../../src/accounts/account.ts"
import type { Account } from "../../../src/accounts/account.ts"
import { messageOf } from "../../../src/base/language.ts"
import type { Lang } from "../../../src/base/language.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { planImport } from "../../../src/migrate/import/plan.ts"
import type { ReadFile } from "../../../src/migrate/import/read-outcome.ts"
import { drawPage } from "../../../src/migrate/qr/draw-page.ts"
import type { QrTarget } from "../../../src/migrate/qr/qr-losses.ts"
import { planQr } from "../../../src/migrate/qr/qr-pages.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Size } from "../../../src/tui/core/frame.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { Route } from "../../../src/tui/core/routes.ts"
import { contextOf } from "../../../src/tui/shell/app-state.ts"
import type { AnyScreen, AppState } from "../../../src/tui/shell/app-state.ts"
import { app, SCREENS } from "../../../src/tui/shell/app.ts"
import { appearanceOf } from "../../../src/tui/terminal/appearance.ts"
import { layFrame } from "../../../src/tui/terminal/cells.ts"
import { seededRandom } from "../../formats/ports.ts"
import { NOW, testAccount, testVault } from "../play.ts"
import { found, receiver } from "../receiver-views.ts"
import { eye, fakeTerminal, start } from "../terminal/fake-terminal.ts"

const SIZES: readonly Size[] = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 120, rows: 40 },
]

/** What strangers may put into an issuer, a name, a group or the name of a file. */
const LABELS: readonly string[] = [
  "Example",
  "楽天銀行オンライン",
  "ｶﾞﾝﾊﾞ ＦＵＬＬ",
  "e\u0301a\u0308o\u0302 Z\u0351\u036b\u0343algo",
  "بنك الشرق",
  "\u05d1\u05e0\u05e7 123",
  "🔑👩‍💻🇯🇵1️⃣👍🏽",
  "\u202eevil\u2066\u200b\u200f",
  "\u001b]0;title\u0007\u001b[31m\u0007\u009b2J{red-fg}",
  "\u001b[?1049l\u001bc\r\n\tq",
  "very long ".repeat(30),
  "長い名前".repeat(75),
  "",
]
const ACCOUNTS: readonly Account[] = LABELS.map((issuer, n) =>
  testAccount(`id-${n}`, {
    issuer,
    name: LABELS[(n + 4) % LABELS.length] ?? "",
    groups: [LABELS[(n + 2) % LABELS.length] ?? "", "Work"].filter((name) => name !== ""),
    note: LABELS[(n + 7) % LABELS.length] ?? "",
    order: n,
    favorite: n % 4 === 0,
    ...(n % 5 === 3 ? { kind: "hotp", period: null, counter: n } : {}),
    ...(n % 6 === 5 ? { trashedAt: NOW - 1000 } : {}),
  }),
)
const IDS = ACCOUNTS.filter(({ trashedAt }) => trashedAt === null).map(({ id }) => id)
const DIFFERENCES = ACCOUNTS.map(({ id, issuer, name }) => ({ change: "changed" as const, id, issuer, name, fields: ["note" as const] }))
const VAULT = testVault(ACCOUNTS)

/** A route to every screen, and what comes after it was opened. */
const ROUTES: { readonly [To in Route["to"]]: readonly [route: Extract<Route, { to: To }>, ...msgs: readonly Msg[]] } = {
  "first-run": [{ to: "first-run" }],
  unlock: [{ to: "unlock" }],
  recover: [{ to: "recover" }],
  accounts: [{ to: "accounts" }],
  "account-edit": [{ to: "account-edit", id: "id-8", draft: null }],
  settings: [{ to: "settings" }],
  "change-keys": [{ to: "change-keys" }],
  "auto-backup": [{ to: "auto-backup" }],
  "recovery-key": [{ to: "recovery-key" }],
  trash: [{ to: "trash" }],
  history: [
    { to: "history" },
    {
      type: "versions-listed",
      vault: VAULT,
      versions: [1, 2].map((n) => ({
        ...{ n, generation: 7 - n, savedAt: NOW - n * 86_400_000, current: n === 1, accounts: 4, problem: null },
        ...{ changes: DIFFERENCES, since: DIFFERENCES },
      })),
    },
  ],
  check: [{ to: "check" }],
  "merge-copies": [
    { to: "merge-copies" },
    {
      type: "copies-listed",
      copies: LABELS.map((name) => ({ name, origin: name, state: "ready" as const, accounts: 4, savedAt: NOW, problem: null })),
    },
  ],
  "passphrase-change": [{ to: "passphrase-change" }],
  migrate: [{ to: "migrate" }],
  "export-select": [{ to: "export-select", kind: "file" }],
  "export-qr-target": [{ to: "export-qr-target", ids: IDS }],
  "qr-pages": [{ to: "qr-pages", target: "phone", ids: IDS }],
  "export-format": [{ to: "export-format", ids: IDS }],
  "export-protect": [{ to: "export-protect", format: "aegis", ids: IDS }],
  "export-store": [{ to: "export-store", format: "pass", ids: IDS }],
  "import-source": [{ to: "import-source" }],
  "import-receive": [
    { to: "import-receive" },
    {
      type: "receiver-changed",
      receiver: receiver({
        connected: true,
        found: found({
          accounts: LABELS.map((label) => ({ label, status: "new" as const })),
          sets: LABELS.slice(1, 3).map((title) => ({ title, have: [1], count: 5 })),
          remarks: LABELS.slice(7, 10).map((name) => ({ name, kind: "problem" as const, text: "it is damaged" })),
          waiting: "password",
        }),
      }),
    },
  ],
  "import-files": [
    { to: "import-files", pictures: false },
    {
      type: "directory-listed",
      path: "/home/alice",
      entries: LABELS.filter((name) => name !== "").map((name) => ({
        name,
        kind: "file" as const,
        size: 7,
        modifiedMs: NOW,
        readable: true,
      })),
    },
  ],
  "import-paste": [{ to: "import-paste" }],
  guides: [{ to: "guides" }],
  "import-run": [
    { to: "import-run", paths: ["/home/alice/x"], text: null },
    {
      type: "failed",
      effect: "open-import",
      code: "format-unknown",
      message: messageOf({ en: "no format is known", ja: "形式が不明です" }),
    },
  ],
  "check-list": [{ to: "check-list", ids: IDS, where: "phone" }],
  "check-list-start": [{ to: "check-list-start" }],
  backup: [{ to: "backup" }],
  restore: [{ to: "restore" }],
  receipts: [{ to: "receipts" }],
}

type Script = readonly [Route, ...Msg[]]

/** A file whose records compare with the vault in different ways. */
const READ: ReadFile = {
  files: [`/home/alice/${LABELS[6]}.json`],
  format: "aegis",
  protected: false,
  outcome: {
    state: "read",
    records: ACCOUNTS.map((each, n) => ({
      draft: { ...toDraft(each), issuer: n % 3 === 0 ? `${each.issuer} 2` : each.issuer, trashed: false },
      file: `/home/alice/${LABELS[6]}.json`,
    })),
    issues: LABELS.map((label, at) => ({
      ...{ file: `/home/alice/${label}`, at, code: "record-malformed" as const },
      reason: { en: "the secret is not base32", ja: "Base32 ではありません" },
    })),
    withoutSecret: 2,
    notices: [],
  },
}
const IMPORT: Script = [
  { to: "import-run", paths: READ.files, text: null },
  { type: "import-read", files: [READ], pending: null, plan: planImport([READ], ACCOUNTS) },
]
const LOCKED: ReadFile = { ...READ, protected: true, outcome: { state: "locked", ask: { needs: "password" }, skipped: false } }

/** The pages of QR codes, planned and drawn for a window. */
async function qrScript(target: QrTarget, size: Size): Promise<Script> {
  const accounts = ACCOUNTS.filter(({ trashedAt }) => trashedAt === null)
  const request = { target, accounts, size, choice: { style: null, accountsPerPage: null } }
  const plan = await planQr(request, { random: seededRandom("drawn"), formats: HANDLERS })
  const [first] = plan.pages
  assert.ok(first, "there is a page")
  const pages = plan.impossible === null ? plan.pages.with(0, await drawPage(first, request)) : plan.pages
  return [
    { to: "qr-pages", target, ids: IDS },
    { type: "qr-planned", plan: { ...plan, pages }, page: 0 },
  ]
}

/** What screens show later, after work of their own. */
const LATER: Readonly<Record<string, (size: Size) => Script | Promise<Script>>> = {
  "the password of an import": () => [IMPORT[0], { type: "import-read", files: [LOCKED], pending: 0, plan: null }],
  "the plan of an import": () => IMPORT,
  "the result of an import": () => [
    ...IMPORT,
    { type: "import-applied", result: { new: 4, present: 7, renamed: 2, skipped: 1 }, vault: VAULT, deletable: READ.files },
  ],
  "the QR codes for a phone": (size) => qrScript("phone", size),
  "the QR codes for Google Authenticator": (size) => qrScript("google", size),
  "the QR codes of a transfer": (size) => qrScript("keyferry", size),
  "found accounts": () => [{ to: "accounts" }, { type: "key", key: "/", text: "/" }, { type: "key", key: "e", text: "e" }],
}

function stateOn([route, ...msgs]: Script, lang: Lang, size: Size): AppState {
  const { state: locked } = app.init({
    nowMs: NOW,
    size,
    lang,
    settings: DEFAULT_SETTINGS,
    formats: HANDLERS,
    vaultExists: true,
    vaultDirectory: `/home/alice/${LABELS[8]}`,
    demo: false,
    homeDirectory: "/home/alice",
    startDirectory: "/home/alice",
    host: "alice@host",
  })
  const isLocked = ["first-run", "unlock", "recover"].includes(route.to)
  const state = isLocked ? locked : app.update(locked, { type: "vault-opened", vault: VAULT, notices: [] }).state
  const screen: AnyScreen = SCREENS[route.to]
  const opened = { ...state, stack: [...state.stack, { to: route.to, state: screen.init(route, contextOf(state, false)).state }] }
  return msgs.reduce<AppState>((at, msg) => app.update(at, msg).state, opened)
}

/** The sequences that drawing may send; everything else is text. */
const SEQUENCES = /\x1b\[(?:\??[\d;]*)[ABCDHJKmhlr]|\x1b[=>]/g
/** The queries of the start: cursor, cell size, device attributes, name, Kitty and iTerm2 pictures; and that of the clipboard. */
const QUERIES =
  /\x1b\[6n|\x1b\[1[46]t|\x1b\[\?2;1;0S|\x1b\[c|\x1b\[>0q|\x1b\[\?5522\$p|\x1b_Gi=31[^\x1b]*\x1b\\|\x1b\]1337;ReportCellSize\x1b\\/g

/** Asserts that every character stands in the column that the frame gives it, and that the terminal executes nothing. */
async function assertDrawn(state: AppState, size: Size): Promise<void> {
  const frame = app.view(state, size)
  assert.ok(frame.rows.length <= size.rows, `${frame.rows.length} rows`)
  const fake = start(fakeTerminal(size))
  fake.terminal.draw(frame)
  const seen = eye(size.columns, size.rows)
  const executed: string[] = []
  seen.xterm.onTitleChange(() => executed.push("title"))
  seen.xterm.onBell(() => executed.push("bell"))
  await seen.show(fake.output.all)
  assert.deepEqual(executed, [])
  const text = fake.output.all.replace(QUERIES, "").replace(SEQUENCES, "")
  assert.doesNotMatch(text, /[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
  const known = { env: { TERM: "xterm-256color" }, halfBlockColumns: null, background: null }
  const lines = layFrame(frame, size, appearanceOf(DEFAULT_SETTINGS, known))
  for (const [y, line] of lines.entries()) {
    const cells = Array.from({ length: size.columns }, (_, x) => seen.line(y)?.getCell(x))
    const shown = cells.map((cell) => (cell?.getWidth() === 0 ? "" : cell?.getChars() === "" ? " " : cell?.getChars()))
    assert.deepEqual(
      shown,
      line.map(([, character]) => character),
      `row ${y}`,
    )
  }
  fake.terminal.close()
}

describe("every screen on a real terminal", () => {
  for (const size of SIZES) {
    for (const lang of ["en", "ja"] as const) {
      const at = `at ${size.columns}x${size.rows} (${lang}) has every character in its column, and executes nothing`
      for (const [name, script] of Object.entries(ROUTES)) {
        it(`${name} ${at}`, async () => {
          const state = stateOn(script, lang, size)
          assert.equal(state.stack.at(-1)?.to, name)
          await assertDrawn(state, size)
        })
      }
      for (const [name, script] of Object.entries(LATER)) {
        it(`${name} ${at}`, async () => {
          const steps = await script(size)
          const state = stateOn(steps, lang, size)
          assert.equal(state.stack.at(-1)?.to, steps[0].to)
          const before = stateOn([steps[0]], lang, size)
          assert.notDeepEqual(app.view(state, size).rows, app.view(before, size).rows, "the screen shows something new")
          await assertDrawn(state, size)
        })
      }
    }
  }
})
