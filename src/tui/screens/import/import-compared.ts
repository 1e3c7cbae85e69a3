import type { Account } from "../../../accounts/account.ts"
import { DuplicateIndex } from "../../../accounts/duplicates.ts"
import { deviceOfFormat } from "../../../formats/devices.ts"
import type { Registry } from "../../../formats/lookup.ts"
import type { PlanRow } from "../../../migrate/import/plan.ts"
import type { ReadFile } from "../../../migrate/import/read-outcome.ts"
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
