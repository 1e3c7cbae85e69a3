import { texts } from "../../../base/language.ts"
import { deviceOfFormat } from "../../../formats/devices.ts"
import { handlerById, listedTitle } from "../../../formats/lookup.ts"
import { preflight } from "../../../migrate/export/losses.ts"
import type { PreflightRow } from "../../../migrate/export/losses.ts"
import { lostOf } from "../../../migrate/receipts/receipt.ts"
import type { Move } from "../../../migrate/receipts/receipt.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
import { lossRows } from "../../components/loss-lines.ts"
import type { Binding } from "../../core/keys.ts"
import type { Route } from "../../core/routes.ts"
import type { Context } from "../../core/screen.ts"

export const EXPORTED_TEXTS = texts({
  keep: {
    en: "Compare the codes there with those here before you delete anything; c starts it.",
    ja: "移行先の認証コードが一致するまで、何も削除しないでください。c で照合します。",
  },
  compare: { en: "compare the codes with the other app", ja: "移行先の認証コードと照合する" },
  compareHint: { en: "compare codes", ja: "照合" },
  guide: { en: "the steps to import it in the app", ja: "アプリでインポートする手順を表示する" },
  guideHint: { en: "how to import", ja: "手順" },
  home: { en: "Enter goes to the accounts.", ja: "Enter でアカウント一覧へ戻ります。" },
  homeHint: { en: "to the accounts", ja: "アカウント一覧へ" },
})

export type ExportedAction = "compare" | "show-guide" | "go-home"

/** After the file or the directory is written. */
export const EXPORTED_KEYS: readonly Binding<ExportedAction>[] = [
  { keys: ["enter", "escape"], action: "go-home", help: EXPORTED_TEXTS.homeHint, hint: EXPORTED_TEXTS.homeHint },
  { keys: ["c"], action: "compare", help: EXPORTED_TEXTS.compare, hint: EXPORTED_TEXTS.compareHint },
  { keys: ["h"], action: "show-guide", help: EXPORTED_TEXTS.guide, hint: EXPORTED_TEXTS.guideHint },
]

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

/** The steps to import it in the app. */
export function exportedGuide({ format }: Exported, context: Context): Route {
  const handler = handlerById(context.formats, format)
  return handler === undefined ? { to: "guides" } : { to: "guides", find: listedTitle(handler).en, into: true }
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
