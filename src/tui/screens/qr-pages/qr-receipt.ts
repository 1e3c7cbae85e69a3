import type { QrFileKind } from "../../../migrate/qr/qr-files.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { lostOf } from "../../../migrate/receipts/receipt.ts"
import type { Move } from "../../../migrate/receipts/receipt.ts"
import type { Route } from "../../core/routes.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

/** The accounts on the pages, in their order. The pages of a transfer name no accounts; then all that were chosen. */
export function exportedIds({ plan, ids }: Pick<QrPagesState, "plan" | "ids">): readonly string[] {
  const onPages = plan?.pages.flatMap((page) => page.ids) ?? []
  return onPages.length === 0 ? ids : onPages
}

/** What the receipt tells after all pages were shown. */
export function moveOf({ target, losses, ids }: QrPagesState, plan: QrPlan): Move {
  const moved = exportedIds({ plan, ids })
  return {
    kind: "export-qr",
    device: target,
    files: [],
    protected: target === "keyferry",
    ids: moved,
    moved: moved.length,
    skipped: plan.refused.length,
    ...lostOf(losses),
  }
}

/** What the receipt of saved pages tells. A sheet goes to paper, whose codes are compared by a scan. */
export function savedMove(state: QrPagesState, plan: QrPlan, kind: QrFileKind, files: readonly string[]): Move {
  const move = moveOf(state, plan)
  return kind === "sheet" ? { ...move, kind: "export-sheet", device: "", files, ids: [] } : { ...move, kind: "export-pictures", files }
}

/** The comparison of the exported accounts with the device. */
export function checkListRoute(state: QrPagesState): Route {
  return { to: "check-list", ids: exportedIds(state), where: state.target }
}
