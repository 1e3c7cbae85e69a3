import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { needsReauth, REAUTH_AFTER_MS, REAUTH_START, reauthView, updateReauth } from "../../../../src/tui/components/forms/reauth.ts"
import type { Reauth } from "../../../../src/tui/components/forms/reauth.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, NOW, plain, testContext, testVault, typed } from "../../play.ts"

function waiting(...msgs: Msg[]): { state: Reauth; effects: unknown[] } {
  const effects: unknown[] = []
  let state = REAUTH_START
  for (const msg of msgs) {
    const step = updateReauth(state, msg)
    assert.ok(!step.done)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

describe("asking for the passphrase again", () => {
  it("happens more than five minutes after it was typed", () => {
    assert.equal(needsReauth(testContext({ nowMs: NOW + REAUTH_AFTER_MS })), false)
    assert.equal(needsReauth(testContext({ nowMs: NOW + REAUTH_AFTER_MS + 1 })), true)
  })

  it("never happens in the demo vault", () => {
    assert.equal(needsReauth(testContext({ nowMs: NOW + 10 * REAUTH_AFTER_MS, vault: testVault([], { demo: true }) })), false)
  })

  it("checks what was typed, composed as it was when the vault was made", () => {
    const { effects, state } = waiting(...typed("caf"), { type: "pasted", text: "e\u0301" }, key("enter"))
    assert.deepEqual(effects, [{ type: "check-passphrase", passphrase: "caf\u00e9" }])
    assert.equal(state.checking, true)
  })

  it("does not check an empty passphrase", () => {
    assert.deepEqual(waiting(key("enter")).effects, [])
  })

  it("ends with the right one", () => {
    const { state } = waiting(...typed("x"), key("enter"))
    assert.deepEqual(updateReauth(state, { type: "passphrase-checked", right: true, atMs: NOW }), { done: true, right: true })
  })

  it("clears a wrong one, says so, and asks again", () => {
    const { state } = waiting(...typed("x"), key("enter"), { type: "passphrase-checked", right: false, atMs: NOW })
    assert.equal(state.editor.value, "")
    assert.match(plain(reauthView(state, testContext()).rows).join("\n"), /not the passphrase/)
  })

  it("is left by Esc", () => {
    assert.deepEqual(updateReauth(REAUTH_START, key("escape")), { done: true, right: false })
  })

  it("never shows what was typed", () => {
    const { state } = waiting(...typed("hunter2"))
    assert.doesNotMatch(plain(reauthView(state, testContext()).rows).join("\n"), /hunter2/)
  })
})
