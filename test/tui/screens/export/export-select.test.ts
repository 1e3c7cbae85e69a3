import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../../src/base/display.ts"
import { exportSelectScreen } from "../../../../src/tui/screens/export/export-select.ts"
import { key, keys, play, testAccount, testVault, typed } from "../../play.ts"
import { ACCOUNTS, assertFits, context, japanese, sized, text } from "../migrate-support.ts"

const QR = { to: "export-select", kind: "qr" } as const
const ids = (...msgs: Parameters<typeof play>[3][]) => {
  const [go] = play(exportSelectScreen, QR, context(), key("x"), ...msgs, key("enter")).gos
  return go?.type === "push" && go.route.to === "export-qr-target" ? go.route.ids : null
}

describe("choosing accounts to export", () => {
  it("starts with all of them ticked", () => {
    const { gos } = play(exportSelectScreen, QR, context(), key("enter"))
    assert.deepEqual(gos, [{ type: "push", route: { to: "export-qr-target", ids: ["a1", "a2", "a3"] } }])
  })
  it("starts with the marked ones ticked and the cursor on the first of them", () => {
    const played = play(exportSelectScreen, { ...QR, marked: ["a3", "a2"] }, context())
    assert.match(text(played), /2 of 3 ticked/)
    assert.match(text(played), /^ {2}\[ \] GitHub[^]*^▌ \[x\] AWS/m)
    assert.deepEqual(played.then(key("enter")).gos, [{ type: "push", route: { to: "export-qr-target", ids: ["a2", "a3"] } }])
    assert.match(text(play(exportSelectScreen, { ...QR, marked: ["deleted since"] }, context())), /3 of 3 ticked/)
  })
  it("continues with the ticked accounts in the order of the list", () => {
    assert.deepEqual(ids(keys("G", "space", "g", "space")), ["a1", "a3"])
  })
  it("follows the order of the account list, favourites first", () => {
    const vault = testVault(ACCOUNTS.map((account) => (account.id === "a3" ? { ...account, favorite: true } : account)))
    const [go] = play(exportSelectScreen, QR, context({ vault }), keys("a", "enter")).gos
    assert.deepEqual(go?.type === "push" && go.route.to === "export-qr-target" && go.route.ids, ["a3", "a1", "a2"])
  })
  it("continues to the formats for a file", () => {
    const { gos } = play(exportSelectScreen, { to: "export-select", kind: "file" }, context(), keys("a", "enter"))
    assert.deepEqual(gos, [{ type: "push", route: { to: "export-format", ids: ["a1", "a2", "a3"] } }])
  })
  it("does not continue without a ticked account, and reports it", () => {
    const played = play(exportSelectScreen, QR, context(), keys("x", "enter"))
    assert.deepEqual(played.gos, [])
    assert.match(played.toasts[0] ?? "", /No account is ticked/)
  })
  it("ticks all on a, none on x, and inverts the ticks on i", () => {
    assert.deepEqual(ids(key("a")), ["a1", "a2", "a3"])
    assert.deepEqual(ids(keys("a", "x")), null)
    assert.deepEqual(ids(keys("space", "i")), ["a2", "a3"])
  })
  it("ticks only filtered accounts, and keeps the ticks of hidden ones", () => {
    assert.deepEqual(ids(key("space"), key("/"), typed("aws"), keys("enter", "a")), ["a1", "a2"])
    assert.deepEqual(ids(key("a"), key("/"), typed("aws"), keys("enter", "x")), ["a1", "a3"])
  })
  it("types letters into the filter instead of ticking", () => {
    const played = play(exportSelectScreen, QR, context(), key("/"), typed("ax"))
    assert.equal(played.state.picker.ticked.size, 3)
    assert.equal(exportSelectScreen.typing?.(played.state), true)
    assert.match(text(played), /no account matches/)
  })
  it("clears the filter on Esc, then goes back, and keeps the ticks", () => {
    const played = play(exportSelectScreen, QR, context(), key("a"), key("/"), typed("aws"), keys("enter", "escape"))
    assert.deepEqual(played.gos, [])
    assert.equal(played.state.picker.filter.value, "")
    const left = played.then(key("escape"))
    assert.deepEqual(left.gos, [{ type: "back" }])
    assert.equal(left.state.picker.ticked.size, 3)
  })
  it("counts the ticked accounts", () => {
    assert.match(text(play(exportSelectScreen, QR, context(), key("space"))), /2 of 3 ticked/)
    assert.match(text(play(exportSelectScreen, QR, context(), keys("space", "/"), typed("git"))), /2 of 3 ticked · 1 shown/)
  })
  it("leaves out accounts in the trash", () => {
    const vault = testVault([...ACCOUNTS, testAccount("deleted", { trashedAt: 1 })])
    assert.match(text(play(exportSelectScreen, QR, context({ vault }))), /3 of 3 ticked/)
  })
  it("scrolls through more accounts than fit", () => {
    const vault = testVault(Array.from({ length: 100 }, (_, at) => testAccount(`n${at}`, { order: at })))
    const played = play(exportSelectScreen, QR, context({ vault }), key("G"))
    assertFits(exportSelectScreen, played)
    assert.match(text(played), /^▌ \[x\] n99.*█$/m)
  })
  it("keeps the columns together in a wide window", () => {
    const row = play(exportSelectScreen, QR, sized(200, 50)).lines.find((line) => line.includes("GitHub"))
    assert.match(row?.trimEnd() ?? "", /TOTP$/)
    assert.ok(cellWidth(row?.trimEnd() ?? "") <= 80)
  })
  for (const start of [context(), japanese(), sized(40, 10)]) {
    it(`fits ${start.body.columns} columns with wide labels (${start.lang})`, () => {
      const played = play(exportSelectScreen, QR, start, keys("a", "/"))
      assertFits(exportSelectScreen, played)
    })
  }
  it("takes a click on an account, and a second one ticks it", () => {
    const clicked = play(exportSelectScreen, QR, context()).click("AWS")
    assert.equal(clicked.state.picker.ticked.size, 3)
    assert.match(clicked.lines.find((line) => line.startsWith("▌")) ?? "", /AWS/)
    const unticked = clicked.click("AWS")
    assert.deepEqual(unticked.gos, [])
    assert.match(unticked.lines.find((line) => line.startsWith("▌")) ?? "", /\[ \] AWS/)
  })
})
