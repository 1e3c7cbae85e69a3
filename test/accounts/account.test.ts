import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft, toAccount, toDraft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import type { Random } from "../../src/base/ports.ts"

describe("toAccount", () => {
  const random: Random = { bytes: (n) => new Uint8Array(n), uuid: () => "drawn" }
  const draft = makeDraft({ kind: "hotp", secret: Secret.fromBase32("JBSWY3DP"), issuer: "Acme", counter: 4, note: "n", trashed: true })

  it("gives a new account an id, times, its order and the time it was put in the trash", () => {
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

  it("keeps the id and times of the draft, except an id that the vault already has", () => {
    const known = { ...draft, id: "known", createdAt: 1, updatedAt: 2, usedAt: 3 }
    const at = { nowMs: 5, order: 0, random }
    const kept = toAccount(known, { ...at, taken: () => false })
    assert.deepEqual([kept.id, kept.createdAt, kept.updatedAt, kept.usedAt], ["known", 1, 2, 3])
    assert.equal(toAccount(known, { ...at, taken: (id) => id === "known" }).id, "drawn")
  })
})
