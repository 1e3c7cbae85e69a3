import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Message } from "../../../base/language.ts"
import type { GpgKey } from "../../../base/ports.ts"
import { formatTitle } from "../../../formats/lookup.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerAction } from "../../components/files/file-picker-keys.ts"
import type { FilePicker } from "../../components/files/file-picker-state.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { formState, lineValue } from "../../components/forms/form-state.ts"
import { formView } from "../../components/forms/form-view.ts"
import { formKeys, updateForm } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form-state.ts"
import type { FormAction } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { exportRail, fileSteps, writtenRail } from "../../components/rail/export-rail.ts"
import { pageKeys, pageRows, scrollPage } from "../../components/scroll.ts"
import { withRail } from "../../components/rail/rail.ts"
import { progressRows } from "../../components/progress.ts"
import type { ListAction } from "../../components/list.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"
import { exportedCheckList, exportedGuide, EXPORTED_KEYS, exportedMove } from "./exported.ts"
import type { ExportedAction } from "./exported.ts"
import { directoryText, storeDoneRows } from "./export-store-done.ts"
import type { StoreDoneStage } from "./export-store-done.ts"

const TEXTS = texts({
  title: { en: "Export to a directory: {title}", ja: "ディレクトリへエクスポート: {title}" },
  chooseDirectory: {
    en: "Which directory? An existing or a new one. The files in it are kept.",
    ja: "ディレクトリを選んでください（既存または新規）。既にある内容は残ります。",
  },
  findingKeys: { en: "Asking gpg for its keys…", ja: "gpg の鍵を確認しています…" },
  intro: {
    en: "{n} {n|account goes|accounts go} into {directory}, one file per account, encrypted to an OpenPGP key. Only the owner of its secret key can open them.",
    ja: "{n} 件のアカウントを 1 件ずつ OpenPGP の鍵で暗号化し、{directory} に書き出します。秘密鍵を持つ人だけが開けます。",
  },
  key: { en: "OpenPGP key", ja: "OpenPGP の鍵" },
  keyHint: {
    en: "A fingerprint, a key id or an e-mail address; separate several with commas.",
    ja: "フィンガープリント、鍵 ID、またはメールアドレス。複数の場合はコンマで区切ります。",
  },
  fromStore: { en: "The store uses this key for its files.", ja: "このストアで使われている鍵です。" },
  own: { en: "Your own keys:", ja: "自分の鍵:" },
  noOwn: {
    en: "gpg has no secret key of yours. Without one you cannot open the files on this computer.",
    ja: "gpg に自分の秘密鍵がありません。このコンピューターでは、書き出したファイルを開けなくなります。",
  },
  write: { en: "Encrypt and write", ja: "暗号化して書き出す" },
  noKey: { en: "enter a key first", ja: "先に鍵を指定してください" },
  writing: { en: "Encrypting and writing… (Esc cancels)", ja: "暗号化して書き出しています…（Esc で中断）" },
  overwrite: { en: "Overwrite existing files?", ja: "既存のファイルを上書きしますか？" },
  yes: { en: "Overwrite", ja: "上書きする" },
  no: { en: "Keep", ja: "残す" },
  enter: { en: "go on", ja: "進む" },
  cancel: { en: "cancel", ja: "中断" },
})

export interface ExportStoreState {
  readonly format: string
  readonly ids: readonly string[]
  readonly picker: FilePicker
  /** The chosen directory; empty before one is chosen. */
  readonly directory: string
  /** The keys that the directory names for its files. */
  readonly storeKeys: readonly string[]
  /** The user's own keys that can encrypt. */
  readonly ownKeys: readonly GpgKey[]
  readonly form: FormState
  readonly problem: Message | null
  readonly stage:
    | { readonly at: "directory" }
    | { readonly at: "finding-keys" }
    | { readonly at: "key" }
    | { readonly at: "writing" }
    | { readonly at: "overwrite"; readonly confirm: Confirm }
    | StoreDoneStage
}

export type ExportStoreAction = PickerAction | FormAction | ConfirmAction | ListAction | "back" | "cancel" | ExportedAction

const CANCEL_KEYS: readonly Binding<ExportStoreAction>[] = [{ keys: ["escape"], action: "cancel", help: TEXTS.cancel, hint: TEXTS.cancel }]

type Step = Outcome<ExportStoreState>
type StoreMsg = Msg<ExportStoreAction>

const pickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 2 })
const isAction = (msg: StoreMsg, action: ExportStoreAction): boolean => msg.type === "action" && msg.action === action

