import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import { SCREENS } from "../../../../src/tui/shell/app.ts"
import { open } from "../../shell/app-run.ts"
import { key, keys, play, testContext, typed } from "../../play.ts"
import { planned } from "../migrate-support.ts"

const screen = SCREENS["change-keys"]
const start = (stored: Readonly<Record<string, readonly string[]>> = {}) =>
  play(screen, { to: "change-keys" }, testContext({ settings: { ...DEFAULT_SETTINGS, keys: stored } }))
const saved = (stored: Readonly<Record<string, readonly string[]>>) => [{ type: "save-settings", patch: { keys: stored } }]

describe("the screen that changes keys", () => {
  it("lists the actions with their keys", () => {
    assert.match(start().lines.join("\n"), /▌ Everywhere +this help +\? F1 +█/)
    assert.match(start().lines.join("\n"), /Account list +/)
  })

  it("takes the next key as the new one", () => {
    const waiting = start().then(key("enter"))
    assert.match(waiting.lines[0] ?? "", /Press the new key for: this help/)
    const changed = waiting.then(key("H"))
    assert.deepEqual(changed.effects, saved({ "everywhere.help": ["H"] }))
    assert.match(changed.toasts[0] ?? "", /H is the new key: this help/)
  })

  it("names the action that has the key already", () => {
    const refused = start().then(keys("enter", "q"))
    assert.deepEqual(refused.effects, [])
    assert.match(refused.toasts[0] ?? "", /q is taken: one step back/)
    assert.match(start().then(keys("enter", "enter")).toasts[0] ?? "", /Enter always does the same/)
  })

  it("changes nothing on Esc, and gives the usual keys back on r", () => {
    assert.deepEqual(start().then(keys("enter", "escape", "down")).effects, [])
    assert.deepEqual(start({ "everywhere.help": ["H"], "accounts.copy": ["Z"] }).then(key("r")).effects, saved({ "accounts.copy": ["Z"] }))
  })
})

describe("the user's keys", () => {
  const mine = (stored: Readonly<Record<string, readonly string[]>>) => open({ settings: { ...DEFAULT_SETTINGS, keys: stored } })

  it("are followed by the screen, the footer, the help and the palette", () => {
    const run = mine({ "accounts.add": ["Z"], "everywhere.help": ["H"] })
    assert.equal(run.then(key("Z")).to, "account-edit")
    assert.equal(run.then(key("a")).to, "accounts")
    assert.match(run.lines.at(-1) ?? "", /Z add .*H help/)
    const help = run.then(key("H")).lines.join("\n")
    assert.match(help, /┌ Help ─/)
    assert.match(help, /Z +add an account/)
    assert.match(run.then(key(":"), key("Z")).lines.join("\n"), /▌ Add an account +Z │/)
  })

  it("are followed by the QR pages, on their own line of keys too", () => {
    const run = mine({ "qr.save": ["Z"], "qr.copy": ["w"] }).then(key("v"), planned())
    assert.equal(run.to, "qr-pages")
    assert.match(run.lines.join("\n"), /Z save/)
    assert.match(run.then(key("Z")).lines.join("\n"), /Which kind of file/)
    assert.match(run.then(key("w")).lines.join("\n"), /Copy the account's link/)
  })

  it("are followed by the trash and the check-list", () => {
    const run = mine({ "trash.delete": ["Z"], "check-list.next-open": ["C-n"] })
    assert.match(run.then(key(":"), typed("trash"), keys("enter", "?")).lines.join("\n"), /Z +remove permanently/)
    assert.match(run.then(keys("m", "6", "enter", "f1")).lines.join("\n"), /Ctrl-N Tab +to the next account/)
  })

  it("that clash are refused with a notice, and the usual ones stay", () => {
    const run = mine({ "accounts.copy": ["d"] })
    assert.match(open({ settings: { ...DEFAULT_SETTINGS, keys: { "accounts.copy": ["d"] } } }).lines.at(-1) ?? "", /Enter copy/)
    assert.notEqual(run.then(key("d")).effects[0]?.type, "copy")
  })

  it("do not take letters from a text field", () => {
    const run = mine({ "accounts.add": ["Z"] }).then(keys("/", "Z"))
    assert.equal(run.to, "accounts")
    assert.match(run.lines.join("\n"), /\/ Z/)
  })
})
