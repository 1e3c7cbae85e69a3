import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { MoveReceipt } from "../../../../src/migrate/receipts/receipt.ts"
import { receiptsScreen } from "../../../../src/tui/screens/migrate/receipts.ts"
import { key, keys, NOW, play } from "../../play.ts"
import { assertFits, context, japanese, listed, sized, text } from "../migrate-support.ts"

const receipt = (id: string, fields: Partial<MoveReceipt> = {}): MoveReceipt => ({
  id,
  at: NOW,
  kind: "export-qr",
  device: "google",
  files: [],
  protected: false,
  ids: ["a1", "a2"],
  moved: 2,
  skipped: 0,
  lost: [],
  lossy: 0,
  ...fields,
})
const MANY = [receipt("r1"), receipt("r2", { kind: "import", device: "aegis", moved: 7, files: ["/home/alice/aegis.json"] })]
const listedAt = (start = context(), receipts: readonly MoveReceipt[] = MANY) =>
  play(receiptsScreen, { to: "receipts" }, start, { type: "receipts-listed", receipts, gone: [] })

describe("the receipts", () => {
  it("are read from the vault and listed", () => {
    assert.deepEqual(play(receiptsScreen, { to: "receipts" }, context()).effects, [{ type: "list-receipts" }])
    assert.match(text(listedAt()), /▌ 2023-11-14 \d\d:\d\d {2}Export as QR codes +2 accounts +Google Auth/)
    assert.match(text(listedAt(context(), [])), /Nothing was moved or backed up yet/)
  })
  it("are shown in full, and Esc goes back to the list, then to the menu", () => {
    const shown = listedAt().then(keys("j", "enter"))
    assert.match(text(shown), /Import · Aegis[^]*Moved: 7 accounts[^]*aegis\.json[^]*Left to do:[^]*GitHub: alice/)
    const list = shown.then(key("escape"))
    assert.match(text(list), /▌ 2023-11-14 .*Import/)
    assert.deepEqual(list.then(key("escape")).gos, [{ type: "back" }])
  })
  it("are saved as text", () => {
    const saving = listedAt().then(keys("enter", "w"), listed("/home/alice"), key("enter"), listed("/home/alice"))
    const [effect] = saving.effects.filter(({ type }) => type === "save-receipt")
    assert.ok(effect?.type === "save-receipt")
    assert.equal(effect.path, "/home/alice/keyferry-receipt-2023-11-14.txt")
    assert.match(effect.text, /^2023-11-14 .*\nExport as QR codes · Google Authenticator\n\nMoved: 2 accounts\n/)
    const saved = saving.then({ type: "export-written", path: effect.path, accounts: 0 })
    assert.match(saved.toasts.join(), /Saved in .*keyferry-receipt/)
    assert.match(text(saved), /Moved: 2 accounts/)
  })
  for (const start of [context(), japanese(), sized(40, 12), sized(200, 50)]) {
    it(`fit ${start.window.columns}x${start.window.rows} (${start.lang})`, () => {
      for (const played of [listedAt(start), listedAt(start).then(key("enter")), listedAt(start, [])]) assertFits(receiptsScreen, played)
    })
  }
  it("are moved through by a click, and a second one shows the receipt", () => {
    const clicked = listedAt().click("Import")
    assert.match(text(clicked), /▌ 2023-11-14 .*Import/)
    assert.match(text(clicked.click("Import")), /Moved: 7 accounts/)
  })
})
