import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../../src/base/passphrase.ts"
import {
  needsReauth,
  REAUTH_AFTER_MS,
  REAUTH_KEYS,
  REAUTH_START,
  reauthView,
  updateReauth,
} from "../../../../src/tui/components/forms/reauth.ts"
import type { Reauth } from "../../../../src/tui/components/forms/reauth.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import { key, NOW, plain, pressed, testContext, testVault, typed } from "../../play.ts"

const REASON = { en: "The file holds the secrets.", ja: "" }

/** The question after these messages, none of which ends it. */
function after(...msgs: Msg[]): { state: Reauth; effects: unknown[] } {
  const effects: unknown[] = []
  let state = REAUTH_START
  for (const msg of msgs) {
    const step = updateReauth(state, msg.type === "key" ? pressed(REAUTH_KEYS, msg)! : msg)
    assert.ok(!step.done)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

describe("the question for the passphrase", () => {
  it("is needed more than five minutes after the passphrase was typed", () => {
    assert.equal(needsReauth(testContext({ nowMs: NOW + REAUTH_AFTER_MS })), false)
    assert.equal(needsReauth(testContext({ nowMs: NOW + REAUTH_AFTER_MS + 1 })), true)
  })

  it("is never needed in the demo vault", () => {
    assert.equal(needsReauth(testContext({ nowMs: NOW + 10 * REAUTH_AFTER_MS, vault: testVault([], { demo: true }) })), false)
  })

  it("checks the normalized passphrase", () => {
    const { effects, state } = after(...typed("caf"), { type: "pasted", text: "e\u0301" }, key("enter"))
    assert.deepEqual(effects, [{ type: "check-passphrase", passphrase: Passphrase.of("caf\u00e9") }])
    assert.equal(state.checking, true)
  })

  it("does not check an empty passphrase", () => {
    assert.deepEqual(after(key("enter")).effects, [])
  })

  it("ends with the right passphrase", () => {
    const { state } = after(...typed("x"), key("enter"))
    assert.deepEqual(updateReauth(state, { type: "passphrase-checked", right: true, atMs: NOW }), { done: true, right: true })
  })

  it("reports a wrong passphrase and clears the field", () => {
    const { state } = after(...typed("x"), key("enter"), { type: "passphrase-checked", right: false, atMs: NOW })
    assert.equal(state.editor.value, "")
    assert.match(plain(reauthView(state, REASON, testContext()).rows).join("\n"), /not the passphrase/)
  })

  it("ends on Esc without an answer", () => {
    assert.deepEqual(updateReauth(REAUTH_START, pressed(REAUTH_KEYS, key("escape"))!), { done: true, right: false })
  })

  it("never shows the typed passphrase", () => {
    const { state } = after(...typed("hunter2"))
    assert.doesNotMatch(plain(reauthView(state, REASON, testContext()).rows).join("\n"), /hunter2/)
  })
})
