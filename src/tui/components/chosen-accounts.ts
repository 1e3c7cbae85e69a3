import type { Account } from "../../accounts/account.ts"
import type { Context } from "../core/screen.ts"

/** The accounts of these ids, in this order. Accounts that are no longer in the vault are left out. */
export function chosenAccounts(ids: readonly string[], context: Context): readonly Account[] {
  const byId = new Map((context.vault?.accounts ?? []).map((account) => [account.id, account]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
