import { cutToWidth } from "../../accounts/display.ts"
import { say, texts } from "../../accounts/language.ts"
import { CONFIRM_KEYS, confirmRows } from "../components/confirm.ts"
import { formView } from "../components/form.ts"
import type { FormItem } from "../components/form.ts"
import { BACK_KEY } from "../components/menu.ts"
import { planTableView } from "../components/plan-table-view.ts"
import { PLAN_KEYS } from "../components/plan-table.ts"
import { EMPTY_ROW, gauge, paragraph, textRow, withBand } from "../components/rows.ts"
import { scrolledRows } from "../components/scroll.ts"
import type { Row, Size } from "../core/frame.ts"
import type { Binding } from "../core/keys.ts"
import type { Context, View } from "../core/screen.ts"
import { resultHeight, resultRows, sourceName } from "./import-result.ts"
import type { Imported, ImportRunState, RunStage } from "./import-run-state.ts"

const TEXTS = texts({
  reading: { en: "Import: reading", ja: "インポート: 読み込み中" },
  unlocking: { en: "Import: locked files", ja: "インポート: 保護されたファイル" },
  plan: { en: "Import: what would be done", ja: "インポート: 内容の確認" },
  result: { en: "Import: done", ja: "インポート: 完了" },
  readingText: { en: "Reading and looking for accounts…", ja: "読み込んで、アカウントを探しています…" },
  progress: { en: "{done} of {total}", ja: "{done} / {total}" },
  cancel: { en: "Esc cancels; nothing has been changed.", ja: "Esc で中断します。まだ何も変更されていません。" },
  failed: { en: "It could not be read:", ja: "読み込めませんでした:" },
  backText: { en: "Esc goes back to choose something else.", ja: "Esc で戻り、別のものを選べます。" },
  lockedFile: { en: "{name} is locked.", ja: "{name} は保護されています。" },
  more: { en: "{n} more locked {n|file follows|files follow}.", ja: "このあとに保護されたファイルがもう {n} 個あります。" },
  password: { en: "Password", ja: "パスワード" },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  code: { en: "Verification code", ja: "引き継ぎコード" },
  passwordHint: {
    en: "The one that was set in the other app when the file was made.",
    ja: "ファイルを書き出したときに、元のアプリで設定したパスワードです。",
  },
  codeHint: {
    en: "It stands below the last QR code on the other screen; capitals and dashes do not matter.",
    ja: "相手の画面の最後の QR コードの下にあります。大文字・小文字やハイフンは区別しません。",
  },
  open: { en: "Open", ja: "開く" },
  skip: { en: "Skip this file", ja: "このファイルをスキップ" },
  opening: { en: "Opening… (Esc cancels)", ja: "開いています… (Esc で中断)" },
  planIntro: { en: "Step 3 of 3. Nothing is changed before Enter.", ja: "ステップ 3/3。Enter を押すまで何も変更されません。" },
  nothing: { en: "Nothing was found in there that could be imported.", ja: "インポートできるものは見つかりませんでした。" },
  applying: { en: "Saving the vault and reading it back…", ja: "保管庫を保存し、読み直して確認しています…" },
  home: { en: "Enter goes to the accounts.", ja: "Enter でアカウント一覧へ戻ります。" },
  homeHint: { en: "to the accounts", ja: "アカウント一覧へ" },
  enter: { en: "open it", ja: "開く" },
  tab: { en: "to the buttons", ja: "ボタンへ" },
  scroll: { en: "scroll", ja: "スクロール" },
  cancelHint: { en: "cancel", ja: "中断" },
})

const CANCEL: Binding = { keys: ["escape"], action: "cancel", help: TEXTS.cancelHint, hint: TEXTS.cancelHint }
const UNLOCK_KEYS: readonly Binding[] = [
  { keys: ["enter"], action: "open", help: TEXTS.enter, hint: TEXTS.enter },
  { keys: ["tab"], action: "move", help: TEXTS.tab, hint: TEXTS.tab },
  BACK_KEY,
]
const SCROLL: Binding = { keys: ["up", "down", "pageup", "pagedown"], action: "scroll", help: TEXTS.scroll, hint: TEXTS.scroll }
const HOME: Binding = { keys: ["enter", "escape"], action: "home", help: TEXTS.homeHint, hint: TEXTS.homeHint }

type Unlocking = Extract<RunStage, { at: "unlock" }>

export const tableSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 1 })

