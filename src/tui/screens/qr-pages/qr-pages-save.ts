import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { QrFileKind } from "../../../migrate/qr/qr-files.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { startPicker, updatePicker } from "../../components/files/file-picker.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { updateMenu } from "../../components/menu.ts"
import type { MenuItem } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import type { QrPagesAction } from "./qr-pages-keys.ts"
import type { DeleteStage, QrPagesState, SaveStage } from "./qr-pages-state.ts"
import { savedMove } from "./qr-receipt.ts"

const TEXTS = texts({
  saveIn: { en: "In which directory?", ja: "保存先のディレクトリを選んでください。" },
  unencrypted: {
    en: "These files contain the secrets unencrypted. Anyone who gets one can make your codes.",
    ja: "シークレットがそのまま含まれます。入手した人は認証コードを作れます。",
  },
  png: { en: "PNG pictures", ja: "PNG 画像" },
  pngText: { en: "One per page, to open on another screen.", ja: "1 ページにつき 1 枚。別の画面で開くときに使います。" },
  svg: { en: "SVG drawings", ja: "SVG 画像" },
  svgText: { en: "One per page, sharp at any size.", ja: "1 ページにつき 1 枚。拡大してもぼやけません。" },
  sheet: { en: "A printable sheet", ja: "印刷用シート" },
  sheetText: {
    en: "One HTML file with every code and its name, for a backup on paper.",
    ja: "すべてのコードと名前を 1 つの HTML に。紙の控え用です。",
  },
  sheetTransfer: {
    en: "One HTML file with every part; the verification code is not on it.",
    ja: "すべてのコードを 1 つの HTML に。引き継ぎコードは含まれません。",
  },
  overwriteQuestion: { en: "Overwrite them?", ja: "上書きしますか？" },
  exist: { en: "Files with these names exist.", ja: "同じ名前のファイルが既にあります。" },
  overwrite: { en: "Overwrite", ja: "上書きする" },
  saved: {
    en: "{n} {n|file|files} saved in {directory}, readable by you alone. {n|It holds|They hold} secrets: delete {n|it|them} when you are done.",
    ja: "{directory} にファイル {n} 個を保存しました（本人だけが読めます）。シークレットを含むので、使い終わったら削除してください。",
  },
  savedTransfer: {
    en: "{n} {n|file|files} saved in {directory}, readable by you alone. The verification code is not in {n|it|them}.",
    ja: "{directory} にファイル {n} 個を保存しました（本人だけが読めます）。引き継ぎコードは含まれません。",
  },
  deleteQuestion: { en: "Delete {n|it|them} now?", ja: "今すぐ削除しますか？" },
  left: {
    en: "{n} saved {n|file is|files are} still in {directory}.",
    ja: "保存したファイル {n} 個が {directory} に残っています。",
  },
  delete: { en: "Delete", ja: "削除する" },
  keep: { en: "Keep", ja: "残す" },
  deleted: { en: "{n} {n|file|files} deleted.", ja: "ファイル {n} 個を削除しました。" },
  kept: { en: "{n} {n|file|files} could not be deleted.", ja: "ファイル {n} 個を削除できませんでした。" },
})

type Step = Outcome<QrPagesState>
type QrPagesMsg = Msg<QrPagesAction>

const KINDS: readonly QrFileKind[] = ["png", "svg", "sheet"]

/** The menu of file kinds, in the order of {@link KINDS}. */
export function saveItems(target: QrTarget, lang: Lang): readonly MenuItem[] {
  return [
    { title: format(TEXTS.png, lang), text: format(TEXTS.pngText, lang) },
    { title: format(TEXTS.svg, lang), text: format(TEXTS.svgText, lang) },
    { title: format(TEXTS.sheet, lang), text: format(target === "keyferry" ? TEXTS.sheetTransfer : TEXTS.sheetText, lang) },
  ]
}

/** The question, and a warning that the files are not encrypted; only those of a transfer are. */
export function saveHead({ target }: QrPagesState, { lang, body }: Context): readonly Row[] {
  const width = body.columns - 1
  const warning = paragraph(format(TEXTS.unencrypted, lang), width, { indent: 1, role: "strong" })
  return [...paragraph(format(TEXTS.saveIn, lang), width, { indent: 1 }), ...(target === "keyferry" ? [EMPTY_ROW] : warning)]
}

export const pickerSize = (state: QrPagesState, context: Context): Size => ({
  columns: context.body.columns,
  rows: Math.max(1, context.body.rows - saveHead(state, context).length),
})

/** Goes back to the page. */
export function showPages(state: QrPagesState, notice: string | null = null): Step {
  return { state: { ...state, notice, stage: { at: "pages" } } }
}

export function startSave(state: QrPagesState): Step {
  return { state: { ...state, notice: null, stage: { at: "save-kind", cursor: 0 } } }
}

/** @param trouble - Why the last directory did not do. */
function chooseDirectory(state: QrPagesState, kind: QrFileKind, context: Context, trouble: string | null = null): Step {
  const { picker, effects } = startPicker(context, { mode: "directory" })
  return { state: { ...state, stage: { at: "save", kind, picker: { ...picker, trouble } } }, effects }
}

