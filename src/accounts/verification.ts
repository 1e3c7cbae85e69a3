import type { Account, AccountFields, Verification } from "./account.ts"

/**
 * Verifications: an account remembers which other devices showed its code, and when. They hold for the codes of that time only.
 */

/** Whether two accounts make the same codes. The HOTP counter is not compared, because it moves. */
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

/** When an account was last verified on a device, in milliseconds since 1970; null: not since its codes last changed. */
export function lastVerifiedAt({ verified }: Pick<Account, "verified">, where: string): number | null {
  return verified?.find((one) => one.where === where)?.at ?? null
}

/** The account with a new verification, which replaces an earlier one of the same device. @param at - Milliseconds since 1970. */
export function addVerification(account: Account, where: string, at: number): Account {
  return { ...account, verified: newestFirst([...(account.verified ?? []).filter((one) => one.where !== where), { where, at }]) }
}

/** The edited account, without verifications where the edit changed its codes. */
export function dropStaleVerifications(before: Account, after: Account): Account {
  if (haveSameCodes(before, after)) return after
  const { verified: _verified, ...rest } = after
  return rest
}

/** The account with the verifications of all accounts in `from` that make the same codes; of each device the latest. */
export function mergeVerifications(account: Account, from: readonly Account[]): Account {
  const latest = new Map<string, Verification>()
  for (const one of from.filter((each) => haveSameCodes(account, each)).flatMap(({ verified }) => verified ?? [])) {
    if (one.at > (latest.get(one.where)?.at ?? -1)) latest.set(one.where, one)
  }
  return latest.size === 0 ? account : { ...account, verified: newestFirst([...latest.values()]) }
}

/** The latest first; at the same time by name, so that the order is always the same. */
function newestFirst(list: readonly Verification[]): readonly Verification[] {
  return list.toSorted((a, b) => b.at - a.at || (a.where < b.where ? -1 : 1))
}
