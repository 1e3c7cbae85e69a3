import type { Account } from "../../accounts/account.ts"
import { mergeVerifications } from "../../accounts/verification.ts"
import { canonicalJson } from "../canonical-json.ts"
import { MAX_RECEIPTS } from "../codec.ts"
import type { Tombstone, VaultContent } from "../codec.ts"
import { mergeRecords, mergeRecovery, mergeTombstones } from "./records.ts"

export interface MergeContext {
  /** Milliseconds since 1970: when the copies of losing accounts go to the trash. */
  readonly nowMs: number
  /** Draws the id of such a copy. */
  readonly newId: () => string
}

type Field = Exclude<keyof Account, "id" | "verified" | "unknown">

/** The fields that a user edits: a change of one of these counts as an edit. */
const EDITABLE_FIELDS = [
  "kind",
  "issuer",
  "name",
  "secret",
  "algorithm",
  "digits",
  "period",
  "counter",
  "pin",
  "note",
  "groups",
  "favorite",
  "icon",
] as const satisfies readonly Field[]
/** The fields that codes are made from. Where the kind changes they are taken from one side together: a hotp account has no period. */
const CODE_FIELDS: readonly Field[] = ["kind", "secret", "algorithm", "digits", "period", "counter", "pin"]

type Side = "ours" | "theirs"
const otherSide = (side: Side): Side => (side === "ours" ? "theirs" : "ours")

/** The content with other accounts. Each account that is removed gets a tombstone; one that is back loses its tombstone. */
export function replaceAccounts(content: VaultContent, accounts: readonly Account[], nowMs: number): VaultContent {
  const kept = new Set(accounts.map(({ id }) => id))
  const hasTombstone = new Set(content.tombstones.map(({ id }) => id))
  const removed = content.accounts.filter(({ id }) => !kept.has(id) && !hasTombstone.has(id)).map(({ id }) => ({ id, at: nowMs }))
  return { ...content, accounts, tombstones: [...content.tombstones.filter(({ id }) => !kept.has(id)), ...removed] }
}

/**
 * Merge two contents three ways: account by account (by id) and field by field, against the content that both descend from.
 *
 * - One side changed a field: its value is taken. Both sides did: the value of the account with the later `updatedAt` is taken (theirs
 *   when the times are equal), and the losing account goes to the trash as a copy with a new id.
 * - An edit beats a removal, and it beats a move to the trash.
 * - A counter that both sides moved takes the larger value; so do `usedAt` and `updatedAt`.
 * - A verification of either side is kept if it was about the codes that the merged account makes.
 * - An account is removed only where a tombstone says so, never because one side does not have it.
 *
 * @param base - The content that both sides descend from; null where it is not known. Without it an account that one side removed is
 * kept if it was updated after the removal.
 * @returns The merged content, with the larger generation of the two and without ancestors; see `succeed`.
 */
export function mergeContents(base: VaultContent | null, ours: VaultContent, theirs: VaultContent, context: MergeContext): VaultContent {
  const baseById = byId(base?.accounts ?? [])
  const oursById = byId(ours.accounts)
  const theirsById = byId(theirs.accounts)
  const accounts: Account[] = []
  const trashedCopies: Account[] = []
  for (const id of new Set([...oursById.keys(), ...theirsById.keys()])) {
    const before = baseById.get(id)
    const ourAccount = oursById.get(id)
    const theirAccount = theirsById.get(id)
    if (ourAccount !== undefined && theirAccount !== undefined) {
      const { account, loser } = mergeAccount(before, ourAccount, theirAccount)
      accounts.push(account)
      if (loser !== null) trashedCopies.push({ ...loser, id: context.newId(), trashedAt: context.nowMs })
      continue
    }
    // Only one side has it: either that side added it, or the other side removed it and has a tombstone.
    const remaining = ourAccount ?? theirAccount
    const tombstone = (ourAccount === undefined ? ours : theirs).tombstones.find((stone) => stone.id === id)
    if (remaining !== undefined && (tombstone === undefined || survivesRemoval(base, before, remaining, tombstone)))
      accounts.push(remaining)
  }
  const kept = new Set(accounts.map(({ id }) => id))
  return {
    version: Math.max(ours.version, theirs.version),
    generation: Math.max(ours.generation, theirs.generation),
    savedAt: larger(ours.savedAt, theirs.savedAt),
    ancestors: [],
    recovery: mergeRecovery(base?.recovery, ours.recovery, theirs.recovery),
    accounts: [...accounts, ...trashedCopies],
    tombstones: mergeTombstones(ours.tombstones, theirs.tombstones, kept),
    exports: mergeRecords(ours.exports, theirs.exports),
    receipts: mergeRecords(ours.receipts, theirs.receipts).slice(0, MAX_RECEIPTS),
    unreadable: uniqueValues(ours.unreadable, theirs.unreadable),
    unknown: { ...ours.unknown, ...theirs.unknown },
  }
}

