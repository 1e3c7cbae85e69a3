import type { Account, AccountFields, Verified } from "./account.ts"

/** Whether two accounts make the same codes. A HOTP counter moves, so it does not count. */
export function sameCodes(a: AccountFields, b: AccountFields): boolean {
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
export function verifiedAt({ verified }: Pick<Account, "verified">, where: string): number | null {
  return verified?.find((one) => one.where === where)?.at ?? null
}

/** The account with one more comparison, in place of an earlier one with the same device. */
export function withVerified(account: Account, where: string, at: number): Account {
  return { ...account, verified: sorted([...(account.verified ?? []).filter((one) => one.where !== where), { where, at }]) }
}

/** An account as it was edited: what was compared with the codes of before says nothing about other ones. */
export function keepVerified(before: Account, after: Account): Account {
  if (sameCodes(before, after)) return after
  const { verified: _verified, ...rest } = after
  return rest
}

/** The account with all that is known of the same codes, of every device the latest. */
export function joinVerified(account: Account, from: readonly Account[]): Account {
  const latest = new Map<string, Verified>()
  for (const one of from.filter((each) => sameCodes(account, each)).flatMap(({ verified }) => verified ?? [])) {
    if (one.at > (latest.get(one.where)?.at ?? -1)) latest.set(one.where, one)
  }
  return latest.size === 0 ? account : { ...account, verified: sorted([...latest.values()]) }
}

/** The latest first; of the same time by name, so that two programs write the same. */
function sorted(list: readonly Verified[]): readonly Verified[] {
  return list.toSorted((a, b) => b.at - a.at || (a.where < b.where ? -1 : 1))
}
