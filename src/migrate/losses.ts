import type { Account } from "../accounts/account.ts"
import type { Loss } from "../formats/handler.ts"

/** What a target cannot hold of one account. `losses` empty: it goes over whole. */
export interface PreflightRow {
  readonly account: Account
  readonly losses: readonly Loss[]
  /** False where a loss of grade `refused` keeps it out. */
  readonly writable: boolean
}
