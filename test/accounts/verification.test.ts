import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toDraft } from "../../src/accounts/account.ts"
import type { Account } from "../../src/accounts/account.ts"
import { accountFromRecord, toRecord } from "../../src/accounts/record.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { mergeVerifications, dropStaleVerifications, lastVerifiedAt, addVerification } from "../../src/accounts/verification.ts"
import { emptyContent } from "../../src/vault/codec.ts"
import { isSameAccount } from "../../src/vault/merge/compare.ts"
import { mergeContents } from "../../src/vault/merge/merge.ts"

const account: Account = accountFromRecord({ id: "a", issuer: "GitHub", secret: "GEZDGNBVGY3TQOJQ", createdAt: "2026-01-02T03:04:05.000Z" })
const other = Secret.fromBase32("JBSWY3DPEHPK3PXP")
const T = Date.UTC(2026, 10, 22, 14, 36)

describe("a verification on another device", () => {
  it("is stored once per device, the latest first", () => {
    const twice = addVerification(addVerification(addVerification(account, "phone", T), "aegis", T + 1), "phone", T + 2)
    assert.deepEqual(twice.verified, [
      { where: "phone", at: T + 2 },
      { where: "aegis", at: T + 1 },
    ])
    assert.deepEqual(
      [lastVerifiedAt(twice, "phone"), lastVerifiedAt(twice, "google"), lastVerifiedAt(account, "phone")],
      [T + 2, null, null],
    )
  })
  it("is in the record of the vault, but not in a record without secrets", () => {
    const verified = addVerification(account, "phone", T)
    assert.deepEqual(toRecord(verified, { secrets: true }).verified, [{ where: "phone", at: "2026-11-22T14:36:00.000Z" }])
    assert.equal(toRecord(verified, { secrets: false }).verified, undefined)
    assert.equal(toRecord(account, { secrets: true }).verified, undefined)
    assert.deepEqual(accountFromRecord(toRecord(verified, { secrets: true })).verified, verified.verified)
  })
  it("is not exported", () => {
    assert.ok(!("verified" in toDraft(addVerification(account, "phone", T))))
  })
  const malformed: [name: string, value: unknown][] = [
    ["a text", "phone"],
    ["an object with an invalid time", [{ where: "phone", at: "yesterday" }]],
    ["an object with an unknown field", [{ where: "phone", at: "2026-11-22T14:36:00.000Z", by: "eye" }]],
    ["a list of numbers", [1, 2]],
  ]
  for (const [name, value] of malformed) {
    it(`is ignored but written back unchanged where it is ${name}`, () => {
      const read = accountFromRecord({ ...toRecord(account, { secrets: true }), verified: value })
      assert.equal(read.verified, undefined)
      assert.deepEqual((toRecord(read, { secrets: true }) as { verified?: unknown }).verified, value)
    })
  }
  it("replaces a malformed value when an account is verified again", () => {
    const read = accountFromRecord({ ...toRecord(account, { secrets: true }), verified: "phone" })
    assert.deepEqual(toRecord(addVerification(read, "phone", T), { secrets: true }).verified, [
      { where: "phone", at: "2026-11-22T14:36:00.000Z" },
    ])
  })
  it("is dropped when the codes change, but not when name or counter change", () => {
    const verified = addVerification(account, "phone", T)
    assert.equal(dropStaleVerifications(verified, { ...verified, secret: other }).verified, undefined)
    assert.equal(dropStaleVerifications(verified, { ...verified, digits: 8 }).verified, undefined)
    assert.equal(dropStaleVerifications(verified, { ...verified, name: "bob", counter: 5 }).verified?.length, 1)
  })
  it("is merged from several accounts with the same codes, and only from those", () => {
    const mine = addVerification(account, "phone", T)
    const theirs = addVerification(addVerification(account, "phone", T + 5), "google", T)
    assert.deepEqual(mergeVerifications(account, [mine, theirs]).verified, [
      { where: "phone", at: T + 5 },
      { where: "google", at: T },
    ])
    assert.equal(mergeVerifications(account, [{ ...mine, secret: other }]).verified, undefined)
  })
})

describe("a merge of two vaults", () => {
  const context = { nowMs: T }
  const content = (one: Account) => ({ ...emptyContent(), accounts: [one] })
  const merged = (ours: Account, theirs: Account) =>
    mergeContents(content(account), content(ours), content(theirs), context).content.accounts

  it("keeps the verifications of both sides, regardless of which side edited last", () => {
    const ours = addVerification(account, "phone", T)
    const theirs = { ...addVerification(account, "google", T + 1), name: "bob", updatedAt: T + 9 }
    const [one, ...rest] = merged(ours, theirs)
    assert.deepEqual([one?.name, one?.verified?.map(({ where }) => where), rest.length], ["bob", ["google", "phone"], 0])
  })
  it("drops the verification of codes that the other side has replaced", () => {
    const [one] = merged(addVerification(account, "phone", T), { ...account, secret: other, updatedAt: T })
    assert.ok(one?.secret.equals(other))
    assert.deepEqual(
      Object.keys(one ?? { verified: 1 }).filter((name) => name === "verified"),
      [],
    )
  })
  it("saves an account in which only a verification differs", () => {
    assert.equal(isSameAccount(account, addVerification(account, "phone", T)), false)
    assert.equal(isSameAccount(addVerification(account, "phone", T), addVerification(account, "phone", T)), true)
  })
})
