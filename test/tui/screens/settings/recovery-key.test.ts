import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { drawBest } from "../../../../src/qr/draw/plan.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { recoveryKeyScreen } from "../../../../src/tui/screens/settings/recovery-key.ts"
import { settingsScreen } from "../../../../src/tui/screens/settings/settings.ts"
import { newRecoveryKey } from "../../../../src/vault/recovery/recovery-key.ts"
import { assertFits, failed } from "../migrate-support.ts"
import { key, keys, NOW, play, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const { key: KEY, recipient } = newRecoveryKey()
const LAST = KEY.slice(16 + 54)
/** What the effect draws for 80x24. */
const drawing = await drawBest(KEY, { columns: 43, rows: 24 }, null)
const made = { type: "recovery-key-made", key: KEY, recipient, drawing } as const
const on = (fields: Partial<Context>, ...msgs: Script) => play(recoveryKeyScreen, { to: "recovery-key" }, testContext(fields), ...msgs)
const start = (...msgs: Script) => on({}, ...msgs)
const withKey = { vault: testVault([], { recovery: { createdAt: NOW } }) }
const shown = () => start(key("enter"), typed("right"), key("enter"), made)
const done = (fields: object) => ({ type: "recovery-key-set", inForce: true, unfinished: null, vault: testVault([]), ...fields }) as const

describe("the recovery key in the settings", () => {
  it("is reached by a button", () => {
    const { gos } = play(settingsScreen, { to: "settings" }, testContext()).then(keys("backtab", "up", "up", "right", "enter"))
    assert.deepEqual(gos, [{ type: "push", route: { to: "recovery-key" } }])
  })

  it("tells whether there is one, and since when", () => {
    assert.match(start().lines.join("\n"), /has no recovery key/)
    assert.match(on(withKey).lines.join("\n"), /has a recovery key, made on November 14, 2023/)
    const unknown = { vault: testVault([], { recovery: { createdAt: null } }) }
    assert.match(on(unknown).lines.join("\n"), /recovery\.age that the vault does not know/)
  })

  it("asks for the passphrase, then shows the key and its QR code on one page, and nothing is written yet", () => {
    const asked = start(key("enter"), typed("right"), key("enter"))
    assert.deepEqual(asked.effects, [{ type: "make-recovery-key", passphrase: Passphrase.of("right"), size: { columns: 43, rows: 22 } }])
    const page = asked.then(made)
    const text = page.lines.join("\n")
    assert.ok(drawing !== null && page.lines.length <= 22)
    for (let at = 16; at < KEY.length; at += 6) assert.ok(text.includes(KEY.slice(at, at + 6)))
    assert.match(text, /AGE-SECRET-KEY-1/)
    assert.match(text, /[▀▄█]/)
    assert.match(text, /not changed yet/)
    assert.deepEqual(page.effects, [])
  })

  it("shows the text alone where the QR code does not fit", () => {
    const small = { window: { columns: 40, rows: 12 }, body: { columns: 40, rows: 10 } }
    const page = on(small, key("enter"), typed("right"), key("enter"), { ...made, drawing: null })
    assert.ok(page.lines.join("\n").includes(LAST))
  })

  it("saves the sheet for printing on w", () => {
    const page = shown().then(key("w"))
    assert.deepEqual(page.effects, [
      { type: "save-recovery-sheet", key: Passphrase.of(KEY), path: "/home/alice/keyferry-recovery-key.html", lang: "en" },
    ])
    const saved = page.then({ type: "recovery-sheet-saved", path: "/home/alice/keyferry-recovery-key.html" })
    assert.deepEqual(saved.toasts, ["Saved as ~/keyferry-recovery-key.html. Delete it after printing."])
  })

  it("sets the key only after its last group was typed", () => {
    const wrong = shown().then(key("enter"), typed("QQ"), key("enter"))
    assert.deepEqual(wrong.effects, [])
    assert.match(wrong.lines.join("\n"), /not the last group/)
    const right = wrong.then(typed(LAST.toLowerCase()), key("enter"))
    assert.deepEqual(right.effects, [{ type: "set-recovery-key", passphrase: Passphrase.of("right"), recipient }])
    const after = right.then(done({ vault: withKey.vault }))
    assert.match(after.toasts[0] ?? "", /The recovery key opens the vault/)
    assert.match(after.lines.join("\n"), /has a recovery key, made on/)
    assert.doesNotMatch(JSON.stringify(after.state), /AGE-SECRET/)
  })

  it("goes back from the last group to the key, and from there without a change", () => {
    const again = shown().then(keys("enter", "escape"))
    assert.match(again.lines.join("\n"), /AGE-SECRET-KEY-1/)
    const left = again.then(key("escape"))
    assert.deepEqual([left.state, left.effects], [{ at: "menu", cursor: 0, working: false }, []])
    assert.deepEqual(left.toasts, ["This key was given up: it opens nothing."])
  })

  it("tells whoever leaves after saving the sheet that the sheet opens nothing", () => {
    const left = shown().then({ type: "recovery-sheet-saved", path: "/home/alice/sheet.html" }, keys("enter", "escape", "escape"))
    assert.equal(left.toasts.at(-1), "This key was given up: it opens nothing. Delete ~/sheet.html, which holds it.")
  })

  it("tells that the passphrase is wrong", () => {
    const after = start(key("enter"), typed("bad"), key("enter"), failed("make-recovery-key", "password-wrong", "the passphrase is wrong"))
    assert.match(after.lines.join("\n"), /The passphrase is wrong\./)
    assert.deepEqual(after.toasts, [""])
  })

  it("is replaced, and says that earlier copies open with the old key", () => {
    assert.match(on(withKey).lines.join("\n"), /Replace it[^]*old key stops working\. Copies and backups made before still open/)
    assert.equal(on(withKey, key("enter"), typed("p"), key("enter")).effects[0]?.type, "make-recovery-key")
  })

  it("is removed after a question and the passphrase", () => {
    const asked = on(withKey, keys("2"))
    assert.match(asked.lines.join("\n"), /Copies[\s│]+and[\s│]+backups made before still open with[\s│]+the key/)
    assert.equal(asked.then(key("enter")).state.at, "menu")
    const sent = asked.then(key("y"), typed("right"), key("enter"))
    assert.deepEqual(sent.effects, [{ type: "set-recovery-key", passphrase: Passphrase.of("right"), recipient: null }])
    assert.match(sent.then(done({})).toasts[0] ?? "", /was removed\. Copies and backups made before still open with the old key/)
    assert.match(sent.then(done({ inForce: false })).toasts[0] ?? "", /was not changed/)
  })

  it("waits for a new passphrase where the recovery key has opened the vault", () => {
    const recovered = on({ vault: testVault([], { recovered: true, recovery: { createdAt: NOW } }) }, key("enter"))
    assert.match(recovered.lines.join("\n"), /First set a new passphrase/)
    assert.equal(recovered.state.at, "menu")
  })

  it("is offered after a vault was made, now or later", () => {
    const offered = (...msgs: Script) => play(recoveryKeyScreen, { to: "recovery-key", offer: true }, testContext(), ...msgs)
    assert.match(offered().lines.join("\n"), /The vault is made\.[^]*Make a recovery key now[^]*Later/)
    assert.equal(offered(key("enter")).state.at, "passphrase")
    assert.deepEqual(offered(key("2")).gos, [{ type: "home" }])
    assert.deepEqual(offered(key("escape")).gos, [{ type: "back" }])
    for (const lang of ["en", "ja"] as const) {
      const small = testContext({ lang, window: { columns: 40, rows: 10 }, body: { columns: 40, rows: 8 } })
      assertFits(recoveryKeyScreen, play(recoveryKeyScreen, { to: "recovery-key", offer: true }, small))
      assertFits(recoveryKeyScreen, play(recoveryKeyScreen, { to: "recovery-key", offer: true }, testContext({ lang })))
    }
  })

  it("fits into 80x24 and the smallest window, in both languages, at every step", () => {
    const sizes = [{}, { window: { columns: 40, rows: 10 }, body: { columns: 40, rows: 8 } }]
    const steps: Script = [key("enter"), typed("right"), key("enter"), made, key("enter"), typed("QQ"), key("enter")]
    for (const lang of ["en", "ja"] as const)
      for (const size of sizes) {
        for (let n = 0; n <= steps.length; n++) assertFits(recoveryKeyScreen, on({ lang, ...size }, ...steps.slice(0, n)))
        assertFits(recoveryKeyScreen, on({ lang, ...size, ...withKey }))
        assertFits(recoveryKeyScreen, on({ lang, ...size, ...withKey }, key("2")))
      }
  })
})
