import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { passphraseChangeScreen } from "../../../../src/tui/screens/vault/passphrase-change.ts"
import { key, keys, play, testContext, typed } from "../../play.ts"

const start = () => play(passphraseChangeScreen, { to: "passphrase-change" }, testContext())
const NEW = "gravel moth tundra"
const filled = (current: string, next: string, again: string) =>
  start().then(typed(current), key("enter"), typed(next), key("enter"), typed(again), keys("enter", "enter"))

describe("changing the passphrase", () => {
  it("asks for the current one and the new one twice", () => {
    assert.deepEqual(filled("old one", NEW, NEW).effects, [{ type: "change-passphrase", current: "old one", next: NEW }])
  })

  it("says what it does to old versions and backups", () => {
    assert.match(start().lines.join("\n"), /Backups and copies made before keep/)
  })

  const refused: [name: string, typed: [string, string, string], says: RegExp, focus: string][] = [
    ["without the current one", ["", NEW, NEW], /type the current passphrase/, "current"],
    ["a short one", ["old one", "short", "short"], /at least 8 characters/, "new"],
    ["two that differ", ["old one", NEW, NEW + "x"], /not the same/, "again"],
    ["the one it is already", [NEW, NEW, NEW], /current passphrase already/, "new"],
  ]
  for (const [name, [current, next, again], says, focus] of refused) {
    it(`refuses ${name}`, () => {
      const after = filled(current, next, again)
      assert.deepEqual(after.effects, [])
      assert.match(after.lines.join("\n"), says)
      assert.equal(after.state.entry.form.focus, focus)
    })
  }

  it("goes back when it is done, and says so", () => {
    const after = filled("old one", NEW, NEW).then({ type: "passphrase-changed" })
    assert.deepEqual(after.gos, [{ type: "back" }])
    assert.match(after.toasts[0] ?? "", /The passphrase is changed/)
  })

  it("clears a wrong current one and keeps the new one", () => {
    const said = { sentence: { en: "wrong", ja: "違う" }, detail: {} }
    const after = filled("bad one", NEW, NEW).then({ type: "failed", effect: "change-passphrase", code: "password-wrong", message: said })
    assert.match(after.lines.join("\n"), /not the current passphrase/)
    assert.equal(after.state.entry.form.focus, "current")
    assert.deepEqual(after.then(typed("old one"), keys("enter", "enter", "enter", "enter")).effects, [
      { type: "change-passphrase", current: "old one", next: NEW },
    ])
  })

  it("shows none of them", () => {
    assert.doesNotMatch(start().then(typed("hunter2"), key("tab"), typed("swordfish")).lines.join("\n"), /hunter2|swordfish/)
  })
})
