import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { qrPagesScreen } from "../../../../src/tui/screens/qr-pages/qr-pages.ts"
import { key, keys, NOW, play, typed } from "../../play.ts"
import { assertFits, context, page, planned, text } from "../migrate-support.ts"
import { isFull, phone, resized, route, transfer } from "./qr-pages-support.ts"

/** The passphrase was typed six minutes ago. */
const stale = () => context({ passphraseAtMs: NOW - 6 * 60_000 })

describe("the verification code", () => {
  it("is below the last code, and on a page of its own, which v and End reach from every page", () => {
    const played = transfer()
    assert.match(text(played).replace(/\s+/g, " "), /v shows the verification code, which must not be in a picture\. Write it down/)
    assert.match(text(played), /\[1\] {2}2 {2}code/)
    assert.doesNotMatch(text(played), /ABCD/)
    const last = played.then(key("n"))
    assert.match(text(last), /Verification code:\n +ABCD-EFGH-JKLM/)
    assert.match(text(last).replace(/\s+/g, " "), /must not be in a picture: write it down, and press h/)
    assert.doesNotMatch(text(last.then(key("h"))), /ABCD/)
    assertFits(qrPagesScreen, last)
    for (const shown of [played, last]) {
      for (const name of ["v", "end"]) {
        const code = shown.then(key(name))
        assert.match(text(code), /Verification code:\n+ +ABCD-EFGH-JKLM/)
        assert.match(text(code), /\[code\]/)
        assert.deepEqual([code.state.page, code.then(key("n")).state.page], [2, 2])
        assertFits(qrPagesScreen, code)
      }
    }
  })
  it("stays on the screen when the window changes", () => {
    const wider = transfer().then(key("v"), resized(120, 40), planned({ ...transfer().state.plan, pages: [page({ ids: [], labels: [] })] }))
    assert.match(text(wider), /ABCD-EFGH-JKLM/)
  })
  it("is hidden and shown again with h", () => {
    const hidden = transfer().then(keys("v", "h"))
    assert.doesNotMatch(text(hidden), /ABCD/)
    assert.match(text(hidden), /h shows it/)
    assert.match(text(hidden.then(key("h"))), /ABCD-EFGH-JKLM/)
  })
})

describe("secrets on QR pages", () => {
  it("need the passphrase before anything is planned, if it was typed long ago", () => {
    const played = play(qrPagesScreen, route("phone"), stale())
    assert.deepEqual(played.effects, [])
    assert.match(text(played), /The QR codes hold the secrets\. Please type the vault's passphrase again/)
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
    // The box has the keys; the line below the code shows none of them.
    assert.equal(text(asked).match(/Enter/g)?.length, 1)
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
