import { format, texts } from "../../../base/language.ts"
import { candidateTitles, OPEN_TEXTS } from "../../../migrate/import/open.ts"
import type { KeyRequest, ReadOutcome } from "../../../migrate/import/read-outcome.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerAction } from "../../components/files/file-picker-keys.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { formState, lineValue } from "../../components/forms/form-state.ts"
import { formKeys, updateForm } from "../../components/forms/form.ts"
import type { FormItem } from "../../components/forms/form-state.ts"
import type { FormAction } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { progressRows } from "../../components/progress.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { fullSentence, sourceLabel } from "../../components/text.ts"
import type { Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import { sourceName } from "./import-result.ts"
import { isRestore } from "./import-run-state.ts"
import type { ImportRunState, RunStage } from "./import-run-state.ts"

const TEXTS = texts({
  lockedFile: { en: "{name} is locked.", ja: "{name} は保護されています。" },
  unsigned: {
    en: "{name} is not recognised. If it is one of these, give its password: {formats}.",
    ja: "{name} は対応していない形式です。次のいずれかであれば、パスワードを入力してください: {formats}",
  },
  more: { en: "{n} more locked {n|file follows|files follow}.", ja: "このあとに保護されたファイルがもう {n} 個あります。" },
  password: { en: "Password", ja: "パスワード" },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  code: { en: "Verification code", ja: "引き継ぎコード" },
  passwordHint: {
    en: "The one that was set in the other app when the file was made.",
    ja: "ファイルを書き出したときに、元のアプリで設定したパスワードです。",
  },
  codeHint: {
    en: "The other screen shows it after its last QR code; capitals and dashes do not matter.",
    ja: "相手の画面で、最後の QR コードの次に表示されます。大文字・小文字やハイフンは区別しません。",
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
  opening: { en: "Opening… (Esc cancels)", ja: "開いています…（Esc で中断）" },
  enter: { en: "open it", ja: "開く" },
  cancel: { en: "cancel", ja: "中断" },
  typeFirst: { en: "Nothing is typed yet", ja: "まだ入力されていません" },
})

export type UnlockStage = Extract<RunStage, { at: "unlock" }>
type Out = Outcome<ImportRunState>

export type UnlockAction = "cancel" | "choose-key-file" | "back" | FormAction | PickerAction

export const CANCEL_KEY: Binding<"cancel"> = { keys: ["escape"], action: "cancel", help: TEXTS.cancel, hint: TEXTS.cancel }
const KEY_FILE_KEY: Binding<"choose-key-file"> = {
  keys: ["tab"],
  action: "choose-key-file",
  help: TEXTS.keyFileHelp,
  hint: TEXTS.keyFileHint,
}

export const keyPickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 1 })

function keyRequestOf(state: ImportRunState, stage: UnlockStage): KeyRequest | null {
  const outcome = state.files[stage.index]?.outcome
  return outcome?.state === "locked" ? outcome.ask : null
}

/** The whole table of the screen while it asks for a key. Tab on the line chooses a key file; on a button it moves as in every form. */
export function unlockKeys(state: ImportRunState, stage: UnlockStage, context: Context): readonly Binding<UnlockAction>[] {
  if (stage.picker !== null) return pickerKeys(stage.picker)
  if (stage.waiting) return [CANCEL_KEY]
  const form = formKeys(unlockItems(state, stage, context), stage.form, { help: TEXTS.enter, hint: TEXTS.enter })
  if (keyRequestOf(state, stage)?.acceptsKeyFile !== true || stage.form.focus !== "key") return [...form, BACK_KEY]
  return [KEY_FILE_KEY, ...form.filter(({ action }) => action !== "form-next"), BACK_KEY]
}

/** True on the buttons too, so that no letter of a password quits. */
export function unlockTyping(stage: UnlockStage): boolean {
  return stage.picker === null || pickerTyping(stage.picker)
}

/** A password is masked; a verification code is shown, as it is read from another screen. */
export function startUnlock(index: number, outcome: ReadOutcome | undefined): UnlockStage {
  const open = outcome?.state === "locked" && outcome.ask.needs === "verification-code"
  const form = formState(open ? { focus: "key", lines: { key: "" } } : { focus: "key", masked: ["key"] })
  return { at: "unlock", index, form, keyFile: null, picker: null, wrong: null, waiting: false }
}

/** The form that asks for the key of a file. */
export function unlockItems(state: ImportRunState, stage: UnlockStage, context: Context): readonly FormItem[] {
  const { lang, body } = context
  const width = body.columns - 2
  const file = state.files[stage.index]
  const ask = keyRequestOf(state, stage)
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
    : ask?.candidates !== undefined
      ? format(TEXTS.unsigned, lang, {
          name: sourceLabel(file?.files[0] ?? "", lang),
          formats: candidateTitles(ask.candidates, lang),
        })
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
          role: "strong",
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
            rows: [
              EMPTY_ROW,
              ...paragraph(format(TEXTS.opening, lang), width, { indent: 1 }),
              ...(ask?.waitS === undefined
                ? []
                : paragraph(fullSentence(format(OPEN_TEXTS.deriving, lang, { seconds: ask.waitS }), lang), width, {
                    indent: 1,
                    role: "muted",
                  })),
              ...progressRows(context),
            ],
          },
        ]
      : []),
  ]
}

export function updateUnlock(state: ImportRunState, stage: UnlockStage, msg: Msg<string>, context: Context): Out {
  const at = (patch: Partial<UnlockStage>): ImportRunState => ({ ...state, stage: { ...stage, ...patch } })
  if (msg.type === "failed" && (msg.effect === "unlock-import" || msg.effect === "skip-import")) {
    if (msg.code === "interrupted") return { state: at({ waiting: false }), toast: "" }
    // A mistyped code stays to be corrected; a wrong password is typed again.
    const form = msg.code === "code-mistyped" ? stage.form : startUnlock(stage.index, state.files[stage.index]?.outcome).form
    const notThis = msg.code === "password-wrong" && isRestore(state, context)
    return { state: at({ waiting: false, wrong: notThis ? { sentence: TEXTS.notThisBackup, detail: {} } : msg.message, form }), toast: "" }
  }
  if (stage.waiting) return msg.type === "action" && msg.action === "cancel" ? { state, effects: [{ type: "cancel-work" }] } : { state }
  if (stage.picker !== null) {
    const step = updatePicker(stage.picker, msg, context, keyPickerSize(context))
    const [path] = step.chosen ?? []
    const toast = step.toast === undefined ? {} : { toast: step.toast }
    if (path !== undefined) return { state: at({ picker: null, keyFile: path, wrong: null }), effects: step.effects }
    return { state: at({ picker: step.left ? null : step.picker }), effects: step.effects, ...toast }
  }
  if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
  if (msg.type === "action" && msg.action === "choose-key-file") {
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
