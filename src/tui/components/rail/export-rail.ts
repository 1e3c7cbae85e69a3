import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { Rail } from "./rail.ts"

const TEXTS = texts({
  name: { en: "Export", ja: "エクスポート" },
  choose: { en: "Choose", ja: "選択" },
  target: { en: "Target", ja: "移行先" },
  losses: { en: "Losses", ja: "失われる内容" },
  codes: { en: "Codes", ja: "コード" },
  save: { en: "Save", ja: "保存" },
  compare: { en: "Compare", ja: "照合" },
})

export type ExportStep = "choose" | "target" | "losses" | "codes" | "save" | "compare"

/** The rail of an export. @param steps - Those that this export needs. */
export function exportRail(steps: readonly ExportStep[], current: ExportStep): Rail {
  return { name: TEXTS.name, steps: steps.map((step): Sentence => TEXTS[step]), current: Math.max(0, steps.indexOf(current)) }
}

/** The rail of an export to a file that is written: another format or other accounts can follow. */
export function writtenRail(steps: readonly ExportStep[]): Rail {
  return { ...exportRail(steps, steps.includes("compare") ? "compare" : "save"), sealed: steps.indexOf("save"), finished: true }
}

/** The steps of an export to a file. @param lossy - Whether the losses are shown; before a format is chosen they may be. */
export function fileSteps(accounts: number, lossy: boolean): readonly ExportStep[] {
  return ["choose", "target", ...(lossy ? (["losses"] as const) : []), "save", ...compareStep(accounts)]
}

/** The steps of an export as QR codes, whose losses are shown beside the codes. */
export function qrSteps(accounts: number): readonly ExportStep[] {
  return ["choose", "target", "codes", ...compareStep(accounts)]
}

/** The codes of a single account are compared at a glance. */
function compareStep(accounts: number): readonly ExportStep[] {
  return accounts > 1 ? ["compare"] : []
}
