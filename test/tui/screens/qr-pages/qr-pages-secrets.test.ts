import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW, play, typed } from "../../play.ts"
import { assertFits, context, drawing, page, text } from "../migrate-support.ts"
import { isFull, phone, resized, route, transfer } from "./qr-pages-support.ts"

/** The passphrase was typed six minutes ago. */
const stale = () => context({ passphraseAtMs: NOW - 6 * 60_000 })

describe("the verification code", () => {
  it("is on the last page only, in three groups", () => {
    const played = transfer()
    assert.doesNotMatch(text(played), /ABCD/)
    assert.match(
      text(played).replace(/\s+/g, " "),
      /is on the last page and must not be in the picture\. Write it down, then press h before you photograph that page/,
    )
    assert.match(text(played.then(key("n"))), /Verification code:\n +ABCD-EFGH-JKLM/)
    assert.match(text(played.then(key("n"))).replace(/\s+/g, " "), /must not be in the picture\. Write it down, then press h/)
  })
  it("is hidden and shown again with h", () => {
    const hidden = transfer().then(keys("n", "h"))
    assert.doesNotMatch(text(hidden), /ABCD/)
    assert.match(text(hidden), /h shows it/)
    assert.match(text(hidden.then(key("h"))), /ABCD-EFGH-JKLM/)
  })
  it("is on the only row below a large code", () => {
    const large = [page({ ids: [], labels: [], drawing: drawing(77, 23) })]
    const played = transfer(context(), { pages: large })
    assertFits(qrPagesScreen, played)
    assert.match(played.lines[23] ?? "", /Verification code: ABCD-EFGH-JKLM/)
  })
  it("has a page of its own if there is no room beside the code", () => {
    const whole = [page({ ids: [], labels: [], drawing: drawing(77, 24) })]
    const played = transfer(context(), { pages: whole })
    assert.doesNotMatch(text(played), /ABCD/)
    const code = played.then(key("n"))
    assert.match(text(code), /ABCD-EFGH-JKLM/)
    assert.equal(code.then(key("n")).state.page, 1)
    assertFits(qrPagesScreen, code)
  })
})

describe("secrets on QR pages", () => {
  it("need the passphrase before anything is planned, if it was typed long ago", () => {
    const played = play(qrPagesScreen, route("phone"), stale())
    assert.deepEqual(played.effects, [])
    assert.equal(qrPagesScreen.typing?.(played.state), true)
    assert.deepEqual(played.then(key("escape")).gos, [{ type: "back" }])
    const right = played.then(typed("secret"), key("enter"), { type: "passphrase-checked", right: true, atMs: NOW })
    assert.deepEqual(
      right.effects.map(({ type }) => type),
      ["check-passphrase", "plan-qr"],
    )
  })
  it("are not drawn after a resize before the passphrase is checked", () => {
    assert.deepEqual(play(qrPagesScreen, route("phone"), stale(), resized(100, 40)).effects, [])
  })
  it("are copied only after a warning, which No answers by default", () => {
    const asked = phone().then(key("y"))
    assert.match(text(asked), /contains the secret/)
    assert.deepEqual(asked.then(key("enter")).effects, [])
    const yes = asked.then(key("y"))
    assert.deepEqual(yes.effects, [{ type: "copy", text: page().text, what: "uri", label: "GitHub: alice" }])
    const copied = yes.then({ type: "copied", what: "uri", label: "GitHub: alice", way: "osc52" })
    assert.match(text(copied).replace(/\s+/g, " "), /sent to the terminal's clipboard/)
    assert.doesNotMatch(text(copied.then(key("n"))), /clipboard/)
  })
  it("are copied only for a phone", () => {
    assert.deepEqual(transfer().then(keys("y", "y")).effects, [])
  })
  it("need the passphrase before they are copied or saved, if it was typed long ago", () => {
    for (const name of ["y", "w"]) {
      const played = phone().then({ type: "ticked", nowMs: NOW + 6 * 60_000 }, key(name))
      assert.equal(played.state.stage.at, "reauth", name)
      assert.ok(isFull(played.then(key("escape"))))
    }
  })
})