const storeScreen: Screen<ExportStoreState, ExportStoreAction, RouteOf<"export-store">> = {
  init({ format, ids }, context) {
    // The directory that pass and gopass use. Enter pressed by mistake must not scatter files over the home directory.
    const { picker, effects } = startPicker(context, { mode: "directory", name: ".password-store" })
    const form = formState({ focus: "key", lines: { key: "" } })
    return {
      state: { format, ids, picker, directory: "", storeKeys: [], ownKeys: [], form, problem: null, stage: { at: "directory" } },
      effects,
    }
  },
  update(state, msg, context) {
    const { stage } = state
    switch (stage.at) {
      case "directory":
        return updateDirectoryStep(state, msg, context)
      case "finding-keys":
        return updateFindingKeysStep(state, msg, context)
      case "key":
        return updateKeyStep(state, msg, context)
      case "writing":
        return updateWritingStep(state, msg, context)
      case "overwrite": {
        const step = answerConfirm(stage.confirm, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, stage: { at: "overwrite", confirm: step.state } } }
        return step.answer ? writeStore(state, true) : { state: goToDirectoryStep(state) }
      }
      case "done": {
        const offset = scrollPage(stage.offset, msg, storeDoneRows(state, stage, context), context.body)
        if (offset !== null) return { state: { ...state, stage: { ...stage, offset } } }
        if (isAction(msg, "compare")) return { state, go: { type: "push", route: exportedCheckList(state, context) } }
        if (isAction(msg, "show-guide")) return { state, go: { type: "push", route: exportedGuide(state, context) } }
        return isAction(msg, "go-home") ? { state, go: { type: "home" } } : { state }
      }
    }
  },
  view: (state, context) => storeView(state, context),
  keys(state, context) {
    switch (state.stage.at) {
      case "directory":
        return pickerKeys(state.picker)
      case "finding-keys":
      case "writing":
        return CANCEL_KEYS
      case "key":
        return [...formKeys(keyItems(state, context), state.form, { help: TEXTS.enter, hint: TEXTS.enter }), BACK_KEY]
      case "overwrite":
        return CONFIRM_KEYS
      case "done":
        return [...EXPORTED_KEYS, ...pageKeys(storeDoneRows(state, state.stage, context), context.body)]
    }
  },
  typing: ({ stage, picker }) => stage.at === "key" || (stage.at === "directory" && pickerTyping(picker)),
}

/** Exports into a directory of files that are encrypted to OpenPGP keys: chooses the directory and the keys, writes, shows the result. */
export const exportStoreScreen = withRail(storeScreen, ({ ids, stage }) => {
  const steps = fileSteps(ids.length, false)
  return stage.at === "done" ? writtenRail(steps) : exportRail(steps, "save")
})

function goToDirectoryStep(state: ExportStoreState): ExportStoreState {
  return { ...state, stage: { at: "directory" } }
}

function updateDirectoryStep(state: ExportStoreState, msg: StoreMsg, context: Context): Step {
  const step = updatePicker(state.picker, msg, context, pickerSize(context))
  const next = { ...state, picker: step.picker }
  const [directory] = step.chosen ?? []
  if (step.left) return { state: next, go: { type: "back" } }
  if (directory !== undefined) {
    const find = { type: "find-gpg-keys" as const, format: state.format, directory }
    return { state: { ...next, directory, stage: { at: "finding-keys" } }, effects: [...step.effects, find] }
  }
  return { state: next, effects: step.effects, ...(step.toast === undefined ? {} : { toast: step.toast }) }
}

function updateFindingKeysStep(state: ExportStoreState, msg: StoreMsg, context: Context): Step {
  if (msg.type === "gpg-keys-found" && msg.directory === state.directory) {
    const key = proposedKey(msg.named, msg.own)
    const form = formState({ focus: key === "" ? "key" : "write", lines: { key } })
    return { state: { ...state, storeKeys: msg.named, ownKeys: msg.own, form, problem: null, stage: { at: "key" } } }
  }
  if (msg.type === "failed" && msg.effect === "find-gpg-keys") {
    const picker = { ...state.picker, trouble: format(msg.message, context.lang) }
    return { state: goToDirectoryStep({ ...state, picker }), toast: "" }
  }
  return isAction(msg, "cancel") ? { state: goToDirectoryStep(state), effects: [{ type: "cancel-work" }] } : { state }
}

/** The keys of the store, else the user's only key. Empty: there is none, or the user chooses among several. */
function proposedKey(storeKeys: readonly string[], [only, ...others]: readonly GpgKey[]): string {
  if (storeKeys.length > 0) return storeKeys.join(", ")
  return only !== undefined && others.length === 0 ? only.fingerprint : ""
}

function updateKeyStep(state: ExportStoreState, msg: StoreMsg, context: Context): Step {
  if (isAction(msg, "back")) return { state: goToDirectoryStep(state) }
  const { state: form, event } = updateForm(keyItems(state, context), state.form, msg)
  const next = { ...state, form }
  if (event?.type === "changed") return { state: { ...next, problem: null } }
  if (event === null) return { state: next }
  if (typedKeys(form).length === 0) return { state: { ...next, problem: { sentence: TEXTS.noKey, detail: {} } } }
  return writeStore(next, false)
}