/** The question for what opens a file, with everything that helps to find it. */
export function unlockItems(state: ImportRunState, stage: Unlocking, { lang, body }: Context): readonly FormItem[] {
  const width = body.columns - 2
  const file = state.files[stage.index]
  const ask = file?.outcome.state === "locked" ? file.outcome.ask : null
  const more = state.files.filter(
    ({ outcome }, at) => outcome.state === "locked" && at !== stage.index && !state.skipped.includes(at),
  ).length
  const needs = ask?.needs ?? "password"
  const label = say({ password: TEXTS.password, passphrase: TEXTS.passphrase, "verification-code": TEXTS.code }[needs], lang)
  const hint =
    ask?.hint !== undefined
      ? say(ask.hint.sentence, lang, ask.hint.detail)
      : needs === "passphrase"
        ? ""
        : say(needs === "password" ? TEXTS.passwordHint : TEXTS.codeHint, lang)
  const wrong = stage.wrong === null ? {} : { problem: say(stage.wrong.sentence, lang, stage.wrong.detail) }
  return [
    {
      kind: "note",
      rows: [
        ...paragraph(say(TEXTS.lockedFile, lang, { name: file === undefined ? "" : sourceName(file) }), width, {
          indent: 1,
          style: { bold: true },
        }),
        ...(more > 0 ? paragraph(say(TEXTS.more, lang, { n: more }), width, { indent: 1 }) : []),
        EMPTY_ROW,
      ],
    },
    { kind: "line", id: "key", label, ...(hint === "" ? {} : { hint }), ...wrong },
    { kind: "note", rows: [EMPTY_ROW] },
    {
      kind: "buttons",
      buttons: [
        { id: "open", label: say(TEXTS.open, lang) },
        { id: "skip", label: say(TEXTS.skip, lang) },
      ],
    },
    ...(stage.waiting ? [{ kind: "note" as const, rows: [EMPTY_ROW, ...paragraph(say(TEXTS.opening, lang), width, { indent: 1 })] }] : []),
  ]
}

export function importRunView(state: ImportRunState, context: Context): View {
  const { lang, body } = context
  const width = body.columns - 1
  const { stage } = state
  const page = (title: string, rows: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...rows].slice(0, body.rows) })
  switch (stage.at) {
    case "reading":
      return page(say(TEXTS.reading, lang), [
        ...paragraph(say(TEXTS.readingText, lang), width, { indent: 1 }),
        ...progressRows(context),
        EMPTY_ROW,
        ...paragraph(say(TEXTS.cancel, lang), width, { indent: 1, style: { dim: true } }),
      ])
    case "failed":
      return page(say(TEXTS.reading, lang), [
        ...paragraph(say(TEXTS.failed, lang), width, { indent: 1 }),
        ...paragraph(say(stage.said.sentence, lang, stage.said.detail), width, { indent: 3, style: { bold: true } }),
        EMPTY_ROW,
        ...paragraph(say(TEXTS.backText, lang), width, { indent: 1 }),
      ])
    case "unlock": {
      const { rows, cursor } = formView(unlockItems(state, stage, context), stage.form, body.columns, body.rows)
      return { title: say(TEXTS.unlocking, lang), body: rows, cursor: stage.waiting ? null : cursor }
    }
    case "plan": {
      const empty = stage.table.rows.length === 0
      const intro = textRow(
        cutToWidth(` ${say(empty ? TEXTS.nothing : TEXTS.planIntro, lang)}`, width),
        empty ? { bold: true } : { dim: true },
      )
      return { title: say(TEXTS.plan, lang), body: [intro, ...planTableView(stage.table, lang, tableSize(context))] }
    }
    case "applying":
      return page(say(TEXTS.plan, lang), paragraph(say(TEXTS.applying, lang), width, { indent: 1 }))
    case "result":
      return { title: say(TEXTS.result, lang), body: resultBody(state, stage.imported, context) }
  }
}

function progressRows({ busy, lang }: Context): readonly Row[] {
  if (busy === null || busy.total <= 0) return []
  return [textRow(` ${gauge(busy.done / busy.total, 40)} ${say(TEXTS.progress, lang, { done: busy.done, total: busy.total })}`)]
}

function resultBody(state: ImportRunState, imported: Imported, context: Context): readonly Row[] {
  const { lang, body } = context
  const text = scrolledRows(resultRows(state, imported, context), imported.offset, resultHeight(imported, context))
  if (imported.confirm !== null) return withBand(text, confirmRows(imported.confirm, body.columns, lang), body.rows, body.columns)
  return [...text, EMPTY_ROW, textRow(` ${say(TEXTS.home, lang)}`)].slice(0, body.rows)
}

export function importRunKeys({ stage }: ImportRunState): readonly Binding[] {
  switch (stage.at) {
    case "reading":
      return [CANCEL]
    case "failed":
      return [BACK_KEY]
    case "unlock":
      return stage.waiting ? [CANCEL] : UNLOCK_KEYS
    case "plan":
      return PLAN_KEYS
    case "applying":
      return []
    case "result":
      return stage.imported.confirm === null ? [HOME, SCROLL] : [...CONFIRM_KEYS, SCROLL]
  }
}
