import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { defaultsOf, makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { canVerify, normalizeCode, verifyCode } from "../../src/migrate/verify-code.ts"
import type { VerifyResult } from "../../src/migrate/verify-code.ts"

/** 10 s into a period of 30 s, and of 60 s. */
const NOW = 1_700_000_050_000 - ((1_700_000_050_000 - 10_000) % 60_000)
const secret = Secret.fromBase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
const totp = makeDraft({ kind: "totp", secret })
const hotp = makeDraft({ kind: "hotp", secret, counter: 20 })
const at = (account: Draft, offsetS: number): string => codeAt(account, NOW + offsetS * 1000).code
const counted = (by: number): string => codeAt({ ...hotp, counter: 20 + by }, 0).code
const verify = (account: Draft, typed: string, sinceS = 0): VerifyResult =>
  verifyCode(account, typed, { sinceMs: NOW - sinceS * 1000, nowMs: NOW })

describe("a code that another device shows", () => {
  const rows: [name: string, account: Draft, typed: string, expected: VerifyResult][] = [
    ["of the current period agrees", totp, at(totp, 0), { type: "agrees" }],
    ["in two halves agrees", totp, `${at(totp, 0).slice(0, 3)} ${at(totp, 0).slice(3)}`, { type: "agrees" }],
    ["of the previous period means a clock behind", totp, at(totp, -30), { type: "clock-off", seconds: -30 }],
    ["of the next period means a clock ahead", totp, at(totp, 30), { type: "clock-off", seconds: 30 }],
    ["of ten periods ago is the oldest that is searched", totp, at(totp, -300), { type: "clock-off", seconds: -300 }],
    ["of ten periods from now is the latest that is searched", totp, at(totp, 300), { type: "clock-off", seconds: 300 }],
    ["of eleven periods ago does not agree", totp, at(totp, -330), { type: "differs" }],
    ["of eleven periods from now does not agree", totp, at(totp, 330), { type: "differs" }],
    ["that is too short is answered with the right length", totp, "12345", { type: "wrong-length", digits: 6 }],
    ["that is too long is answered with the right length", totp, "1234567", { type: "wrong-length", digits: 6 }],
    ["of the current counter agrees", hotp, counted(0), { type: "agrees" }],
    ["of the previous counter, which was shown last, agrees", hotp, counted(-1), { type: "agrees" }],
    ["of a later counter is reported with the distance", hotp, counted(4), { type: "counter-off", by: 4 }],
    ["of an earlier counter is reported with the distance", hotp, counted(-10), { type: "counter-off", by: -10 }],
    ["of eleven counters ahead does not agree", hotp, counted(11), { type: "differs" }],
  ]
  for (const [name, account, typed, expected] of rows) {
    it(name, () => {
      assert.deepEqual(verify(account, typed), expected)
    })
  }

  it("agrees if it was valid when typing began or just before", () => {
    assert.deepEqual(verify(totp, at(totp, -30), 9), { type: "agrees" })
    assert.deepEqual(verify(totp, at(totp, -30), 5), { type: "clock-off", seconds: -30 })
  })
  it("does not agree with an old period because half a code was typed long ago", () => {
    assert.deepEqual(verify(totp, at(totp, -120), 600), { type: "clock-off", seconds: -120 })
  })
  it("is searched in the account's own periods", () => {
    const slow = makeDraft({ kind: "totp", secret, period: 60 })
    assert.deepEqual(verify(slow, at(slow, 120)), { type: "clock-off", seconds: 120 })
    const motp = makeDraft({ kind: "motp", secret, pin: "1234" })
    assert.deepEqual(verify(motp, at(motp, -50)), { type: "clock-off", seconds: -50 })
  })
  it("agrees in upper, lower and full-width letters", () => {
    for (const kind of ["steam", "motp", "yandex"] as const) {
      const account = makeDraft({ kind, secret, pin: "1234", ...defaultsOf(kind) })
      const code = at(account, 0)
      const wide = code.toUpperCase().replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
      for (const typed of [code, code.toUpperCase(), code.toLowerCase(), wide]) assert.deepEqual(verify(account, typed), { type: "agrees" })
    }
  })
  it("cannot be compared if this program cannot make a code of the account", () => {
    const motp = makeDraft({ kind: "motp", secret, pin: null })
    assert.equal(verify(motp, "123456").type, "no-code")
    assert.deepEqual([canVerify(motp, NOW), canVerify(totp, NOW)], [false, true])
  })
  it("is compared at the smallest and largest counters and at early times", () => {
    const first = { ...hotp, counter: 0 }
    assert.deepEqual(verify(first, codeAt(first, 0).code), { type: "agrees" })
    const last = { ...hotp, counter: Number.MAX_SAFE_INTEGER }
    assert.deepEqual(verify(last, codeAt(last, 0).code), { type: "agrees" })
    assert.deepEqual(verifyCode(totp, codeAt(totp, 5000).code, { sinceMs: 5000, nowMs: 5000 }), { type: "agrees" })
  })
  it("is compared without blanks and dashes of every kind", () => {
    assert.equal(normalizeCode(" 12\u00a03\u20134-5\u30006 "), "123456")
  })
})
