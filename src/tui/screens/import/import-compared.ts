import type { Account } from "../../../accounts/account.ts"
import { DuplicateIndex } from "../../../accounts/duplicates.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { deviceOfFormat } from "../../../formats/devices.ts"
import type { Registry } from "../../../formats/lookup.ts"
import type { ImportResult, PlanRow } from "../../../migrate/import/plan.ts"
import { issuesOf } from "../../../migrate/import/read-outcome.ts"
import type { ReadFile } from "../../../migrate/import/read-outcome.ts"
import { lostAccounts } from "../../../migrate/receipts/receipt.ts"
import type { LostAccount, Move } from "../../../migrate/receipts/receipt.ts"
import type { Context } from "../../core/screen.ts"
import { isRestore } from "./import-run-state.ts"
import type { ImportRunState } from "./import-run-state.ts"
import type { Route } from "../../core/routes.ts"
import { leftOutRows, unreadTexts } from "./import-result.ts"

const TEXTS = texts({
  notTicked: { en: "left out by you", ja: "選択しませんでした" },
  inTrash: { en: "in the other app's trash, and not ticked", ja: "元のアプリのごみ箱にあり、選択しませんでした" },
})

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
  const read = files.flatMap(({ format: id, outcome }) =>
    outcome.state === "read" && outcome.records.length > 0 ? [deviceOfFormat(formats, id)] : [],
  )
  const [where, ...others] = new Set(read)
  if (ids.length === 0) return null
  // For several apps, name only the device.
  return { to: "check-list", ids: [...new Set(ids)], where: where === undefined || others.length > 0 ? "phone" : where }
}

/** What the receipt of an import tells. @param checkList - Of the accounts that came in or were here. */
export function importedMove(state: ImportRunState, result: ImportResult, checkList: Route | null, context: Context): Move {
  const compared = checkList?.to === "check-list" ? checkList : null
  const restore = isRestore(state, context)
  return {
    kind: restore ? "restore" : "import",
    device: restore ? "" : (compared?.where ?? "phone"),
    files: state.paths ?? [],
    protected: state.files.every((file) => file.protected),
    ids: compared?.ids ?? [],
    moved: result.new,
    skipped: result.skipped,
    unread: Math.min(result.skipped, issuesOf(state.files).length),
    here: result.present + result.renamed,
    ...notImported(state),
  }
}

/** The records and files that did not come in, each with the reason. */
function notImported(state: ImportRunState): Pick<Move, "lost" | "lossy"> {
  const [en, ja] = [unreadTexts(state, "en"), unreadTexts(state, "ja")]
  const unread = en.map((text, at) => ({ label: "", what: [{ en: text, ja: ja[at] ?? text }] }))
  return lostAccounts([...unread, ...leftOutRows(state).map(leftOutAccount)])
}

function leftOutAccount({ draft }: PlanRow): LostAccount {
  const reason = draft.trashed ? TEXTS.inTrash : TEXTS.notTicked
  return { label: labelOf(draft), what: [{ en: format(reason, "en"), ja: format(reason, "ja") }] }
}
