import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { QrFileKind } from "../../../migrate/qr/qr-files.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { updateMenu } from "../../components/menu.ts"
import type { MenuItem } from "../../components/menu.ts"
import type { Size } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import type { DeleteStage, QrPagesState, SaveStage } from "./qr-pages-state.ts"

const TEXTS = texts({
  png: { en: "PNG pictures", ja: "PNG 画像" },
  pngText: { en: "One a page, to be opened on another screen.", ja: "1 ページにつき 1 枚。別の画面で開くときに使います。" },
  svg: { en: "SVG drawings", ja: "SVG 画像" },
  svgText: { en: "One a page, sharp at any size.", ja: "1 ページにつき 1 枚。拡大してもぼやけません。" },
  sheet: { en: "A sheet to be printed", ja: "印刷用の用紙" },
  sheetText: {
    en: "One HTML file with every code and its name, for a backup on paper.",
    ja: "すべてのコードと名前を 1 つの HTML に。紙の控え用です。",
  },
  sheetTransfer: {
    en: "One HTML file with every part; the verification code is not on it.",
    ja: "すべてのコードを 1 つの HTML に。引き継ぎコードは含まれません。",
  },
  overwriteQuestion: {
    en: "There are files of these names already. Write over them?",
    ja: "同じ名前のファイルが既にあります。上書きしますか?",
  },
  saved: {
    en: "{n} {n|file|files} saved, readable by you alone. {n|It holds|They hold} secrets: delete {n|it|them} when you are done.",
    ja: "ファイル {n} 個を保存しました (本人だけが読めます)。シークレットを含むので、使い終わったら削除してください。",
  },
  savedTransfer: {
    en: "{n} {n|file|files} saved, readable by you alone. The verification code is not in {n|it|them}.",
    ja: "ファイル {n} 個を保存しました (本人だけが読めます)。引き継ぎコードは含まれません。",
  },
  deleteQuestion: {
    en: "{n} saved {n|file still lies|files still lie} in {where}. Delete {n|it|them} now?",
    ja: "保存したファイル {n} 個が {where} に残っています。今すぐ削除しますか?",
  },
  delete: { en: "Delete", ja: "削除する" },
  keep: { en: "Keep", ja: "残す" },
  deleted: { en: "{n} {n|file|files} deleted.", ja: "ファイル {n} 個を削除しました。" },
  kept: { en: "{n} {n|file|files} could not be deleted.", ja: "ファイル {n} 個を削除できませんでした。" },
})

type Out = Outcome<QrPagesState>

const KINDS: readonly QrFileKind[] = ["png", "svg", "sheet"]

/** As what the pages may be saved, in the order of the menu. */
export function saveItems(target: QrTarget, lang: Lang): readonly MenuItem[] {
  return [
    { title: format(TEXTS.png, lang), text: format(TEXTS.pngText, lang) },
    { title: format(TEXTS.svg, lang), text: format(TEXTS.svgText, lang) },
    { title: format(TEXTS.sheet, lang), text: format(target === "keyferry" ? TEXTS.sheetTransfer : TEXTS.sheetText, lang) },
  ]
}

export const pickerSize = ({ body }: Context): Size => ({ columns: body.columns, rows: body.rows - 2 })

/** Back to the page. */
export function pages(state: QrPagesState, notice: string | null = null): Out {
  return { state: { ...state, notice, stage: { at: "pages" } } }
}

export function startSave(state: QrPagesState): Out {
  return { state: { ...state, notice: null, stage: { at: "save-kind", cursor: 0 } } }
}

function pickDirectory(state: QrPagesState, kind: QrFileKind, context: Context): Out {
  const { picker, effects } = startPicker(context, { mode: "directory" })
  return { state: { ...state, stage: { at: "save", kind, picker } }, effects }
}

/** Straight to the sheet. */
export function startSheet(state: QrPagesState, context: Context): Out {
  return pickDirectory(state, "sheet", context)
}

function save(state: QrPagesState, { kind, directory }: Extract<SaveStage, { directory: string }>, overwrite: boolean, lang: Lang): Out {
  const stage: SaveStage = { at: "saving", kind, directory }
  return { state: { ...state, stage }, effects: [{ type: "save-qr-pages", kind, directory, overwrite, lang }] }
}

export function updateSave(state: QrPagesState, stage: SaveStage, msg: Msg, context: Context): Out {
  switch (stage.at) {
    case "save-kind": {
      if (msg.type === "key" && msg.key === "escape") return pages(state)
      const step = updateMenu(stage.cursor, msg, KINDS.length)
      if (step === null) return { state }
      const kind = step.chosen === null ? undefined : KINDS[step.chosen]
      return kind === undefined ? { state: { ...state, stage: { ...stage, cursor: step.cursor } } } : pickDirectory(state, kind, context)
    }
    case "save": {
      const step = updatePicker(stage.picker, msg, context, pickerSize(context))
      const toast = step.toast === undefined ? {} : { toast: step.toast }
      if (step.left) return pages(state)
      const [directory] = step.chosen ?? []
      if (directory !== undefined) return save(state, { at: "saving", kind: stage.kind, directory }, false, context.lang)
      return { state: { ...state, stage: { ...stage, picker: step.picker } }, effects: step.effects, ...toast }
    }
    case "saving":
      return inSaving(state, stage, msg, context)
    case "overwrite": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      return step.answer ? save(state, stage, true, context.lang) : pickDirectory(state, stage.kind, context)
    }
  }
}

function inSaving(state: QrPagesState, stage: Extract<SaveStage, { at: "saving" }>, msg: Msg, { lang }: Context): Out {
  if (msg.type === "qr-pages-saved") {
    const text = state.target === "keyferry" ? TEXTS.savedTransfer : TEXTS.saved
    const saved = [...new Set([...state.saved, ...msg.files])]
    return pages({ ...state, saved }, format(text, lang, { n: msg.files.length }))
  }
  if (msg.type !== "failed" || msg.effect !== "save-qr-pages") return { state }
  if (msg.code !== "file-exists") return { ...pages(state, format(msg.message, lang)), toast: "" }
  const question = confirm(format(TEXTS.overwriteQuestion, lang))
  return { state: { ...state, stage: { ...stage, at: "overwrite", confirm: question } }, toast: "" }
}

/** Before the pages are left: whether what was saved shall go. */
export function askDelete(state: QrPagesState, { lang }: Context): Out {
  const [first = ""] = state.saved
  const where = first.slice(0, Math.max(1, first.lastIndexOf("/")))
  const question = format(TEXTS.deleteQuestion, lang, { n: state.saved.length, where })
  const answers = { yes: format(TEXTS.delete, lang), no: format(TEXTS.keep, lang) }
  return { state: { ...state, stage: { at: "delete", confirm: confirm(question, answers), asked: false } } }
}

/** @returns `left` when the pages may be left: what to say of it. */
export function updateDelete(
  state: QrPagesState,
  stage: DeleteStage,
  msg: Msg,
  { lang }: Context,
): Out | { readonly left: { readonly toast?: string } } {
  if (msg.type === "files-deleted") {
    const failed = msg.kept.length > 0
    return {
      left: { toast: failed ? format(TEXTS.kept, lang, { n: msg.kept.length }) : format(TEXTS.deleted, lang, { n: msg.deleted.length }) },
    }
  }
  if (stage.asked) return { state }
  const step = answerConfirm(stage.confirm, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
  if (!step.answer) return { left: {} }
  return { state: { ...state, stage: { ...stage, asked: true } }, effects: [{ type: "delete-files", paths: state.saved }] }
}
