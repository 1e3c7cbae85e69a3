import type { Account } from "./account.ts"

/** Days that an account stays in the trash before it is removed. */
export const TRASH_DAYS = 30

/** The accounts without those that were moved to the trash {@link TRASH_DAYS} days ago or earlier. */
export function dropExpired(accounts: readonly Account[], nowMs: number): Account[] {
  const since = nowMs - TRASH_DAYS * 24 * 60 * 60 * 1000
  return accounts.filter(({ trashedAt }) => trashedAt === null || trashedAt > since)
}
