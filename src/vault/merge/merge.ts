import type { Account } from "../../accounts/account.ts"
import { canonicalJson } from "../canonical-json.ts"
import { MAX_RECEIPTS, newestExports } from "../codec.ts"
import type { Tombstone, VaultContent } from "../codec.ts"
import { mergeAccount, mergeMembers } from "./account.ts"
import { compareTexts, isEdited } from "./compare.ts"
import { mergeRecords, mergeRecovery, mergeTombstones, mergeUnreadable } from "./records.ts"

export interface MergeContext {
  /** Milliseconds since 1970: when the copies of losing accounts go to the trash. */
  readonly nowMs: number
}

export interface Merged {
  /** With the larger generation of the two and without ancestors; see `succeed`. */
  readonly content: VaultContent
  /** The ids of the accounts of which a state lost, and is now a copy in the trash. */
  readonly conflicts: readonly string[]
}

/** The content with other accounts. Each account that is removed gets a tombstone; one that is back loses its tombstone. */
export function replaceAccounts(content: VaultContent, accounts: readonly Account[], nowMs: number): VaultContent {
  const kept = new Set(accounts.map(({ id }) => id))
  const hasTombstone = new Set(content.tombstones.map(({ id }) => id))
  const removed = content.accounts.filter(({ id }) => !kept.has(id) && !hasTombstone.has(id)).map(({ id }) => ({ id, at: nowMs }))
  return { ...content, accounts, tombstones: [...content.tombstones.filter(({ id }) => !kept.has(id)), ...removed] }
}

/**
 * Merge two contents three ways: account by account (by id) and field by field, against the content that both descend from. Exchanging
 * the sides gives the same content, and merging a side into the result again changes nothing.
 *
 * - One side changed a field: its value is taken. Both sides did: the value of the state that `compareStates` prefers is taken, and the
 *   losing state goes to the trash as a copy, under an id derived from its values. Where the copy is there, its counter takes the larger value; where it was removed, none is made.
 * - An edit beats a removal, and it beats a move to the trash.
 * - `usedAt`, `updatedAt` and the counter of the same secret take the larger value; a counter that was set back, or that belongs to a secret that the
 *   other side replaced, is a losing state.
 * - A verification of either side is kept if it was about the codes that the merged account makes.
 * - An account is removed only where a tombstone says so and the base shows that it was not edited since. Without a base it goes to the
 *   trash.
 *
 * @param base - The content that both sides descend from; null where none is known. Then all that differs was changed by both sides.
 */
export function mergeContents(base: VaultContent | null, ours: VaultContent, theirs: VaultContent, context: MergeContext): Merged {
  const baseById = byId(base?.accounts ?? [])
  const oursById = byId(ours.accounts)
  const theirsById = byId(theirs.accounts)
  const stones = { ours: byId(ours.tombstones), theirs: byId(theirs.tombstones) }
  // A clock that is behind must not shorten the time in the trash.
  const trashMs = Math.max(context.nowMs, ours.savedAt ?? 0, theirs.savedAt ?? 0)
  const accounts: Account[] = []
  const copies = new Map<string, { readonly of: string; readonly copy: Account }>()
  for (const id of new Set([...oursById.keys(), ...theirsById.keys()])) {
    const before = baseById.get(id)
    const ourAccount = oursById.get(id)
    const theirAccount = theirsById.get(id)
    if (ourAccount !== undefined && theirAccount !== undefined) {
      const merged = mergeAccount(before, ourAccount, theirAccount)
      accounts.push(merged.account)
      for (const copy of merged.copies) copies.set(copy.id, { of: id, copy })
      continue
    }
    // Only one side has it: either that side added it, or the other side removed it and has a tombstone.
    const remaining = ourAccount ?? theirAccount
    const tombstone = (ourAccount === undefined ? stones.ours : stones.theirs).get(id)
    const kept = remaining === undefined ? null : keepRemaining(base, before, remaining, tombstone, trashMs)
    if (kept !== null) accounts.push(kept)
  }
  const known = new Set([...accounts.map(({ id }) => id), ...stones.ours.keys(), ...stones.theirs.keys()])
  for (const [index, account] of accounts.entries()) {
    const counter = copies.get(account.id)?.copy.counter ?? null
    if (counter !== null && account.counter !== null && counter > account.counter) accounts[index] = { ...account, counter }
  }
  const newCopies = [...copies.values()].filter(({ copy }) => !known.has(copy.id))
  const all = [...accounts, ...newCopies.map(({ copy }) => ({ ...copy, trashedAt: trashMs }))].sort((a, b) => compareTexts(a.id, b.id))
  return {
    content: {
      version: Math.max(ours.version, theirs.version),
      generation: Math.max(ours.generation, theirs.generation),
      savedAt: ours.savedAt === null || theirs.savedAt === null ? (ours.savedAt ?? theirs.savedAt) : Math.max(ours.savedAt, theirs.savedAt),
      ancestors: [],
      recovery: mergeRecovery(base?.recovery, ours.recovery, theirs.recovery),
      accounts: all,
      tombstones: mergeTombstones(ours.tombstones, theirs.tombstones, new Set(all.map(({ id }) => id))),
      exports: newestExports(mergeRecords(ours.exports, theirs.exports)),
      receipts: mergeRecords(ours.receipts, theirs.receipts).slice(0, MAX_RECEIPTS),
      unreadable: mergeUnreadable(base?.unreadable, ours.unreadable, theirs.unreadable),
      unknown: mergeMembers(base?.unknown, ours.unknown, theirs.unknown, greaterSide).merged,
    },
    conflicts: [...new Set(newCopies.map(({ of }) => of))],
  }
}

/** What becomes of an account that one side alone has; null where it is removed. */
function keepRemaining(
  base: VaultContent | null,
  before: Account | undefined,
  remaining: Account,
  tombstone: Tombstone | undefined,
  trashMs: number,
): Account | null {
  if (tombstone === undefined) return remaining
  if (base === null) {
    if (remaining.updatedAt > tombstone.at || remaining.trashedAt !== null) return remaining
    return { ...remaining, trashedAt: trashMs }
  }
  // Added after the base: the tombstone is that of an earlier account with this id.
  if (before === undefined) return remaining
  return isEdited(before, remaining) || (before.trashedAt !== null && remaining.trashedAt === null) ? remaining : null
}

/** The side whose value has the greater canonical text. */
function greaterSide(ours: unknown, theirs: unknown): "ours" | "theirs" {
  return compareTexts(canonicalJson(ours ?? null), canonicalJson(theirs ?? null)) > 0 ? "ours" : "theirs"
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}
