import type { Account } from "../accounts/account.ts"
import { mergeVerifications } from "../accounts/verification.ts"
import { canonicalJson } from "./canonical-json.ts"
import type { Tombstone, VaultContent } from "./codec.ts"

export interface MergeContext {
  readonly nowMs: number
  /** A new id for the copy of an account that lost. */
  readonly newId: () => string
}

type Field = Exclude<keyof Account, "id" | "verified" | "unknown">

/** What the user sees of an account: a change of one of these is an edit. */
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
/** What makes the codes. Where the kind changes they go together: a period means nothing to a hotp account. */
const CODE_FIELDS: readonly string[] = ["kind", "secret", "algorithm", "digits", "period", "counter", "pin"]

type Side = "ours" | "theirs"
const otherSide = (side: Side): Side => (side === "ours" ? "theirs" : "ours")

/** The content with another set of accounts: what is gone gets a tombstone, what is there has none. */
export function replaceAccounts(content: VaultContent, accounts: readonly Account[], nowMs: number): VaultContent {
  const kept = new Set(accounts.map(({ id }) => id))
  const buried = new Set(content.tombstones.map(({ id }) => id))
  const removed = content.accounts.filter(({ id }) => !kept.has(id) && !buried.has(id)).map(({ id }) => ({ id, at: nowMs }))
  return { ...content, accounts, tombstones: [...content.tombstones.filter(({ id }) => !kept.has(id)), ...removed] }
}

/**
 * Bring two contents together, account by account and field by field.
 *
 * - One side changed a field: its value counts. Both did: the side with the later `updatedAt` wins (theirs when they are the same),
 *   and the account as the other side had it goes to the trash as a copy with a new id.
 * - An edit beats a removal, and beats a move to the trash.
 * - A counter that both sides moved takes the larger value; so do `usedAt` and `updatedAt`.
 * - What either side has compared with another device counts where it was about the codes that the merged account makes.
 * - An account is removed only where a tombstone says so; that it is absent is not enough.
 *
 * @param base - What both sides come from; null where nobody knows: then an account removed on one side stays where it was updated
 * after that.
 * @returns Content with the larger generation of the two; the caller counts on.
 */
export function mergeContents(base: VaultContent | null, ours: VaultContent, theirs: VaultContent, context: MergeContext): VaultContent {
  const was = byId(base?.accounts ?? [])
  const mine = byId(ours.accounts)
  const yours = byId(theirs.accounts)
  const accounts: Account[] = []
  const copies: Account[] = []
  for (const id of new Set([...mine.keys(), ...yours.keys()])) {
    const before = was.get(id)
    const our = mine.get(id)
    const their = yours.get(id)
    if (our !== undefined && their !== undefined) {
      const { account, lost } = mergeAccount(before, our, their)
      accounts.push(account)
      if (lost !== null) copies.push({ ...lost, id: context.newId(), trashedAt: context.nowMs })
      continue
    }
    const present = our ?? their
    const tombstone = (our === undefined ? ours : theirs).tombstones.find((stone) => stone.id === id)
    if (present !== undefined && (tombstone === undefined || survivesRemoval(base, before, present, tombstone))) accounts.push(present)
  }
  const alive = new Set(accounts.map(({ id }) => id))
  return {
    version: Math.max(ours.version, theirs.version),
    generation: Math.max(ours.generation, theirs.generation),
    accounts: [...accounts, ...copies],
    tombstones: mergeTombstones(ours.tombstones, theirs.tombstones).filter(({ id }) => !alive.has(id)),
    unreadable: uniqueValues(ours.unreadable, theirs.unreadable),
    unknown: { ...ours.unknown, ...theirs.unknown },
  }
}

function survivesRemoval(base: VaultContent | null, before: Account | undefined, present: Account, tombstone: Tombstone): boolean {
  if (base === null) return present.updatedAt > tombstone.at
  if (before === undefined) return true // added since: the removal was of an earlier account with this id
  return isEdited(before, present) || (before.trashedAt !== null && present.trashedAt === null)
}

