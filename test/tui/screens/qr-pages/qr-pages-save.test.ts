import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, play, testAccount, testVault, typed } from "../../play.ts"
import type { Played } from "../../play.ts"
import { assertFits, context, failed, listed, planned, sized, text } from "../migrate-support.ts"
import { isFull, phone, route, three, transfer } from "./qr-pages-support.ts"
import type { State } from "./qr-pages-support.ts"

describe("saving QR pages", () => {
  const LISTING = listed("/home/alice")
  const saving = (played = phone(), kind = "1") => played.then(keys("w", kind), LISTING, typed("qr"), key("enter"))
  const saves = (played: Played<State>) => played.effects.filter(({ type }) => type === "save-qr-pages")
  const request = { type: "save-qr-pages", lang: "en", directory: "/home/alice/qr" } as const
  it("asks for the kind of file: PNG, SVG, or a printable sheet", () => {
    const asked = phone().then(key("w"))
    assert.match(text(asked), /PNG[^]*SVG[^]*printable/)
    for (const [number, kind] of [
      ["1", "png"],
      ["2", "svg"],
      ["3", "sheet"],
    ] as const)
      assert.deepEqual(saves(saving(phone(), number)), [{ ...request, kind, overwrite: false }])
    assert.ok(isFull(asked.then(key("escape"))))
  })
  it("starts with the sheet for paper, after what is lost", () => {
    const paper = { ...route("phone"), paper: true } as const
    const saved = play(qrPagesScreen, paper, context(), planned(three), LISTING, typed("qr"), key("enter"))
    assert.deepEqual(saves(saved), [{ ...request, kind: "sheet", overwrite: false }])
    assert.ok(isFull(saved.then({ type: "qr-pages-saved", files: ["/home/alice/qr/phone-sheet.html"] })))
    const vault = testVault([testAccount("a1", { note: "a note" })])
    const withLosses = play(qrPagesScreen, paper, context({ vault }), planned(three))
    assert.equal(withLosses.state.stage.at, "losses")
    assert.equal(withLosses.then(key("enter")).state.stage.at, "save")
    assert.ok(isFull(withLosses.then(key("enter"), LISTING, key("escape"))))
  })
  it("shows the whole warning above the directories, in every window", () => {
    for (const start of [context(), sized(40, 12)]) {
      const shown = phone(start).then(key("w"), key("1"), LISTING)
      assertFits(qrPagesScreen, shown)
      assert.match(
        text(shown).replace(/\s+/g, " "),
        /These files contain the secrets unencrypted. Anyone who gets one can make your codes\./,
      )
    }
  })
  it("asks for the directory, and asks before it overwrites files", () => {
    const exists = saving().then(failed("save-qr-pages", "file-exists"))
    assert.match(text(exists), /Overwrite them/)
    assert.deepEqual(saves(exists.then(key("enter"))), [])
    assert.deepEqual(saves(exists.then(key("y"))), [{ ...request, kind: "png", overwrite: true }])
  })
  it("returns to the page with the advice to delete the files", () => {
    const saved = saving().then({ type: "qr-pages-saved", files: ["/home/alice/qr/phone-01.png"] })
    assert.ok(isFull(saved))
    assert.match(text(saved).replace(/\s+/g, " "), /1 file saved in ~?\/?\S*, .*delete it when you are done/)
    const code = saving(transfer()).then({ type: "qr-pages-saved", files: ["a", "b"] })
    assert.match(text(code).replace(/\s+/g, " "), /verification code is not in them/)
  })
  it("shows on the page why it failed, and Esc in the picker goes back to the page", () => {
    const gone = saving().then(failed("save-qr-pages", "io", "the disk is full"))
    assert.match(text(gone), /the disk is full/)
    assert.deepEqual(gone.toasts, [""])
    assert.ok(isFull(phone().then(keys("w", "1"), LISTING, key("escape"))))
  })

  describe("the question about saved files", () => {
    const files = ["/home/alice/qr/phone-01.png", "/home/alice/qr/phone-02.png"]
    const leaving = () => saving().then({ type: "qr-pages-saved", files }, key("escape"))
    it("is asked when the user leaves, and No keeps the files", () => {
      assert.match(text(leaving()).replace(/\s+/g, " "), /2 saved files are still in \/home\/alice\/qr/)
      const kept = leaving().then(key("enter"))
      assert.deepEqual([kept.effects, kept.gos], [[], [{ type: "back" }]])
    })
    it("deletes the files after Yes, then leaves", () => {
      const asked = leaving().then(key("y"))
      assert.deepEqual([asked.effects, asked.gos], [[{ type: "delete-files", paths: files }], []])
      assert.deepEqual(asked.then(key("escape")).gos, [])
      const done = asked.then({ type: "files-deleted", deleted: files, kept: [] })
      assert.deepEqual([done.gos, done.toasts], [[{ type: "back" }], ["2 files deleted."]])
    })
    it("reports a file that could not be deleted", () => {
      const done = leaving().then(key("y"), { type: "files-deleted", deleted: files.slice(1), kept: files.slice(0, 1) })
      assert.deepEqual([done.gos, done.toasts], [[{ type: "back" }], ["1 file could not be deleted."]])
    })
    it("is followed by the offer to compare the codes if all pages were seen", () => {
      const seen = saving(phone().then(keys("n", "n"))).then({ type: "qr-pages-saved", files }, keys("escape", "n"))
      assert.match(text(seen), /Compare the codes now/)
    })
  })
})
