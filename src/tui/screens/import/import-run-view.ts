import { cutToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { CONFIRM_KEYS, confirmRows } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { formView } from "../../components/forms/form-view.ts"
import { hintedListKeys, LIST_KEYS } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY, MENU_KEYS, menuRows } from "../../components/menu.ts"
import type { MenuAction } from "../../components/menu.ts"
import { progressRows } from "../../components/progress.ts"
import { EMPTY_ROW, paragraph, textRow, withBand } from "../../components/rows.ts"
import { scrolledRows } from "../../components/scroll.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Context, View } from "../../core/screen.ts"
import { notesOf, resultCursor, resultHeight, resultItems, resultRows, sourceLabels } from "./import-result.ts"
import { MAPPING_KEYS, mappingBody } from "./import-run-mapping.ts"
import { canUnlockAgain, isRestore } from "./import-run-state.ts"
import type { Imported, ImportRunState } from "./import-run-state.ts"
import { CANCEL_KEY, keyPickerSize, unlockItems, unlockKeys } from "./import-run-unlock.ts"
import type { UnlockAction } from "./import-run-unlock.ts"
import { planTableView } from "./plan-table-view.ts"
import { EMPTY_PLAN_KEYS, isBlank, planKeys } from "./plan-table.ts"
import type { PlanAction } from "./plan-table.ts"

const TEXTS = texts({
  reading: { en: "Import: reading", ja: "インポート: 読み込み中" },
  unlocking: { en: "Import: locked files", ja: "インポート: 保護されたファイル" },
  mapping: { en: "Import: how it would be read", ja: "インポート: 読み取り方の確認" },
  plan: { en: "Import › {file}", ja: "インポート › {file}" },
  result: { en: "Import › {file}", ja: "インポート › {file}" },
  received: { en: "what was scanned", ja: "読み取った内容" },
  reReading: { en: "Restore: reading", ja: "復元: 読み込み中" },
  reUnlocking: { en: "Restore: the backup's passphrase", ja: "復元: バックアップのパスフレーズ" },
  rePlan: { en: "Restore › {file}", ja: "復元 › {file}" },
  reResult: { en: "Restore › {file}", ja: "復元 › {file}" },
  reIntro: {
    en: "Nothing is changed before Enter, and nothing in this vault is lost.",
    ja: "Enter を押すまで何も変更されません。この保管庫の内容は失われません。",
  },
  reNothing: { en: "The backup holds nothing that could be restored.", ja: "このバックアップに復元できるものはありません。" },
  readingText: { en: "Reading and looking for accounts…", ja: "読み込んで、アカウントを探しています…" },
  cancel: { en: "Esc cancels; nothing has been changed.", ja: "Esc で中断します。まだ何も変更されていません。" },
  failed: { en: "It could not be read:", ja: "読み込めませんでした:" },
  backText: { en: "Esc goes back to choose something else.", ja: "Esc で戻り、別のものを選べます。" },
  keyFile: { en: "Which file is the key file?", ja: "キーファイルを選んでください。" },
  planIntro: { en: "Nothing is changed before Enter.", ja: "Enter を押すまで何も変更されません。" },
  nothing: { en: "Nothing was found that could be imported.", ja: "インポートできるものは見つかりませんでした。" },
  noneWithout: {
    en: "{n} {n|item was|items were} read, but none has a second factor.",
    ja: "{n} 件の項目を読み込みましたが、二要素認証のあるものはありません。",
  },
  applying: { en: "Saving the vault and reading it back…", ja: "保管庫を保存し、読み直して確認しています…" },
  homeHint: { en: "accounts", ja: "アカウント一覧へ" },
  scroll: { en: "scroll", ja: "スクロール" },
  unlockAgain: { en: "ask for the passwords of the files again", ja: "ファイルのパスワードをもう一度入力する" },
})

/** Every action of the screen, at any of its stages. */
export type ImportRunAction = PlanAction | UnlockAction | ConfirmAction | MenuAction | "unlock-again"

export const UNLOCK_AGAIN_KEY: Binding<"unlock-again"> = { keys: ["u"], action: "unlock-again", help: TEXTS.unlockAgain }

/** The menu below the result moves with the arrows, so that its text scrolls with these alone. */
const SCROLL_KEYS: readonly Binding<ListAction>[] = LIST_KEYS.filter(({ action }) => action === "page-up" || action === "page-down").map(
  (binding) => ({ ...binding, help: TEXTS.scroll }),
)
const RESULT_KEYS: readonly Binding<ImportRunAction>[] = [
  ...MENU_KEYS.filter(({ action }) => action !== "back" && action !== "first" && action !== "last"),
  { ...BACK_KEY, help: TEXTS.homeHint, hint: TEXTS.homeHint },
  ...SCROLL_KEYS,
]

export const tableSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 1 })

