import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { classify, DuplicateIndex, identityKey } from "../../src/accounts/duplicates.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { accountOf, draftLike } from "./fixtures.ts"
import { processorMs } from "../processor-time.ts"

const totp = accountOf({ issuer: "Acme", name: "ann" })
const hotp = accountOf({ issuer: "Acme", name: "counter", kind: "hotp", period: null, counter: 10 })
const other = new Secret(Buffer.from("another secret"))

describe("one draft against the vault", () => {
  const cases: [name: string, draft: Draft, existing: Account[], status: string, match: Account | null][] = [
    ["an empty vault", draftLike(totp), [], "new", null],
    ["nothing like it", draftLike(totp, { secret: other, issuer: "Else" }), [totp, hotp], "new", null],
    ["the same", draftLike(totp), [hotp, totp], "present", totp],
    ["the same in another case and width", draftLike(totp, { issuer: "ＡＣＭＥ", name: "ANN " }), [totp], "present", totp],
    [
      "note, groups and favourite make no other account",
      draftLike(totp, { note: "x", groups: ["y"], favorite: true }),
      [totp],
      "present",
      totp,
    ],
    ["another issuer", draftLike(totp, { issuer: "Acme Inc." }), [totp], "renamed", totp],
    ["another name", draftLike(totp, { name: "bob" }), [totp], "renamed", totp],
    ["another secret under the same name", draftLike(totp, { secret: other }), [totp], "other-secret", totp],
    ["another secret under the same name, case aside", draftLike(totp, { secret: other, issuer: "acme" }), [totp], "other-secret", totp],
    ["other digits: other codes under the same name", draftLike(totp, { digits: 8 }), [totp], "other-secret", totp],
    ["another period", draftLike(totp, { period: 60 }), [totp], "other-secret", totp],
    ["another algorithm", draftLike(totp, { algorithm: "SHA256" }), [totp], "other-secret", totp],
    ["another kind", draftLike(totp, { kind: "steam", digits: 5 }), [totp], "other-secret", totp],
    ["other digits under another name: nothing of it is there", draftLike(totp, { digits: 8, name: "bob" }), [totp], "new", null],
    ["two without any name have nothing in common", draftLike(totp, { issuer: "", name: "", secret: other }), [accountOf()], "new", null],
    ["issuer and name do not run together", draftLike(totp, { issuer: "Acm", name: "eann", secret: other }), [totp], "new", null],
    ["a HOTP counter behind", draftLike(hotp, { counter: 9 }), [hotp], "present", hotp],
    ["a HOTP counter as far", draftLike(hotp), [hotp], "present", hotp],
    ["a HOTP counter ahead", draftLike(hotp, { counter: 11 }), [hotp], "counter-ahead", hotp],
    ["a HOTP counter ahead under another name", draftLike(hotp, { counter: 11, name: "x" }), [hotp], "renamed", hotp],
    ["a PIN may be missing", draftLike(accountOf(), {}), [], "new", null],
  ]
  for (const [name, draft, existing, status, match] of cases) {
    it(name, () => {
      const found = classify(draft, existing)
      assert.equal(found.status, status)
      assert.equal(found.match?.id, match?.id)
    })
  }

  it("of a mOTP account whose PIN the file does not tell", () => {
    const motp = accountOf({ kind: "motp", algorithm: "MD5", period: 10, pin: "1234", name: "m" })
    assert.equal(classify(draftLike(motp, { pin: null }), [motp]).status, "present")
  })

  it("what lies in the trash is not there", () => {
    const gone = { ...totp, trashedAt: 1 }
    assert.equal(classify({ ...draftLike(gone), trashed: false }, [gone]).status, "new")
  })

  it("but a draft from a trash is compared with it, after what is in use", () => {
    const gone = { ...totp, trashedAt: 1 }
    assert.equal(classify(draftLike(gone), [gone]).match?.id, gone.id)
    const used = { ...totp, id: "used" }
    assert.equal(classify(draftLike(gone), [gone, used]).match?.id, "used")
  })

  it("of two copies of a HOTP account the one further on counts", () => {
    const ahead = { ...hotp, id: "ahead", counter: 20 }
    for (const existing of [
      [hotp, ahead],
      [ahead, hotp],
    ]) {
      assert.deepEqual(
        [classify(draftLike(hotp, { counter: 15 }), existing)].map((c) => [c.status, c.match?.id]),
        [["present", "ahead"]],
      )
    }
  })
})

it("the key of an account tells nothing of its secret", () => {
  const secret = new Secret(Buffer.from("visible secret"))
  const key = identityKey(accountOf({ secret, issuer: "Acme", name: "ann" }))
  assert.equal(key, identityKey(accountOf({ secret, issuer: "ACME", name: "Ann" })))
  assert.ok(!key.includes(secret.toBase32()) && !key.includes("visible"))
})

it("10,000 drafts against 10,000 accounts take seconds at most", () => {
  const existing = Array.from({ length: 10_000 }, (_, i) => accountOf({ issuer: `Issuer ${i}`, name: "ann" }))
  const startMs = processorMs()
  const index = new DuplicateIndex(existing)
  const statuses = existing.map((account, i) => index.classify(draftLike(account, i % 2 === 0 ? {} : { name: "bob" })).status)
  assert.ok(processorMs() - startMs < 2000)
  assert.equal(statuses.filter((s) => s === "present").length, 5000)
  assert.equal(statuses.filter((s) => s === "renamed").length, 5000)
})
