import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { codeAt } from "../../../../src/accounts/codes.ts"
import { messageOf } from "../../../../src/base/language.ts"
import { accountFindings } from "../../../../src/migrate/check/account-findings.ts"
import { backupFindings } from "../../../../src/migrate/check/backup-findings.ts"
import { directoryFindings } from "../../../../src/migrate/check/file-findings.ts"
import type { Finding } from "../../../../src/migrate/check/finding.ts"
import { byLevel } from "../../../../src/migrate/check/finding.ts"
import { programFindings } from "../../../../src/migrate/check/machine-findings.ts"
import { unopenedFinding } from "../../../../src/migrate/check/vault-findings.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { checkScreen } from "../../../../src/tui/screens/check/check.ts"
import { NOTHING_UNUSUAL } from "../../../../src/vault/directory/report.ts"
import { NOTICE_TEXTS } from "../../../../src/vault/merge/notices.ts"
import { VAULT_TEXTS } from "../../../../src/vault/errors.ts"
import { keys, NOW, play, reasonOf, testAccount, testContext, testVault, typed } from "../../play.ts"
import { ACCOUNTS, assertFits, context, failed, japanese, sized, text } from "../migrate-support.ts"

const COPY = "vault.sync-conflict-20261127-120000-ABCDEFG.age"
const FINDINGS = byLevel([
  ...directoryFindings("/home/alice/.local/share/keyferry", { ...NOTHING_UNUSUAL, conflictCopies: [{ name: COPY, of: "vault.age" }] }, []),
  ...backupFindings({ directory: null, state: null, digest: "" }, NOW),
  ...accountFindings([testAccount("Azure", { digits: 9 }), ...ACCOUNTS], 0, NOW),
  ...programFindings({ node: "20.19.0", program: "1.0.0" }),
])
const checked = (findings: readonly Finding[] = FINDINGS): Msg => ({ type: "vault-checked", findings })
const start = (at: Context = context(), findings?: readonly Finding[]) => play(checkScreen, { to: "check" }, at, checked(findings))
/** The screen with the cursor on a finding. */
function on(code: string, at?: Context) {
  const place = FINDINGS.findIndex((finding) => finding.code === code)
  assert.ok(place >= 0, code)
  return start(at).then(keys(...Array.from({ length: place }, () => "down")))
}

