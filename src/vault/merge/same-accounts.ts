import type { Account } from "../../accounts/account.ts"
import { isSameAccount } from "./compare.ts"

/** Whether both lists hold the same accounts, in any order. */
export function areSameAccounts(a: readonly Account[], b: readonly Account[], isSame = isSameAccount): boolean {
  const accountsOfB = new Map(b.map((account) => [account.id, account]))
  const isUnchanged = (account: Account): boolean => {
    const other = accountsOfB.get(account.id)
    return other !== undefined && isSame(account, other)
  }
  return a.length === b.length && a.every(isUnchanged)
}

/** Whether nothing but the use of codes distinguishes `now` from `before`: a counter that moved forward and times of use. */
export function isSameExceptUse(now: Account, before: Account): boolean {
  const { counter, usedAt, updatedAt } = now
  return (counter ?? 0) >= (before.counter ?? 0) && isSameAccount(now, { ...before, counter, usedAt, updatedAt })
}
