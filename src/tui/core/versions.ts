import type { ComparedField } from "../../accounts/changes.ts"
import type { Message } from "../../base/language.ts"

/** Names a version even where others were saved after it. */
export interface VersionId {
  readonly generation: number
  /** Milliseconds since 1970; null where it is not known. */
  readonly savedAt: number | null
}

/** The present content of the vault, or an earlier one that is kept: without its accounts, which hold secrets. */
export interface VersionView extends VersionId {
  /** 1 is the present content, 2 the version before it, and so on. */
  readonly n: number
  readonly current: boolean
  /** The number of accounts in use; null where the version cannot be used. */
  readonly accounts: number | null
  /** Why it cannot be used; null where it can. */
  readonly problem: Message | null
  /** What its save changed; null where no earlier version is there to compare with. */
  readonly changes: readonly AccountDifference[] | null
  /** What has changed between it and the present. */
  readonly since: readonly AccountDifference[]
}

/** How one account differs between two states of the vault. */
export interface AccountDifference {
  /** An account that was moved to the trash counts as removed, one that was taken out of it as added. */
  readonly change: "added" | "removed" | "changed"
  readonly id: string
  readonly issuer: string
  readonly name: string
  /** The other fields that differ. */
  readonly fields: readonly ComparedField[]
}
