import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { exportQrTargetScreen, targetLosses } from "../../../../src/tui/screens/qr-pages/qr-target.ts"
import { key, play, testAccount, testVault } from "../../play.ts"
import { assertFits, context, japanese, text } from "../migrate-support.ts"

const ROUTE = { to: "export-qr-target", ids: ["a1", "a2"] } as const

describe("the choice of the scanning device", () => {
  it("offers a phone first, then Google Authenticator, then another keyferry", () => {
    const targets = ["1", "2", "3"].map((number) => play(exportQrTargetScreen, ROUTE, context(), key(number)).gos[0])
    assert.deepEqual(
      targets,
      (["phone", "google", "keyferry"] as const).map((target) => ({
        type: "push",
        route: { to: "qr-pages", target, ids: ["a1", "a2"], moving: true },
      })),
    )
  })
  it("offers paper: the codes for a phone, saved as a sheet", () => {
    const paper = { to: "qr-pages", target: "phone", ids: ["a1", "a2"], moving: true, paper: true }
    assert.deepEqual(play(exportQrTargetScreen, ROUTE, context(), key("4")).gos, [{ type: "push", route: paper }])
  })
  it("shows how many accounts a target cannot hold", () => {
    const vault = testVault([testAccount("s", { kind: "motp", algorithm: "MD5", period: 10 }), testAccount("n", { note: "a note" })])
    const start = context({ vault })
    assert.deepEqual(
      targetLosses("google", ["s", "n"], start).map(({ account, writable }) => [account.id, writable]),
      [
        ["s", false],
        ["n", true],
      ],
    )
    const played = play(exportQrTargetScreen, { to: "export-qr-target", ids: ["s", "n"] }, start)
    assert.match(text(played), /1 cannot be transferred/)
    assertFits(exportQrTargetScreen, played)
  })
  it("finds the losses once for the accounts of a vault, and again for others", () => {
    const [first, second] = [[testAccount("n", { note: "a note" })], [testAccount("n", { note: "" })]].map((all) =>
      context({ vault: testVault(all) }),
    )
    const ids = ["n"]
    const losses = targetLosses("google", ids, first!)
    assert.equal(targetLosses("google", ids, first!), losses)
    assert.equal(losses.length, 1)
    assert.deepEqual(targetLosses("google", [], first!), [])
    assert.deepEqual(targetLosses("google", ids, second!), [])
  })
  it("explains the transfer to another keyferry in both languages within 80x24", () => {
    for (const start of [context(), japanese()]) {
      const played = play(exportQrTargetScreen, ROUTE, start)
      assertFits(exportQrTargetScreen, played)
      assert.match(text(played), start.lang === "en" ? /verification code/ : /引き継ぎコード/)
    }
  })
})
