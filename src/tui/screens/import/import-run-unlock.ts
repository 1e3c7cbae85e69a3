import { format, texts } from "../../../base/language.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { formState, lineValue, updateForm } from "../../components/forms/form.ts"
import type { FormItem } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { progressRows } from "../../components/progress.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { sourceLabel } from "../../components/text.ts"
import type { Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import { sourceName } from "./import-result.ts"
import { isRestore } from "./import-run-state.ts"
import type { ImportRunState, RunStage } from "./import-run-state.ts"

const TEXTS = texts({
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
  noKeyFile: { en: "Key file: none. Tab: key file", ja: "キーファイル: なし。Tab: キーファイル" },
  keyFile: {
    en: "Key file: {name}. Tab: another one. The password may be empty.",
    ja: "キーファイル: {name}。Tab: 別のファイル。パスワードは空でもかまいません。",
  },
  keyFileHelp: { en: "choose the key file", ja: "キーファイルを選ぶ" },
  keyFileHint: { en: "key file", ja: "キーファイル" },
  open: { en: "Open", ja: "開く" },
  without: { en: "Without the key file", ja: "キーファイルを使わない" },
  backupOf: { en: "The passphrase that {name} was made with.", ja: "{name} を作ったときのパスフレーズを入力してください。" },
  other: { en: "Choose another file", ja: "別のファイルを選ぶ" },
  notThisBackup: { en: "The passphrase does not open this backup.", ja: "このパスフレーズではバックアップを開けません。" },
  skip: { en: "Skip this file", ja: "このファイルをスキップ" },
  opening: { en: "Opening… (Esc cancels)", ja: "開いています… (Esc で中断)" },
  enter: { en: "open it", ja: "開く" },
  buttons: { en: "to the buttons", ja: "ボタンへ" },
  cancel: { en: "cancel", ja: "中断" },
  typeFirst: { en: "Nothing is typed yet", ja: "まだ入力されていません" },
})

export type Unlocking = Extract<RunStage, { at: "unlock" }>
type Out = Outcome<ImportRunState>

export const CANCEL: Binding = { keys: ["escape"], action: "cancel", help: TEXTS.cancel, hint: TEXTS.cancel }
const ENTER: Binding = { keys: ["enter"], action: "open", help: TEXTS.enter, hint: TEXTS.enter }
const TAB: Binding = { keys: ["tab"], action: "move", help: TEXTS.buttons, hint: TEXTS.buttons }
const DOWN: Binding = { keys: ["down"], action: "move", help: TEXTS.buttons, hint: TEXTS.buttons }
const KEY_FILE: Binding = { keys: ["tab"], action: "key-file", help: TEXTS.keyFileHelp, hint: TEXTS.keyFileHint }

export const keyPickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 1 })

function askOf(state: ImportRunState, stage: Unlocking) {
  const outcome = state.files[stage.index]?.outcome
  return outcome?.state === "locked" ? outcome.ask : null
}

const isKey = (msg: Msg, key: string): boolean => msg.type === "key" && msg.key === key
/** Tab on the line is for the key file; between the buttons it goes on as in every form. */
const tabPicks = (state: ImportRunState, stage: Unlocking): boolean =>
  askOf(state, stage)?.acceptsKeyFile === true && stage.form.focus === "key"

export function unlockKeys(state: ImportRunState, stage: Unlocking): readonly Binding[] {
  if (stage.picker !== null) return pickerKeys(stage.picker)
  if (stage.waiting) return [CANCEL]
  return tabPicks(state, stage) ? [ENTER, KEY_FILE, DOWN, BACK_KEY] : [ENTER, TAB, BACK_KEY]
}

/** Letters never leave the question for a password, not even from a button. */
export function unlockTyping(stage: Unlocking): boolean {
  return stage.picker === null || pickerTyping(stage.picker)
}

/** A password is not shown; a verification code is, since it is read off another screen. */
export function asking(index: number, outcome: ImportRunState["files"][number]["outcome"] | undefined): Unlocking {
  const open = outcome?.state === "locked" && outcome.ask.needs === "verification-code"
  const form = formState(open ? { focus: "key", lines: { key: "" } } : { focus: "key", masked: ["key"] })
  return { at: "unlock", index, form, keyFile: null, picker: null, wrong: null, waiting: false }
}

