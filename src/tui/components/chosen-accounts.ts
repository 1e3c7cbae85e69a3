import type { Account } from "../../accounts/account.ts"
import { unreadableRows } from "../../migrate/export/losses.ts"
import type { LossRow } from "../../migrate/export/losses.ts"
import type { Context } from "../core/screen.ts"

/** The accounts of these ids, in this order. Accounts that are no longer in the vault are left out. */
export function chosenAccounts(ids: readonly string[], context: Context): readonly Account[] {
  const byId = new Map((context.vault?.accounts ?? []).map((account) => [account.id, account]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** The records that this version cannot read, as losses of an export of these accounts; none where only some of the accounts are exported. */
export function unreadableLosses(ids: readonly string[], { vault }: Context): readonly LossRow[] {
  if (vault === null) return []
  const chosen = new Set(ids)
  const isWhole = vault.accounts.every(({ id, trashedAt }) => trashedAt !== null || chosen.has(id))
  return isWhole ? unreadableRows(vault.unreadable) : []
}
