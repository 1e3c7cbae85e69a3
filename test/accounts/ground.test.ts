import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { inspect } from "node:util"
import fc from "fast-check"
import { toAccount, makeDraft, toDraft } from "../../src/accounts/account.ts"
import { decodeBase32, encodeBase32 } from "../../src/accounts/base32.ts"
import { parseAlgorithm, parseCounter, parseDigits, parsePeriod } from "../../src/accounts/ranges.ts"
import { MAX_SECRET_BYTES, Secret } from "../../src/accounts/secret.ts"
import { AppError, checkAborted, isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { Random } from "../../src/base/ports.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("base32", () => {
  const good: [name: string, text: string, hex: string][] = [
    ["RFC 4648 section 10, ''", "", ""],
    ["RFC 4648 section 10, 'f'", "MY======", "66"],
    ["RFC 4648 section 10, 'foobar'", "MZXW6YTBOI======", "666f6f626172"],
    ["lower case and spaces, as issuers print it", "mzxw 6ytb oi", "666f6f626172"],
    ["hyphens", "MZXW-6YTB-OI", "666f6f626172"],
    ["left-over bits that are not zero", "MZXW6YTBOJ", "666f6f626172"],
    ["a length of 1 modulo 8", "MZXW6YTBA", "666f6f6261"],
    ["a length of 3 modulo 8", "MZX", "66"],
    ["a length of 6 modulo 8", "MZXW6Y", "666f6f"],
  ]
  for (const [name, text, expected] of good) {
    it(`reads ${name}`, () => {
      assert.equal(hex(decodeBase32(text)), expected)
    })
  }

  const bad: [name: string, text: string, at: number][] = [
    ["a digit outside of the alphabet", "MZ1W", 3],
    ["padding in the middle", "MZ==MZ", 3],
    ["another script", "ＭＺ", 1],
  ]
  for (const [name, text, at] of bad) {
    it(`refuses ${name}, and tells the place alone`, () => {
      assert.throws(
        () => decodeBase32(text),
        (e) => isAppError(e, "format-damaged") && e.detail["at"] === at && Object.keys(e.detail).length === 1,
      )
    })
  }

  it("comes back from any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => hex(decodeBase32(encodeBase32(bytes))) === hex(bytes)),
      { seed: 1 },
    )
  })

  it("is quick on padding that is none", () => {
    const startMs = performance.now()
    assert.throws(() => decodeBase32("=".repeat(300_000) + "A"))
    assert.ok(performance.now() - startMs < 500)
  })
})

describe("a secret", () => {
  const secret = Secret.fromBase32("JBSWY3DPEHPK3PXP")
  const ways: [name: string, text: string][] = [
    ["a template", String(secret)],
    ["JSON", JSON.stringify({ secret })],
    ["inspect", inspect({ secret }, { depth: 9, showHidden: true })],
  ]
  for (const [name, text] of ways) {
    it(`is not told by ${name}`, () => {
      assert.match(text, /\[secret\]/)
      assert.ok(!/JBSWY|72,\s*101/.test(text))
    })
  }

  it("equals its like and nothing else", () => {
    assert.ok(secret.equals(Secret.fromBase32("jbsw y3dp ehpk 3pxp")))
    assert.ok(!secret.equals(Secret.fromBase32("JBSWY3DPEHPK3PXQ")))
    assert.ok(!secret.equals(new Secret(secret.reveal().subarray(1))))
  })

  it("is not changed through what it gives or got", () => {
    const bytes = Uint8Array.of(1, 2)
    const kept = new Secret(bytes)
    bytes[0] = 9
    kept.reveal()[1] = 9
    assert.equal(hex(kept.reveal()), "0102")
  })

  for (const [name, length] of [
    ["empty", 0],
    ["too long", MAX_SECRET_BYTES + 1],
  ] as const) {
    it(`is refused when it is ${name}`, () => {
      assert.throws(
        () => new Secret(new Uint8Array(length)),
        (e) => isAppError(e, "format-damaged"),
      )
    })
  }
})

