import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { classify, DuplicateIndex, identityKey } from "../../src/accounts/duplicates.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { processorMs } from "../processor-time.ts"
import { accountOf, draftLike } from "./fixtures.ts"

const totp = accountOf({ issuer: "Acme", name: "ann" })
const hotp = accountOf({ issuer: "Acme", name: "counter", kind: "hotp", period: null, counter: 10 })
const other = new Secret(Buffer.from("another secret"))

describe("a draft compared with the vault", () => {
  const cases: [name: string, draft: Draft, existing: Account[], status: string, match: Account | null][] = [
    ["is new in an empty vault", draftLike(totp), [], "new", null],
    ["is new where no account is similar", draftLike(totp, { secret: other, issuer: "Else" }), [totp, hotp], "new", null],
    ["is present where an account is equal", draftLike(totp), [hotp, totp], "present", totp],
    [
      "is present where only case and width of the letters differ",
      draftLike(totp, { issuer: "ＡＣＭＥ", name: "ANN " }),
      [totp],
      "present",
      totp,
    ],
    [
      "is present where only note, groups and favourite differ",
      draftLike(totp, { note: "x", groups: ["y"], favorite: true }),
      [totp],
      "present",
      totp,
    ],
    ["is renamed where the issuer differs", draftLike(totp, { issuer: "Acme Inc." }), [totp], "renamed", totp],
    ["is renamed where the name differs", draftLike(totp, { name: "bob" }), [totp], "renamed", totp],
    ["has another secret where only the secret differs", draftLike(totp, { secret: other }), [totp], "other-secret", totp],
    [
      "has another secret where the secret and the case of the issuer differ",
      draftLike(totp, { secret: other, issuer: "acme" }),
      [totp],
      "other-secret",
      totp,
    ],
    ["counts as having another secret where the number of digits differs", draftLike(totp, { digits: 8 }), [totp], "other-secret", totp],
    ["counts as having another secret where the period differs", draftLike(totp, { period: 60 }), [totp], "other-secret", totp],
    ["counts as having another secret where the algorithm differs", draftLike(totp, { algorithm: "SHA256" }), [totp], "other-secret", totp],
    ["counts as having another secret where the kind differs", draftLike(totp, { kind: "steam", digits: 5 }), [totp], "other-secret", totp],
    ["is new where the number of digits and the name differ", draftLike(totp, { digits: 8, name: "bob" }), [totp], "new", null],
    [
      "is new where neither it nor the account has a name",
      draftLike(totp, { issuer: "", name: "", secret: other }),
      [accountOf()],
      "new",
      null,
    ],
    [
      "is new where only the concatenation of issuer and name is equal",
      draftLike(totp, { issuer: "Acm", name: "eann", secret: other }),
      [totp],
      "new",
      null,
    ],
    ["is present where its HOTP counter is lower", draftLike(hotp, { counter: 9 }), [hotp], "present", hotp],
    ["is present where its HOTP counter is equal", draftLike(hotp), [hotp], "present", hotp],
    ["is ahead where its HOTP counter is higher", draftLike(hotp, { counter: 11 }), [hotp], "counter-ahead", hotp],
    [
      "is renamed where its HOTP counter is higher and the name differs",
      draftLike(hotp, { counter: 11, name: "x" }),
      [hotp],
      "renamed",
      hotp,
    ],
  ]
  for (const [name, draft, existing, status, match] of cases) {
    it(name, () => {
      const found = classify(draft, existing)
      assert.equal(found.status, status)
      assert.equal(found.match?.id, match?.id)
    })
  }

  it("is present where it is an mOTP account without its PIN", () => {
    const motp = accountOf({ kind: "motp", algorithm: "MD5", period: 10, pin: "1234", name: "m" })
    assert.equal(classify(draftLike(motp, { pin: null }), [motp]).status, "present")
  })

  it("is not compared with accounts in the trash", () => {
    const inTrash = { ...totp, trashedAt: 1 }
    assert.equal(classify({ ...draftLike(inTrash), trashed: false }, [inTrash]).status, "new")
  })

  it("from a trash is compared with the trash too, after the accounts in use", () => {
    const inTrash = { ...totp, trashedAt: 1 }
    assert.equal(classify(draftLike(inTrash), [inTrash]).match?.id, inTrash.id)
    const used = { ...totp, id: "used" }
    assert.equal(classify(draftLike(inTrash), [inTrash, used]).match?.id, "used")
  })

  it("is compared with the higher counter of two copies of a HOTP account", () => {
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

it("identityKey does not contain the secret", () => {
  const secret = new Secret(Buffer.from("visible secret"))
  const key = identityKey(accountOf({ secret, issuer: "Acme", name: "ann" }))
  assert.equal(key, identityKey(accountOf({ secret, issuer: "ACME", name: "Ann" })))
  assert.ok(!key.includes(secret.toBase32()) && !key.includes("visible"))
})

it("DuplicateIndex compares 10,000 drafts with 10,000 accounts in less than two seconds", () => {
  const existing = Array.from({ length: 10_000 }, (_, i) => accountOf({ issuer: `Issuer ${i}`, name: "ann" }))
  const startMs = processorMs()
  const index = new DuplicateIndex(existing)
  const statuses = existing.map((account, i) => index.classify(draftLike(account, i % 2 === 0 ? {} : { name: "bob" })).status)
  assert.ok(processorMs() - startMs < 2000)
  assert.equal(statuses.filter((s) => s === "present").length, 5000)
  assert.equal(statuses.filter((s) => s === "renamed").length, 5000)
})
