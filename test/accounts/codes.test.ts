import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"
import { processorMs } from "../processor-time.ts"

const ascii = (text: string): Secret => new Secret(Buffer.from(text, "ascii"))
const RFC_KEY = "12345678901234567890"
const RFC_KEY_32 = "12345678901234567890123456789012"
const RFC_KEY_64 = "1234567890123456789012345678901234567890123456789012345678901234"

describe("counter-based codes", () => {
  const rfc4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
  for (const [counter, code] of rfc4226.entries()) {
    it(`equal RFC 4226 appendix D at counter ${counter}`, () => {
      const account = makeDraft({ kind: "hotp", secret: ascii(RFC_KEY), counter })
      assert.deepEqual(codeAt(account, 1_700_000_000_000), { code, validForMs: null })
    })
  }

  // Appendix D's truncated values: 1284755224, 1094287082, 0137359152.
  const digits: [name: string, digits: number, counter: number, code: string][] = [
    ["one digit", 1, 0, "4"],
    ["five digits", 5, 1, "87082"],
    ["eight digits", 8, 0, "84755224"],
    ["nine digits", 9, 1, "094287082"],
    ["ten digits", 10, 0, "1284755224"],
    ["ten digits, padded with a leading zero", 10, 2, "0137359152"],
    ["ten digits at the largest counter, 2^53 - 1", 10, Number.MAX_SAFE_INTEGER, "1841891307"],
  ]
  for (const [name, count, counter, code] of digits) {
    it(`have ${name}`, () => {
      assert.equal(codeAt(makeDraft({ kind: "hotp", secret: ascii(RFC_KEY), digits: count, counter }), 0).code, code)
    })
  }

  // From an independent program (Python's hmac). The 16 bytes of MD5 are too short for offsets 13 to 15.
  const others: [name: string, fields: Partial<Draft>, code: string][] = [
    ["SHA224", { algorithm: "SHA224", counter: 1, digits: 10 }, "0345812810"],
    ["SHA384", { algorithm: "SHA384", counter: 1, digits: 10 }, "0646080675"],
    ["MD5", { algorithm: "MD5", counter: 1 }, "532013"],
    ["MD5 at offset 13, one byte short", { algorithm: "MD5", counter: 4 }, "488896"],
    ["MD5 at offset 14, two bytes short", { algorithm: "MD5", counter: 38 }, "096640"],
    ["MD5 at offset 15, three bytes short", { algorithm: "MD5", counter: 0 }, "270976"],
  ]
  for (const [name, fields, code] of others) {
    it(`are computed with ${name}`, () => {
      assert.equal(codeAt(makeDraft({ kind: "hotp", secret: ascii(RFC_KEY), ...fields }), 0).code, code)
    })
  }
})

describe("time-based codes", () => {
  const rfc6238: [timeS: number, algorithm: "SHA1" | "SHA256" | "SHA512", code: string][] = [
    [59, "SHA1", "94287082"],
    [59, "SHA256", "46119246"],
    [59, "SHA512", "90693936"],
    [1111111109, "SHA1", "07081804"],
    [1111111109, "SHA256", "68084774"],
    [1111111109, "SHA512", "25091201"],
    [1111111111, "SHA1", "14050471"],
    [1111111111, "SHA256", "67062674"],
    [1111111111, "SHA512", "99943326"],
    [1234567890, "SHA1", "89005924"],
    [1234567890, "SHA256", "91819424"],
    [1234567890, "SHA512", "93441116"],
    [2000000000, "SHA1", "69279037"],
    [2000000000, "SHA256", "90698825"],
    [2000000000, "SHA512", "38618901"],
    [20000000000, "SHA1", "65353130"],
    [20000000000, "SHA256", "77737706"],
    [20000000000, "SHA512", "47863826"],
  ]
  const keys = { SHA1: RFC_KEY, SHA256: RFC_KEY_32, SHA512: RFC_KEY_64 }
  for (const [timeS, algorithm, code] of rfc6238) {
    it(`equal RFC 6238 appendix B for ${algorithm} at ${timeS}`, () => {
      const account = makeDraft({ kind: "totp", secret: ascii(keys[algorithm]), algorithm, digits: 8 })
      assert.equal(codeAt(account, timeS * 1000).code, code)
    })
  }

  const windows: [name: string, period: number, nowMs: number, validForMs: number][] = [
    ["at the start of a step", 30, 1_700_000_010_000, 30_000],
    ["a millisecond before the end of a step", 30, 1_700_000_039_999, 1],
    ["with a period of a minute", 60, 1_700_000_010_500, 29_500],
    ["with a period of one second", 1, 1_700_000_010_250, 750],
    ["with the longest period", 2_147_483, 2_147_483_000 + 5, 2_147_482_995],
  ]
  for (const [name, period, nowMs, validForMs] of windows) {
    it(`have their remaining time ${name}`, () => {
      assert.equal(codeAt(makeDraft({ kind: "totp", secret: ascii(RFC_KEY), period }), nowMs).validForMs, validForMs)
    })
  }
})