describe("values as apps spell them", () => {
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
    it(`algorithm ${JSON.stringify(text)} is ${algorithm ?? "not said"}`, () => {
      assert.equal(parseAlgorithm(text), algorithm)
    })
  }
  for (const text of ["SHA3-256", "SHA3", "GOST3411_2012_256", "toString", "__proto__"]) {
    it(`algorithm ${text} is unknown`, () => {
      assert.throws(
        () => parseAlgorithm(text),
        (e) => isAppError(e, "format-unsupported"),
      )
    })
  }

  const numbers: [name: string, read: () => number | null, expected: number | null][] = [
    ["digits as a number", () => parseDigits(8), 8],
    ["digits as text with blanks", () => parseDigits(" 8 "), 8],
    ["digits 0", () => parseDigits(0), null],
    ["digits null", () => parseDigits("null"), null],
    ["a period written as a fraction", () => parsePeriod("30.0"), 30],
    ["a period of 0", () => parsePeriod("0"), null],
    ["a counter of 0", () => parseCounter("0"), 0],
    ["no counter", () => parseCounter(""), null],
  ]
  for (const [name, read, expected] of numbers) {
    it(name, () => {
      assert.equal(read(), expected)
    })
  }
  const bad: [name: string, read: () => unknown][] = [
    ["digits 11", () => parseDigits(11)],
    ["digits 6.5", () => parseDigits(6.5)],
    ["digits -1", () => parseDigits("-1")],
    ["digits in hexadecimal", () => parseDigits("0x6")],
    ["digits NaN", () => parseDigits(NaN)],
    ["a period beyond 24 days", () => parsePeriod(2_147_484)],
    ["a period of words", () => parsePeriod("thirty")],
    ["a counter of 2^53", () => parseCounter("9007199254740992")],
    ["a counter of -1", () => parseCounter(-1)],
  ]
  for (const [name, read] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(read, (e) => isAppError(e, "format-damaged"))
    })
  }
})

describe("sentences", () => {
  const sentence = { en: "{count} {count|account|accounts} of {file}", ja: "{file} の {count} 件" }
  it("are filled with their facts, in either language", () => {
    assert.equal(format(sentence, "en", { count: 1, file: "x" }), "1 account of x")
    assert.equal(format(sentence, "en", { count: 2, file: "x" }), "2 accounts of x")
    assert.equal(format(sentence, "ja", { count: 2, file: "x" }), "x の 2 件")
  })
  it("with a fact missing are a bug", () => {
    assert.throws(() => format(sentence, "en", { count: 1 }), TypeError)
  })
  it("an error speaks English by itself and keeps its cause", () => {
    const cause = new Error("inner")
    const e = new AppError("format-damaged", sentence, { detail: { count: 3, file: "y" }, cause })
    assert.equal(e.message, "3 accounts of y")
    assert.equal(e.cause, cause)
    assert.ok(isAppError(e) && isAppError(e, "format-damaged") && !isAppError(e, "io") && !isAppError(cause))
  })
  it("a cancelled task ends with its own code", () => {
    checkAborted(undefined)
    checkAborted(new AbortController().signal)
    assert.throws(
      () => {
        checkAborted(AbortSignal.abort())
      },
      (e) => isAppError(e, "interrupted"),
    )
  })
})

describe("from a draft to an account and back", () => {
  const random: Random = { bytes: (n) => new Uint8Array(n), uuid: () => "drawn" }
  const draft = makeDraft({ kind: "hotp", secret: Secret.fromBase32("JBSWY3DP"), issuer: "Acme", counter: 4, note: "n", trashed: true })

  it("gets id, times, order and its place in the trash", () => {
    const account = toAccount(draft, { nowMs: 5, order: 7, random, taken: () => false })
    assert.deepEqual(
      [account.id, account.createdAt, account.updatedAt, account.usedAt, account.order, account.trashedAt],
      ["drawn", 5, 5, null, 7, 5],
    )
    assert.deepEqual(
      { ...toDraft(account), secret: account.secret.toBase32() },
      { ...draft, secret: draft.secret.toBase32(), id: "drawn", createdAt: 5, updatedAt: 5 },
    )
  })

  it("keeps what it knows, but never an id that is taken", () => {
    const known = { ...draft, id: "known", createdAt: 1, updatedAt: 2, usedAt: 3 }
    const at = { nowMs: 5, order: 0, random }
    const kept = toAccount(known, { ...at, taken: () => false })
    assert.deepEqual([kept.id, kept.createdAt, kept.updatedAt, kept.usedAt], ["known", 1, 2, 3])
    assert.equal(toAccount(known, { ...at, taken: (id) => id === "known" }).id, "drawn")
  })
})
