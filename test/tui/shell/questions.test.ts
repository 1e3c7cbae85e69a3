import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Lang } from "../../../src/base/language.ts"
import { confirmBox, CONFIRM_KEYS } from "../../../src/tui/components/confirm.ts"
import type { Confirm } from "../../../src/tui/core/confirm.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { Route } from "../../../src/tui/core/routes.ts"
import { SCREENS } from "../../../src/tui/shell/app.ts"
import type { AnyScreen } from "../../../src/tui/shell/app-state.ts"
import { key, keys, NOW, pasted, plain, play, testAccount, testContext, testVault, typed } from "../play.ts"
import { planned } from "../screens/migrate-support.ts"

const HOTP = testAccount("h", { kind: "hotp", period: null, counter: 1, issuer: "Old Mainframe", name: "operator@example.com", order: 0 })
const VAULT = testVault(
  [
    HOTP,
    testAccount("b", { issuer: "さくら銀行", name: "山田 太郎", order: 1 }),
    testAccount("t", { issuer: "Contoso", name: "carol & dave", trashedAt: NOW - 1 }),
    testAccount("u", { trashedAt: NOW - 1 }),
  ],
  { recovery: { createdAt: NOW } },
)

/** What leads to each question. */
const QUESTIONS: readonly (readonly [name: string, route: Route, ...msgs: readonly Msg[]])[] = [
  ["delete several", { to: "accounts" }, ...keys("space", "space", "d")],
  ["move a counter on", { to: "accounts" }, key("n"), { type: "hotp-ready", id: "h", code: "123456", vault: VAULT }, key("n")],
  ["remove one permanently", { to: "trash" }, key("d")],
  ["remove several permanently", { to: "trash" }, ...keys("space", "space", "d")],
  ["leave the editor", { to: "account-edit", id: null, draft: null }, ...typed("a"), key("escape")],
  ["leave the paste", { to: "import-paste" }, pasted("a\n"), key("escape")],
  ["make a directory", { to: "auto-backup" }, { type: "backup-directory-missing", directory: "/mnt/stick/copies" }],
  ["remove the recovery key", { to: "recovery-key" }, ...keys("2")],
  ["copy a link", { to: "qr-pages", target: "phone", ids: ["b"] }, planned(), key("y")],
  ["compare the codes", { to: "qr-pages", target: "phone", ids: ["b", "h"] }, planned(), ...keys("n", "n", "escape")],
]

function questionOf(route: Route, msgs: readonly Msg[], lang: Lang): Confirm {
  const screen: AnyScreen = SCREENS[route.to]
  const played = play(screen, route, testContext({ vault: VAULT, lang }), ...msgs)
  const { question } = screen.view(played.state, played.context)
  assert.ok(question, "no question is asked")
  return question
}

describe("every question", () => {
  for (const [name, route, ...msgs] of QUESTIONS) {
    it(`whether to ${name} is whole at 40x12, with the harmless answer chosen`, () => {
      for (const lang of ["en", "ja"] as const) {
        const question = questionOf(route, msgs, lang)
        const lines = plain(confirmBox(question, CONFIRM_KEYS, { columns: 40, rows: 12 }, lang).rows)
        assert.ok(lines[0]?.includes(` ${question.title} `), lines[0])
        assert.ok(
          lines.every((line) => !line.includes("…")),
          lines.join("\n"),
        )
        assert.ok(lines.at(-3)?.startsWith(`│▌ [ ${question.no} ]`), lines.join("\n"))
      }
    })
  }
})
