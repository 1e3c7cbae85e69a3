import { toAccount, makeDraft, toDraft } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"

let count = 0

/** An account with default values except `overrides`; each has a secret and an id of its own. */
export function accountOf(overrides: Partial<Account> = {}): Account {
  count++
  const draft = makeDraft({ kind: "totp", secret: new Secret(Buffer.from(`secret ${count}`)) })
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`
  const random = { bytes: (n: number) => new Uint8Array(n), uuid: () => id }
  return { ...toAccount(draft, { nowMs: 1_700_000_000_000 + count, order: count, random, taken: () => false }), ...overrides }
}

/** The draft as a file would contain `account`, except `overrides`. */
export function draftLike(account: Account, overrides: Partial<Draft> = {}): Draft {
  return { ...toDraft(account), id: null, ...overrides }
}
