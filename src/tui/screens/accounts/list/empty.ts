import { format, texts } from "../../../../base/language.ts"
import type { Lang } from "../../../../base/language.ts"
import { wrap } from "../../../../base/wrap.ts"
import { chosenRow, EMPTY_ROW, paragraph, textRow } from "../../../components/rows.ts"
import type { Row } from "../../../core/frame.ts"
import type { Route } from "../../../core/routes.ts"

const TEXTS = texts({
  empty: { en: "No account yet.", ja: "まだアカウントがありません。" },
  add: {
    en: "Add one: type its secret, or paste an otpauth:// link",
    ja: "追加: シークレットを入力するか、otpauth:// リンクを貼り付け",
  },
  import: {
    en: "Bring them from another app: a camera, QR pictures, files, pasted text",
    ja: "ほかのアプリから移す: カメラ、QR コードの画像、ファイル、貼り付け",
  },
  restore: { en: "Restore a backup: m, then 5", ja: "バックアップから復元: m のあとに 5" },
  unreadable: {
    en: "{count} {count|record is|records are} unreadable to this version.",
    ja: "このバージョンでは読めない項目が {count} 件あります。",
  },
  noMatch: { en: "No account matches.", ja: "当てはまるアカウントがありません。" },
  clear: { en: "Esc clears the filter.", ja: "Esc で絞り込みを解除します。" },
})

/** The ways to the first account, with the keys that lead there; a blank where one key does not. */
export const FIRST_STEPS: readonly { readonly key: string; readonly text: "add" | "import" | "restore"; readonly route: Route }[] = [
  { key: "a", text: "add", route: { to: "account-edit", id: null, draft: null } },
  { key: "m", text: "import", route: { to: "migrate" } },
  { key: " ", text: "restore", route: { to: "restore" } },
]

/** The rows of a way to the first account: a window that is narrow needs several. */
function stepRows(step: (typeof FIRST_STEPS)[number], chosen: boolean, width: number, lang: Lang): readonly Row[] {
  return wrap(format(TEXTS[step.text], lang), Math.min(width, 76) - 6).map((line, at) => {
    const row = textRow(`${at > 0 ? "    " : `${chosen ? "▌" : " "} ${step.key} `} ${line}`)
    return chosen ? chosenRow(row, Math.min(width, 76)) : row
  })
}

/** The rows above the first way. */
const ABOVE = 3

/** The body of a vault without accounts. */
export function firstStepRows(cursor: number, unreadable: number, width: number, lang: Lang): readonly Row[] {
  const steps = FIRST_STEPS.flatMap((step, at) => stepRows(step, at === cursor, width, lang))
  const note =
    unreadable === 0 ? [] : [EMPTY_ROW, ...paragraph(format(TEXTS.unreadable, lang, { count: unreadable }), width - 4, { indent: 2 })]
  return [EMPTY_ROW, textRow(`  ${format(TEXTS.empty, lang)}`, "strong"), EMPTY_ROW, ...steps, ...note]
}

/** The way at a row of the body; null: there is none. */
export function firstStepAt(y: number, width: number, lang: Lang): number | null {
  const places = FIRST_STEPS.flatMap((step, at) => stepRows(step, false, width, lang).map(() => at))
  return places[y - ABOVE] ?? null
}

export function noMatchRows(width: number, lang: Lang): readonly Row[] {
  return [EMPTY_ROW, ...[TEXTS.noMatch, TEXTS.clear].flatMap((text) => paragraph(format(text, lang), width - 4, { indent: 2 }))]
}
