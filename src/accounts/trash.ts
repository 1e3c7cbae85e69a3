import type { Account } from "./account.ts"

/** How long an account stays in the trash. */
export const TRASH_DAYS = 30

/** Without those that have lain in the trash for {@link TRASH_DAYS}. */
export function dropExpired(accounts: readonly Account[], nowMs: number): Account[] {
  const since = nowMs - TRASH_DAYS * 24 * 60 * 60 * 1000
  return accounts.filter(({ trashedAt }) => trashedAt === null || trashedAt > since)
}
