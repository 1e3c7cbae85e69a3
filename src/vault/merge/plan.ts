import type { Account } from "../../accounts/account.ts"
import { contentDigest } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { EDITABLE_FIELDS, isEqual } from "./compare.ts"
import { findBase, lineageOf, succeed } from "./lineage.ts"
import type { NamedContent } from "./lineage.ts"
import { mergeContents } from "./merge.ts"

export interface MergeRow {
  /**
   * - `new`: not in the vault so far
   * - `changed`: some of its fields get other values
   * - `removed`: removed, or moved to the trash
   * - `conflict`: both sides changed the same field; the state that loses goes to the trash
   */
  readonly status: "new" | "changed" | "removed" | "conflict"
  /** As it is after the merge; a removed one as it was before. */
  readonly account: Account
  /** The fields that change, in the order of the form; `unknown` for those that a newer program added. */
  readonly fields: readonly string[]
}

/** What merging copies does to the vault. */
export interface MergePlan {
  /** Account by account; those that stay as they are are left out. */
  readonly rows: readonly MergeRow[]
  readonly new: number
  readonly changed: number
  readonly removed: number
  readonly conflicts: number
  /** Accounts of the copies that the vault has just so. */
  readonly present: number
  /** The merged content. Its generation, time and ancestors are set when it is saved. */
  readonly content: VaultContent
  /** Whether there is nothing to save: the vault descends from every copy. */
  readonly isDone: boolean
  /** Whether a copy has another recovery key. The vault's own stays, whatever the user confirms: `recovery.age` of the copy may not be here. */
  readonly otherRecovery: boolean
}

/**
 * Merge copies into a vault's content, one after the other. Each is merged against the newest content that it is proved to have in common
 * with what was merged so far.
 *
 * @param readable - Kept versions, of the vault and beside the copies.
 * @param nowMs - Milliseconds since 1970.
 */
export function planMerge(
  vault: NamedContent,
  copies: readonly NamedContent[],
  readable: readonly NamedContent[],
  nowMs: number,
): MergePlan {
  let merged = vault
  const conflicts = new Set<string>()
  const known = [vault, ...copies, ...readable]
  for (const copy of copies) {
    if (lineageOf(merged).includes(copy.contentDigest)) continue
    const base = findBase(merged, copy, known)
    const result = mergeContents(base?.content ?? null, merged.content, copy.content, { nowMs })
    for (const id of result.conflicts) conflicts.add(id)
    const content = succeed({ ...result.content, recovery: vault.content.recovery }, [merged, copy], {
      generation: result.content.generation,
      nowMs: result.content.savedAt ?? nowMs,
    })
    merged = { content, contentDigest: contentDigest(content) }
  }
  const rows = compareAccounts(vault.content.accounts, merged.content.accounts, conflicts)
  const count = (status: MergeRow["status"]): number => rows.filter((row) => row.status === status).length
  const touched = new Set(rows.map(({ account }) => account.id))
  const ids = new Set(copies.flatMap(({ content }) => content.accounts.map(({ id }) => id)))
  const recipients = copies.map(({ content }) => content.recovery?.recipient ?? null).filter((one) => one !== null)
  return {
    rows,
    new: count("new"),
    changed: count("changed"),
    removed: count("removed"),
    conflicts: conflicts.size,
    present: [...ids].filter((id) => !touched.has(id)).length,
    content: merged.content,
    isDone: merged === vault,
    otherRecovery: recipients.some((one) => one !== vault.content.recovery?.recipient),
  }
}

function compareAccounts(before: readonly Account[], after: readonly Account[], conflicts: ReadonlySet<string>): MergeRow[] {
  const was = new Map(before.map((account) => [account.id, account]))
  const is = new Map(after.map((account) => [account.id, account]))
  const rows = after.flatMap((account): MergeRow[] => {
    const old = was.get(account.id)
    const fields = old === undefined ? [] : changedFields(old, account)
    if (conflicts.has(account.id)) return [{ status: "conflict", account, fields }]
    // The copy of a state that lost a conflict has its row already.
    if (old === undefined) return isConflictCopy(account) ? [] : [{ status: "new", account, fields }]
    if (old.trashedAt === null && account.trashedAt !== null) return [{ status: "removed", account, fields }]
    return fields.length === 0 ? [] : [{ status: "changed", account, fields }]
  })
  const removed = before.filter(({ id }) => !is.has(id)).map((account): MergeRow => ({ status: "removed", account, fields: [] }))
  return [...rows, ...removed]
}

/** Its id is a UUID of version 8; see `conflictCopyId`. All other accounts have random ones. */
function isConflictCopy({ id, trashedAt }: Account): boolean {
  return trashedAt !== null && /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-/.test(id)
}

function changedFields(before: Account, after: Account): string[] {
  const isTrashed = (account: Account): boolean => account.trashedAt !== null
  return [
    ...EDITABLE_FIELDS.filter((field) => !isEqual(before[field], after[field])),
    ...(isTrashed(before) === isTrashed(after) ? [] : ["trashed"]),
    ...(isEqual(before.unknown ?? {}, after.unknown ?? {}) ? [] : ["unknown"]),
  ]
}
