import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import { passphraseChangeScreen } from "../../../../src/tui/screens/vault/passphrase-change.ts"
import { assertFits } from "../migrate-support.ts"
import { key, keys, play, testContext, testVault, typed } from "../../play.ts"

const start = () => play(passphraseChangeScreen, { to: "passphrase-change" }, testContext())
const NEW = "gravel moth tundra"
const filled = (current: string, next: string, again: string) =>
  start().then(typed(current), key("enter"), typed(next), key("enter"), typed(again), keys("enter", "enter"))

describe("changing the passphrase", () => {
  it("requires the current passphrase once and the new one twice", () => {
    assert.deepEqual(filled("old one", NEW, NEW).effects, [
      { type: "change-passphrase", current: Passphrase.of("old one"), next: Passphrase.of(NEW) },
    ])
  })

  it("explains that backups and copies keep the old passphrase", () => {
    assert.match(start().lines.join("\n"), /Backups and copies made before keep/)
  })

  const refused: [name: string, typed: [string, string, string], reason: RegExp, focus: string][] = [
    ["an empty current passphrase", ["", NEW, NEW], /type the current passphrase/, "current"],
    ["a short new passphrase", ["old one", "short", "short"], /at least 8 characters/, "new"],
    ["two different new passphrases", ["old one", NEW, NEW + "x"], /two are different/, "again"],
    ["the current passphrase as the new one", [NEW, NEW, NEW], /current passphrase already/, "new"],
  ]
  for (const [name, [current, next, again], reason, focus] of refused) {
    it(`refuses ${name}`, () => {
      const after = filled(current, next, again)
      assert.deepEqual(after.effects, [])
      assert.match(after.lines.join("\n"), reason)
      assert.equal(after.state.entry.form.focus, focus)
    })
  }

  it("reports the change and goes back", () => {
    const after = filled("old one", NEW, NEW).then({ type: "passphrase-changed", unfinished: null, vault: testVault([]) })
    assert.deepEqual(after.gos, [{ type: "back" }])
    assert.match(after.toasts[0] ?? "", /The passphrase is changed\. Copies and backups made before still open with the old one/)
  })

  it("says that the new passphrase is in force even if something is left to do, and goes back", () => {
    const unfinished = { sentence: { en: "the disk is full; some files are left", ja: "残っています" }, detail: {} }
    const after = filled("old one", NEW, NEW).then({ type: "passphrase-changed", unfinished, vault: testVault([]) })
    assert.deepEqual(after.gos, [{ type: "back" }])
    assert.match(after.toasts[0] ?? "", /^The new passphrase is in force, but not all is done: the disk is full; some files are left\.$/)
  })

  it("clears a wrong current passphrase, and keeps the new one", () => {
    const message = { sentence: { en: "wrong", ja: "違う" }, detail: {} }
    const after = filled("bad one", NEW, NEW).then({ type: "failed", effect: "change-passphrase", code: "password-wrong", message })
    assert.match(after.lines.join("\n"), /not the current passphrase/)
    assert.equal(after.state.entry.form.focus, "current")
    assert.deepEqual(after.then(typed("old one"), keys("enter", "enter", "enter", "enter")).effects, [
      { type: "change-passphrase", current: Passphrase.of("old one"), next: Passphrase.of(NEW) },
    ])
  })

  it("never shows a passphrase", () => {
    assert.doesNotMatch(start().then(typed("hunter2"), key("tab"), typed("swordfish")).lines.join("\n"), /hunter2|swordfish/)
  })
})

describe("a new passphrase after the recovery key has opened the vault", () => {
  const recovered = (fields = {}) =>
    play(passphraseChangeScreen, { to: "passphrase-change" }, testContext({ vault: testVault([], { recovered: true }), ...fields })).then(
      typed(NEW),
      key("enter"),
      typed(NEW),
    )

  it("is set without the current one", () => {
    assert.deepEqual(recovered().then(keys("enter", "enter")).effects, [
      { type: "change-passphrase", current: null, next: Passphrase.of(NEW) },
    ])
  })

  it("is explained, in both languages and in the smallest window", () => {
    assert.equal(recovered().title, "Choose a new passphrase")
    assert.match(recovered().lines.join("\n"), /The recovery key has opened the vault\. .*The recovery\s+key stays valid/s)
    assert.doesNotMatch(recovered().lines.join("\n"), /Current passphrase/)
    assert.match(recovered().then(key("escape")).toasts.join(), /the old one stays in force/)
    assertFits(passphraseChangeScreen, recovered({ lang: "ja" }))
    assertFits(passphraseChangeScreen, recovered({ window: { columns: 40, rows: 10 }, body: { columns: 40, rows: 8 } }))
  })
})
