import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { answerConfirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { Confirm } from "../../components/confirm.ts"
import { formState, formView, isChecked, moveFocus, updateForm, withFocus } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import {
  focusProblem,
  newPassphrase,
  newPassphraseItems,
  newPassphraseProblem,
  weakQuestion,
  underWeakQuestion,
} from "../../components/forms/new-passphrase.ts"
import type { FormProblem } from "../../components/forms/new-passphrase.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { saveKeys, saveTyping, saveView, startSave, updateSave } from "../../components/files/save-file.ts"
import type { SaveFile } from "../../components/files/save-file.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { datedName } from "../../components/files/file-names.ts"

const TEXTS = texts({
  title: { en: "Back up the whole vault", ja: "保管庫全体のバックアップ" },
  intro: {
    en: "The whole vault in one file, the trash included. It gets a passphrase of its own. Next: where to save it.",
    ja: "ごみ箱も含めた保管庫全体を 1 つのファイルにします。専用のパスフレーズを決め、次に保存先を選びます。",
  },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  again: { en: "Once more", ja: "もう一度" },
  understood: {
    en: "I understand: without this passphrase nobody can open the backup.",
    ja: "このパスフレーズがなければ、だれもバックアップを開けないことを理解しました。",
  },
  tick: { en: "Please tick this first (Space).", ja: "先にここにチェックを入れてください (Space)。" },
  next: { en: "Choose where to save it", ja: "保存先を選ぶ" },
  where: {
    en: "Where to save it? Nobody but you will be able to read it (mode 0600).",
    ja: "保存先を選んでください。本人だけが読めるファイルになります (モード 0600)。",
  },
  done: { en: "The backup holds {n} {n|account|accounts}. It is in", ja: "{n} 件のアカウントをバックアップしました:" },
  mode: { en: "Readable by you alone (mode 0600).", ja: "本人だけが読めます (モード 0600)。" },
  elsewhere: {
    en: "Keep a copy on another device: a backup beside the vault is lost together with it. From your computer:",
    ja: "別の機器にもコピーしてください。保管庫と同じ場所にあると、一緒に失われます。手元のコンピューターから:",
  },
  write: {
    en: "Write the passphrase down and keep it apart from the file.",
    ja: "パスフレーズは書き留めて、ファイルとは別の場所に保管してください。",
  },
  home: { en: "Enter goes to the accounts.", ja: "Enter でアカウント一覧へ戻ります。" },
  homeHint: { en: "to the accounts", ja: "アカウント一覧へ" },
  tab: { en: "to the next or previous field", ja: "次、または前の項目へ" },
  tabHint: { en: "move", ja: "移動" },
  enter: { en: "go on", ja: "進む" },
})

export interface BackupState {
  readonly form: FormState
  readonly problem: FormProblem | null
  /** Asked before a weak passphrase is taken. */
  readonly weak: Confirm | null
  readonly save: SaveFile | null
  readonly at: "passphrase" | "save" | "done"
  readonly written: { readonly path: string; readonly accounts: number } | null
}

const FORM_KEYS: readonly Binding[] = [
  { keys: ["tab", "down", "up", "backtab"], action: "move", help: TEXTS.tab, hint: TEXTS.tabHint },
  { keys: ["enter"], action: "go-on", help: TEXTS.enter, hint: TEXTS.enter },
  BACK_KEY,
]
const DONE_KEYS: readonly Binding[] = [{ keys: ["enter", "escape"], action: "home", help: TEXTS.homeHint, hint: TEXTS.homeHint }]

const emptyForm = (): FormState => formState({ focus: "new", masked: ["new", "again"], checks: { understood: false } })
const saveSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 2 })

function items(state: BackupState, lang: Lang, width: number): readonly FormItem[] {
  const unticked = state.problem?.id === "understood" ? { hint: format(state.problem.sentence, lang) } : {}
  return [
    { kind: "note", rows: [...paragraph(format(TEXTS.intro, lang), width - 2, { indent: 1 }), EMPTY_ROW] },
    ...newPassphraseItems(state.form, { first: format(TEXTS.passphrase, lang), again: format(TEXTS.again, lang) }, state.problem, lang),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "check", id: "understood", label: format(TEXTS.understood, lang), ...unticked },
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [{ id: "next", label: format(TEXTS.next, lang) }] },
  ]
}

