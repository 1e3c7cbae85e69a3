import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import { settingsScreen } from "../../../../src/tui/screens/settings/settings.ts"
import { keys, play, testContext } from "../../play.ts"

const start = () => play(settingsScreen, { to: "settings" }, testContext())

const changes: [name: string, keys: string[], patch: object][] = [
  ["the language", ["right"], { lang: "en" }],
  ["the language, backwards", ["left"], { lang: "ja" }],
  ["the time until it locks", ["j", "right"], { idleLockMinutes: 10 }],
  ["the order", ["j", "j", "space"], { sort: "issuer" }],
  ["the style of QR codes", ["down", "down", "down", "enter"], { qrStyle: "half" }],
  ["hidden codes", ["j", "j", "j", "j", "space"], { hideCodes: true }],
  ["the mouse", ["j", "j", "j", "j", "j", "enter"], { mouse: true }],
  ["synchronized output", ["j", "j", "j", "j", "j", "j", "space"], { synchronizedOutput: false }],
]
describe("the settings", () => {
  for (const [name, names, patch] of changes) {
    it(`save ${name} at once`, () => {
      assert.deepEqual(start().then(keys(...names)).effects, [{ type: "save-settings", patch }])
    })
  }

  it("show the saved values in the chosen language", () => {
    const after = start().then({ type: "settings-saved", settings: { ...DEFAULT_SETTINGS, lang: "ja", idleLockMinutes: 0 } })
    assert.equal(after.title, "設定")
    assert.match(after.lines.join("\n"), /自動ロック +< しない/)
  })

  it("offer a time that is not one of the choices", () => {
    const after = start().then({ type: "settings-saved", settings: { ...DEFAULT_SETTINGS, idleLockMinutes: 7 } })
    assert.match(after.lines.join("\n"), /after 7 minutes/)
    assert.deepEqual(after.then(keys("j", "right")).effects, [{ type: "save-settings", patch: { idleLockMinutes: 1 } }])
  })

  it("link to the check", () => {
    assert.deepEqual(start().then(keys("backtab", "up", "up", "enter")).gos, [{ type: "push", route: { to: "check" } }])
  })

  it("link to the history, to automatic backup, to the trash and to the change of the passphrase", () => {
    assert.deepEqual(start().then(keys("backtab", "up", "enter")).gos, [{ type: "push", route: { to: "history" } }])
    assert.deepEqual(start().then(keys("backtab", "up", "right", "right", "enter")).gos, [{ type: "push", route: { to: "auto-backup" } }])
    assert.deepEqual(start().then(keys("backtab", "left", "enter")).gos, [{ type: "push", route: { to: "trash" } }])
    assert.deepEqual(start().then(keys("backtab", "enter")).gos, [{ type: "push", route: { to: "passphrase-change" } }])
  })

  it("link to copies of the vault while there are any", () => {
    const some = play(settingsScreen, { to: "settings" }, testContext({ vaultCopies: 1 }))
    assert.deepEqual(some.then(keys("backtab", "up", "right", "right", "enter")).gos, [{ type: "push", route: { to: "merge-copies" } }])
    assert.doesNotMatch(start().lines.join("\n"), /Copies of the vault/)
  })

  it("go back on Esc", () => {
    assert.deepEqual(start().then(keys("escape")).gos, [{ type: "back" }])
  })
})
