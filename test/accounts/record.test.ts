import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { accountFromRecord, draftFromRecord, toRecord } from "../../src/accounts/record.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"

const S = "JBSWY3DPEHPK3PXP"
const draft = makeDraft({
  ...{ kind: "totp", secret: Secret.fromBase32(S), issuer: "Acme", name: "ann", algorithm: "SHA256", digits: 8, period: 60 },
  ...{ note: "line\nline", groups: ["work", "銀行"], favorite: true, trashed: true, icon: { mime: "image/png", data: "AAAA" } },
})
const account: Account = {
  ...{ kind: "hotp", issuer: "Acme", name: "ann", secret: Secret.fromBase32(S), algorithm: "SHA1", digits: 6, period: null, counter: 7 },
  ...{ pin: null, note: "", groups: [], favorite: false, icon: null, id: "5f0c8a1e-0000-4000-8000-000000000001" },
  ...{ createdAt: 1_700_000_000_123, updatedAt: 1_700_000_001_000, usedAt: null, order: 2.5, trashedAt: 1_700_000_002_000 },
}
const plain = <T extends Draft | Account>(a: T) => ({ ...a, secret: a.secret.toBase32() })

describe("writing records", () => {
  it("gives a draft the documented fields, in their order", () => {
    const bare = makeDraft({ kind: "totp", secret: Secret.fromBase32("4SJHB4GSD43FZBAI7C2HLRJGPQ"), issuer: "Deno", name: "Mason" })
    assert.equal(
      JSON.stringify(toRecord(bare, { secrets: true })),
      '{"kind":"totp","issuer":"Deno","name":"Mason","secret":"4SJHB4GSD43FZBAI7C2HLRJGPQ","algorithm":"SHA1","digits":6,"period":30,"counter":null,' +
        '"pin":null,"note":"","groups":[],"favorite":false,"trashed":false}',
    )
  })

  it("leaves out secret and PIN without the option secrets", () => {
    const yandex = makeDraft({ kind: "yandex", secret: new Secret(Buffer.alloc(16)), pin: "4711" })
    const record = toRecord(yandex, { secrets: false })
    assert.ok(!("secret" in record) && !("pin" in record))
    assert.ok(!JSON.stringify(record).includes("4711"))
  })

  it("gives an account its id, times, order and time in the trash too", () => {
    const record = toRecord(account, { secrets: true })
    assert.deepEqual(Object.keys(record).slice(-7), ["trashed", "id", "createdAt", "updatedAt", "usedAt", "order", "trashedAt"])
    assert.equal(record.trashed, true)
    assert.equal(record.createdAt, "2023-11-14T22:13:20.123Z")
    assert.equal(record.usedAt, null)
    assert.equal(record.order, 2.5)
    assert.equal(record.trashedAt, "2023-11-14T22:13:22.000Z")
  })

  it("gives a draft its id and times where it has them", () => {
    const record = toRecord(makeDraft({ ...draft, id: "x", createdAt: 0 }), { secrets: false })
    assert.equal(record.id, "x")
    assert.equal(record.createdAt, "1970-01-01T00:00:00.000Z")
    assert.ok(!("updatedAt" in record) && !("usedAt" in record) && !("order" in record) && !("trashedAt" in record))
  })

  it("puts the icon last, and only where there is one", () => {
    assert.deepEqual(Object.entries(toRecord(draft, { secrets: false })).at(-1), ["icon", { mime: "image/png", data: "AAAA" }])
    assert.ok(!("icon" in toRecord(account, { secrets: false })))
  })

  it("keeps the fields of a newer version, but only with the option secrets", () => {
    const newer = { ...account, unknown: { colour: "red", nested: { a: [1] } } }
    assert.deepEqual(
      { ...toRecord(newer, { secrets: true }) },
      { ...toRecord(account, { secrets: true }), colour: "red", nested: { a: [1] } },
    )
    assert.ok(!("colour" in toRecord(newer, { secrets: false })))
  })

  it("clamps times that no date can express", () => {
    assert.equal(toRecord({ ...account, createdAt: 1e300 }, { secrets: false }).createdAt, "9999-12-31T23:59:59.999Z")
    assert.equal(toRecord({ ...account, createdAt: NaN }, { secrets: false }).createdAt, "1970-01-01T00:00:00.000Z")
  })
})

