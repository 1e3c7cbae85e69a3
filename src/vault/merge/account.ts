import type { Account } from "../../accounts/account.ts"
import { mergeVerifications } from "../../accounts/verification.ts"
import { EDITABLE_FIELDS, compareStates, conflictCopyId, isEdited, isEqual, isSameAccount } from "./compare.ts"
import type { Field } from "./compare.ts"

/** The fields that codes are made from. Where the kind changes they are taken from one side together: a hotp account has no period. */
const CODE_FIELDS: readonly Field[] = ["kind", "secret", "algorithm", "digits", "period", "counter", "pin"]

type Side = "ours" | "theirs"
const otherSide = (side: Side): Side => (side === "ours" ? "theirs" : "ours")

/**
 * Merge the two states of one account. The result is the same with the sides exchanged.
 *
 * @param base - The state that both descend from; undefined where the base has none, or none is known.
 * @returns `copies`: the states of which some value was dropped although its side had changed it, under ids of their own.
 */
export function mergeAccount(base: Account | undefined, ours: Account, theirs: Account): { account: Account; copies: readonly Account[] } {
  if (isSameAccount(ours, theirs)) return { account: ours, copies: [] }
  const winner: Side = compareStates(ours, theirs) > 0 ? "ours" : "theirs"
  const sides = { ours, theirs }
  const hasChanged = (fields: readonly Field[], side: Side): boolean =>
    fields.some((field) => base === undefined || !isEqual(base[field], sides[side][field]))
  const areEqual = (fields: readonly Field[]): boolean => fields.every((field) => isEqual(ours[field], theirs[field]))
  const isConflict = (fields: readonly Field[]): boolean => hasChanged(fields, "ours") && hasChanged(fields, "theirs") && !areEqual(fields)
  /** The side whose values of these fields are taken. */
  const chooseSide = (fields: readonly Field[]): Side => {
    if (areEqual(fields) || isConflict(fields)) return winner
    return hasChanged(fields, "ours") ? "ours" : "theirs"
  }
  // Where the kinds differ, all code fields come from one side; null: each field is merged by itself.
  const codeSide = isEqual(ours.kind, theirs.kind) ? null : chooseSide(CODE_FIELDS)
  const together = new Set<Field>(codeSide === null ? ["counter"] : CODE_FIELDS)
  let conflict = codeSide !== null && isConflict(CODE_FIELDS)

  const merged: Record<string, unknown> = { ...sides[winner] }
  for (const field of EDITABLE_FIELDS) {
    if (together.has(field)) {
      if (codeSide !== null) merged[field] = sides[codeSide][field]
    } else {
      merged[field] = sides[chooseSide([field])][field]
      if (field !== "favorite" && isConflict([field])) conflict = true
    }
  }
  if (codeSide === null) merged["counter"] = mergeCounter(ours, theirs, chooseSide(["secret"]))
  // Without a base it is not known which side marked it.
  if (base === undefined) merged["favorite"] = ours.favorite || theirs.favorite
  merged["order"] = sides[chooseSide(["order"])].order
  merged["createdAt"] = Math.min(ours.createdAt, theirs.createdAt)
  merged["updatedAt"] = Math.max(ours.updatedAt, theirs.updatedAt)
  merged["usedAt"] = larger(ours.usedAt, theirs.usedAt)
  merged["trashedAt"] = mergeTrash(base, ours, theirs)
  const unknown = mergeMembers(base?.unknown, ours.unknown, theirs.unknown, winner)
  delete merged["unknown"]
  if (Object.keys(unknown.merged).length > 0) merged["unknown"] = unknown.merged
  if (unknown.conflict) conflict = true
  delete merged["verified"]
  const account = mergeVerifications(merged as unknown as Account, [ours, theirs])
  const before = base?.counter ?? null
  const lost = [ours, theirs].filter((state) => (conflict && state === sides[otherSide(winner)]) || isCounterLost(before, state, account))
  return { account, copies: lost.map((state) => copyOf(state, state === ours ? theirs : ours, before)) }
}

/** The copy of a losing state. A counter that was used must not move back where the copy is restored; one that the user set back is kept. */
function copyOf(lost: Account, other: Account, before: number | null): Account {
  const { counter } = lost
  if (counter !== null && before !== null && counter < before) return { ...lost, id: conflictCopyId(lost, counter) }
  return {
    ...lost,
    id: conflictCopyId(lost),
    counter: lost.secret.equals(other.secret) && counter !== null ? larger(counter, other.counter) : counter,
  }
}

/**
 * Whether a side has moved the counter and the merged account has not taken that over: it was set back, or it belongs to a secret that the
 * other side has replaced.
 */
function isCounterLost(before: number | null, { counter, secret }: Account, merged: Account): boolean {
  if (before === null || counter === null || counter === before) return false
  return secret.equals(merged.secret) ? counter < before && counter !== merged.counter : true
}

/** Of the same secret the larger counter; a counter belongs to its secret, so of another one that of the side that it comes from. */
function mergeCounter(ours: Account, theirs: Account, secretSide: Side): number | null {
  return ours.secret.equals(theirs.secret) ? larger(ours.counter, theirs.counter) : { ours, theirs }[secretSide].counter
}

/** The merged `trashedAt`. Null (in use) where one side edited what the other moved to the trash, or where one took it out of the trash. */
function mergeTrash(base: Account | undefined, ours: Account, theirs: Account): number | null {
  if (ours.trashedAt !== null && theirs.trashedAt !== null) return Math.max(ours.trashedAt, theirs.trashedAt)
  if (ours.trashedAt === theirs.trashedAt) return null
  const [inUse, trashed] = ours.trashedAt === null ? [ours, theirs] : [theirs, ours]
  if (base === undefined) return trashed.updatedAt > inUse.updatedAt ? trashed.trashedAt : null
  if (base.trashedAt !== null) return null
  return isEdited(base, inUse) ? null : trashed.trashedAt
}

type Members = Readonly<Record<string, unknown>>

/**
 * Merge the members that a newer version added, one by one.
 *
 * @param winner - The side whose value is taken where both have changed a member.
 * @returns with `conflict`: whether a value was dropped that a side had set
 */
export function mergeMembers(
  base: Members = {},
  ours: Members = {},
  theirs: Members = {},
  winner: Side | ((ours: unknown, theirs: unknown) => Side),
): { readonly merged: Record<string, unknown>; readonly conflict: boolean } {
  const sides = { ours, theirs }
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  let conflict = false
  const merged = [...names].flatMap((name) => {
    const changedBy = { ours: !isEqual(base[name], ours[name]), theirs: !isEqual(base[name], theirs[name]) }
    const both = changedBy.ours && changedBy.theirs && !isEqual(ours[name], theirs[name])
    const has = { ours: Object.hasOwn(ours, name), theirs: Object.hasOwn(theirs, name) }
    if (both && has.ours && has.theirs) conflict = true
    const chosen = typeof winner === "string" ? winner : winner(ours[name], theirs[name])
    // A value that was set is kept where the other side removed the member.
    const side: Side = both ? (has[chosen] ? chosen : otherSide(chosen)) : changedBy.ours ? "ours" : "theirs"
    return has[side] ? [[name, sides[side][name]] as const] : []
  })
  return { merged: Object.fromEntries(merged), conflict }
}

/** The larger of two numbers; the other one where one is null. */
function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
