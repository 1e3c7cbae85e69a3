import { createHash } from "node:crypto"
import { toAccount, makeDraft } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { NOW_MS, seededRandom } from "../formats/ports.ts"

/** Realistic made-up accounts, in any number. */
export function draftsOf(count: number): Draft[] {
  return Array.from({ length: count }, (_, n) =>
    makeDraft({
      kind: "totp",
      issuer: `Issuer ${n}`,
      name: `someone-${n}@example.com`,
      secret: new Secret(createHash("sha1").update(`bench ${n}`).digest()),
      groups: [`Group ${n % 7}`],
      note: `note ${n}`,
      createdAt: NOW_MS - n * 60_000,
      updatedAt: NOW_MS - n * 1000,
      usedAt: NOW_MS - n,
    }),
  )
}

export function accountsOf(count: number): Account[] {
  const random = seededRandom("bench")
  return draftsOf(count).map((draft, order) => toAccount(draft, { nowMs: NOW_MS, order, random, taken: () => false }))
}