function typedKeys(form: FormState): string[] {
  return lineValue(form, "key")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "")
}

function writeStore(state: ExportStoreState, overwrite: boolean): Step {
  const { format, ids, directory, storeKeys, form } = state
  const typed = typedKeys(form)
  // With no keys given, each file gets the keys that its part of the store names.
  const keys = typed.join() === storeKeys.join() ? [] : typed
  return {
    state: { ...state, problem: null, stage: { at: "writing" } },
    effects: [{ type: "write-store", format, ids, keys, directory, overwrite }],
  }
}

function updateWritingStep(state: ExportStoreState, msg: StoreMsg, context: Context): Step {
  const { lang } = context
  if (msg.type === "store-written") {
    const stage = { at: "done", accounts: msg.accounts, keys: msg.keys, offset: 0 } as const
    const written = { path: state.directory, accounts: msg.accounts, kind: "export-store", protected: true } as const
    const move = exportedMove(state, written, context)
    return { state: { ...state, stage }, effects: [{ type: "record-receipt", move }] }
  }
  if (msg.type === "failed" && msg.effect === "write-store") {
    if (msg.code === "file-exists") {
      return { state: { ...state, stage: { at: "overwrite", confirm: askOverwrite(msg.message, lang) } }, toast: "" }
    }
    const problem = msg.code === "interrupted" ? null : msg.message
    return { state: { ...state, problem, stage: { at: "key" } }, toast: "" }
  }
  return isAction(msg, "cancel") ? { state, effects: [{ type: "cancel-work" }] } : { state }
}

function askOverwrite(reason: Message, lang: Lang): Confirm {
  const text = fullSentence(sanitize(format(reason, lang)), lang)
  return confirm(format(TEXTS.overwrite, lang), { text, yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) })
}

function keyItems(state: ExportStoreState, context: Context): readonly FormItem[] {
  const { lang, body } = context
  const width = body.columns - 2
  const { problem, storeKeys, ownKeys } = state
  const intro = format(TEXTS.intro, lang, { n: state.ids.length, directory: directoryText(state.directory, context) })
  const problemText = problem === null ? {} : { problem: sanitize(format(problem, lang)) }
  return [
    { kind: "note", rows: [...paragraph(intro, width, { indent: 1 }), EMPTY_ROW] },
    {
      kind: "line",
      id: "key",
      label: format(TEXTS.key, lang),
      hint: format(storeKeys.length > 0 ? TEXTS.fromStore : TEXTS.keyHint, lang),
      ...problemText,
    },
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [{ id: "write", label: format(TEXTS.write, lang) }] },
    { kind: "note", rows: [EMPTY_ROW, ...ownKeyRows(ownKeys, lang, width)] },
  ]
}

function ownKeyRows(ownKeys: readonly GpgKey[], lang: Lang, width: number): readonly Row[] {
  if (ownKeys.length === 0) return paragraph(format(TEXTS.noOwn, lang), width, { indent: 1 })
  return [
    textRow(` ${format(TEXTS.own, lang)}`, "muted"),
    ...ownKeys.flatMap(({ fingerprint, user }) => [
      textRow(cutToWidth(`   ${fingerprint}`, width)),
      ...(user === "" ? [] : [textRow(cutToWidth(`     ${sanitize(user)}`, width), "muted")]),
    ]),
  ]
}

function storeView(state: ExportStoreState, context: Context): View {
  const { lang, body } = context
  const { stage } = state
  const title = format(TEXTS.title, lang, { title: formatTitle(context.formats, state.format, lang) })
  const page = (...rows: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...rows].slice(0, body.rows) })
  const text = (content: string): readonly Row[] => paragraph(content, body.columns - 1, { indent: 1 })
  switch (stage.at) {
    case "directory": {
      const view = pickerView(state.picker, context, pickerSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 2 }
      return {
        title,
        body: [textRow(cutToWidth(` ${format(TEXTS.chooseDirectory, lang)}`, body.columns)), EMPTY_ROW, ...view.rows],
        cursor,
      }
    }
    case "finding-keys":
      return page(...text(format(TEXTS.findingKeys, lang)))
    case "key":
    case "overwrite": {
      const { rows, cursor } = formView(keyItems(state, context), state.form, body.columns, body.rows)
      return { title, body: rows, cursor, question: stage.at === "overwrite" ? stage.confirm : null }
    }
    case "writing":
      return page(...text(format(TEXTS.writing, lang)), ...progressRows(context))
    case "done":
      return { title, body: pageRows(storeDoneRows(state, stage, context), stage.offset, body) }
  }
}