/** Whether the account of one side stays although the other side has removed it: it was edited, or taken out of the trash. */
function survivesRemoval(base: VaultContent | null, before: Account | undefined, remaining: Account, tombstone: Tombstone): boolean {
  if (base === null) return remaining.updatedAt > tombstone.at
  // Added after the base: the tombstone is that of an earlier account with this id.
  if (before === undefined) return true
  return isEdited(before, remaining) || (before.trashedAt !== null && remaining.trashedAt === null)
}

/**
 * Merge the two states of one account.
 *
 * @returns `loser`: the state whose value of some field was dropped although its side had changed it; null where nothing was dropped.
 */
function mergeAccount(base: Account | undefined, ours: Account, theirs: Account): { account: Account; loser: Account | null } {
  const winner: Side = ours.updatedAt > theirs.updatedAt ? "ours" : "theirs"
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
  let conflict = codeSide !== null && isConflict(CODE_FIELDS)

  const merged: Record<string, unknown> = { ...sides[winner] }
  for (const field of EDITABLE_FIELDS) {
    const together = codeSide !== null && CODE_FIELDS.includes(field)
    merged[field] = sides[together ? codeSide : chooseSide([field])][field]
    // Neither makes a copy in the trash: a counter has a rule of its own, and a favourite is marked again with one key.
    if (!together && field !== "counter" && field !== "favorite" && isConflict([field])) conflict = true
  }
  if (codeSide === null) merged["counter"] = mergeCounter(base, ours, theirs, chooseSide(["counter"]))
  merged["order"] = sides[chooseSide(["order"])].order
  merged["createdAt"] = Math.min(ours.createdAt, theirs.createdAt)
  merged["updatedAt"] = Math.max(ours.updatedAt, theirs.updatedAt)
  merged["usedAt"] = larger(ours.usedAt, theirs.usedAt)
  merged["trashedAt"] = mergeTrash(base, ours, theirs)
  const unknown = mergeUnknown(base?.unknown, ours.unknown, theirs.unknown, winner)
  delete merged["unknown"]
  if (Object.keys(unknown).length > 0) merged["unknown"] = unknown
  delete merged["verified"]
  const account = mergeVerifications(merged as unknown as Account, [ours, theirs])
  return { account, loser: conflict ? sides[otherSide(winner)] : null }
}

/** The merged counter. A counter belongs to its secret: where only one side changed the secret, that side's counter is taken. */
function mergeCounter(base: Account | undefined, ours: Account, theirs: Account, chosen: Side): number | null {
  const sides = { ours, theirs }
  if (base !== undefined && !ours.secret.equals(theirs.secret)) {
    if (base.secret.equals(theirs.secret)) return ours.counter
    if (base.secret.equals(ours.secret)) return theirs.counter
  }
  const bothMoved = base === undefined || (base.counter !== ours.counter && base.counter !== theirs.counter)
  return bothMoved ? larger(ours.counter, theirs.counter) : sides[chosen].counter
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

/** Merge the fields that a newer version added, member by member. */
function mergeUnknown(
  base: Account["unknown"] = {},
  ours: Account["unknown"] = {},
  theirs: Account["unknown"] = {},
  winner: Side,
): Record<string, unknown> {
  const sides = { ours, theirs }
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const changedBy = { ours: !isEqual(base[name], ours[name]), theirs: !isEqual(base[name], theirs[name]) }
      const side: Side = changedBy.ours && changedBy.theirs ? winner : changedBy.ours ? "ours" : "theirs"
      return Object.hasOwn(sides[side], name) ? [[name, sides[side][name]] as const] : []
    }),
  )
}

function isEdited(before: Account, after: Account): boolean {
  return EDITABLE_FIELDS.some((field) => !isEqual(before[field], after[field])) || !isEqual(before.unknown ?? {}, after.unknown ?? {})
}

/** Whether two accounts have the same id and are equal in every field. */
export function isSameAccount(a: Account, b: Account): boolean {
  const fields = [...EDITABLE_FIELDS, "createdAt", "updatedAt", "usedAt", "order", "trashedAt"] as const
  return (
    a.id === b.id &&
    fields.every((field) => isEqual(a[field], b[field])) &&
    isEqual(a.verified ?? [], b.verified ?? []) &&
    isEqual(a.unknown ?? {}, b.unknown ?? {})
  )
}

/** Equal as JSON values; secrets by their bytes. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isSecret(a) && isSecret(b)) return a.equals(b)
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  return canonicalJson(a) === canonicalJson(b)
}

function isSecret(value: unknown): value is Account["secret"] {
  return typeof value === "object" && value !== null && "equals" in value
}

/** The larger of two numbers; the other one where one is null. */
function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

function byId(accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((account) => [account.id, account]))
}

/** The values of both lists, those that are equal as JSON once. */
function uniqueValues(ours: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  return [...new Map([...ours, ...theirs].map((value) => [canonicalJson(value), value])).values()]
}
