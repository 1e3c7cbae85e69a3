import type { Account } from "../../../accounts/account.ts"
import { DuplicateIndex } from "../../../accounts/duplicates.ts"
import { deviceOfFormat } from "../../../formats/devices.ts"
import type { Registry } from "../../../formats/lookup.ts"
import type { ImportResult, PlanRow } from "../../../migrate/import/plan.ts"
import type { ReadFile } from "../../../migrate/import/read-outcome.ts"
import type { Context } from "../../core/screen.ts"
import { isRestore } from "./import-run-state.ts"
import type { ImportRunState } from "./import-run-state.ts"
import type { Move } from "../../../migrate/receipts/receipt.ts"
import type { Route } from "../../core/routes.ts"

/** The check-list of the accounts that an import has added or found in the vault; null where there are none. */
export function importedCheckList(
  rows: readonly PlanRow[],
  files: readonly ReadFile[],
  accounts: readonly Account[],
  formats: Registry,
): Route | null {
  const index = new DuplicateIndex(accounts)
  const ids = rows.flatMap(({ draft, status, ticked }) => {
    // Unticked accounts were not imported.
    if (!ticked && (status === "new" || status === "other-secret")) return []
    const { status: now, match } = index.classify(draft)
    return match === null || now === "other-secret" || match.trashedAt !== null ? [] : [match.id]
  })
  const read = files.flatMap(({ format, outcome }) =>
    outcome.state === "read" && outcome.records.length > 0 ? [deviceOfFormat(formats, format)] : [],
  )
  const [where, ...others] = new Set(read)
  if (ids.length === 0) return null
  // For several apps, name only the device.
  return { to: "check-list", ids: [...new Set(ids)], where: where === undefined || others.length > 0 ? "phone" : where }
}

/** What the receipt of an import tells. @param checkList - Of the accounts that came in or were here. */
export function importedMove(state: ImportRunState, result: ImportResult, checkList: Route | null, context: Context): Move {
  const compared = checkList?.to === "check-list" ? checkList : null
  return {
    kind: isRestore(state, context) ? "restore" : "import",
    device: compared?.where ?? "phone",
    files: state.paths ?? [],
    protected: state.files.every((file) => file.protected),
    ids: compared?.ids ?? [],
    moved: result.new,
    skipped: result.skipped,
    lost: [],
    lossy: 0,
  }
}
