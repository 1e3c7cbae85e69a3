import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, play, testAccount, testVault, typed } from "../../play.ts"
import type { Played } from "../../play.ts"
import { assertFits, context, failed, japanese, listed, planned, sized, text } from "../migrate-support.ts"
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
    const vault = testVault([testAccount("a1", { note: "a note" })])
    const withLosses = play(qrPagesScreen, paper, context({ vault }), planned(three))
    assert.equal(withLosses.state.stage.at, "losses")
    assert.equal(withLosses.then(key("enter")).state.stage.at, "save")
    assert.equal(withLosses.then(key("enter"), LISTING, key("escape")).state.stage.at, "losses")
    assert.deepEqual(play(qrPagesScreen, paper, context(), planned(three), LISTING, key("escape")).gos, [{ type: "back" }])
  })

  describe("the sheet on paper", () => {
    const file = "/home/alice/qr/phone-sheet.html"
    const sheet = (start = context()) =>
      play(qrPagesScreen, { ...route("phone"), paper: true }, start, planned(three), LISTING, typed("qr"), key("enter")).then({
        type: "qr-pages-saved",
        files: [file],
      })
    it("ends with where it is, how to print it and what to check, and leads to the accounts", () => {
      const shown = text(sheet()).replace(/\s+/g, " ")
      assert.match(shown, /The sheet is saved.* ~\/qr\/phone-sheet\.html .*Print it: .*scp alice@host:~\/qr\/phone-sheet\.html \./)
      assert.match(shown, /scan one code of the paper/)
      assert.equal(sheet().title, "QR codes on paper")
      assert.match(text(sheet()), /^ {2}✓ Choose › ✓ Target › \[Save\]/)
      for (const name of ["enter", "escape"]) assert.deepEqual(sheet().then(key(name)).gos, [{ type: "home" }])
    })
    it("is deleted after a question, else it stays with its advice", () => {
      const asked = sheet().then(key("d"))
      assert.match(text(asked.then(keys("n"))), /The sheet is saved/)
      const deleted = asked.then(key("y"))
      assert.deepEqual(deleted.effects, [{ type: "delete-files", paths: [file] }])
      const gone = deleted.then({ type: "files-deleted", deleted: [file], kept: [] })
      assert.deepEqual([gone.gos, gone.toasts], [[{ type: "home" }], ["1 file deleted."]])
    })
    it("fits every window", () => {
      for (const start of [
        context(),
        sized(40, 12),
        japanese(),
        japanese({ window: { columns: 40, rows: 12 }, body: { columns: 40, rows: 10 } }),
      ])
        assertFits(qrPagesScreen, sheet(start))
    })
    it("asks for another directory where it cannot be saved", () => {
      const paper = { ...route("phone"), paper: true } as const
      const saved = play(qrPagesScreen, paper, context(), planned(three), LISTING, typed("qr"), key("enter"))
      assert.match(text(saved.then(failed("save-qr-pages", "io", "the disk is full"))), /the disk is full/)
    })
  })

  it("leaves a receipt of a sheet and of pictures", () => {
    const files = ["/home/alice/qr/phone-01.png"]
    const moves = (kind: string) =>
      saving(phone(), kind)
        .then({ type: "qr-pages-saved", files })
        .effects.flatMap((effect) => (effect.type === "record-receipt" ? [effect.move] : []))
    const nothing = { protected: false, skipped: 0, lost: [], lossy: 0, moved: 3, files }
    assert.deepEqual(moves("1"), [{ ...nothing, kind: "export-pictures", device: "phone", ids: ["a1", "a2", "a3"] }])
    assert.deepEqual(moves("3"), [{ ...nothing, kind: "export-sheet", device: "", ids: [] }])
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
