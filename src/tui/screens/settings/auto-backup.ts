import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerAction } from "../../components/files/file-picker-keys.ts"
import type { FilePicker } from "../../components/files/file-picker-state.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { MENU_KEYS, menuRows, updateMenu } from "../../components/menu.ts"
import type { MenuAction, MenuItem } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Automatic backup", ja: "自動バックアップ" },
  intro: {
    en: "After changes, the vault's own files are copied into a directory, at most once a day, such as on a stick or a network disk. The passphrase and the recovery key open the copies. Those of the last 7 days, 5 weeks and 12 months are kept.",
    ja: "変更後に、保管庫のファイルを USB メモリーやネットワークディスクなどのディレクトリへコピーします（1 日に最大 1 回）。コピーはパスフレーズと回復キーで開けます。直近 7 日、5 週、12 か月分を残します。",
  },
  off: { en: "It is off.", ja: "現在はオフです。" },
  on: { en: "It is on. The copies go into", ja: "現在はオンです。コピー先:" },
  last: { en: "Last copy: {day}.", ja: "最後のコピー: {day}" },
  never: { en: "No copy was made yet.", ja: "まだコピーはありません。" },
  failed: { en: "The last attempt failed: {reason}.", ja: "前回は失敗しました: {reason}" },
  choose: { en: "Choose the directory", ja: "ディレクトリを選ぶ" },
  chooseText: { en: "The first copy is made at once.", ja: "すぐに最初のコピーを作成します。" },
  stop: { en: "Switch it off", ja: "オフにする" },
  stopText: { en: "The copies that were made are kept.", ja: "作成済みのコピーは残ります。" },
  make: { en: "Make the directory?", ja: "ディレクトリを作成しますか？" },
  missing: { en: "{directory} does not exist.", ja: "{directory} はありません。" },
  makeYes: { en: "Make it", ja: "作成する" },
  makeNo: { en: "Back", ja: "戻る" },
})

export interface AutoBackupState {
  readonly cursor: number
  /** Null: the menu is shown. */
  readonly picker: FilePicker | null
  /** Whether to make the missing directory. */
  readonly question: { readonly confirm: Confirm; readonly directory: string } | null
}

type AutoBackupAction = MenuAction | PickerAction | ConfirmAction | "back"
type Step = Outcome<AutoBackupState>

const isOn = ({ settings }: Context): boolean => settings.backupDirectory !== null
const pickerSize = ({ body }: Context): Size => body

function itemsOf(context: Context): readonly MenuItem[] {
  const { lang } = context
  const choose = { title: format(TEXTS.choose, lang), text: format(TEXTS.chooseText, lang) }
  return isOn(context) ? [choose, { title: format(TEXTS.stop, lang), text: format(TEXTS.stopText, lang) }] : [choose]
}

const setEffect = (directory: string | null, make: boolean): Effect => ({ type: "set-auto-backup", directory, make })

/** The directory of automatic backups. */
export const autoBackupScreen: Screen<AutoBackupState, AutoBackupAction, RouteOf<"auto-backup">> = {
  init: () => ({ state: { cursor: 0, picker: null, question: null } }),

  update(state, msg, context): Step {
    if (msg.type === "backup-directory-missing") {
      return { state: { ...state, question: { confirm: askMake(msg.directory, context), directory: msg.directory } } }
    }
    if (msg.type === "settings-saved") return { state: { ...state, picker: null, question: null } }
    if (state.question !== null) {
      const step = answerConfirm(state.question.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, question: { ...state.question, confirm: step.state } } }
      const effects = step.answer ? [setEffect(state.question.directory, true)] : []
      return { state: { ...state, question: null }, effects }
    }
    if (state.picker !== null) {
      const step = updatePicker(state.picker, msg, context, pickerSize(context))
      if (step.left) return { state: { ...state, picker: null } }
      const [directory] = step.chosen ?? []
      const more = directory === undefined ? [] : [setEffect(directory, false)]
      const toast = step.toast === undefined ? {} : { toast: step.toast }
      return { state: { ...state, picker: step.picker }, effects: [...step.effects, ...more], ...toast }
    }
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    const step = updateMenu(state.cursor, msg, itemsOf(context).length)
    if (step === null) return { state }
    if (step.chosen === 1) return { state: { ...state, cursor: 0 }, effects: [setEffect(null, false)] }
    if (step.chosen === null) return { state: { ...state, cursor: step.cursor } }
    const { picker, effects } = startPicker(context, { mode: "directory" })
    return { state: { ...state, picker }, effects }
  },

  view(state, context) {
    const { lang, body } = context
    const title = format(TEXTS.title, lang)
    const question = state.question?.confirm ?? null
    if (state.picker !== null) {
      const { rows, cursor } = pickerView(state.picker, context, pickerSize(context))
      return { title, body: rows, cursor, question }
    }
    const above = [...statusRows(context), EMPTY_ROW]
    const menu = menuRows(itemsOf(context), state.cursor, body.columns, body.rows - above.length, context.lang)
    return { title, body: [...above, ...menu], question }
  },

  keys(state) {
    if (state.question !== null) return CONFIRM_KEYS
    return state.picker === null ? MENU_KEYS : pickerKeys(state.picker)
  },

  typing: (state) => state.question === null && state.picker !== null && pickerTyping(state.picker),
}

function askMake(directory: string, { lang, homeDirectory }: Context): Confirm {
  return confirm(format(TEXTS.make, lang), {
    text: format(TEXTS.missing, lang, { directory: sanitize(shortPath(directory, homeDirectory)) }),
    yes: format(TEXTS.makeYes, lang),
    no: format(TEXTS.makeNo, lang),
  })
}

function statusRows({ lang, body, settings, backup, homeDirectory }: Context): Row[] {
  const line = (text: string): Row[] => paragraph(text, body.columns - 2, { indent: 1 })
  const intro = [...line(format(TEXTS.intro, lang)), EMPTY_ROW]
  if (settings.backupDirectory === null) return [...intro, ...line(format(TEXTS.off, lang))]
  const path = sanitize(shortPath(settings.backupDirectory, homeDirectory))
  const last = backup?.lastAtMs ?? null
  const day = last === null ? "" : new Date(last).toLocaleDateString(lang, { dateStyle: "long" })
  return [
    ...intro,
    ...line(format(TEXTS.on, lang)),
    ...paragraph(path, body.columns - 2, { indent: 3, role: "strong" }),
    ...line(last === null ? format(TEXTS.never, lang) : format(TEXTS.last, lang, { day })),
    ...(backup?.problem == null ? [] : line(format(TEXTS.failed, lang, { reason: sanitize(format(backup.problem, lang)) }))),
  ]
}