describe("Steam codes", () => {
  const vectors: [secret: string, timeS: number, code: string][] = [
    ["63BEDWCQZKTQWPESARIERL5DTTQFCJTK", 1511200518, "FR8RV"],
    ["63BEDWCQZKTQWPESARIERL5DTTQFCJTK", 1511200714, "9P3VP"],
    ["STEAMKEY", 1742298622, "NTK5M"],
  ]
  for (const [secret, timeS, code] of vectors) {
    it(`are ${code} at ${timeS}`, () => {
      const account = makeDraft({ kind: "steam", secret: Secret.fromBase32(secret) })
      assert.deepEqual(codeAt(account, timeS * 1000), { code, validForMs: (30 - (timeS % 30)) * 1000 })
    })
  }
})

describe("mOTP codes", () => {
  // From an independent program (Python's hashlib) over counter, key text and PIN.
  const vectors: [name: string, key: string, pin: string, timeS: number, code: string][] = [
    ["at time 0", "0123456789abcdef", "1234", 0, "41e571"],
    ["within the same ten seconds", "0123456789abcdef", "1234", 9, "41e571"],
    ["ten seconds later", "0123456789abcdef", "1234", 10, "1c50d9"],
    ["with a key that is not hexadecimal, whose case matters", "Ferry KEY-42", "0000", 1700000000, "9cad56"],
    ["with a PIN of five digits", "c0ffee00c0ffee11", "98765", 2000000003, "6c4f52"],
  ]
  for (const [name, key, pin, timeS, code] of vectors) {
    it(`equal those of an independent program ${name}`, () => {
      assert.equal(codeAt(makeDraft({ kind: "motp", secret: ascii(key), pin }), timeS * 1000).code, code)
    })
  }

  it("are valid for ten seconds, regardless of the account's period", () => {
    assert.equal(codeAt(makeDraft({ kind: "motp", secret: ascii("00"), pin: "1", period: 30 }), 1_000).validForMs, 9_000)
  })
})

describe("Yandex codes", () => {
  const key = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex")
  const longKey = Buffer.from(Array.from({ length: 26 }, (_, i) => 100 + i))
  // From an independent program (Python's hmac).
  const vectors: [name: string, key: Uint8Array, pin: string, timeS: number, code: string][] = [
    ["at time 0", key, "1234", 0, "xjapbiwx"],
    ["at a present time", key, "1234", 1700000000, "yhmowjhm"],
    ["with a PIN of 16 digits", key, "0123456789012345", 1700000029, "vyzkuzbq"],
    ["with a hash that begins with a zero byte", key, "0050", 1700000000, "ssdomsyg"],
    ["with a key of 26 bytes, of which the first 16 are used", longKey, "4321", 1800000000, "epyaydyh"],
  ]
  for (const [name, bytes, pin, timeS, code] of vectors) {
    it(`equal those of an independent program ${name}`, () => {
      assert.equal(codeAt(makeDraft({ kind: "yandex", secret: new Secret(bytes), pin }), timeS * 1000).code, code)
    })
  }
})

describe("an account that has no code", () => {
  const rejected: [name: string, draft: Draft][] = [
    ["mOTP without a PIN", makeDraft({ kind: "motp", secret: ascii("0123456789abcdef") })],
    ["Yandex without a PIN", makeDraft({ kind: "yandex", secret: ascii(RFC_KEY) })],
    ["Yandex with a secret that is too short", makeDraft({ kind: "yandex", secret: ascii("123456789012345"), pin: "1234" })],
  ]
  for (const [name, draft] of rejected) {
    it(`is rejected: ${name}`, () => {
      assert.throws(
        () => codeAt(draft, 0),
        (e) => isAppError(e, "format-unsupported"),
      )
    })
  }
})

it("1000 codes are computed in less than half a second", () => {
  const accounts = Array.from({ length: 1000 }, (_, i) => makeDraft({ kind: "totp", secret: new Secret(Buffer.alloc(20, i)) }))
  const startMs = processorMs()
  const codes = new Set(accounts.map((account) => codeAt(account, 1_700_000_000_000).code))
  assert.ok(processorMs() - startMs < 500)
  assert.ok(codes.size > 200)
})