describe("reading records", () => {
  it("restores every field of a draft", () => {
    assert.deepEqual(plain(draftFromRecord(JSON.parse(JSON.stringify(toRecord(draft, { secrets: true }))))), plain(draft))
  })

  it("restores every field of an account, unknown ones included", () => {
    const newer: Account = { ...account, icon: { mime: "image/png", data: "AA" }, unknown: { colour: "red" } }
    assert.deepEqual(plain(accountFromRecord(JSON.parse(JSON.stringify(toRecord(newer, { secrets: true }))))), plain(newer))
  })

  it("adds no field for unknown fields where there are none", () => {
    assert.ok(!("unknown" in accountFromRecord(toRecord(account, { secrets: true }))))
  })

  it("keeps a field called __proto__ as data", () => {
    const record = JSON.parse(JSON.stringify(toRecord(account, { secrets: true })).replace("{", '{"__proto__":{"trashed":1},')) as object
    const read = accountFromRecord(record)
    assert.deepEqual(Object.keys(read.unknown ?? {}), ["__proto__"])
    assert.equal(({} as Record<string, unknown>)["trashed"], undefined)
    assert.ok(JSON.stringify(toRecord(read, { secrets: true })).includes('"__proto__":{"trashed":1}'))
  })

  const lenient: [name: string, record: object, expected: Partial<Draft>][] = [
    [
      "takes the defaults of TOTP where there is only a secret",
      { secret: S },
      { kind: "totp", algorithm: "SHA1", digits: 6, period: 30, counter: null },
    ],
    [
      "reads null as absent",
      { secret: S, issuer: null, digits: null, groups: null, icon: null, id: null },
      { issuer: "", digits: 6, groups: [] },
    ],
    ["gives hotp the counter 0 and no period", { kind: "hotp", secret: S, period: 30 }, { counter: 0, period: null }],
    ["ignores the counter of totp", { secret: S, counter: 5 }, { counter: null }],
    [
      "gives steam its fixed parameters",
      { kind: "steam", secret: S, digits: 8, period: 60, algorithm: "MD5" },
      { digits: 5, period: 30, algorithm: "SHA1" },
    ],
    [
      "gives motp its fixed parameters and its PIN",
      { kind: "motp", secret: S, period: 30, pin: "1" },
      { digits: 6, period: 10, algorithm: "MD5", pin: "1" },
    ],
    ["ignores the PIN of totp", { secret: S, pin: "1" }, { pin: null }],
    ["reads an algorithm in another spelling", { secret: S, algorithm: "HmacSHA512" }, { algorithm: "SHA512" }],
    ["reads a secret in lower case with blanks", { secret: "jbsw y3dp-ehpk 3pxp==" }, { kind: "totp" }],
    ["drops repeated and empty groups", { secret: S, groups: ["a", "", "b", "a"] }, { groups: ["a", "b"] }],
    ["reads a time of another time zone", { secret: S, createdAt: "2023-11-15T07:13:20+09:00" }, { createdAt: 1_700_000_000_000 }],
    ["marks an account with a time in the trash as trashed", { secret: S, trashedAt: "2023-11-14T22:13:20Z" }, { trashed: true }],
    ["ignores unknown fields", { secret: S, colour: "red", order: 3 }, { kind: "totp" }],
  ]
  for (const [name, record, expected] of lenient) {
    it(name, () => {
      const read = draftFromRecord(record)
      assert.equal(read.secret.toBase32(), S)
      for (const [field, value] of Object.entries(expected)) assert.deepEqual(read[field as keyof Draft], value, field)
    })
  }

  const bad: [name: string, record: unknown, code: ErrorCode, field?: string][] = [
    ["a text", "x", "format-damaged"],
    ["null", null, "format-damaged"],
    ["a list", [], "format-damaged"],
    ["no secret", { kind: "totp" }, "format-damaged", "secret"],
    ["an empty secret", { secret: "" }, "format-damaged"],
    ["a secret that is not base32", { secret: "018" }, "format-damaged"],
    ["a secret that is a number", { secret: 5 }, "format-damaged", "secret"],
    ["an unknown kind", { kind: "u2f", secret: S }, "format-unsupported"],
    ["a kind inherited from objects", { kind: "constructor", secret: S }, "format-unsupported"],
    ["an unknown algorithm", { secret: S, algorithm: "GOST" }, "format-unsupported"],
    ["an issuer that is a number", { secret: S, issuer: 1 }, "format-damaged", "issuer"],
    ["digits as text", { secret: S, digits: "6" }, "format-damaged", "digits"],
    ["zero digits", { secret: S, digits: 0 }, "format-damaged"],
    ["eleven digits", { secret: S, digits: 11 }, "format-damaged"],
    ["a fraction of a digit", { secret: S, digits: 6.5 }, "format-damaged"],
    ["a period of 0", { secret: S, period: 0 }, "format-damaged"],
    ["a period that is too long", { secret: S, period: 2_147_484 }, "format-damaged"],
    ["a negative counter", { kind: "hotp", secret: S, counter: -1 }, "format-damaged"],
    ["a counter beyond 2^53-1", { kind: "hotp", secret: S, counter: 2 ** 53 }, "format-damaged"],
    ["a favourite as text", { secret: S, favorite: "yes" }, "format-damaged", "favorite"],
    ["groups as text", { secret: S, groups: "work" }, "format-damaged", "groups"],
    ["groups of numbers", { secret: S, groups: [1] }, "format-damaged", "groups"],
    ["an icon as text", { secret: S, icon: "AAAA" }, "format-damaged", "icon"],
    ["an icon without data", { secret: S, icon: { mime: "image/png" } }, "format-damaged", "icon"],
    ["a time without a zone", { secret: S, createdAt: "2023-11-14T22:13:20" }, "format-damaged", "createdAt"],
    ["a date that does not exist", { secret: S, createdAt: "2023-99-14T22:13:20Z" }, "format-damaged", "createdAt"],
    ["a time as a number", { secret: S, usedAt: 1_700_000_000_000 }, "format-damaged", "usedAt"],
    ["an issuer that is too long", { secret: S, issuer: "x".repeat(1025) }, "limit-exceeded"],
    ["a note that is too long", { secret: S, note: "x".repeat(65_537) }, "limit-exceeded"],
    ["too many groups", { secret: S, groups: Array.from({ length: 257 }, (_, i) => String(i)) }, "limit-exceeded"],
    ["a group that is too long", { secret: S, groups: ["x".repeat(1025)] }, "limit-exceeded"],
    ["a PIN too long", { kind: "motp", secret: S, pin: "1".repeat(65) }, "limit-exceeded"],
    ["an icon too large", { secret: S, icon: { mime: "image/png", data: "A".repeat(4_000_001) } }, "limit-exceeded"],
  ]
  for (const [name, record, code, field] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => draftFromRecord(record),
        (e) => isAppError(e, code) && (field === undefined || e.detail["field"] === field),
      )
    })
  }

  it("accepts texts of any length from the vault", () => {
    const long = { ...account, note: "x".repeat(70_000) }
    assert.equal(accountFromRecord(toRecord(long, { secrets: true })).note.length, 70_000)
  })

  it("refuses an account without an id", () => {
    const record = { ...toRecord(account, { secrets: true }), id: undefined }
    assert.throws(
      () => accountFromRecord(record),
      (e) => isAppError(e, "format-damaged") && e.detail["field"] === "id",
    )
  })

  it("returns a draft or throws an AppError for any JSON value", () => {
    const fields = fc.dictionary(
      fc.constantFrom("kind", "secret", "digits", "period", "groups", "icon", "pin", "createdAt", "trashed"),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields), (value) => {
        for (const read of [draftFromRecord, accountFromRecord]) {
          try {
            read(value)
          } catch (e) {
            assert.ok(isAppError(e))
          }
        }
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
})
