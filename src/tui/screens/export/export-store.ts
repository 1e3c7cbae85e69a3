import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Message } from "../../../base/language.ts"
import type { GpgKey } from "../../../base/ports.ts"
import { formatTitle, handlerById } from "../../../formats/lookup.ts"
import { answerConfirm, confirm, CONFIRM_KEYS, confirmRows } from "../../components/confirm.ts"
import type { Confirm } from "../../components/confirm.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import { pickerView } from "../../components/files/file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "../../components/files/file-picker.ts"
import type { FilePicker } from "../../components/files/file-picker.ts"
import { formState, formView, lineValue, updateForm } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { progressRows } from "../../components/progress.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Export to a directory: {title}", ja: "ディレクトリへエクスポート: {title}" },
  where: {
    en: "Which directory? A store that is there, or a new one. What is in it already stays.",
    ja: "ディレクトリを選んでください (既存または新規)。既にある内容は残ります。",
  },
  looking: { en: "Asking gpg for its keys…", ja: "gpg の鍵を確認しています…" },
  intro: {
    en: "{n} {n|account goes|accounts go} into {directory}, a file each, encrypted to an OpenPGP key: whoever has its secret part can open them.",
    ja: "{n} 件のアカウントを 1 件ずつ OpenPGP の鍵で暗号化し、{directory} に書き出します。秘密鍵を持つ人だけが開けます。",
  },
  key: { en: "OpenPGP key", ja: "OpenPGP の鍵" },
  keyHint: {
    en: "A fingerprint, a key id or an e-mail address; several divided by commas.",
    ja: "フィンガープリント、鍵 ID、またはメールアドレス。複数の場合はコンマで区切ります。",
  },
  fromStore: { en: "The store names this key for its files.", ja: "このストアで使われている鍵です。" },
  own: { en: "Your own keys:", ja: "自分の鍵:" },
  noOwn: {
    en: "gpg has no key of your own: without one nothing that is written here can be opened again on this computer.",
    ja: "gpg に自分の秘密鍵がありません。このコンピューターでは、書き出したファイルを開けなくなります。",
  },
  write: { en: "Encrypt and write", ja: "暗号化して書き出す" },
  noKey: { en: "name a key first", ja: "先に鍵を指定してください" },
  writing: { en: "Encrypting and writing… (Esc cancels)", ja: "暗号化して書き出しています… (Esc で中断)" },
  overwrite: { en: "{reason}. Write over what is there?", ja: "{reason}。上書きしますか?" },
  done: { en: "{n} {n|account|accounts} written into", ja: "{n} 件のアカウントを書き出しました:" },
  left: { en: "{n} could not be written in this format.", ja: "{n} 件はこの形式では書き出せませんでした。" },
  to: { en: "Encrypted to {keys}.", ja: "暗号化に使った鍵: {keys}" },
  target: { en: "About {title}:", ja: "{title} について:" },
  home: { en: "Enter goes to the accounts.", ja: "Enter でアカウント一覧へ戻ります。" },
  homeHint: { en: "to the accounts", ja: "アカウント一覧へ" },
  move: { en: "to the next or previous field", ja: "次、または前の項目へ" },
  moveHint: { en: "move", ja: "移動" },
  enter: { en: "go on", ja: "進む" },
  cancel: { en: "cancel", ja: "中断" },
})

export interface ExportStoreState {
  readonly format: string
  readonly ids: readonly string[]
  readonly picker: FilePicker
  /** What was found for the chosen directory; empty before. */
  readonly directory: string
  readonly named: readonly string[]
  readonly own: readonly GpgKey[]
  readonly form: FormState
  readonly problem: Message | null
  readonly stage:
    | { readonly at: "where" }
    | { readonly at: "looking" }
    | { readonly at: "key" }
    | { readonly at: "writing" }
    | { readonly at: "overwrite"; readonly confirm: Confirm }
    | { readonly at: "done"; readonly accounts: number; readonly keys: readonly GpgKey[] }
}

type Out = Outcome<ExportStoreState>

const FORM_KEYS: readonly Binding[] = [
  { keys: ["tab", "down", "up", "backtab"], action: "move", help: TEXTS.move, hint: TEXTS.moveHint },
  { keys: ["enter"], action: "go-on", help: TEXTS.enter, hint: TEXTS.enter },
  BACK_KEY,
]
const CANCEL: Binding = { keys: ["escape"], action: "cancel", help: TEXTS.cancel, hint: TEXTS.cancel }
const DONE_KEYS: readonly Binding[] = [{ keys: ["enter", "escape"], action: "home", help: TEXTS.homeHint, hint: TEXTS.homeHint }]

const pickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 2 })
const isKey = (msg: Msg, ...keys: string[]): boolean => msg.type === "key" && keys.includes(msg.key)

/** Where to, for which OpenPGP keys, and what came of it. */
export const exportStoreScreen: Screen<ExportStoreState, never, RouteOf<"export-store">> = {
  rawKeys: true,
  init({ format, ids }, context) {
    // Where pass and gopass look; a stray Enter must not strew files over the home directory.
    const { picker, effects } = startPicker(context, { mode: "directory", name: ".password-store" })
    const form = formState({ focus: "key", lines: { key: "" } })
    return {
      state: { format, ids, picker, directory: "", named: [], own: [], form, problem: null, stage: { at: "where" } },
      effects,
    }
  },
  update(state, msg, context) {
    const { stage } = state
    switch (stage.at) {
      case "where":
        return inWhere(state, msg, context)
      case "looking":
        return inLooking(state, msg, context)
      case "key":
        return inKey(state, msg, context)
      case "writing":
        return inWriting(state, msg, context)
      case "overwrite": {
        const step = answerConfirm(stage.confirm, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, stage: { at: "overwrite", confirm: step.state } } }
        return step.answer ? write(state, true) : { state: { ...state, stage: { at: "where" } } }
      }
      case "done":
        return isKey(msg, "enter", "escape") ? { state, go: { type: "home" } } : { state }
    }
  },
  view: (state, context) => storeView(state, context),
  keys(state) {
    switch (state.stage.at) {
      case "where":
        return pickerKeys(state.picker)
      case "looking":
      case "writing":
        return [CANCEL]
      case "key":
        return FORM_KEYS
      case "overwrite":
        return CONFIRM_KEYS
      case "done":
        return DONE_KEYS
    }
  },
  typing: ({ stage, picker }) => stage.at === "key" || (stage.at === "where" && pickerTyping(picker)),
}

function inWhere(state: ExportStoreState, msg: Msg, context: Context): Out {
  const step = updatePicker(state.picker, msg, context, pickerSize(context))
  const next = { ...state, picker: step.picker }
  const [directory] = step.chosen ?? []
  if (step.left) return { state: next, go: { type: "back" } }
  if (directory !== undefined) {
    const find = { type: "find-gpg-keys" as const, format: state.format, directory }
    return { state: { ...next, directory, stage: { at: "looking" } }, effects: [...step.effects, find] }
  }
  return { state: next, effects: step.effects, ...(step.toast === undefined ? {} : { toast: step.toast }) }
}

function inLooking(state: ExportStoreState, msg: Msg, context: Context): Out {
  if (msg.type === "gpg-keys-found" && msg.directory === state.directory) {
    // The store's own keys; else the only key there is: of several the user chooses.
    const [only, ...others] = msg.own
    const key = msg.named.length > 0 ? msg.named.join(", ") : only !== undefined && others.length === 0 ? only.fingerprint : ""
    const form = formState({ focus: key === "" ? "key" : "write", lines: { key } })
    return { state: { ...state, named: msg.named, own: msg.own, form, problem: null, stage: { at: "key" } } }
  }
  if (msg.type === "failed" && msg.effect === "find-gpg-keys") return { state: withTrouble(state, msg.message, context), toast: "" }
  return isKey(msg, "escape") ? { state: { ...state, stage: { at: "where" } }, effects: [{ type: "cancel-work" }] } : { state }
}

/** Back to the directory, with the reason beneath it. */
function withTrouble(state: ExportStoreState, { sentence, detail }: Message, { lang }: Context): ExportStoreState {
  return { ...state, picker: { ...state.picker, trouble: format(sentence, lang, detail) }, stage: { at: "where" } }
}

function inKey(state: ExportStoreState, msg: Msg, context: Context): Out {
  if (isKey(msg, "escape")) return { state: { ...state, stage: { at: "where" } } }
  const { state: form, event } = updateForm(keyItems(state, context), state.form, msg)
  const next = { ...state, form }
  if (event?.type === "changed") return { state: { ...next, problem: null } }
  if (event === null) return { state: next }
  return keysOf(form).length === 0 ? { state: { ...next, problem: { sentence: TEXTS.noKey, detail: {} } } } : write(next, false)
}

function keysOf(form: FormState): string[] {
  return lineValue(form, "key")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "")
}

function write(state: ExportStoreState, overwrite: boolean): Out {
  const { format, ids, directory, named, form } = state
  const typed = keysOf(form)
  // Left as the store has it: then the parts of the store that name keys of their own get those.
  const keys = typed.join() === named.join() ? [] : typed
  return {
    state: { ...state, problem: null, stage: { at: "writing" } },
    effects: [{ type: "write-store", format, ids, keys, directory, overwrite }],
  }
}

