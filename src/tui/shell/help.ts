import { cellWidth, padToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { editLine, lineEditor, lineView } from "../components/forms/line-editor.ts"
import type { LineEditor } from "../components/forms/line-editor.ts"
import { LIST_START, listKey, listWindow, moveList } from "../components/list.ts"
import type { ListState } from "../components/list.ts"
import { EMPTY_ROW, paragraph, span, textRow, wrap } from "../components/rows.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyNames } from "../core/key-names.ts"
import { mergeBindings } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"

const TEXTS = texts({
  here: { en: "Keys here", ja: "この画面のキー" },
  everywhere: { en: "Keys everywhere", ja: "どの画面でも使えるキー" },
  good: { en: "Good to know", ja: "知っておきたいこと" },
  find: { en: "Find:", ja: "検索:" },
  more: { en: "more", ja: "続き" },
  closes: { en: "closes", ja: "閉じる" },
  finds: { en: "find", ja: "検索" },
  moreBelow: { en: "v more below: PgDn", ja: "v 続きがあります: PgDn" },
  none: { en: "No key fits these words.", ja: "当てはまるキーはありません。" },
  recordings: {
    en: "A recording of this session (script, asciinema, tmux logging) keeps what the screen shows: codes, and QR codes, which hold secrets.",
    ja: "端末の記録（script、asciinema、tmux のログなど）には、画面に出た認証コードと、シークレットを含む QR コードが残ります。",
  },
  clipboard: {
    en: "Copying sends the text to your terminal, which may or may not take it. A code is worthless after its seconds; keyferry does not empty the clipboard, as that could wipe something newer.",
    ja: "コピーは端末に文字を送ります。受け取るかどうかは端末しだいです。認証コードはすぐに無効になります。新しい内容を消すおそれがあるため、クリップボードは空にしません。",
  },
  screen: {
    en: "Only the terminal's second screen is used; nothing of it stays in the scrollback.",
    ja: "端末の代替画面だけを使うため、スクロールバックには何も残りません。",
  },
})

export interface HelpState {
  readonly filter: LineEditor
  /** Letters go into the filter. */
  readonly typing: boolean
  readonly list: ListState
}

/** Of the overlay itself, for its footer. */
export const HELP_KEYS: readonly Binding[] = [
  { keys: ["pageup", "pagedown"], action: "move", help: TEXTS.more, hint: TEXTS.more },
  { keys: ["/"], action: "find", help: TEXTS.finds, hint: TEXTS.finds },
  { keys: ["escape"], action: "close", help: TEXTS.closes, hint: TEXTS.closes },
]

export const HELP_START: HelpState = { filter: lineEditor(), typing: false, list: LIST_START }

export interface HelpTables {
  readonly here: readonly Binding[]
  readonly everywhere: readonly Binding[]
}

/** `?`, Esc and `q` close it; any other letter, or `/`, starts finding. @returns Null: closed. */
export function updateHelp(state: HelpState, msg: Msg, tables: HelpTables, size: Size, lang: Lang): HelpState | null {
  const height = helpHeight(size)
  const count = helpRows(state, tables, size.columns, lang).length
  // The window is moved, not a cursor in it: the last row that a key could reach is the first one of the last window.
  const scrolls = Math.max(1, count - height + 1)
  if (msg.type === "wheeled") return { ...state, list: moveList(state.list, msg.by * 3, scrolls, 1) }
  if (msg.type !== "key" && msg.type !== "pasted") return state
  if (msg.type === "key") {
    if (msg.key === "escape") return state.filter.value === "" ? null : { ...HELP_START }
    if (msg.key === "f1" || (msg.key === "?" && !state.typing) || (msg.key === "q" && !state.typing)) return null
    const lettersMove = !state.typing || msg.text === null
    const list = lettersMove ? listKey({ ...state.list }, scrollKey(msg.key), scrolls, 1) : null
    if (list !== null) {
      const page = msg.key === "pageup" ? -height : msg.key === "pagedown" ? height : 0
      return { ...state, list: page === 0 ? list : moveList(state.list, page, scrolls, 1) }
    }
    if (msg.key === "/" && !state.typing) return { ...state, typing: true }
    if (msg.key === "enter") return { ...state, typing: false }
  }
  const filter = editLine(state.filter, msg)
  return filter === null ? state : { filter, typing: true, list: LIST_START }
}

function scrollKey(key: string): string {
  return key === "C-b" || key === "C-f" ? "" : key
}

function fits(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(word))
}

function helpRows(state: HelpState, tables: HelpTables, width: number, lang: Lang): Row[] {
  const words = state.filter.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean)
  const lines = (bindings: readonly Binding[]): { keys: string; text: string }[] =>
    mergeBindings(bindings)
      .map((binding) => ({ keys: keyNames(binding, lang), text: format(binding.help, lang) }))
      .filter(({ keys, text }) => fits(words, `${keys} ${text}`.normalize("NFKC").toLowerCase()))
  const here = lines(tables.here)
  const everywhere = lines(tables.everywhere)
  const column = Math.min(Math.floor(width / 2) - 4, Math.max(6, ...[...here, ...everywhere].map(({ keys }) => cellWidth(keys))))
  const section = (title: string, entries: { keys: string; text: string }[]): Row[] =>
    entries.length === 0
      ? []
      : [
          textRow(" " + title, { bold: true, underline: true }),
          ...entries.flatMap(({ keys, text }) => {
            const left = wrap(keys, column)
            const right = wrap(text, width - column - 6)
            return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
              span("   " + padToWidth(left[at] ?? "", column) + "  ", { bold: true }),
              span(right[at] ?? ""),
            ])
          }),
          EMPTY_ROW,
        ]
  const notes = [TEXTS.recordings, TEXTS.clipboard, TEXTS.screen]
    .map((note) => format(note, lang))
    .filter((note) => fits(words, note.normalize("NFKC").toLowerCase()))
  const found = [
    ...section(format(TEXTS.here, lang), here),
    ...section(format(TEXTS.everywhere, lang), everywhere),
    ...(notes.length === 0
      ? []
      : [
          textRow(" " + format(TEXTS.good, lang), { bold: true, underline: true }),
          ...notes.flatMap((note) => [...paragraph(note, width - 2, { indent: 3 })]),
        ]),
  ]
  return found.length === 0 ? [textRow(" " + format(TEXTS.none, lang))] : found
}

/** Between the line for finding and the mark that there is more. */
function helpHeight(size: Size): number {
  return Math.max(1, size.rows - 3)
}

export interface HelpView {
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

export function helpView(state: HelpState, tables: HelpTables, size: Size, lang: Lang): HelpView {
  const rows = helpRows(state, tables, size.columns, lang)
  const height = helpHeight(size)
  const { from, to } = listWindow({ cursor: state.list.cursor, offset: state.list.cursor }, rows.length, height)
  const more = to < rows.length ? [textRow("   " + format(TEXTS.moreBelow, lang), { dim: true })] : []
  const label = " " + format(TEXTS.find, lang) + " "
  const line = lineView(state.filter, Math.max(4, Math.min(30, size.columns - cellWidth(label) - 1)))
  return {
    rows: [[span(label), ...line.spans], EMPTY_ROW, ...rows.slice(from, to), ...more],
    cursor: state.typing ? { x: cellWidth(label) + line.cursorX, y: 0 } : null,
  }
}