function mergeAccount(base: Account | undefined, ours: Account, theirs: Account): { account: Account; lost: Account | null } {
  const winner: Side = ours.updatedAt > theirs.updatedAt ? "ours" : "theirs"
  const sides = { ours, theirs }
  const changed = (field: Field, side: Side): boolean => base === undefined || !same(base[field], sides[side][field])
  const kindMoved = !same(ours.kind, theirs.kind)
  // Where both changed the kind, or one did and the other changed what makes the codes, one side's way of making codes counts whole.
  const codeSide = kindMoved ? pick(CODE_FIELDS as readonly Field[]) : null
  let conflict = false

  function pick(fields: readonly Field[]): Side {
    if (fields.every((field) => same(ours[field], theirs[field]))) return winner
    const by = { ours: fields.some((field) => changed(field, "ours")), theirs: fields.some((field) => changed(field, "theirs")) }
    return by.ours && by.theirs ? winner : by.ours ? "ours" : "theirs"
  }
  function bothChanged(fields: readonly Field[]): boolean {
    return (
      fields.some((field) => changed(field, "ours")) &&
      fields.some((field) => changed(field, "theirs")) &&
      !fields.every((field) => same(ours[field], theirs[field]))
    )
  }

  const merged: Record<string, unknown> = { ...sides[winner] }
  if (codeSide !== null) conflict = bothChanged(CODE_FIELDS as readonly Field[])
  for (const field of EDITABLE_FIELDS) {
    const together = codeSide !== null && CODE_FIELDS.includes(field)
    merged[field] = sides[together ? codeSide : pick([field])][field]
    // Not worth a copy in the trash: a counter has its own rule, and a mark is set again with one key.
    if (!together && field !== "counter" && field !== "favorite" && bothChanged([field])) conflict = true
  }
  if (codeSide === null) merged["counter"] = mergeCounter(base, ours, theirs, pick(["counter"]))
  merged["order"] = sides[pick(["order"])].order
  merged["createdAt"] = Math.min(ours.createdAt, theirs.createdAt)
  merged["updatedAt"] = Math.max(ours.updatedAt, theirs.updatedAt)
  merged["usedAt"] = larger(ours.usedAt, theirs.usedAt)
  merged["trashedAt"] = mergeTrash(base, ours, theirs)
  const unknown = mergeUnknown(base?.unknown, ours.unknown, theirs.unknown, winner)
  delete merged["unknown"]
  if (Object.keys(unknown).length > 0) merged["unknown"] = unknown
  delete merged["verified"]
  const account = mergeVerifications(merged as unknown as Account, [ours, theirs])
  return { account, lost: conflict ? sides[otherSide(winner)] : null }
}

/** A counter belongs to its secret: where one side alone has a new secret, that side's counter counts. */
function mergeCounter(base: Account | undefined, ours: Account, theirs: Account, picked: Side): number | null {
  const sides = { ours, theirs }
  if (base !== undefined && !ours.secret.equals(theirs.secret)) {
    if (base.secret.equals(theirs.secret)) return ours.counter
    if (base.secret.equals(ours.secret)) return theirs.counter
  }
  const bothMoved = base === undefined || (base.counter !== ours.counter && base.counter !== theirs.counter)
  return bothMoved ? larger(ours.counter, theirs.counter) : sides[picked].counter
}

/** Null keeps it in use: chosen where one side edited what the other threw away, and where one side took it out of the trash. */
function mergeTrash(base: Account | undefined, ours: Account, theirs: Account): number | null {
  if (ours.trashedAt !== null && theirs.trashedAt !== null) return Math.max(ours.trashedAt, theirs.trashedAt)
  if (ours.trashedAt === theirs.trashedAt) return null
  const [kept, trashed] = ours.trashedAt === null ? [ours, theirs] : [theirs, ours]
  if (base === undefined) return trashed.updatedAt > kept.updatedAt ? trashed.trashedAt : null
  if (base.trashedAt !== null) return null
  return isEdited(base, kept) ? null : trashed.trashedAt
}

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
      const by = { ours: !same(base[name], ours[name]), theirs: !same(base[name], theirs[name]) }
      const side: Side = by.ours && by.theirs ? winner : by.ours ? "ours" : "theirs"
      return Object.hasOwn(sides[side], name) ? [[name, sides[side][name]] as const] : []
    }),
  )
}

function isEdited(before: Account, after: Account): boolean {
  return EDITABLE_FIELDS.some((field) => !same(before[field], after[field])) || !same(before.unknown ?? {}, after.unknown ?? {})
}

/** Whether two accounts are the same to the last field. */
export function isSameAccount(a: Account, b: Account): boolean {
  const fields = [...EDITABLE_FIELDS, "createdAt", "updatedAt", "usedAt", "order", "trashedAt"] as const
  return (
    a.id === b.id &&
    fields.every((field) => same(a[field], b[field])) &&
    same(a.verified ?? [], b.verified ?? []) &&
    same(a.unknown ?? {}, b.unknown ?? {})
  )
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isSecret(a) && isSecret(b)) return a.equals(b)
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  return canonicalJson(a) === canonicalJson(b)
}

function isSecret(value: unknown): value is Account["secret"] {
  return typeof value === "object" && value !== null && "equals" in value
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

function byId(accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((account) => [account.id, account]))
}

function mergeTombstones(ours: readonly Tombstone[], theirs: readonly Tombstone[]): Tombstone[] {
  const joined = new Map<string, Tombstone>()
  for (const stone of [...ours, ...theirs]) {
    const known = joined.get(stone.id)
    if (known === undefined || stone.at > known.at) joined.set(stone.id, stone)
  }
  return [...joined.values()]
}

function uniqueValues(ours: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  return [...new Map([...ours, ...theirs].map((value) => [canonicalJson(value), value])).values()]
}
