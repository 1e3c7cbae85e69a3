import type { Account } from "../../../accounts/account.ts"
import { DuplicateIndex } from "../../../accounts/duplicates.ts"
import { deviceOfFormat } from "../../../formats/devices.ts"
import type { Registry } from "../../../formats/lookup.ts"
import type { PlanRow } from "../../../migrate/import/plan.ts"
import type { ReadFile } from "../../../migrate/import/read-outcome.ts"
import type { Route } from "../../core/routes.ts"

/** The check-list of what an import has brought, or found already there; null where that is nothing. */
export function importedCheckList(
  rows: readonly PlanRow[],
  files: readonly ReadFile[],
  accounts: readonly Account[],
  formats: Registry,
): Route | null {
  const index = new DuplicateIndex(accounts)
  const ids = rows.flatMap(({ draft, status, ticked }) => {
    // What was left out has not moved.
    if (!ticked && (status === "new" || status === "other-secret")) return []
    const { status: now, match } = index.classify(draft)
    return match === null || now === "other-secret" || match.trashedAt !== null ? [] : [match.id]
  })
  const read = files.flatMap(({ format, outcome }) =>
    outcome.state === "read" && outcome.records.length > 0 ? [deviceOfFormat(formats, format)] : [],
  )
  const [where, ...others] = new Set(read)
  if (ids.length === 0) return null
  // Several apps on one device are just that device.
  return { to: "check-list", ids: [...new Set(ids)], where: where === undefined || others.length > 0 ? "phone" : where }
}
