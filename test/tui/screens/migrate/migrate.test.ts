import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { migrateScreen } from "../../../../src/tui/screens/migrate/migrate.ts"
import { key, keys, play, testVault } from "../../play.ts"
import { ACCOUNTS, assertFits, context, japanese, sized, text } from "../migrate-support.ts"

const ROUTE = { to: "migrate" } as const
const pushed = (...names: string[]) => play(migrateScreen, ROUTE, context(), keys(...names)).gos

describe("the migrate screen", () => {
  const links: [name: string, key: string, route: object][] = [
    ["QR codes", "1", { to: "export-select", kind: "qr" }],
    ["a file", "2", { to: "export-select", kind: "file" }],
    ["imports", "3", { to: "import-source" }],
    ["a backup", "4", { to: "backup" }],
    ["restoring", "5", { to: "restore" }],
    ["comparing codes", "6", { to: "check-list-start" }],
    ["the check", "7", { to: "check" }],
    ["the receipts", "8", { to: "receipts" }],
  ]
  for (const [name, number, route] of links) {
    it(`leads to ${name}`, () => {
      assert.deepEqual(pushed(number), [{ type: "push", route }])
    })
  }
  it("opens the chosen entry on Enter, and stops at both ends", () => {
    assert.deepEqual(pushed("k", "j", "j", "enter"), [{ type: "push", route: { to: "import-source" } }])
    assert.deepEqual(pushed("G", "j", "enter"), [{ type: "push", route: { to: "receipts" } }])
  })
  it("shows what each leads to in whole in 80 columns", () => {
    assert.doesNotMatch(text(play(migrateScreen, ROUTE, context())), /…/)
  })
  it("passes marked accounts on to an export", () => {
    const marked = ["a2"]
    const { gos } = play(migrateScreen, { ...ROUTE, marked }, context(), keys("j", "enter"))
    assert.deepEqual(gos, [{ type: "push", route: { to: "export-select", kind: "file", marked } }])
  })
  it("goes one step back on Esc", () => {
    assert.deepEqual(pushed("escape"), [{ type: "back" }])
  })
  it("reports that there is nothing to export where all accounts are in the trash", () => {
    const trashed = context({ vault: testVault([{ ...ACCOUNTS[0]!, trashedAt: 1 }]) })
    const played = play(migrateScreen, ROUTE, trashed, keys("1", "6"))
    assert.deepEqual(played.gos, [])
    assert.match(played.toasts[0] ?? "", /no account here/)
  })
  it("has imports into a read-only vault disabled with a reason", () => {
    const readOnly = context({
      vault: testVault(ACCOUNTS, { readOnly: { sentence: { en: "a newer version wrote it", ja: "新しい版です" }, detail: {} } }),
    })
    for (const number of ["3", "5"]) {
      const played = play(migrateScreen, ROUTE, readOnly, key(number))
      assert.deepEqual(played.gos, [])
      assert.match(played.toasts[0] ?? "", /a newer version wrote it/)
    }
    assert.equal(play(migrateScreen, ROUTE, readOnly, key("2")).gos.length, 1)
  })
  it("groups the links and explains each in its row", () => {
    const shown = text(play(migrateScreen, ROUTE, context()))
    assert.match(shown, /^▌ 1 {2}Export as QR codes {8}to a phone, to another keyferry, or to paper/m)
    assert.match(shown, /^ {2}2 {2}Export to a file .*\n\n {2}3 {2}Import .*\n\n {2}4 {2}Back up the whole vault .*\n {2}5 .*\n\n {2}6 /m)
    const small = text(play(migrateScreen, ROUTE, sized(40, 12), key("j")))
    assert.match(small, /^▌ 2 {2}Export to a file *\n {5}in another app's format, with a\n {5}password/m)
    assert.doesNotMatch(small, /to a phone/)
  })
  it("begins with the import where there is no account to export", () => {
    assert.deepEqual(play(migrateScreen, ROUTE, context({ vault: testVault([]) }), key("enter")).gos, [
      { type: "push", route: { to: "import-source" } },
    ])
  })
  for (const [name, start] of [
    ["80x24 in English", context()],
    ["80x24 in Japanese", japanese()],
    ["40x10", sized(40, 10)],
  ] as const) {
    it(`fits ${name}`, () => {
      const played = play(migrateScreen, ROUTE, start, keys("j", "j"))
      assertFits(migrateScreen, played)
      assert.match(text(played), /^▌ 3/m)
      assert.doesNotMatch(text(played), /…/)
    })
  }
  it("takes a click on an entry, and a second one opens it", () => {
    const clicked = play(migrateScreen, { to: "migrate" }, context()).click("Receipts")
    assert.deepEqual(clicked.gos, [])
    assert.deepEqual(clicked.click("Receipts").gos, [{ type: "push", route: { to: "receipts" } }])
  })
})
