import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { defaultsOf, makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { canVerify, plainCode, verifyCode } from "../../src/migrate/verify-code.ts"
import type { Verdict } from "../../src/migrate/verify-code.ts"

/** 10 s into a period of 30 s, and of 60 s. */
const NOW = 1_700_000_050_000 - ((1_700_000_050_000 - 10_000) % 60_000)
const secret = Secret.fromBase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
const totp = makeDraft({ kind: "totp", secret })
const hotp = makeDraft({ kind: "hotp", secret, counter: 20 })
const at = (account: Draft, offsetS: number): string => codeAt(account, NOW + offsetS * 1000).code
const counted = (by: number): string => codeAt({ ...hotp, counter: 20 + by }, 0).code
const judge = (account: Draft, typed: string, sinceS = 0): Verdict =>
  verifyCode(account, typed, { sinceMs: NOW - sinceS * 1000, nowMs: NOW })

describe("a code that another device shows", () => {
  const rows: [name: string, account: Draft, typed: string, verdict: Verdict][] = [
    ["of now agrees", totp, at(totp, 0), { says: "agrees" }],
    ["in two halves agrees", totp, `${at(totp, 0).slice(0, 3)} ${at(totp, 0).slice(3)}`, { says: "agrees" }],
    ["of a period ago tells of a clock behind", totp, at(totp, -30), { says: "clock-off", seconds: -30 }],
    ["of the next period tells of a clock ahead", totp, at(totp, 30), { says: "clock-off", seconds: 30 }],
    ["of ten periods ago is the furthest that is known", totp, at(totp, -300), { says: "clock-off", seconds: -300 }],
    ["of ten periods from now too", totp, at(totp, 300), { says: "clock-off", seconds: 300 }],
    ["of eleven periods ago does not agree", totp, at(totp, -330), { says: "differs" }],
    ["of eleven periods from now does not agree", totp, at(totp, 330), { says: "differs" }],
    ["that is too short says how long it is", totp, "12345", { says: "wrong-length", digits: 6 }],
    ["that is too long says how long it is", totp, "1234567", { says: "wrong-length", digits: 6 }],
    ["of the present counter agrees", hotp, counted(0), { says: "agrees" }],
    ["of the counter before, which was shown last, agrees", hotp, counted(-1), { says: "agrees" }],
    ["of a counter ahead tells by how much", hotp, counted(4), { says: "counter-off", by: 4 }],
    ["of a counter behind tells by how much", hotp, counted(-10), { says: "counter-off", by: -10 }],
    ["of eleven counters ahead does not agree", hotp, counted(11), { says: "differs" }],
  ]
  for (const [name, account, typed, verdict] of rows) {
    it(name, () => {
      assert.deepEqual(judge(account, typed), verdict)
    })
  }

  it("agrees where it was due when typing began, or just before", () => {
    assert.deepEqual(judge(totp, at(totp, -30), 9), { says: "agrees" })
    assert.deepEqual(judge(totp, at(totp, -30), 5), { says: "clock-off", seconds: -30 })
  })
  it("is not taken from a minute ago because half a code was left standing", () => {
    assert.deepEqual(judge(totp, at(totp, -120), 600), { says: "clock-off", seconds: -120 })
  })
  it("counts in the account's own periods", () => {
    const slow = makeDraft({ kind: "totp", secret, period: 60 })
    assert.deepEqual(judge(slow, at(slow, 120)), { says: "clock-off", seconds: 120 })
    const motp = makeDraft({ kind: "motp", secret, pin: "1234" })
    assert.deepEqual(judge(motp, at(motp, -50)), { says: "clock-off", seconds: -50 })
  })
  it("is read in any case and width where it is letters", () => {
    for (const kind of ["steam", "motp", "yandex"] as const) {
      const account = makeDraft({ kind, secret, pin: "1234", ...defaultsOf(kind) })
      const code = at(account, 0)
      const wide = code.toUpperCase().replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
      for (const typed of [code, code.toUpperCase(), code.toLowerCase(), wide]) assert.deepEqual(judge(account, typed), { says: "agrees" })
    }
  })
  it("has nothing to agree with where no code can be made here", () => {
    const motp = makeDraft({ kind: "motp", secret, pin: null })
    assert.equal(judge(motp, "123456").says, "no-code")
    assert.deepEqual([canVerify(motp, NOW), canVerify(totp, NOW)], [false, true])
  })
  it("survives counters and times at their ends", () => {
    const first = { ...hotp, counter: 0 }
    assert.deepEqual(judge(first, codeAt(first, 0).code), { says: "agrees" })
    const last = { ...hotp, counter: Number.MAX_SAFE_INTEGER }
    assert.deepEqual(judge(last, codeAt(last, 0).code), { says: "agrees" })
    assert.deepEqual(verifyCode(totp, codeAt(totp, 5000).code, { sinceMs: 5000, nowMs: 5000 }), { says: "agrees" })
  })
  it("loses blanks and dashes of every kind", () => {
    assert.equal(plainCode(" 12\u00a03\u20134-5\u30006 "), "123456")
  })
})
