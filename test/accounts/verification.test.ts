import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { toDraft } from "../../src/accounts/account.ts"
import type { Account } from "../../src/accounts/account.ts"
import { accountFromRecord, toRecord } from "../../src/accounts/record.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { mergeVerifications, dropStaleVerifications, lastVerifiedAt, addVerification } from "../../src/accounts/verification.ts"
import { emptyContent } from "../../src/vault/codec.ts"
import { mergeContents, isSameAccount } from "../../src/vault/merge.ts"

const account: Account = accountFromRecord({ id: "a", issuer: "GitHub", secret: "GEZDGNBVGY3TQOJQ", createdAt: "2026-01-02T03:04:05.000Z" })
const other = Secret.fromBase32("JBSWY3DPEHPK3PXP")
const T = Date.UTC(2026, 10, 22, 14, 36)

describe("what was compared with another device", () => {
  it("is known by device, each once, the latest first", () => {
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
  it("is in the vault's record, and nowhere without secrets", () => {
    const compared = addVerification(account, "phone", T)
    assert.deepEqual(toRecord(compared, { secrets: true }).verified, [{ where: "phone", at: "2026-11-22T14:36:00.000Z" }])
    assert.equal(toRecord(compared, { secrets: false }).verified, undefined)
    assert.equal(toRecord(account, { secrets: true }).verified, undefined)
    assert.deepEqual(accountFromRecord(toRecord(compared, { secrets: true })).verified, compared.verified)
  })
  it("belongs to the account in this vault, not to what is exported", () => {
    assert.ok(!("verified" in toDraft(addVerification(account, "phone", T))))
  })
  const strange: [name: string, value: unknown][] = [
    ["no list", "phone"],
    ["a time that is none", [{ where: "phone", at: "yesterday" }]],
    ["a member that is not known", [{ where: "phone", at: "2026-11-22T14:36:00.000Z", by: "eye" }]],
    ["numbers", [1, 2]],
  ]
  for (const [name, value] of strange) {
    it(`is kept as it came where it is ${name}`, () => {
      const read = accountFromRecord({ ...toRecord(account, { secrets: true }), verified: value })
      assert.equal(read.verified, undefined)
      assert.deepEqual((toRecord(read, { secrets: true }) as { verified?: unknown }).verified, value)
    })
  }
  it("gives way where what came was not understood and something is compared now", () => {
    const read = accountFromRecord({ ...toRecord(account, { secrets: true }), verified: "phone" })
    assert.deepEqual(toRecord(addVerification(read, "phone", T), { secrets: true }).verified, [
      { where: "phone", at: "2026-11-22T14:36:00.000Z" },
    ])
  })
  it("says nothing about other codes, but survives another name or counter", () => {
    const compared = addVerification(account, "phone", T)
    assert.equal(dropStaleVerifications(compared, { ...compared, secret: other }).verified, undefined)
    assert.equal(dropStaleVerifications(compared, { ...compared, digits: 8 }).verified, undefined)
    assert.equal(dropStaleVerifications(compared, { ...compared, name: "bob", counter: 5 }).verified?.length, 1)
  })
  it("joins what several know of the same codes, and leaves out the rest", () => {
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
  const context = { nowMs: T, newId: () => "new" }
  const content = (one: Account) => ({ ...emptyContent(), accounts: [one] })
  const merged = (ours: Account, theirs: Account) => mergeContents(content(account), content(ours), content(theirs), context).accounts

  it("keeps what either side has compared, regardless of which side edited last", () => {
    const ours = addVerification(account, "phone", T)
    const theirs = { ...addVerification(account, "google", T + 1), name: "bob", updatedAt: T + 9 }
    const [one, ...rest] = merged(ours, theirs)
    assert.deepEqual([one?.name, one?.verified?.map(({ where }) => where), rest.length], ["bob", ["google", "phone"], 0])
  })
  it("forgets a comparison with codes that the other side has replaced", () => {
    const [one] = merged(addVerification(account, "phone", T), { ...account, secret: other, updatedAt: T })
    assert.ok(one?.secret.equals(other))
    assert.deepEqual(
      Object.keys(one ?? { verified: 1 }).filter((name) => name === "verified"),
      [],
    )
  })
  it("takes a comparison alone for a difference that has to be saved", () => {
    assert.equal(isSameAccount(account, addVerification(account, "phone", T)), false)
    assert.equal(isSameAccount(addVerification(account, "phone", T), addVerification(account, "phone", T)), true)
  })
})
