import { cutToWidth, labelOf, sanitize } from "../../base/display.ts"
import { format } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Loss } from "../../formats/handler.ts"
import type { PreflightRow } from "../../migrate/export/losses.ts"
import type { Row } from "../core/frame.ts"
import { paragraph, textRow } from "./rows.ts"

/** One account that a target cannot hold, or not whole. */
export interface LossRow {
  readonly label: string
  readonly losses: readonly Loss[]
}

/** Those rows that have something to say. */
export function lossRows(rows: readonly PreflightRow[]): readonly LossRow[] {
  return rows.filter(({ losses }) => losses.length > 0).map(({ account, losses }) => ({ label: labelOf(account), losses }))
}

/** Account by account, what is lost below its label: `x` keeps it out, `-` is a detail. */
export function lossLines(rows: readonly LossRow[], lang: Lang, width: number): readonly Row[] {
  return rows.flatMap(({ label, losses }) => [
    textRow(cutToWidth(` ${sanitize(label)}`, width), { bold: true }),
    ...losses.flatMap(({ grade, what }) => paragraph(`${grade === "refused" ? "x" : "-"} ${format(what, lang)}`, width, { indent: 3 })),
  ])
}
