import type { Account, Draft } from "../accounts/account.ts"

/**
 * What an import would do with one record:
 * - `new`: not there yet · `present`: already there · `renamed`: the same secret is there under another name ·
 * - `other-secret`: this name is there with another secret; both are kept · `repeated`: an earlier record of this import says the same ·
 * - `counter-ahead`: already there, but this HOTP counter is further on.
 */
export type RowStatus = "new" | "present" | "renamed" | "other-secret" | "repeated" | "counter-ahead"

export interface PlanRow {
  readonly draft: Draft
  /** The file it came from. */
  readonly file: string
  readonly status: RowStatus
  /** The account of the vault that `status` speaks of. */
  readonly match: Account | null
  /** Whether it is taken unless the user says otherwise: `new` and `other-secret` that are not trashed. */
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
