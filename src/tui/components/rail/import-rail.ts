import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { Rail } from "./rail.ts"

const TEXTS = texts({
  name: { en: "Import", ja: "インポート" },
  restore: { en: "Restore", ja: "復元" },
  source: { en: "Source", ja: "読み込み元" },
  files: { en: "Files", ja: "ファイル" },
  any: { en: "Codes or files", ja: "コードかファイル" },
  paste: { en: "Paste", ja: "貼り付け" },
  camera: { en: "Camera", ja: "カメラ" },
  unlock: { en: "Unlock", ja: "解除" },
  check: { en: "Check", ja: "内容の確認" },
  done: { en: "Done", ja: "完了" },
})

type Step = ImportStep | "any"
export type ImportStep = "source" | "files" | "paste" | "camera" | "unlock" | "check" | "done"

interface ImportShape {
  /** Text instead of files. */
  readonly pasted: boolean
  /** What came from the page for a browser, instead of files. */
  readonly received?: boolean
  /** A file needs a password. */
  readonly locked: boolean
  /** A backup, picked at once. */
  readonly restoring: boolean
  /** The key that asks for the passwords again; absent: there is none. */
  readonly unlockKey?: string
}

/** The rail of an import. */
export function importRail({ pasted, received = false, locked, restoring, unlockKey }: ImportShape, current: ImportStep): Rail {
  const steps: readonly Step[] = [
    ...(restoring ? [] : (["source"] as const)),
    current === "source" ? "any" : received ? "camera" : pasted ? "paste" : "files",
    ...(locked ? (["unlock"] as const) : []),
    "check",
    "done",
  ]
  const unlock = steps.indexOf("unlock")
  return {
    name: restoring ? TEXTS.restore : TEXTS.name,
    steps: steps.map((step): Sentence => TEXTS[step]),
    current: Math.max(0, steps.indexOf(current)),
    sealed: unlock < 0 ? steps.indexOf("check") : unlock,
    finished: current === "done",
    ...(unlock < 0 || unlockKey === undefined ? {} : { keys: { [unlock]: unlockKey } }),
  }
}
