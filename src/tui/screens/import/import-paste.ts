import { cellWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { editLine, isEmptyLine, lineEditor, lineText, lineView, MAX_LINE_LENGTH, SHOW_KEY } from "../../components/forms/line-editor.ts"
import type { LineEditor, ShowAction } from "../../components/forms/line-editor.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { withClipboard } from "../../components/clipboard/with-clipboard.ts"
import { importRail } from "../../components/rail/import-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { pasteSummary } from "./paste-summary.ts"

const TEXTS = texts({
  title: { en: "Import: paste", ja: "インポート: 貼り付け" },
  intro: {
    en: "Paste links, migration links or the parts of a transfer here, as many as you like, in several pastes. What you paste is masked.",
    ja: "リンク、移行リンク、引き継ぎのパートをここに貼り付けてください。何回に分けてもかまいません。貼り付けた内容は伏せて表示されます。",
  },
  nothing: { en: "Nothing yet.", ja: "まだ何もありません。" },
  soFar: { en: "So far:", ja: "ここまでの内容:" },
  line: { en: "Line: ", ja: "行: " },
  then: {
    en: "Enter on an empty line (or Ctrl-D) goes on; you see the content before anything is imported.",
    ja: "空の行で Enter（または Ctrl-D）を押すと進みます。インポートの前に内容を確認できます。",
  },
  tooMuch: {
    en: "That is more than can be pasted; put it into a file and import that",
    ja: "貼り付けられる量を超えています。ファイルに保存してからインポートしてください",
  },
  empty: { en: "Nothing has been pasted yet", ja: "まだ何も貼り付けられていません" },
  add: { en: "add the line; on an empty line go on", ja: "行を確定する（空の行では進む）" },
  addHint: { en: "add line, go on", ja: "確定・進む" },
  goOn: { en: "go on", ja: "進む" },
  take: { en: "remove the last line (on an empty line)", ja: "直前の行を取り消す（空の行で）" },
  leave: { en: "Leave without importing?", ja: "インポートせずに戻りますか？" },
  discards: { en: "What was pasted is discarded.", ja: "貼り付けた内容は破棄されます。" },
  leaveYes: { en: "Leave", ja: "戻る" },
  leaveNo: { en: "Stay", ja: "続ける" },
  clear: { en: "discard everything pasted", ja: "貼り付けた内容をすべて消す" },
  clearHint: { en: "clear", ja: "消去" },
})

/** In UTF-16 units; a picture as a `data:` URI fits, a whole disk does not. */
const MAX_PASTE = 8_000_000

export interface ImportPasteState {
  readonly lines: readonly string[]
  /** The line being typed. */
  readonly editor: LineEditor
  /** The question whether to leave; null: none. */
  readonly leaving: Confirm | null
}

export type ImportPasteAction = "add-line" | "go-on" | "clear" | "remove" | "back" | ConfirmAction | ShowAction

const KEYS: readonly Binding<ImportPasteAction>[] = [
  { keys: ["enter"], action: "add-line", help: TEXTS.add, hint: TEXTS.addHint },
  { keys: ["C-d"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOn },
  { keys: ["C-k"], action: "clear", help: TEXTS.clear, hint: TEXTS.clearHint },
  { keys: ["backspace"], action: "remove", help: TEXTS.take },
  BACK_KEY,
  SHOW_KEY,
]

const emptyLine = (): LineEditor => lineEditor("", { masked: true })

const pasteScreen: Screen<ImportPasteState, ImportPasteAction, RouteOf<"import-paste">> = {
  init: () => ({ state: { lines: [], editor: emptyLine(), leaving: null } }),
  update(state, msg, context) {
    if (state.leaving !== null) return answerLeaving(state, state.leaving, msg)
    if (msg.type === "pasted") return paste(state, msg.text, context)
    if (msg.type !== "action") return edit(state, msg)
    switch (msg.action) {
      case "show-hidden":
        return edit(state, msg)
      case "back":
        return leave(state, context)
      case "add-line":
        return isEmptyLine(state.editor)
          ? goOn(state, context)
          : { state: { ...state, lines: [...state.lines, lineText(state.editor)], editor: emptyLine() } }
      case "go-on":
        return goOn(state, context)
      case "clear":
        return { state: { ...state, lines: [], editor: emptyLine() } }
      case "remove":
        return isEmptyLine(state.editor) ? { state: { ...state, lines: state.lines.slice(0, -1) } } : edit(state, msg.key)
      case "other-answer":
      case "answer":
      case "yes":
      case "no":
        return { state }
    }
  },
  view(state, context) {
    const { lang, body } = context
    const width = body.columns - 1
    const summary = pasteSummary([...state.lines, lineText(state.editor)], lang)
    const label = format(TEXTS.line, lang)
    const line = lineView(state.editor, Math.max(4, width - cellWidth(label) - 2))
    const intro = paragraph(format(TEXTS.intro, lang), width, { indent: 1 })
    const found =
      summary.length === 0
        ? [textRow(` ${format(TEXTS.nothing, lang)}`, "muted")]
        : [textRow(` ${format(TEXTS.soFar, lang)}`, "strong"), ...summary.flatMap((text) => paragraph(`- ${text}`, width, { indent: 2 }))]
    const y = intro.length + 1
    const then = paragraph(format(TEXTS.then, lang), width, { indent: 1, role: "muted" })
    const rows = [...intro, EMPTY_ROW, [span(` ${label}`), ...line.spans], EMPTY_ROW, ...then, EMPTY_ROW, ...found]
    const cursor = { x: 1 + cellWidth(label) + line.cursorX, y }
    return { title: format(TEXTS.title, lang), body: rows.slice(0, body.rows), cursor, question: state.leaving }
  },
  keys: ({ leaving }) => (leaving === null ? KEYS : CONFIRM_KEYS),
  typing: ({ leaving }) => leaving === null,
}

/** Any mixture of links and parts, as text. */
export const importPasteScreen = withRail(
  withClipboard(pasteScreen, ({ leaving }) => (leaving === null ? "push" : null)),
  () => importRail({ pasted: true, locked: false, restoring: false }, "paste"),
)

/** Goes back at once where nothing would be lost. */
function leave(state: ImportPasteState, { lang }: Context): Outcome<ImportPasteState> {
  if (state.lines.length === 0 && isEmptyLine(state.editor)) return { state, go: { type: "back" } }
  const answers = { text: format(TEXTS.discards, lang), yes: format(TEXTS.leaveYes, lang), no: format(TEXTS.leaveNo, lang) }
  return { state: { ...state, leaving: confirm(format(TEXTS.leave, lang), answers) } }
}

function answerLeaving(state: ImportPasteState, leaving: Confirm, msg: Msg<string>): Outcome<ImportPasteState> {
  const step = answerConfirm(leaving, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, leaving: step.state } }
  return step.answer ? { state, go: { type: "back" } } : { state: { ...state, leaving: null } }
}

function edit(state: ImportPasteState, msg: Msg<string>): Outcome<ImportPasteState> {
  const editor = editLine(state.editor, msg)
  return { state: editor === null ? state : { ...state, editor } }
}

/**
 * Append the paste to the line being typed. Complete lines are added to `lines`; the rest stays in the editor, or becomes a line where it is too
 * long for it.
 */
function paste(state: ImportPasteState, text: string, context: Context): Outcome<ImportPasteState> {
  const size = state.lines.reduce((sum, line) => sum + line.length, 0) + lineText(state.editor).length
  if (size + text.length > MAX_PASTE) return { state, toast: format(TEXTS.tooMuch, context.lang) }
  const parts = (lineText(state.editor) + text).split(/\r\n|\r|\n/)
  // Text too long for the editor becomes a line at once.
  const rest = parts.length === 1 && text.length > MAX_LINE_LENGTH ? "" : (parts.at(-1) ?? "")
  const whole = parts.length === 1 && rest === "" ? parts : parts.slice(0, -1)
  if (rest.length > MAX_LINE_LENGTH) return { state: { ...state, lines: [...state.lines, ...whole, rest], editor: emptyLine() } }
  return { state: { ...state, lines: [...state.lines, ...whole], editor: lineEditor(rest, { masked: true }) } }
}

function goOn(state: ImportPasteState, context: Context): Outcome<ImportPasteState> {
  const lines = isEmptyLine(state.editor) ? state.lines : [...state.lines, lineText(state.editor)]
  const text = lines.join("\n")
  if (text.trim() === "") return { state, toast: format(TEXTS.empty, context.lang) }
  return { state: { ...state, lines, editor: emptyLine() }, go: { type: "push", route: { to: "import-run", paths: null, text } } }
}