/** The whole vault into one file with a passphrase of its own. */
export const backupScreen: Screen<BackupState, never, RouteOf<"backup">> = {
  rawKeys: true,
  init: () => ({ state: { form: emptyForm(), problem: null, weak: null, save: null, at: "passphrase", written: null } }),
  update(state, msg, context) {
    switch (state.at) {
      case "passphrase":
        return inForm(state, msg, context)
      case "save":
        return inSave(state, msg, context)
      case "done":
        return msg.type === "key" && (msg.key === "enter" || msg.key === "escape") ? { state, go: { type: "home" } } : { state }
    }
  },
  view(state, context) {
    const { lang, body } = context
    const title = format(TEXTS.title, lang)
    if (state.at === "done" && state.written !== null) return { title, body: doneRows(state.written, context).slice(0, body.rows) }
    if (state.at === "save" && state.save !== null) {
      const view = saveView(state.save, context, saveSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 2 }
      return { title, body: [textRow(cutToWidth(` ${format(TEXTS.where, lang)}`, body.columns)), EMPTY_ROW, ...view.rows], cursor }
    }
    const { rows, cursor } = formView(items(state, lang, body.columns), state.form, body.columns, body.rows)
    return underWeakQuestion({ title, body: rows, cursor }, state.weak, context)
  },
  keys: ({ at, save, weak }) =>
    weak !== null ? CONFIRM_KEYS : at === "passphrase" ? FORM_KEYS : at === "done" || save === null ? DONE_KEYS : saveKeys(save),
  typing(state) {
    // Letters never leave the passphrase step, not even from a button: nobody should quit in the middle of a passphrase.
    return state.at === "passphrase" || (state.at === "save" && state.save !== null && saveTyping(state.save))
  },
}

function inForm(state: BackupState, msg: Msg, context: Context): Outcome<BackupState> {
  if (state.weak !== null) {
    const answer = answerConfirm(state.weak, msg)
    if (answer === null) return { state }
    if ("state" in answer) return { state: { ...state, weak: answer.state } }
    const asked = { ...state, weak: null }
    return answer.answer ? toSave(asked, context) : { state: { ...asked, form: withFocus(state.form, "new") } }
  }
  if (msg.type === "key" && msg.key === "escape") return { state, go: { type: "back" } }
  const all = items(state, context.lang, context.body.columns)
  const step = updateForm(all, state.form, msg)
  const next = { ...state, form: step.state }
  switch (step.event?.type) {
    case "entered":
      return { state: { ...next, form: moveFocus(all, step.state, 1) } }
    case "changed":
      return { state: { ...next, problem: null } }
    case "pressed": {
      const problem =
        newPassphraseProblem(next.form) ?? (isChecked(next.form, "understood") ? null : { id: "understood", sentence: TEXTS.tick })
      if (problem !== null) return { state: { ...next, problem, form: focusProblem(next.form, problem) } }
      const weak = weakQuestion(next.form, "passphrase", context.lang)
      return weak === null ? toSave({ ...next, problem: null }, context) : { state: { ...next, problem: null, weak } }
    }
    case undefined:
      return { state: next }
  }
}

function toSave(state: BackupState, context: Context): Outcome<BackupState> {
  if (state.save !== null) return { state: { ...state, at: "save" } }
  const { save, effects } = startSave(context, datedName("keyferry-backup", context.nowMs, "age"))
  return { state: { ...state, save, at: "save" }, effects }
}

function inSave(state: BackupState, msg: Msg, context: Context): Outcome<BackupState> {
  if (state.save === null) return { state }
  const passphrase = newPassphrase(state.form)
  const step = updateSave(state.save, msg, context, saveSize(context), (path, overwrite) => ({
    type: "write-backup",
    passphrase,
    path,
    overwrite,
  }))
  const next = { ...state, save: step.save }
  // Nothing of the passphrase stays behind.
  if (step.written !== undefined) return { state: { ...next, form: emptyForm(), written: step.written, at: "done" }, effects: step.effects }
  // Whoever comes back types it anew.
  if (step.left) return { state: { ...next, form: emptyForm(), at: "passphrase" } }
  return { state: next, effects: step.effects, ...(step.toast === undefined ? {} : { toast: step.toast }) }
}

function doneRows(written: NonNullable<BackupState["written"]>, { lang, body, homeDirectory, host }: Context): readonly Row[] {
  const line = (text: string): readonly Row[] => paragraph(text, body.columns - 1, { indent: 1 })
  const path = sanitize(shortPath(written.path, homeDirectory))
  return [
    EMPTY_ROW,
    ...line(format(TEXTS.done, lang, { n: written.accounts })),
    ...paragraph(path, body.columns - 1, { indent: 3, style: { bold: true } }),
    ...line(format(TEXTS.mode, lang)),
    EMPTY_ROW,
    ...line(format(TEXTS.elsewhere, lang)),
    ...paragraph(`scp ${sanitize(host)}:${path} .`, body.columns - 1, { indent: 3, style: { bold: true } }),
    EMPTY_ROW,
    ...line(format(TEXTS.write, lang)),
    EMPTY_ROW,
    ...line(format(TEXTS.home, lang)),
  ]
}