describe("the check", () => {
  it("starts at once, and says that it runs", () => {
    const opened = play(checkScreen, { to: "check" }, testContext())
    assert.deepEqual(opened.effects, [{ type: "check-vault" }])
    assert.match(text(opened), /Checking vault, files/)
  })

  it("lists the findings with their level as a word, the worst first, and counts them", () => {
    const lines = start().lines
    assert.equal(lines[0], ` 0 errors, 1 warning, ${FINDINGS.length - 1} notes`)
    const rows = lines.filter((line) => /^[▌ ] {2}(?:error|warning|note) /.test(line))
    assert.match(rows[0] ?? "", /^▌  warning  a synchronisation left vault\.sync-conflict/)
    assert.ok(rows.slice(1).every((row) => row.startsWith("   note ")))
  })

  it("shows the whole message of the chosen finding, what to do, and the accounts", () => {
    assert.match(
      text(start()).replace(/\n */g, " "),
      /A synchronisation left vault\.sync-conflict-20261127-120000-ABCDEFG\.age, a copy of the vault, since both sides had changed it\. keyferry merge FILE brings both together/,
    )
    assert.match(text(on("digits-unusual")), /Azure/)
  })

  it("runs again when one returns from a screen that mends a finding, and shows the earlier findings until then", () => {
    const returned = on("digits-unusual").then(keys("enter")).then({ type: "ticked", nowMs: NOW })
    assert.deepEqual(returned.effects, [{ type: "check-vault" }])
    assert.match(text(returned), /Azure/)
    assert.deepEqual(returned.then({ type: "ticked", nowMs: NOW }).effects, [])
    assert.match(text(returned.then(checked([]))), /Nothing is wrong/)
  })

  it("has a scrollbar where the list of findings is cut", () => {
    const many = Array.from({ length: 40 }, () => FINDINGS[0]!)
    const { lines } = start(context(), many)
    assert.ok(lines.some((line) => line.endsWith("█")) && lines.some((line) => line.endsWith("│")))
    assert.ok(!start(context(), FINDINGS.slice(0, 3)).lines.some((line) => line.endsWith("█")))
  })

  it("says that nothing is wrong where there are notes only", () => {
    assert.match(start(context(), programFindings({ node: "20.19.0", program: "1.0.0" })).lines[0] ?? "", /^ Nothing is wrong\. 0 errors/)
  })

  it("says what is wrong with a vault that no longer opens", () => {
    assert.match(text(start(context(), [unopenedFinding(messageOf(VAULT_TEXTS.contentMissing))])), / error .*vault\.age/)
  })

  const places: [code: string, route: object][] = [
    ["never-verified", { to: "check-list-start" }],
    ["backup-none", { to: "auto-backup" }],
    ["conflict-copy", { to: "merge-copies" }],
    ["digits-unusual", { to: "account-edit", id: "Azure", draft: null }],
  ]
  for (const [code, route] of places) {
    it(`opens the screen that mends ${code}`, () => {
      assert.deepEqual(on(code).then(keys("enter")).gos, [{ type: "push", route }])
    })
  }

  it("opens the copies where the vault was changed elsewhere", () => {
    const finding: Finding = { level: "warning", code: "changed-elsewhere", message: messageOf(NOTICE_TEXTS.fork), remedy: null }
    assert.deepEqual(start(context(), [finding]).then(keys("enter")).gos, [{ type: "push", route: { to: "merge-copies" } }])
  })

  it("says where no screen mends a finding", () => {
    const { state, context: at, then } = on("programs")
    assert.match(reasonOf(checkScreen.keys(state, at), "enter"), /No screen mends this/)
    assert.deepEqual(then(keys("enter")).gos, [])
  })

  it("runs again on r, and shows what is found then", () => {
    const again = start().then(keys("r"))
    assert.deepEqual(again.effects, [{ type: "check-vault" }])
    assert.match(text(again), /Checking/)
    assert.match(text(again.then(checked([]))), /Nothing is wrong/)
  })

  it("keeps working where the check failed", () => {
    const after = play(checkScreen, { to: "check" }, context(), failed("check-vault", "io"))
    assert.deepEqual(after.then(keys("r")).effects, [{ type: "check-vault" }])
    assert.deepEqual(after.then(keys("escape")).gos, [{ type: "back" }])
  })

  const codes: [name: string, offsetS: number, sentence: RegExp][] = [
    ["agrees with a code of now", 0, /The clocks agree/],
    ["tells how far the other clock is ahead", 90, /about 90 s ahead/],
    ["tells how far the other clock is behind", -300, /about 300 s behind/],
    ["does not know a code of another hour", 3600, /no code of an account here/],
  ]
  for (const [name, offsetS, sentence] of codes) {
    it(name, () => {
      const { code } = codeAt(ACCOUNTS[0]!, NOW + offsetS * 1000)
      assert.match(text(start().then(keys("c"), typed(code), keys("enter"))).replace(/\n */g, " "), sentence)
    })
  }

  it("types q and r into the code, and goes back to the findings on Esc", () => {
    const clock = start().then(keys("c"), typed("qr1"))
    assert.equal(checkScreen.typing?.(clock.state), true)
    assert.match(text(clock), /qr1/)
    assert.match(text(clock.then(keys("escape"))), /1 warning/)
  })

  it("compares no clock without a time-based account", () => {
    const { state, context: at } = start(context({ vault: testVault([ACCOUNTS[1]!]) }))
    assert.match(reasonOf(checkScreen.keys(state, at), "c"), /no time-based account/)
  })

  for (const [name, at] of [
    ["80x24 in English", context()],
    ["80x24 in Japanese", japanese()],
    ["40x12", sized(40, 12)],
    ["40x10 in Japanese", sized(40, 10, { lang: "ja" })],
  ] as const) {
    it(`fits ${name}`, () => {
      const played = start(at)
      for (let place = 0; place < FINDINGS.length; place++) {
        const there = played.then(keys(...Array.from({ length: place }, () => "down")))
        assertFits(checkScreen, there)
        assert.match(text(there), /^▌  (?:error|warning|note|警告|エラー|参考)/m)
      }
      assertFits(checkScreen, played.then(keys("c"), typed("123456"), keys("enter")))
    })
  }
  it("takes a click on a finding, and a second one opens the screen that mends it", () => {
    const note = start().then(keys("G")).click("a synchronisation left")
    assert.match(note.lines.find((line) => line.startsWith("▌")) ?? "", /a synchronisation left/)
    assert.deepEqual(note.click("a synchronisation left").gos, [{ type: "push", route: { to: "merge-copies" } }])
  })
})
