import assert from "node:assert/strict"
import { test } from "node:test"
import { codeAt } from "../../../src/accounts/codes.ts"
import { measureClock } from "../../../src/migrate/check/clock.ts"
import { account } from "../../vault/support.ts"

/** 10 s into a period of 30 s. */
const NOW = 1_700_000_020_000
const TOTP = account("a")
const OTHER = account("b", { period: 60 })
const measure = (code: string, sinceMs = NOW, nowMs = NOW) => measureClock([TOTP, OTHER], code, { sinceMs, nowMs })
const codeOf = (one: typeof TOTP, offsetS: number): string => codeAt(one, NOW + offsetS * 1000).code

void test("a code of any account tells the error, which need not be named", () => {
  assert.deepEqual(measure(codeOf(TOTP, 0)), { type: "agrees" })
  assert.deepEqual(measure(codeOf(OTHER, 0)), { type: "agrees" })
  assert.deepEqual(measure(codeOf(TOTP, 120)), { type: "off", seconds: 120 })
  assert.deepEqual(measure(codeOf(OTHER, -240)), { type: "off", seconds: -240 })
})

void test("ten minutes in either direction are searched, and no more", () => {
  assert.deepEqual(measure(codeOf(TOTP, 600)), { type: "off", seconds: 600 })
  assert.deepEqual(measure(codeOf(TOTP, -600)), { type: "off", seconds: -600 })
  assert.deepEqual(measure(codeOf(TOTP, 660)), { type: "unknown" })
})

void test("a code that ended while it was typed agrees", () => {
  const typedAt = NOW + 25_000
  assert.deepEqual(measure(codeOf(TOTP, 0), NOW, typedAt), { type: "agrees" })
  assert.deepEqual(measure(codeOf(TOTP, 0), typedAt, typedAt), { type: "off", seconds: -30 })
})

void test("counter accounts, accounts in the trash and blanks in the code do not matter", () => {
  const hotp = account("c", { kind: "hotp", period: null, counter: 3 })
  const code = codeOf(TOTP, 30)
  assert.deepEqual(measureClock([hotp, TOTP], ` ${code.slice(0, 3)} ${code.slice(3)}`, { sinceMs: NOW, nowMs: NOW }), {
    type: "off",
    seconds: 30,
  })
  assert.deepEqual(measureClock([{ ...TOTP, trashedAt: 1 }], code, { sinceMs: NOW, nowMs: NOW }), { type: "unknown" })
})
