import { deviceOfFormat } from "../../../formats/devices.ts"
import { handlerById } from "../../../formats/lookup.ts"
import { preflight } from "../../../migrate/export/losses.ts"
import type { PreflightRow } from "../../../migrate/export/losses.ts"
import { lostOf } from "../../../migrate/receipts/receipt.ts"
import type { Move } from "../../../migrate/receipts/receipt.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
import { lossRows } from "../../components/loss-lines.ts"
import type { Route } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"

/** The accounts of an export, and the format that it is written in. */
interface Exported {
  readonly format: string
  readonly ids: readonly string[]
}

function rowsOf({ format, ids }: Exported, context: Context): readonly PreflightRow[] {
  const handler = handlerById(context.formats, format)
  return handler === undefined ? [] : preflight(handler, chosenAccounts(ids, context))
}

function writtenIds(exported: Exported, context: Context): readonly string[] {
  return rowsOf(exported, context)
    .filter(({ writable }) => writable)
    .map(({ account }) => account.id)
}

/** The comparison of the written accounts with the app that gets them. */
export function exportedCheckList(exported: Exported, context: Context): Route {
  return { to: "check-list", ids: writtenIds(exported, context), where: deviceOfFormat(context.formats, exported.format) }
}

interface Written extends Pick<Move, "kind" | "protected"> {
  /** The file or the directory. */
  readonly path: string
  readonly accounts: number
}

/** What the receipt of an export tells. */
export function exportedMove(exported: Exported, { path, accounts, ...written }: Written, context: Context): Move {
  const { format, ids } = exported
  return {
    ...written,
    device: deviceOfFormat(context.formats, format),
    files: [path],
    ids: writtenIds(exported, context),
    moved: accounts,
    skipped: ids.length - accounts,
    ...lostOf(lossRows([...rowsOf(exported, context), ...unreadableLosses(ids, context)])),
  }
}