function inWriting(state: ExportStoreState, msg: Msg, { lang }: Context): Out {
  if (msg.type === "store-written") return { state: { ...state, stage: { at: "done", accounts: msg.accounts, keys: msg.keys } } }
  if (msg.type === "failed" && msg.effect === "write-store") {
    if (msg.code === "file-exists") {
      const question = format(TEXTS.overwrite, lang, { reason: format(msg.message, lang) })
      return { state: { ...state, stage: { at: "overwrite", confirm: confirm(sanitize(question)) } }, toast: "" }
    }
    const problem = msg.code === "interrupted" ? null : msg.message
    return { state: { ...state, problem, stage: { at: "key" } }, toast: "" }
  }
  return isKey(msg, "escape") ? { state, effects: [{ type: "cancel-work" }] } : { state }
}

function directoryText({ directory }: ExportStoreState, { homeDirectory }: Context): string {
  return sanitize(shortPath(directory, homeDirectory))
}

function keyItems(state: ExportStoreState, context: Context): readonly FormItem[] {
  const { lang, body } = context
  const width = body.columns - 2
  const { problem, named, own } = state
  const intro = format(TEXTS.intro, lang, { n: state.ids.length, directory: directoryText(state, context) })
  const problemText = problem === null ? {} : { problem: sanitize(format(problem, lang)) }
  return [
    { kind: "note", rows: [...paragraph(intro, width, { indent: 1 }), EMPTY_ROW] },
    {
      kind: "line",
      id: "key",
      label: format(TEXTS.key, lang),
      hint: format(named.length > 0 ? TEXTS.fromStore : TEXTS.keyHint, lang),
      ...problemText,
    },
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [{ id: "write", label: format(TEXTS.write, lang) }] },
    { kind: "note", rows: [EMPTY_ROW, ...ownRows(own, lang, width)] },
  ]
}

function ownRows(own: readonly GpgKey[], lang: Lang, width: number): readonly Row[] {
  if (own.length === 0) return paragraph(format(TEXTS.noOwn, lang), width, { indent: 1 })
  return [
    textRow(` ${format(TEXTS.own, lang)}`, { dim: true }),
    ...own.flatMap(({ fingerprint, user }) => [
      textRow(cutToWidth(`   ${fingerprint}`, width)),
      ...(user === "" ? [] : [textRow(cutToWidth(`     ${sanitize(user)}`, width), { dim: true })]),
    ]),
  ]
}

function storeView(state: ExportStoreState, context: Context): View {
  const { lang, body } = context
  const { stage } = state
  const title = format(TEXTS.title, lang, { title: formatTitle(context.formats, state.format) })
  const page = (...rows: readonly Row[]): View => ({ title, body: [EMPTY_ROW, ...rows].slice(0, body.rows) })
  const text = (said: string): readonly Row[] => paragraph(said, body.columns - 1, { indent: 1 })
  switch (stage.at) {
    case "where": {
      const view = pickerView(state.picker, context, pickerSize(context))
      const cursor = view.cursor === null ? null : { x: view.cursor.x, y: view.cursor.y + 2 }
      return { title, body: [textRow(cutToWidth(` ${format(TEXTS.where, lang)}`, body.columns)), EMPTY_ROW, ...view.rows], cursor }
    }
    case "looking":
      return page(...text(format(TEXTS.looking, lang)))
    case "key": {
      const { rows, cursor } = formView(keyItems(state, context), state.form, body.columns, body.rows)
      return { title, body: rows, cursor }
    }
    case "writing":
      return page(...text(format(TEXTS.writing, lang)), ...progressRows(context))
    case "overwrite":
      return page(...confirmRows(stage.confirm, body.columns, lang))
    case "done": {
      const left = state.ids.length - stage.accounts
      const keys = stage.keys.map(({ fingerprint, user }) => (user === "" ? fingerprint : user)).join(", ")
      const guide = handlerById(context.formats, state.format)?.guide
      return page(
        ...text(format(TEXTS.done, lang, { n: stage.accounts })),
        ...paragraph(directoryText(state, context), body.columns - 1, { indent: 3, style: { bold: true } }),
        ...text(sanitize(format(TEXTS.to, lang, { keys }))),
        ...(left > 0 ? text(format(TEXTS.left, lang, { n: left })) : []),
        EMPTY_ROW,
        ...(guide === undefined
          ? []
          : [
              ...text(format(TEXTS.target, lang, { title: formatTitle(context.formats, state.format) })),
              ...paragraph(format(guide, lang), body.columns - 1, { indent: 3 }),
              EMPTY_ROW,
            ]),
        ...text(format(TEXTS.home, lang)),
      )
    }
  }
}
