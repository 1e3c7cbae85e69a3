import { toAccount } from "../../accounts/account.ts"
import type { Account, Draft } from "../../accounts/account.ts"
import { DuplicateIndex, identityKey } from "../../accounts/duplicates.ts"
import { dropStaleVerifications } from "../../accounts/verification.ts"
import type { Random } from "../../base/ports.ts"
import { recordsOf } from "./read-outcome.ts"
import type { ReadFile, ReadRecord } from "./read-outcome.ts"

/**
 * How one record compares with the vault:
 * - `new`: not in the vault
 * - `present`: already in the vault
 * - `renamed`: the same secret is in the vault under another name
 * - `other-secret`: this name is in the vault with another secret; both are kept
 * - `repeated`: another record of this import has the same content
 * - `counter-ahead`: already in the vault, but with a lower HOTP counter
 */
export type RowStatus = "new" | "present" | "renamed" | "other-secret" | "repeated" | "counter-ahead"

export interface PlanRow extends ReadRecord {
  readonly status: RowStatus
  /** The account of the vault that `status` refers to. */
  readonly match: Account | null
  /** Whether it is imported. At first, the records are ticked that are `new` or `other-secret` and not trashed; the user may change that. */
  readonly ticked: boolean
}

export interface ImportPlan {
  readonly rows: readonly PlanRow[]
}

/** `new + present + renamed + skipped` is the number of records; `skipped` counts the unread and the unticked. */
export interface ImportResult {
  readonly new: number
  readonly present: number
  readonly renamed: number
  readonly skipped: number
}

/**
 * Compare every record with the vault, in the order of the files. Of repeated records, one is taken: one in use before one in a trash,
 * then the one with the highest HOTP counter, then the first.
 *
 * @param files - Locked and failed files are ignored.
 * @param existing - The accounts of the vault. Those in its trash are ignored.
 */
export function planImport(files: readonly ReadFile[], existing: readonly Account[]): ImportPlan {
  const index = new DuplicateIndex(existing)
  const records = recordsOf(files).map((record) => ({ record, key: identityKey(record.draft) }))
  const best = new Map<string, Draft>()
  for (const { record, key } of records) {
    const other = best.get(key)
    if (other === undefined || isPreferred(record.draft, other)) best.set(key, record.draft)
  }
  return {
    rows: records.map(({ record, key }) => {
      if (best.get(key) !== record.draft) return { ...record, status: "repeated", match: null, ticked: false }
      const { status, match } = index.classify(record.draft)
      return { ...record, status, match, ticked: (status === "new" || status === "other-secret") && !record.draft.trashed }
    }),
  }
}

/** Whether the draft is preferred: in use before trashed, then the higher counter. */
function isPreferred(draft: Draft, other: Draft): boolean {
  if (draft.trashed !== other.trashed) return other.trashed
  return (draft.counter ?? 0) > (other.counter ?? 0)
}

export interface ApplyContext {
  readonly nowMs: number
  readonly random: Random
  /** The number of records that could not be read; they count as skipped. */
  readonly unread: number
  /** Whether an id outside of `existing` must not be used: it is in the vault's tombstones. */
  readonly taken?: (id: string) => boolean
}

/**
 * Import the ticked rows. New accounts come after all others, in the order of the files. An account already in the vault gets the file's
 * values (`counter-ahead`: the counter alone), and a copy of the old one goes to the trash.
 *
 * @param rows - From {@link planImport} for the same `existing`, `ticked` as the user left it.
 * @returns all accounts of the vault, to be saved, and the counts of the records.
 */
export function applyImport(
  rows: readonly PlanRow[],
  existing: readonly Account[],
  context: ApplyContext,
): { readonly accounts: readonly Account[]; readonly result: ImportResult } {
  const accounts = new Map(existing.map((account) => [account.id, account]))
  const taken = (id: string): boolean => accounts.has(id) || context.taken?.(id) === true
  let order = existing.reduce((highest, account) => Math.max(highest, account.order), 0)
  const count = { new: 0, present: 0, renamed: 0, skipped: context.unread }
  const add = (draft: Draft): void => {
    const account = toAccount(draft, { nowMs: context.nowMs, order: ++order, random: context.random, taken })
    accounts.set(account.id, account)
  }
  for (const { draft, status, match, ticked } of rows) {
    const present = match === null ? undefined : accounts.get(match.id)
    switch (status) {
      case "new":
      case "other-secret":
        if (ticked) add(draft)
        count[ticked ? "new" : "skipped"]++
        break
      case "repeated":
        count.present++
        break
      case "present":
      case "renamed":
      case "counter-ahead": {
        count[status === "renamed" ? "renamed" : "present"]++
        if (!ticked || present === undefined) break
        const replaced = { ...present, id: context.random.uuid(), trashedAt: context.nowMs }
        accounts.set(replaced.id, replaced)
        accounts.set(
          present.id,
          status === "counter-ahead"
            ? { ...present, counter: draft.counter, updatedAt: context.nowMs }
            : applyDraft(present, draft, context.nowMs),
        )
        break
      }
    }
  }
  return { accounts: [...accounts.values()], result: count }
}

/** Take everything from the file except the order, the id, and a lower HOTP counter. */
function applyDraft(account: Account, draft: Draft, nowMs: number): Account {
  const { issuer, name, note, groups, favorite } = draft
  const counter = account.counter === null || draft.counter === null ? account.counter : Math.max(account.counter, draft.counter)
  // The other fields are equal, since they identify the account: kind, secret, algorithm, digits, period.
  return dropStaleVerifications(account, {
    ...account,
    issuer,
    name,
    note,
    groups,
    favorite,
    counter,
    pin: draft.pin ?? account.pin,
    icon: draft.icon ?? account.icon,
    updatedAt: nowMs,
  })
}

/**
 * The files with every record read and in the vault.
 *
 * @param saved - The vault's accounts, read back from the disk.
 */
export function filesInVault(files: readonly ReadFile[], saved: readonly Account[]): ReadFile[] {
  const index = new DuplicateIndex(saved)
  const isThere = ({ draft }: ReadRecord): boolean => ["present", "renamed"].includes(index.classify(draft).status)
  return files.filter(
    ({ outcome }) =>
      outcome.state === "read" && outcome.records.length > 0 && outcome.issues.length === 0 && outcome.records.every(isThere),
  )
}
