import { cellWidth, padToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { editLine, lineEditor, lineView } from "../components/forms/line-editor.ts"
import type { LineEditor } from "../components/forms/line-editor.ts"
import { LIST_KEYS, LIST_START, listWindow, moveList, moveListBy } from "../components/list.ts"
import type { ListAction, ListState } from "../components/list.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../components/rows.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyNames } from "../core/key-names.ts"
import { actionOf, mergeBindings, withoutCharacters } from "../core/keys.ts"
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
  none: { en: "No key matches these words.", ja: "当てはまるキーはありません。" },
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
  /** Characters go into the filter. */
  readonly typing: boolean
  readonly list: ListState
}

type HelpAction = "close" | "clear-or-close" | "find" | "stop-typing" | ListAction

/** The overlay's own keys. Ctrl-B and Ctrl-F belong to its text field. */
export const HELP_KEYS: readonly Binding<HelpAction>[] = [
  ...LIST_KEYS.map(({ keys, action, help }) => ({
    keys: keys.filter((key) => !key.startsWith("C-")),
    action,
    help,
    ...(action === "page-up" || action === "page-down" ? { hint: TEXTS.more } : {}),
  })),
  { keys: ["/"], action: "find", help: TEXTS.finds, hint: TEXTS.finds },
  { keys: ["enter"], action: "stop-typing", help: TEXTS.finds },
  { keys: ["escape"], action: "clear-or-close", help: TEXTS.closes, hint: TEXTS.closes },
  { keys: ["?", "f1", "q"], action: "close", help: TEXTS.closes },
]
const TYPING_HELP_KEYS = withoutCharacters(HELP_KEYS)

export const HELP_START: HelpState = { filter: lineEditor(), typing: false, list: LIST_START }

/** The bindings that the overlay lists. */
export interface HelpTables {
  /** Of the screen below. */
  readonly here: readonly Binding[]
  /** Of every screen. */
  readonly everywhere: readonly Binding[]
}

/** The overlay after a message: `/` or any other character starts a search. @returns Null: it is closed. */
export function updateHelp(state: HelpState, msg: Msg, tables: HelpTables, size: Size, lang: Lang): HelpState | null {
  const height = helpHeight(size)
  const count = helpRows(state, tables, size.columns, lang).length
  // The keys move the window, not a cursor inside it: its last position shows the last row.
  const positions = Math.max(1, count - height + 1)
  const scrollBy = (by: number): HelpState => ({ ...state, list: moveList(state.list, by, positions, 1) })
  if (msg.type === "wheeled") return scrollBy(msg.by * 3)
  const action = msg.type === "key" ? actionOf(state.typing ? TYPING_HELP_KEYS : HELP_KEYS, msg.key) : undefined
  switch (action) {
    case "close":
      return null
    case "clear-or-close":
      return state.filter.value === "" ? null : HELP_START
    case "find":
      return { ...state, typing: true }
    case "stop-typing":
      return { ...state, typing: false }
    case "page-up":
      return scrollBy(-height)
    case "page-down":
      return scrollBy(height)
    case "up":
    case "down":
    case "first":
    case "last":
      return { ...state, list: moveListBy(state.list, action, positions, 1) }
    case undefined: {
      const filter = editLine(state.filter, msg)
      return filter === null ? state : { filter, typing: true, list: LIST_START }
    }
  }
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
          textRow(" " + title, "title"),
          ...entries.flatMap(({ keys, text }) => {
            const left = wrap(keys, column)
            const right = wrap(text, width - column - 6)
            return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
              span("   " + padToWidth(left[at] ?? "", column) + "  ", "strong"),
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
      : [textRow(" " + format(TEXTS.good, lang), "title"), ...notes.flatMap((note) => [...paragraph(note, width - 2, { indent: 3 })])]),
  ]
  return found.length === 0 ? [textRow(" " + format(TEXTS.none, lang))] : found
}

/** Rows between the search line and the mark that there is more. */
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
  const more = to < rows.length ? [textRow("   " + format(TEXTS.moreBelow, lang), "muted")] : []
  const label = " " + format(TEXTS.find, lang) + " "
  const line = lineView(state.filter, Math.max(4, Math.min(30, size.columns - cellWidth(label) - 1)))
  return {
    rows: [[span(label), ...line.spans], EMPTY_ROW, ...rows.slice(from, to), ...more],
    cursor: state.typing ? { x: cellWidth(label) + line.cursorX, y: 0 } : null,
  }
}
