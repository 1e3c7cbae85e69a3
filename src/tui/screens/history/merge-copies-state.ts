import type { LineEditor } from "../../components/forms/line-editor.ts"
import { LIST_START } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { CopyView, MergeView } from "../../core/copies.ts"

export interface MergeCopiesState {
  /** Null until they are read. */
  readonly copies: readonly CopyView[] | null
  readonly list: ListState
  readonly stage: MergeStage
}

type MergeStage = { readonly at: "list" } | PassphraseStage | PlanningStage | PlanStage | ResultStage

/** Asks for the passphrase of a copy that is of another identity. */
export interface PassphraseStage {
  readonly at: "passphrase"
  readonly name: string
  readonly editor: LineEditor
  readonly wrong: boolean
  readonly opening: boolean
}

/** The copies are opened. */
interface PlanningStage {
  readonly at: "planning"
}

export interface PlanStage {
  readonly at: "plan"
  readonly plan: MergeView
  /** The first row that is drawn. */
  readonly offset: number
  readonly question: Confirm
  readonly saving: boolean
}

export interface ResultStage {
  readonly at: "result"
  readonly result: MergeView
  readonly deletable: readonly string[]
  /** Whether to delete the copies; null where none can be deleted, or it was answered. */
  readonly question: Confirm | null
}

export const MERGE_START: MergeCopiesState = { copies: null, list: LIST_START, stage: { at: "list" } }

export function chosenCopy({ copies, list }: MergeCopiesState): CopyView | undefined {
  return copies?.[list.cursor]
}

/** The copies that can be merged together without a passphrase. */
export function readyCopies({ copies }: MergeCopiesState): readonly string[] {
  return (copies ?? []).filter(({ state }) => state === "ready").map(({ name }) => name)
}
