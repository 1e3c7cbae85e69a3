import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../confirm.ts"
import type { ConfirmAction } from "../confirm.ts"
import { EMPTY_ROW, paragraph } from "../rows.ts"
import { pickerKeys } from "./file-picker-keys.ts"
import type { PickerAction } from "./file-picker-keys.ts"
import type { FilePicker } from "./file-picker-state.ts"
import { pickerView } from "./file-picker-view.ts"
import { pickerTyping, startPicker, updatePicker } from "./file-picker.ts"
import { shortPath } from "./path-text.ts"

const TEXTS = texts({
  overwrite: { en: "Overwrite the file?", ja: "ファイルを上書きしますか？" },
  exists: { en: "{path} is there already.", ja: "{path} は既にあります。" },
  yes: { en: "Overwrite", ja: "上書きする" },
  no: { en: "Keep", ja: "残す" },
  writing: { en: "Writing {path}…", ja: "{path} に書き込んでいます…" },
})

/** Chooses where one file goes and has it written. An existing file is overwritten only after a question. */
export interface SaveFile {
  readonly picker: FilePicker
  /** The path that is being written, or that the question is about; null: none is chosen yet. */
  readonly path: string | null
  /** The question whether to overwrite; null: none. */
  readonly confirm: Confirm | null
}

export interface SaveStep {
  readonly save: SaveFile
  readonly effects: readonly Effect[]
  readonly left?: true
  readonly written?: { readonly path: string; readonly accounts: number }
  readonly toast?: string
}

/** @param name - The file's name unless the user types another. */
export function startSave(context: Context, name: string): SaveStep {
  const { picker, effects } = startPicker(context, { mode: "save", name })
  return { save: { picker, path: null, confirm: null }, effects }
}

/**
 * @param size - What {@link saveView} is given.
 * @param write - The effect that writes; its answer is `export-written` or `failed`.
 */
export function updateSave(
  save: SaveFile,
  msg: Msg<string>,
  context: Context,
  size: Size,
  write: (path: string, overwrite: boolean) => Effect,
): SaveStep {
  if (save.path === null) {
    const step = updatePicker(save.picker, msg, context, size)
    const rest = { ...(step.left ? { left: true as const } : {}), ...(step.toast === undefined ? {} : { toast: step.toast }) }
    const [path] = step.chosen ?? []
    const next = { ...save, picker: step.picker }
    if (path === undefined) return { save: next, effects: step.effects, ...rest }
    return { save: { ...next, path, confirm: null }, effects: [...step.effects, write(path, false)] }
  }
  if (save.confirm !== null) {
    const step = answerConfirm(save.confirm, msg)
    if (step === null) return { save, effects: [] }
    if ("state" in step) return { save: { ...save, confirm: step.state }, effects: [] }
    if (!step.answer) return { save: { ...save, path: null, confirm: null }, effects: [] }
    return { save: { ...save, confirm: null }, effects: [write(save.path, true)] }
  }
  if (msg.type === "export-written") return { save, effects: [], written: { path: msg.path, accounts: msg.accounts } }
  if (msg.type === "failed" && msg.effect === write(save.path, false).type) {
    if (msg.code === "file-exists") {
      return { save: { ...save, confirm: askOverwrite(save.path, context) }, effects: [], toast: "" }
    }
    const trouble = format(msg.message, context.lang)
    return { save: { picker: { ...save.picker, trouble }, path: null, confirm: null }, effects: [], toast: "" }
  }
  return { save, effects: [] }
}

function askOverwrite(path: string, { lang, homeDirectory }: Context): Confirm {
  return confirm(format(TEXTS.overwrite, lang), {
    text: format(TEXTS.exists, lang, { path: sanitize(shortPath(path, homeDirectory)) }),
    yes: format(TEXTS.yes, lang),
    no: format(TEXTS.no, lang),
  })
}

export function saveTyping(save: SaveFile): boolean {
  return save.path === null && pickerTyping(save.picker)
}

export type SaveAction = PickerAction | ConfirmAction

/** The whole table of a screen while it saves a file. */
export function saveKeys(save: SaveFile): readonly Binding<SaveAction>[] {
  if (save.path === null) return pickerKeys(save.picker)
  return save.confirm === null ? [] : CONFIRM_KEYS
}

export interface SaveView {
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
  readonly question: Confirm | null
}

export function saveView(save: SaveFile, context: Context, size: Size): SaveView {
  const question = save.confirm
  if (save.path === null || question !== null) return { ...pickerView(save.picker, context, size), question }
  const path = sanitize(shortPath(save.path, context.homeDirectory))
  const rows = [EMPTY_ROW, ...paragraph(format(TEXTS.writing, context.lang, { path }), size.columns - 1, { indent: 1 })]
  return { rows, cursor: null, question }
}