export function importRunView(state: ImportRunState, context: Context): View {
  const { lang, body } = context
  const width = body.columns - 1
  const { stage } = state
  const titles = isRestore(state, context)
    ? { reading: TEXTS.reReading, unlocking: TEXTS.reUnlocking, plan: TEXTS.rePlan, result: TEXTS.reResult }
    : { reading: TEXTS.reading, unlocking: TEXTS.unlocking, plan: TEXTS.plan, result: TEXTS.result }
  const file = state.received ? format(TEXTS.received, lang) : sourceLabels(state.paths ?? [state.pasted], lang)
  const page = (title: string, rows: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...rows].slice(0, body.rows) })
  switch (stage.at) {
    case "reading":
      return page(format(titles.reading, lang), [
        ...paragraph(format(TEXTS.readingText, lang), width, { indent: 1 }),
        ...progressRows(context),
        EMPTY_ROW,
        ...paragraph(format(TEXTS.cancel, lang), width, { indent: 1, role: "muted" }),
      ])
    case "failed":
      return page(format(titles.reading, lang), [
        ...paragraph(format(TEXTS.failed, lang), width, { indent: 1 }),
        ...paragraph(fullSentence(format(stage.message, lang), lang), width, { indent: 3, role: "strong" }),
        EMPTY_ROW,
        ...paragraph(format(TEXTS.backText, lang), width, { indent: 1 }),
      ])
    case "unlock": {
      if (stage.picker !== null) {
        const picker = pickerView(stage.picker, context, keyPickerSize(context))
        const intro = textRow(cutToWidth(` ${format(TEXTS.keyFile, lang)}`, width), "muted")
        const cursor = picker.cursor === null ? null : { x: picker.cursor.x, y: picker.cursor.y + 1 }
        return { title: format(titles.unlocking, lang), body: [intro, ...picker.rows], cursor }
      }
      const { rows, cursor } = formView(unlockItems(state, stage, context), stage.form, body.columns, body.rows)
      return { title: format(titles.unlocking, lang), body: rows, cursor: stage.waiting ? null : cursor }
    }
    case "mapping":
      return { title: format(TEXTS.mapping, lang), body: mappingBody(state, stage, context) }
    case "plan": {
      const empty = stage.table.rows.length === 0
      const head = textRow(cutToWidth(` ${format(intro(state, empty, context), lang)}`, width), empty ? "strong" : "muted")
      const rows = isBlank(stage.table) ? blankRows(state, lang, width) : planTableView(stage.table, lang, tableSize(context))
      return { title: format(titles.plan, lang, { file }), body: [head, ...rows].slice(0, body.rows) }
    }
    case "applying":
      return page(format(titles.plan, lang, { file }), paragraph(format(TEXTS.applying, lang), width, { indent: 1 }))
    case "result":
      return { title: format(titles.result, lang, { file }), body: resultBody(state, stage.imported, context) }
  }
}

function intro(state: ImportRunState, empty: boolean, context: Context): Sentence {
  if (isRestore(state, context)) return empty ? TEXTS.reNothing : TEXTS.reIntro
  return empty ? TEXTS.nothing : TEXTS.planIntro
}

/** Why there is neither an account nor an unread record. */
function blankRows({ files }: ImportRunState, lang: Lang, width: number): readonly Row[] {
  const { notices, withoutSecret } = notesOf(files, lang)
  const without = withoutSecret > 0 ? [format(TEXTS.noneWithout, lang, { n: withoutSecret })] : []
  const reasons = [...notices.map((text) => fullSentence(text, lang)), ...without]
  return [
    EMPTY_ROW,
    ...reasons.flatMap((text) => paragraph(text, width, { indent: 3 })),
    ...(reasons.length > 0 ? [EMPTY_ROW] : []),
    ...paragraph(format(TEXTS.backText, lang), width, { indent: 1 }),
  ]
}

function resultBody(state: ImportRunState, imported: Imported, context: Context): readonly Row[] {
  const { lang, body } = context
  const text = scrolledRows(resultRows(state, imported, context), imported.offset, resultHeight(imported, context))
  if (imported.confirm !== null) return withBand(text, confirmRows(imported.confirm, body.columns), body.rows, body.columns)
  const items = resultItems(imported, lang)
  return [...text, EMPTY_ROW, ...menuRows(items, resultCursor(imported, context), body.columns, items.length, lang)].slice(0, body.rows)
}

export function importRunKeys(state: ImportRunState, context: Context): readonly Binding<ImportRunAction>[] {
  const { stage } = state
  switch (stage.at) {
    case "reading":
      return [CANCEL_KEY]
    case "failed":
      return [{ ...BACK_KEY, keys: ["escape", "enter"] }]
    case "unlock":
      return unlockKeys(state, stage, context)
    case "mapping":
      return MAPPING_KEYS
    case "plan":
      return [
        ...(stage.table.rows.length === 0 ? EMPTY_PLAN_KEYS : planKeys(stage.table.verb)),
        ...(canUnlockAgain(state) ? [UNLOCK_AGAIN_KEY] : []),
      ]
    case "applying":
      return []
    case "result":
      return stage.imported.confirm === null ? RESULT_KEYS : [...CONFIRM_KEYS, ...hintedListKeys(TEXTS.scroll)]
  }
}