/** The question for what opens a file, with everything that helps to find it. */
export function unlockItems(state: ImportRunState, stage: Unlocking, context: Context): readonly FormItem[] {
  const { lang, body } = context
  const width = body.columns - 2
  const file = state.files[stage.index]
  const ask = askOf(state, stage)
  const more = state.files.filter(({ outcome }, at) => outcome.state === "locked" && at !== stage.index && !outcome.skipped).length
  const needs = ask?.needs ?? "password"
  const label = format({ password: TEXTS.password, passphrase: TEXTS.passphrase, "verification-code": TEXTS.code }[needs], lang)
  const hint =
    ask?.hint !== undefined
      ? format(ask.hint, lang)
      : needs === "passphrase"
        ? ""
        : format(needs === "password" ? TEXTS.passwordHint : TEXTS.codeHint, lang)
  const title = isRestore(state, context)
    ? format(TEXTS.backupOf, lang, { name: sourceLabel(file?.files[0] ?? "", lang) })
    : format(TEXTS.lockedFile, lang, { name: file === undefined ? "" : sourceName(file, context) })
  const wrong = stage.wrong === null ? {} : { problem: format(stage.wrong, lang) }
  const keyFile =
    stage.keyFile === null ? format(TEXTS.noKeyFile, lang) : format(TEXTS.keyFile, lang, { name: sourceLabel(stage.keyFile, lang) })
  return [
    {
      kind: "note",
      rows: [
        ...paragraph(title, width, {
          indent: 1,
          style: { bold: true },
        }),
        ...(more > 0 ? paragraph(format(TEXTS.more, lang, { n: more }), width, { indent: 1 }) : []),
        EMPTY_ROW,
      ],
    },
    { kind: "line", id: "key", label, ...(hint === "" ? {} : { hint }), ...wrong },
    { kind: "note", rows: [EMPTY_ROW, ...(ask?.acceptsKeyFile === true ? [...paragraph(keyFile, width, { indent: 2 }), EMPTY_ROW] : [])] },
    {
      kind: "buttons",
      buttons: [
        { id: "open", label: format(TEXTS.open, lang) },
        ...(stage.keyFile === null ? [] : [{ id: "without", label: format(TEXTS.without, lang) }]),
        isRestore(state, context) ? { id: "other", label: format(TEXTS.other, lang) } : { id: "skip", label: format(TEXTS.skip, lang) },
      ],
    },
    ...(stage.waiting
      ? [
          {
            kind: "note" as const,
            rows: [EMPTY_ROW, ...paragraph(format(TEXTS.opening, lang), width, { indent: 1 }), ...progressRows(context)],
          },
        ]
      : []),
  ]
}

export function inUnlock(state: ImportRunState, stage: Unlocking, msg: Msg, context: Context): Out {
  const at = (patch: Partial<Unlocking>): ImportRunState => ({ ...state, stage: { ...stage, ...patch } })
  if (msg.type === "failed" && (msg.effect === "unlock-import" || msg.effect === "skip-import")) {
    if (msg.code === "interrupted") return { state: at({ waiting: false }), toast: "" }
    // A mistyped code is put right where it is; a wrong password is typed anew.
    const form = msg.code === "code-mistyped" ? stage.form : asking(stage.index, state.files[stage.index]?.outcome).form
    const notThis = msg.code === "password-wrong" && isRestore(state, context)
    return { state: at({ waiting: false, wrong: notThis ? { sentence: TEXTS.notThisBackup, detail: {} } : msg.message, form }), toast: "" }
  }
  if (stage.waiting) return isKey(msg, "escape") ? { state, effects: [{ type: "cancel-work" }] } : { state }
  if (stage.picker !== null) {
    const step = updatePicker(stage.picker, msg, context, keyPickerSize(context))
    const [path] = step.chosen ?? []
    const toast = step.toast === undefined ? {} : { toast: step.toast }
    if (path !== undefined) return { state: at({ picker: null, keyFile: path, wrong: null }), effects: step.effects }
    return { state: at({ picker: step.left ? null : step.picker }), effects: step.effects, ...toast }
  }
  if (isKey(msg, "escape")) return { state, go: { type: "back" } }
  if (isKey(msg, "tab") && tabPicks(state, stage)) {
    const { picker, effects } = startPicker(context, { mode: "open" })
    return { state: at({ picker }), effects }
  }
  const step = updateForm(unlockItems(state, stage, context), stage.form, msg)
  const form = step.state
  if (step.event?.type === "changed") return { state: at({ form, wrong: null }) }
  if (step.event?.type === "pressed" && step.event.id === "other") return { state: at({ form }), go: { type: "back" } }
  if (step.event?.type === "pressed" && step.event.id === "skip") {
    return { state: at({ form, waiting: true }), effects: [{ type: "skip-import" }] }
  }
  if (step.event?.type === "pressed" && step.event.id === "without")
    return { state: at({ form: { ...form, focus: "key" }, keyFile: null, wrong: null }) }
  if (step.event === null) return { state: at({ form }) }
  const password = lineValue(form, "key")
  if (password === "" && stage.keyFile === null) return { state: at({ form }), toast: format(TEXTS.typeFirst, context.lang) }
  return {
    state: at({ form, waiting: true, wrong: null }),
    effects: [{ type: "unlock-import", password, keyFilePath: stage.keyFile }],
  }
}
