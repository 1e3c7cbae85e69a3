import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import { settingsScreen } from "../../../../src/tui/screens/settings/settings.ts"
import { keys, play, testContext } from "../../play.ts"

const start = () => play(settingsScreen, { to: "settings" }, testContext())

const down = (times: number): string[] => Array.from({ length: times }, () => "j")
const changes: [name: string, keys: string[], patch: object][] = [
  ["the theme", ["right"], { theme: "auto" }],
  ["the theme, backwards", ["left"], { theme: "light" }],
  ["the glyphs", [...down(1), "right"], { glyphs: "unicode" }],
  ["the density", [...down(2), "right"], { density: "comfortable" }],
  ["the countdown", [...down(3), "right"], { countdown: 5 }],
  ["the language", [...down(4), "right"], { lang: "en" }],
  ["the time until it locks", [...down(5), "right"], { idleLockMinutes: 10 }],
  ["the order", [...down(6), "space"], { sort: "issuer" }],
  ["the style of QR codes", [...down(7), "enter"], { qrStyle: "half" }],
  ["hidden codes", [...down(8), "space"], { hideCodes: true }],
  ["the mouse", [...down(9), "enter"], { mouse: true }],
  ["when the agent is unlocked", [...down(11), "right"], { agent: "first-use" }],
  ["the time until the agent locks", [...down(12), "right"], { agentMinutes: 30 }],
  ["synchronized output", [...down(10), "left"], { synchronizedOutput: false }],
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
    assert.match(after.lines.join("\n"), /after 7 min/)
    assert.deepEqual(after.then(keys(...down(5), "right")).effects, [{ type: "save-settings", patch: { idleLockMinutes: 1 } }])
  })

  it("link to the check", () => {
    assert.deepEqual(start().then(keys("backtab", "up", "up", "enter")).gos, [{ type: "push", route: { to: "check" } }])
  })

  it("link to the history, to automatic backup, to the trash and to the change of the passphrase", () => {
    assert.deepEqual(start().then(keys("backtab", "up", "enter")).gos, [{ type: "push", route: { to: "history" } }])
    assert.deepEqual(start().then(keys("backtab", "up", "right", "enter")).gos, [{ type: "push", route: { to: "auto-backup" } }])
    assert.deepEqual(start().then(keys("backtab", "left", "enter")).gos, [{ type: "push", route: { to: "trash" } }])
    assert.deepEqual(start().then(keys("backtab", "enter")).gos, [{ type: "push", route: { to: "passphrase-change" } }])
  })

  it("link to copies of the vault while there are any", () => {
    const some = play(settingsScreen, { to: "settings" }, testContext({ vaultCopies: 1 }))
    assert.deepEqual(some.then(keys("backtab", "enter")).gos, [{ type: "push", route: { to: "merge-copies" } }])
    assert.doesNotMatch(start().lines.join("\n"), /Copies of the vault/)
  })

  it("go back on Esc", () => {
    assert.deepEqual(start().then(keys("escape")).gos, [{ type: "back" }])
  })

  it("explain the setting that has the focus", () => {
    assert.match(
      start()
        .then(keys(...down(9)))
        .lines.join("\n"),
      /Mouse: click chooses, a second click acts, the wheel scrolls; Shift-drag\n +still selects text/,
    )
  })

  const chosen = (settings: object, context = {}): readonly string[] =>
    play(settingsScreen, { to: "settings" }, testContext({ settings: { ...DEFAULT_SETTINGS, ...settings }, ...context })).lines

  it("show what they look like at once", () => {
    const compact = chosen({}).findIndex((line) => line.includes("Contoso"))
    const comfortable = chosen({ density: "comfortable" }).findIndex((line) => line.includes("Contoso"))
    assert.equal(comfortable, compact + 1)
    assert.match(chosen({ hideCodes: true }).join("\n"), /│ 1 +NW +Northwind +\*\*\* \*\*\*/)
    const at = (settings: object): string => chosen(settings, { nowMs: 2000 }).join("\n")
    assert.match(at({}), /30 s ━+─ 28/)
    assert.match(at({ countdown: 5 }), /30 s ━+ 30/)
  })

  it("have a short preview in a small window", () => {
    const small = chosen({}, { body: { columns: 40, rows: 10 }, window: { columns: 40, rows: 12 } })
    assert.match(small[0] ?? "", /^▌ Theme +< terminal's colours >/)
    assert.match(small.join("\n"), /▌2 .*Contoso +214 935/)
    assert.ok(small.length <= 10)
  })

  it("offer the user's own themes", () => {
    const own = { theme: "mine", themes: { mine: { base: "dark", roles: {} } } }
    assert.match(chosen(own)[0] ?? "", /< mine >/)
  })
  it("takes the next value on a second click, and opens a button on the first; the preview takes none", () => {
    const shown = play(settingsScreen, { to: "settings" }, testContext())
    const chosen = shown.click("Rows")
    assert.deepEqual([chosen.state.focus, chosen.effects], ["density", []])
    assert.deepEqual(chosen.click("Rows").effects, [{ type: "save-settings", patch: { density: "comfortable" } }])
    assert.deepEqual(chosen.click("[ Change keys ]").gos, [{ type: "push", route: { to: "change-keys" } }])
    const preview = chosen.click("Contoso")
    assert.deepEqual([preview.state, preview.effects], [chosen.state, []])
  })
})
