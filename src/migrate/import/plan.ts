import { toAccount } from "../../accounts/account.ts"
import type { Account, Draft } from "../../accounts/account.ts"
import { DuplicateIndex, identityKey } from "../../accounts/duplicates.ts"
import type { Random } from "../../base/ports.ts"
import { dropStaleVerifications } from "../../accounts/verification.ts"
import { recordsOf } from "./read-outcome.ts"
import type { ReadFile, ReadRecord } from "./read-outcome.ts"

/**
 * What an import would do with one record:
 * - `new`: not there yet · `present`: already there · `renamed`: the same secret is there under another name ·
 * - `other-secret`: this name is there with another secret; both are kept · `repeated`: an earlier record of this import says the same ·
 * - `counter-ahead`: already there, but this HOTP counter is further on.
 */
export type RowStatus = "new" | "present" | "renamed" | "other-secret" | "repeated" | "counter-ahead"

export interface PlanRow extends ReadRecord {
  readonly status: RowStatus
  /** The account of the vault that `status` refers to. */
  readonly match: Account | null
  /** Whether it is imported. A plan ticks what is `new` or `other-secret` and not trashed; then the user may change that. */
  readonly ticked: boolean
}

export interface ImportPlan {
  readonly rows: readonly PlanRow[]
}

/** Numbers that add up: `new + present + renamed + skipped` is the number of records; `skipped` has the unread and the unticked. */
export interface ImportResult {
  readonly new: number
  readonly present: number
  readonly renamed: number
  readonly skipped: number
}

/**
 * What an import would do with every record, in the order of the files. Of records that say the same one is taken: the first, or the
 * one with the highest HOTP counter; one in use rather than one in a trash.
 *
 * @param files - What is locked or has failed does not count.
 * @param existing - The accounts of the vault. Those in its trash do not count.
 */
export function planImport(files: readonly ReadFile[], existing: readonly Account[]): ImportPlan {
  const index = new DuplicateIndex(existing)
  const records = recordsOf(files).map((record) => ({ record, key: identityKey(record.draft) }))
  const best = new Map<string, Draft>()
  for (const { record, key } of records) {
    const other = best.get(key)
    if (other === undefined || outranks(record.draft, other)) best.set(key, record.draft)
  }
  return {
    rows: records.map(({ record, key }) => {
      if (best.get(key) !== record.draft) return { ...record, status: "repeated", match: null, ticked: false }
      const { status, match } = index.classify(record.draft)
      return { ...record, status, match, ticked: (status === "new" || status === "other-secret") && !record.draft.trashed }
    }),
  }
}

function outranks(draft: Draft, other: Draft): boolean {
  if (draft.trashed !== other.trashed) return other.trashed
  return (draft.counter ?? 0) > (other.counter ?? 0)
}

export interface ApplyContext {
  readonly nowMs: number
  readonly random: Random
  /** Records that could not be read: they count as skipped. */
  readonly unread: number
  /** Ids that no new account may have beside those of `existing`: the vault's tombstones. */
  readonly taken?: (id: string) => boolean
}

/**
 * Do what the plan says with the rows that are ticked. New accounts come after all others, in the order of the files. A ticked row
 * that is there already takes over the file's state (`counter-ahead`: the counter alone), and what it was before goes to the trash.
 *
 * @param rows - Of {@link planImport} for the same `existing`, `ticked` as the user left it.
 * @returns All accounts of the vault as they are to be saved, and numbers that add up to the records.
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
            : takeOver(present, draft, context.nowMs),
        )
        break
      }
    }
  }
  return { accounts: [...accounts.values()], result: count }
}

/** The file's word on everything but the place, the id, and a HOTP counter that is further on here. */
function takeOver(account: Account, draft: Draft, nowMs: number): Account {
  const { issuer, name, note, groups, favorite } = draft
  const counter = account.counter === null || draft.counter === null ? account.counter : Math.max(account.counter, draft.counter)
  // The rest is what made them one: kind, secret, algorithm, digits, period.
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
 * The files of which every record was read and is in the vault.
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
