import type { Account, AccountFields, Verification } from "./account.ts"

/** Whether two accounts make the same codes. A HOTP counter moves, so it does not count. */
export function haveSameCodes(a: AccountFields, b: AccountFields): boolean {
  return (
    a.kind === b.kind &&
    a.secret.equals(b.secret) &&
    a.algorithm === b.algorithm &&
    a.digits === b.digits &&
    a.period === b.period &&
    a.pin === b.pin
  )
}

/** When an account was last compared with a device; null: not since its codes last changed. */
export function lastVerifiedAt({ verified }: Pick<Account, "verified">, where: string): number | null {
  return verified?.find((one) => one.where === where)?.at ?? null
}

/** The account with one more comparison, in place of an earlier one with the same device. */
export function addVerification(account: Account, where: string, at: number): Account {
  return { ...account, verified: newestFirst([...(account.verified ?? []).filter((one) => one.where !== where), { where, at }]) }
}

/** An account as it was edited: what was compared with the codes of before says nothing about other ones. */
export function dropStaleVerifications(before: Account, after: Account): Account {
  if (haveSameCodes(before, after)) return after
  const { verified: _verified, ...rest } = after
  return rest
}

/** The account with all that is known of the same codes, of every device the latest. */
export function mergeVerifications(account: Account, from: readonly Account[]): Account {
  const latest = new Map<string, Verification>()
  for (const one of from.filter((each) => haveSameCodes(account, each)).flatMap(({ verified }) => verified ?? [])) {
    if (one.at > (latest.get(one.where)?.at ?? -1)) latest.set(one.where, one)
  }
  return latest.size === 0 ? account : { ...account, verified: newestFirst([...latest.values()]) }
}

/** The latest first; of the same time by name, so that two programs write the same. */
function newestFirst(list: readonly Verification[]): readonly Verification[] {
  return list.toSorted((a, b) => b.at - a.at || (a.where < b.where ? -1 : 1))
}