/** Starts saving a printable sheet, without the menu of kinds. */
export function startSaveSheet(state: QrPagesState, context: Context): Step {
  return chooseDirectory(state, "sheet", context)
}

/** There are no pages to go back to. */
function leaveSheetPicker(state: QrPagesState): Step {
  return state.losses.length > 0
    ? { state: { ...state, stage: { at: "losses", offset: 0, then: "sheet" } } }
    : { state, go: { type: "back" } }
}

function savePages(
  state: QrPagesState,
  { kind, directory }: Extract<SaveStage, { directory: string }>,
  overwrite: boolean,
  lang: Lang,
): Step {
  const stage: SaveStage = { at: "saving", kind, directory }
  return { state: { ...state, stage }, effects: [{ type: "save-qr-pages", kind, directory, overwrite, lang }] }
}

export function updateSave(state: QrPagesState, stage: SaveStage, msg: QrPagesMsg, context: Context): Step {
  switch (stage.at) {
    case "save-kind": {
      if (msg.type === "action" && msg.action === "back") return showPages(state)
      const step = updateMenu(stage.cursor, msg, KINDS.length)
      if (step === null) return { state }
      const kind = step.chosen === null ? undefined : KINDS[step.chosen]
      return kind === undefined ? { state: { ...state, stage: { ...stage, cursor: step.cursor } } } : chooseDirectory(state, kind, context)
    }
    case "save": {
      const step = updatePicker(stage.picker, msg, context, pickerSize(state, context))
      const toast = step.toast === undefined ? {} : { toast: step.toast }
      if (step.left) return state.paper ? leaveSheetPicker(state) : showPages(state)
      const [directory] = step.chosen ?? []
      if (directory !== undefined) return savePages(state, { at: "saving", kind: stage.kind, directory }, false, context.lang)
      return { state: { ...state, stage: { ...stage, picker: step.picker } }, effects: step.effects, ...toast }
    }
    case "saving":
      return updateSavingStep(state, stage, msg, context)
    case "overwrite": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      return step.answer ? savePages(state, stage, true, context.lang) : chooseDirectory(state, stage.kind, context)
    }
  }
}

function updateSavingStep(state: QrPagesState, stage: Extract<SaveStage, { at: "saving" }>, msg: QrPagesMsg, context: Context): Step {
  const { lang, homeDirectory } = context
  if (msg.type === "qr-pages-saved") {
    const receipt: Effect[] =
      state.plan === null ? [] : [{ type: "record-receipt", move: savedMove(state, state.plan, stage.kind, msg.files) }]
    const text = state.target === "keyferry" ? TEXTS.savedTransfer : TEXTS.saved
    const saved = [...new Set([...state.saved, ...msg.files])]
    const directory = sanitize(shortPath(stage.directory, homeDirectory))
    if (state.paper) return { state: { ...state, saved, stage: { at: "sheet", path: msg.files[0] ?? stage.directory } }, effects: receipt }
    return { ...showPages({ ...state, saved }, format(text, lang, { n: msg.files.length, directory })), effects: receipt }
  }
  if (msg.type !== "failed" || msg.effect !== "save-qr-pages") return { state }
  if (msg.code !== "file-exists") {
    const reason = format(msg.message, lang)
    return { ...(state.paper ? chooseDirectory(state, stage.kind, context, reason) : showPages(state, reason)), toast: "" }
  }
  const answers = { yes: format(TEXTS.overwrite, lang), no: format(TEXTS.keep, lang) }
  const question = confirm(format(TEXTS.overwriteQuestion, lang), { text: format(TEXTS.exist, lang), ...answers })
  return { state: { ...state, stage: { ...stage, at: "overwrite", confirm: question } }, toast: "" }
}

/** Asks whether to delete the saved files before the screen is left. */
export function askDeleteFiles(state: QrPagesState, { lang }: Context): Step {
  const [first = ""] = state.saved
  const directory = first.slice(0, Math.max(1, first.lastIndexOf("/")))
  const n = state.saved.length
  const answers = { yes: format(TEXTS.delete, lang), no: format(TEXTS.keep, lang) }
  const question = confirm(format(TEXTS.deleteQuestion, lang, { n }), { text: format(TEXTS.left, lang, { n, directory }), ...answers })
  return { state: { ...state, stage: { at: "delete", confirm: question, deleting: false } } }
}

/** @returns `left` when the screen can be left, with a toast about the files. */
export function updateDelete(
  state: QrPagesState,
  stage: DeleteStage,
  msg: QrPagesMsg,
  { lang }: Context,
): Step | { readonly left: { readonly toast?: string } } {
  if (msg.type === "files-deleted") {
    const failed = msg.kept.length > 0
    return {
      left: { toast: failed ? format(TEXTS.kept, lang, { n: msg.kept.length }) : format(TEXTS.deleted, lang, { n: msg.deleted.length }) },
    }
  }
  if (stage.deleting) return { state }
  const step = answerConfirm(stage.confirm, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
  if (!step.answer) return { left: {} }
  return { state: { ...state, stage: { ...stage, deleting: true } }, effects: [{ type: "delete-files", paths: state.saved }] }
}
