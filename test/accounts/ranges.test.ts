import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { parseAlgorithm, parseCounter, parseDigits, parsePeriod } from "../../src/accounts/ranges.ts"
import { isAppError } from "../../src/base/errors.ts"

describe("parsing the values that apps write", () => {
  const algorithms: [text: string | null | undefined, algorithm: string | null][] = [
    [undefined, null],
    [null, null],
    ["", null],
    [" NULL ", null],
    ["sha1", "SHA1"],
    ["SHA-1", "SHA1"],
    ["SHA", "SHA1"],
    ["HmacSHA256", "SHA256"],
    ["HMAC-SHA-512", "SHA512"],
    ["hmac_sha224", "SHA224"],
    ["Algorithm.sha384", "SHA384"],
    ["SHA2-256", "SHA256"],
    ["md5", "MD5"],
    ["HmacMD5", "MD5"],
  ]
  for (const [text, algorithm] of algorithms) {
    it(`reads the algorithm ${JSON.stringify(text)} as ${algorithm ?? "absent"}`, () => {
      assert.equal(parseAlgorithm(text), algorithm)
    })
  }
  for (const text of ["SHA3-256", "SHA3", "GOST3411_2012_256", "toString", "__proto__"]) {
    it(`refuses the algorithm ${text}`, () => {
      assert.throws(
        () => parseAlgorithm(text),
        (e) => isAppError(e, "format-unsupported"),
      )
    })
  }

  const numbers: [name: string, read: () => number | null, expected: number | null][] = [
    ["digits as a number", () => parseDigits(8), 8],
    ["digits as text with blanks", () => parseDigits(" 8 "), 8],
    ['the digits "null" as absent', () => parseDigits("null"), null],
    ["a period written as a fraction", () => parsePeriod("30.0"), 30],
    ["a counter of 0", () => parseCounter("0"), 0],
    ["an empty counter as absent", () => parseCounter(""), null],
  ]
  for (const [name, read, expected] of numbers) {
    it(`reads ${name}`, () => {
      assert.equal(read(), expected)
    })
  }
  const bad: [name: string, read: () => unknown][] = [
    ["11 digits", () => parseDigits(11)],
    ["0 digits", () => parseDigits(0)],
    ["a period of 0", () => parsePeriod("0")],
    ["6.5 digits", () => parseDigits(6.5)],
    ["-1 digits", () => parseDigits("-1")],
    ["digits written in hexadecimal", () => parseDigits("0x6")],
    ["NaN digits", () => parseDigits(NaN)],
    ["a period longer than 2147483 s", () => parsePeriod(2_147_484)],
    ["a period that is a word", () => parsePeriod("thirty")],
    ["a counter of 2^53", () => parseCounter("9007199254740992")],
    ["a counter of -1", () => parseCounter(-1)],
  ]
  for (const [name, read] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(read, (e) => isAppError(e, "format-damaged"))
    })
  }
})
