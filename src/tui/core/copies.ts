import type { ComparedField } from "../../accounts/changes.ts"
import type { Message } from "../../base/language.ts"

/** A copy of the vault that was changed elsewhere. */
export interface CopyView {
  /** Within the vault's directory. */
  readonly name: string
  /** Where and when it was made, as far as the name says so; empty where it does not. */
  readonly origin: string
  /**
   * - `ready`: it opens and is signed
   * - `unsigned`: it opens, but anyone could have written it
   * - `merged`: the vault holds everything in it already
   * - `locked`: it belongs to another identity, and needs a passphrase
   * - `broken`: it cannot be opened
   */
  readonly state: "ready" | "unsigned" | "merged" | "locked" | "broken"
  /** The number of accounts in use; null where it is not open. */
  readonly accounts: number | null
  /** Milliseconds since 1970; null where it is not known. */
  readonly savedAt: number | null
  /** Why it cannot be opened; null where it can. */
  readonly problem: Message | null
}

/** What merging does to one account. */
export interface MergedAccount {
  /** `conflict`: both sides changed the same field; the state that loses goes to the trash. */
  readonly status: "new" | "changed" | "removed" | "conflict"
  readonly issuer: string
  readonly name: string
  readonly fields: readonly ComparedField[]
}

/** What merging copies does, or has done, to the vault. */
export interface MergeView {
  readonly names: readonly string[]
  readonly rows: readonly MergedAccount[]
  readonly new: number
  readonly changed: number
  readonly removed: number
  readonly conflicts: number
  /** Accounts of the copies that the vault has just so. */
  readonly present: number
  /** There is nothing to save. */
  readonly isDone: boolean
  /** A copy is of another identity: from before a change of the passphrase, or of another vault. */
  readonly otherIdentity: boolean
  /** A copy is not signed. */
  readonly unsigned: boolean
  /** A copy has another recovery key; that of the vault stays. */
  readonly otherRecovery: boolean
}
