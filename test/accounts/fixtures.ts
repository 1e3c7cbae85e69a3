import { toAccount, makeDraft, toDraft } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"

let made = 0

/** An account of the vault, everything usual but what is said; each with a secret and an id of its own. */
export function accountOf(said: Partial<Account> = {}): Account {
  made++
  const draft = makeDraft({ kind: "totp", secret: new Secret(Buffer.from(`secret ${made}`)) })
  const id = `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`
  const random = { bytes: (n: number) => new Uint8Array(n), uuid: () => id }
  return { ...toAccount(draft, { nowMs: 1_700_000_000_000 + made, order: made, random, taken: () => false }), ...said }
}

/** What a file would tell of an account, but for what is said. */
export function draftLike(account: Account, said: Partial<Draft> = {}): Draft {
  return { ...toDraft(account), id: null, ...said }
}
