import type { ClockResult } from "../../../migrate/check/clock.ts"
import type { Finding } from "../../../migrate/check/finding.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import type { ListState } from "../../components/list.ts"
import type { Route } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"

export interface CheckState {
  /** Null while the check runs; empty where it failed. */
  readonly findings: readonly Finding[] | null
  readonly list: ListState
  /** A screen that mends a finding was opened: on return the check runs again. */
  readonly isStale: boolean
  /** A code of another device is being typed; null: not now. */
  readonly clock: ClockStage | null
}

export interface ClockStage {
  readonly editor: LineEditor
  /** When typing it began, in milliseconds since 1970; null: it has not. */
  readonly sinceMs: number | null
  /** For the last code that was typed; null: none was. */
  readonly result: ClockResult | null
}

export function chosenFinding({ findings, list }: CheckState): Finding | undefined {
  return findings?.[list.cursor]
}

const PLACES: Readonly<Record<string, Route>> = {
  "never-verified": { to: "check-list-start" },
  "backup-none": { to: "auto-backup" },
  "backup-never": { to: "auto-backup" },
  "backup-failed": { to: "auto-backup" },
  "backup-old": { to: "auto-backup" },
  "not-synced": { to: "backup" },
  "conflict-copy": { to: "merge-copies" },
  "changed-elsewhere": { to: "merge-copies" },
  "version-unusable": { to: "history" },
  "version-newer": { to: "history" },
}

/** Findings that editing the account mends. */
const EDITED = ["secret-very-short", "secret-short", "digits-unusual", "period-unusual", "algorithm-unusual", "account-unnamed"]

/** The screen that mends a finding; null where there is none. Of several accounts, the first is edited. */
export function placeOf({ code, accounts }: Finding): Route | null {
  const [first] = accounts ?? []
  if (EDITED.includes(code) && first !== undefined) return { to: "account-edit", id: first.id, draft: null }
  return PLACES[code] ?? null
}

/** Rows below the list: a blank one, and the chosen finding's text. */
const detailRows = ({ body }: Context): number => (body.rows >= 18 ? 8 : 5)

/** Rows of the list. One row above it counts the findings; a high window has a blank one below that. */
export function checkListHeight(context: Context): number {
  return Math.max(1, context.body.rows - headHeight(context) - 1 - detailRows(context))
}

export function headHeight({ body }: Context): number {
  return body.rows >= 18 ? 2 : 1
}
