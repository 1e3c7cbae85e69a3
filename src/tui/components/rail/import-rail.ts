import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { Rail } from "./rail.ts"

const TEXTS = texts({
  name: { en: "Import", ja: "インポート" },
  restore: { en: "Restore", ja: "復元" },
  source: { en: "Source", ja: "読み込み元" },
  files: { en: "Files", ja: "ファイル" },
  paste: { en: "Paste", ja: "貼り付け" },
  unlock: { en: "Unlock", ja: "解除" },
  check: { en: "Check", ja: "内容の確認" },
  done: { en: "Done", ja: "完了" },
})

export type ImportStep = "source" | "files" | "paste" | "unlock" | "check" | "done"

/** The rail of an import. `pasted`: text instead of files. `locked`: a file needs a password. `restoring`: a backup, picked at once. */
export function importRail(
  { pasted, locked, restoring }: { readonly pasted: boolean; readonly locked: boolean; readonly restoring: boolean },
  current: ImportStep,
): Rail {
  const steps: readonly ImportStep[] = [
    ...(restoring ? [] : (["source"] as const)),
    pasted ? "paste" : "files",
    ...(locked ? (["unlock"] as const) : []),
    "check",
    "done",
  ]
  return {
    name: restoring ? TEXTS.restore : TEXTS.name,
    steps: steps.map((step): Sentence => TEXTS[step]),
    current: Math.max(0, steps.indexOf(current)),
  }
}
