import { cutToWidth, labelOf, sanitize } from "../../base/display.ts"
import { format } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Loss } from "../../formats/handler.ts"
import type { LossRow as TargetRow } from "../../migrate/export/losses.ts"
import type { Row } from "../core/frame.ts"
import { paragraph, textRow } from "./rows.ts"

/** One account that a target cannot hold, or only with losses. */
export interface LossRow {
  readonly label: string
  readonly losses: readonly Loss[]
}

/** The rows with losses. */
export function lossRows(rows: readonly TargetRow[]): readonly LossRow[] {
  return rows.filter(({ losses }) => losses.length > 0).map(({ account, losses }) => ({ label: labelOf(account), losses }))
}

/** The losses of each account below its label: `x` marks a loss that excludes the account, `-` a lost detail. */
export function lossLines(rows: readonly LossRow[], lang: Lang, width: number): readonly Row[] {
  return rows.flatMap(({ label, losses }) => [
    textRow(cutToWidth(` ${sanitize(label)}`, width), "strong"),
    ...losses.flatMap(({ grade, what }) => paragraph(`${grade === "refused" ? "x" : "-"} ${format(what, lang)}`, width, { indent: 3 })),
  ])
}
