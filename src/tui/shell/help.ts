import { fold } from "../../accounts/search.ts"
import { cellWidth, padToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { boxRows } from "../components/box.ts"
import type { Box } from "../components/box.ts"
import { editLine, lineEditor, lineView } from "../components/forms/line-editor.ts"
import type { LineEditor } from "../components/forms/line-editor.ts"
import { LIST_KEYS, LIST_START, listWindow, moveList, moveListBy } from "../components/list.ts"
import type { ListAction, ListState } from "../components/list.ts"
import { EMPTY_ROW, fitRow, paragraph, span, textRow } from "../components/rows.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyNames } from "../core/key-names.ts"
import { actionOf, mergeBindings, withoutCharacters } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"

const TEXTS = texts({
  title: { en: "Help", ja: "ヘルプ" },
  here: { en: "Keys here", ja: "この画面のキー" },
  everywhere: { en: "Keys everywhere", ja: "どの画面でも使えるキー" },
  good: { en: "Good to know", ja: "知っておきたいこと" },
  find: { en: "Find:", ja: "検索:" },
  more: { en: "more", ja: "続き" },
  closes: { en: "closes", ja: "閉じる" },
  finds: { en: "find", ja: "検索" },
  moreBelow: { en: "… {n} more", ja: "… あと {n} 行" },
  above: { en: "… {n} above", ja: "… 上に {n} 行" },
  howToClose: { en: "Esc or ? closes", ja: "Esc か ? で閉じる" },
  none: { en: "No key matches these words.", ja: "当てはまるキーはありません。" },
  recordings: {
    en: "A recording of this session (script, asciinema, tmux logging) keeps what the screen shows: codes, and QR codes, which hold secrets.",
    ja: "ターミナルの記録（script、asciinema、tmux のログなど）には、画面に出た認証コードと、シークレットを含む QR コードが残ります。",
  },
  clipboard: {
    en: "Copying sends the text to your terminal, which may or may not take it. A code is worthless after its seconds; keyferry does not empty the clipboard, as that could wipe something newer.",
    ja: "コピーはターミナルに文字を送ります。受け取るかどうかはターミナルしだいです。認証コードはすぐに無効になります。新しい内容を消すおそれがあるため、クリップボードは空にしません。",
  },
  screen: {
    en: "Only the terminal's second screen is used; nothing of it stays in the scrollback.",
    ja: "ターミナルの代替画面だけを使うため、スクロールバックには何も残りません。",
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
  /** The title of the screen below. */
  readonly title: string
  /** Of the screen below. */
  readonly here: readonly Binding[]
  /** Of every screen. */
  readonly everywhere: readonly Binding[]
}

/** The overlay after a message: `/` or any other character starts a search. @returns Null: it is closed. */
export function updateHelp(state: HelpState, msg: Msg, tables: HelpTables, size: Size, lang: Lang): HelpState | null {
  const { height, rows } = layout(state, tables, size, lang)
  const count = rows.length
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

interface Entry {
  readonly keys: string
  readonly text: string
}

/** The rows of the box between the search line and its last line. @param width - Of the rows. */
function helpRows(
  state: HelpState,
  tables: HelpTables,
  { width, columns }: { readonly width: number; readonly columns: number },
  lang: Lang,
): Row[] {
  const words = fold(state.filter.value).split(" ").filter(Boolean)
  const fits = (text: string): boolean => words.every((word) => fold(text).includes(word))
  const entries = (bindings: readonly Binding[]): Entry[] =>
    mergeBindings(bindings)
      .map((binding) => ({ keys: keyNames(binding, lang), text: format(binding.help, lang) }))
      .filter(({ keys, text }) => fits(`${keys} ${text}`))
  const here = entries(tables.here)
  const everywhere = entries(tables.everywhere)
  const cell = Math.floor((width - BETWEEN * (columns - 1)) / columns)
  const keyCells = Math.min(
    MOST_KEY_CELLS,
    Math.floor(cell / 3),
    Math.max(6, ...[...here, ...everywhere].map(({ keys }) => cellWidth(keys))),
  )
  const section = (title: string, list: readonly Entry[]): Row[] =>
    list.length === 0
      ? []
      : [textRow(` ${title}`, "title"), ...sideBySide(list, columns, cell, (entry) => entryRows(entry, keyCells, cell)), EMPTY_ROW]
  const notes = [TEXTS.recordings, TEXTS.clipboard, TEXTS.screen].map((note) => format(note, lang)).filter(fits)
  const good = notes.flatMap((note) => paragraph(note, width - 1, { indent: 1 }))
  const title = tables.title === "" ? format(TEXTS.here, lang) : tables.title
  const found = [
    ...section(title, here),
    ...section(format(TEXTS.everywhere, lang), everywhere),
    ...(good.length === 0 ? [] : [textRow(` ${format(TEXTS.good, lang)}`, "title"), ...good]),
  ]
  return found.length === 0 ? [textRow(` ${format(TEXTS.none, lang)}`)] : found
}

/** The keys, and what they do: as many rows as both need. */
function entryRows({ keys, text }: Entry, keyCells: number, cell: number): Row[] {
  const left = wrap(keys, keyCells)
  const right = wrap(text, Math.max(8, cell - keyCells - 3))
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [
    span(` ${padToWidth(left[at] ?? "", keyCells)}`, "accent"),
    span(`  ${right[at] ?? ""}`),
  ])
}

/** Entries in one column or two of `cell` cells, in reading order. */
function sideBySide(entries: readonly Entry[], columns: number, cell: number, rowsOf: (entry: Entry) => Row[]): Row[] {
  if (columns === 1) return entries.flatMap(rowsOf)
  return entries.flatMap((entry, at) => {
    if (at % 2 === 1) return []
    const next = entries[at + 1]
    const left = rowsOf(entry)
    const right = next === undefined ? [] : rowsOf(next)
    return Array.from({ length: Math.max(left.length, right.length) }, (_, y): Row => [
      ...fitRow(left[y] ?? EMPTY_ROW, cell + BETWEEN),
      ...(right[y] ?? EMPTY_ROW),
    ])
  })
}

const TOP = 2
/** Longer lists of keys take several rows. */
const MOST_KEY_CELLS = 14
const WIDEST = 100
const TWO_COLUMNS = 100
/** Below this, the box takes the whole width. */
const NARROW = 72
/** Cells between two columns. */
const BETWEEN = 2

interface Layout {
  readonly rows: readonly Row[]
  /** Cells of a row inside the box. */
  readonly width: number
  /** Rows in the window of the box, between the search line and the last one. */
  readonly height: number
  readonly y: number
}

/** The box is as high as its rows, and leaves the title and the footer free where it can. */
function layout(state: HelpState, tables: HelpTables, size: Size, lang: Lang): Layout {
  const columns = size.columns < TWO_COLUMNS ? 1 : 2
  const width = Math.min(size.columns < NARROW ? size.columns : size.columns - 4, WIDEST) - 2
  const rows = helpRows(state, tables, { width, columns }, lang)
  const y = size.rows >= 20 ? TOP : size.rows >= 12 ? 1 : 0
  // The border, the search line and the last line.
  const height = Math.max(1, Math.min(rows.length, size.rows - 2 * y - 4))
  return { rows, width, height, y }
}

export interface HelpView {
  readonly box: Box
  readonly cursor: { readonly x: number; readonly y: number }
}

/** The box of the help in a window of this size, and where its text cursor is. */
export function helpView(state: HelpState, tables: HelpTables, size: Size, lang: Lang): HelpView {
  const { rows, width, height, y } = layout(state, tables, size, lang)
  const { from, to } = listWindow({ cursor: state.list.cursor, offset: state.list.cursor }, rows.length, height)
  const label = ` ${format(TEXTS.find, lang)} `
  const line = lineView(state.filter, Math.max(4, Math.min(30, width - cellWidth(label) - 1)))
  const left =
    to < rows.length ? format(TEXTS.moreBelow, lang, { n: rows.length - to }) : from > 0 ? format(TEXTS.above, lang, { n: from }) : ""
  const close = format(TEXTS.howToClose, lang)
  const last = [
    ...fitRow([span(` ${left}`, "muted")], Math.max(0, width - cellWidth(close) - 1)),
    { ...span(close, "muted"), click: "escape" },
  ]
  const x = Math.floor((size.columns - width - 2) / 2)
  return {
    box: {
      x,
      y,
      width: width + 2,
      rows: boxRows(format(TEXTS.title, lang), [[span(label), ...line.spans], ...rows.slice(from, to), last], width + 2),
    },
    cursor: { x: x + 1 + cellWidth(label) + line.cursorX, y: y + 1 },
  }
}
