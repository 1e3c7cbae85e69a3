import type { Message } from "../../../base/language.ts"
import { handlerById } from "../../../formats/lookup.ts"
import type { ImportResult } from "../../../migrate/import/plan.ts"
import type { ReadFile } from "../../../migrate/import/read-outcome.ts"
import type { FilePicker } from "../../components/files/file-picker-state.ts"
import type { FormState } from "../../components/forms/form-state.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Route } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"
import type { PlanTable } from "./plan-table.ts"

/** The result of an import, and of the offer to delete its files. */
export interface Imported {
  readonly result: ImportResult
  /** The files that may be deleted. */
  readonly deletable: readonly string[]
  readonly deleted: readonly string[]
  /** The check-list that compares its accounts with their old device; null where there are none. */
  readonly checkList: Route | null
  /** Null once it is answered, or where there is nothing to delete. */
  readonly confirm: Confirm | null
  /** The entry of the menu below the result, 0-based; null: the user has not moved it, and it is on what to do next. */
  readonly cursor: number | null
  readonly offset: number
}

export type RunStage =
  | { readonly at: "reading" }
  | { readonly at: "failed"; readonly message: Message }
  /** Asking for what opens the file at `index`. */
  | {
      readonly at: "unlock"
      readonly index: number
      readonly form: FormState
      /** The path of the key file that goes with the password. */
      readonly keyFile: string | null
      /** The key file is being chosen. */
      readonly picker: FilePicker | null
      readonly wrong: Message | null
      readonly waiting: boolean
    }
  /** Showing how the file at `index`, which is in no known format, would be read. */
  | { readonly at: "mapping"; readonly index: number; readonly confirm: Confirm; readonly waiting: boolean; readonly offset: number }
  | { readonly at: "plan"; readonly table: PlanTable }
  | { readonly at: "applying"; readonly table: PlanTable }
  | { readonly at: "result"; readonly imported: Imported }

export interface ImportRunState {
  /** Null: it was pasted, or it is what came from a browser. */
  readonly paths: readonly string[] | null
  /** It came from the page for a browser. */
  readonly received: boolean
  /** The name of what was pasted. */
  readonly pasted: string
  /** It was started to restore a backup: see {@link isRestore}. */
  readonly restoring: boolean
  readonly files: readonly ReadFile[]
  /** The rows as they were applied. */
  readonly rows: PlanTable["rows"]
  readonly stage: RunStage
}

/** Whether any of the files has or had a lock. */
export function hasLocked(files: readonly ReadFile[]): boolean {
  return files.some((file) => file.protected || file.outcome.state === "locked")
}

/** Whether passwords can be asked for again. What was pasted is not kept. */
export function canUnlockAgain({ paths, received, files }: Pick<ImportRunState, "paths" | "received" | "files">): boolean {
  return (paths !== null || received) && hasLocked(files)
}

/** Whether the screen mentions restoring: it was opened for that, or every file is a backup of keyferry. */
export function isRestore(
  { restoring, files }: Pick<ImportRunState, "restoring" | "files">,
  { formats }: Pick<Context, "formats">,
): boolean {
  return restoring || (files.length > 0 && files.every(({ format }) => handlerById(formats, format)?.keepFile === "backup"))
}
