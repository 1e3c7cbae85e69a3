import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HANDLERS } from "../../../../src/formats/registry.ts"
import { exportFormatScreen, writingHandlers } from "../../../../src/tui/screens/export/export-format.ts"
import { key, keys, play, testAccount, testVault } from "../../play.ts"
import { assertFits, context, japanese, text } from "../migrate-support.ts"

const ROUTE = { to: "export-format", ids: ["a1", "a2", "a3"] } as const
const at = (id: string): number => writingHandlers(HANDLERS).findIndex((handler) => handler.id === id)
const down = (id: string) => keys(...Array.from({ length: at(id) }, () => "j"))
const lossy = () =>
  context({
    vault: testVault([
      testAccount("m", { kind: "motp", algorithm: "MD5", period: 10 }),
      ...Array.from({ length: 30 }, (_, n) => testAccount(`n${n}`, { note: "a note", groups: ["g"] })),
    ]),
  })
const LOSSY = { to: "export-format", ids: ["m", ...Array.from({ length: 30 }, (_, n) => `n${n}`)] } as const

describe("choosing a format", () => {
  it("has keyferry's own first, and only such as are written", () => {
    assert.equal(writingHandlers(HANDLERS)[0]?.id, "keyferry-json")
    assert.ok(writingHandlers(HANDLERS).length >= 3)
    assert.ok(writingHandlers(HANDLERS).every(({ writer, treeWriter }) => writer !== undefined || treeWriter !== undefined))
  })
  it("goes straight on where nothing is lost", () => {
    assert.deepEqual(play(exportFormatScreen, ROUTE, context(), key("enter")).gos, [
      { type: "push", route: { to: "export-protect", format: "keyferry-json", ids: ROUTE.ids } },
    ])
  })
  it("tells account by account what is lost before it goes on", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), key("enter"))
    assert.deepEqual(played.gos, [])
    assertFits(exportFormatScreen, played)
    assert.match(text(played), /1 of 31 cannot be written/)
    assert.match(text(played), /x .*mOTP/)
    assert.deepEqual(played.then(key("enter")).gos, [
      { type: "push", route: { to: "export-protect", format: "google-migration", ids: LOSSY.ids } },
    ])
  })
  it("hides nothing: the last account is found by scrolling", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), key("enter"))
    assert.doesNotMatch(text(played), /n29/)
    assert.match(text(played.then(key("G"))), /n29/)
    assert.match(text(played.then(keys("G", "g"))), /mOTP/)
    assert.notEqual(text(played.then(key("j"))), text(played))
  })
  it("does not go on where nothing could be written", () => {
    const played = play(exportFormatScreen, { to: "export-format", ids: ["m"] }, lossy(), down("google-migration"), keys("enter", "enter"))
    assert.deepEqual(played.gos, [])
    assert.match(text(played), /None of the accounts/)
  })
  it("goes back from the losses to the formats, and from there one step", () => {
    const played = play(exportFormatScreen, LOSSY, lossy(), down("google-migration"), keys("enter", "escape"))
    assert.deepEqual(played.gos, [])
    assert.match(text(played), /^> Google/m)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
  })
  it("shows title, ending, protection and what is kept, in both languages within 80x24", () => {
    for (const where of [context(), japanese()]) {
      const played = play(exportFormatScreen, ROUTE, where)
      assertFits(exportFormatScreen, played)
      assert.match(text(played), /\.json/)
      assert.match(text(played), /TOTP HOTP Steam/)
    }
  })
})
