import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { messageOf } from "../../../src/base/language.ts"
import type { Lang } from "../../../src/base/language.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Size } from "../../../src/tui/core/frame.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { Route } from "../../../src/tui/core/routes.ts"
import { contextOf } from "../../../src/tui/shell/app-state.ts"
import type { AnyScreen, AppState } from "../../../src/tui/shell/app-state.ts"
import { app, SCREENS } from "../../../src/tui/shell/app.ts"
import { appearanceOf } from "../../../src/tui/terminal/appearance.ts"
import { layFrame } from "../../../src/tui/terminal/cells.ts"
import { NOW, testAccount, testVault } from "../play.ts"
import { eye, fakeTerminal, start } from "../terminal/fake-terminal.ts"

const SIZES: readonly Size[] = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
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

function stateOn([route, ...msgs]: readonly [Route, ...Msg[]], lang: Lang, size: Size): AppState {
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
/** The queries of the start: cursor, cell size, device attributes, name, Kitty and iTerm2 pictures. */
const QUERIES = /\x1b\[6n|\x1b\[1[46]t|\x1b\[\?2;1;0S|\x1b\[c|\x1b\[>0q|\x1b_Gi=31[^\x1b]*\x1b\\|\x1b\]1337;ReportCellSize\x1b\\/g

describe("every screen on a real terminal", () => {
  for (const size of SIZES) {
    for (const lang of ["en", "ja"] as const) {
      for (const [name, script] of Object.entries(ROUTES)) {
        it(`${name} at ${size.columns}x${size.rows} (${lang}) has every character in its column, and executes nothing`, async () => {
          const state = stateOn(script, lang, size)
          assert.equal(state.stack.at(-1)?.to, name)
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
        })
      }
    }
  }
})
