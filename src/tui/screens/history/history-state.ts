import { LIST_START } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { AccountDifference, VersionView } from "../../core/versions.ts"

export interface HistoryState {
  /** Null until they are read. */
  readonly versions: readonly VersionView[] | null
  readonly list: ListState
  readonly stage: HistoryStage
}

/** The list of versions, one of them, or the plan to restore it. */
type HistoryStage = { readonly at: "list" } | VersionStage | PlanStage

export interface VersionStage {
  readonly at: "version"
  readonly version: VersionView
  readonly list: ListState
}

export interface PlanStage {
  readonly at: "plan"
  /** Where Esc leads. */
  readonly from: VersionStage
  /** The one account that is restored; null: the whole version. */
  readonly account: AccountDifference | null
  /** Null until the plan is made. */
  readonly changes: readonly AccountDifference[] | null
  /** The first change that is drawn. */
  readonly offset: number
  readonly question: Confirm
  readonly saving: boolean
}

export const HISTORY_START: HistoryState = { versions: null, list: LIST_START, stage: { at: "list" } }

export function chosenVersion({ versions, list }: HistoryState): VersionView | undefined {
  return versions?.[list.cursor]
}

export function chosenDifference({ version, list }: VersionStage): AccountDifference | undefined {
  return version.since[list.cursor]
}
