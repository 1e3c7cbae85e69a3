import { cellWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { Row, Size } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import { editLine, lineEditor, lineView } from "../forms/line-editor.ts"
import type { LineEditor } from "../forms/line-editor.ts"
import { fitList, LIST_START, listWindow, moveListBy, moveListTo, pointList } from "../list.ts"
import type { ListAction, ListState } from "../list.ts"
import { BACK_KEY } from "../menu.ts"
import { chosenRow, EMPTY_ROW, fitRow, span, textRow } from "../rows.ts"
import { withScrollbar } from "../scrollbar.ts"
import { matchScore, queryWords } from "./find-match.ts"

/**
 * A list with a line to find in it. The line has the focus, so that every letter types; Up and Down move in the list. Immutable. The
 * screen owns the items, and is `typing` while it shows the list.
 */
export interface FindList {
  readonly line: LineEditor
  /** In the items that are found, not in all of them. */
  readonly list: ListState
}

export const FIND_LIST_START: FindList = { line: lineEditor(), list: LIST_START }

/** What one item is found by, the most important first. Texts are in the user's language. */
export interface FindItem {
  readonly texts: readonly string[]
}

/** The list with a text in its line, as if it had been typed; the cursor is on the item that has exactly this text. */
export function findListFor(text: string, items: readonly FindItem[]): FindList {
  const state: FindList = { line: lineEditor(text), list: LIST_START }
  const at = text === "" ? 0 : foundItems(state, items).findIndex((item) => items[item]?.texts.includes(text) === true)
  return { ...state, list: { ...LIST_START, cursor: Math.max(0, at) } }
}

const TEXTS = texts({
  find: { en: "Find:", ja: "検索:" },
  type: { en: "{n}; type to find", ja: "{n} 件。入力して検索" },
  found: { en: "{found} of {n}, best match first", ja: "{n} 件中 {found} 件、一致度の高い順" },
  foundShort: { en: "{found} of {n}", ja: "{found}/{n} 件" },
  none: { en: "nothing matches", ja: "一致するものがありません" },
  move: { en: "move", ja: "移動" },
  pages: { en: "a page up or down", ja: "1 ページ移動" },
  ends: { en: "to the start or the end", ja: "先頭・末尾へ" },
  choose: { en: "choose", ja: "選ぶ" },
  clear: { en: "clear the line", ja: "検索をクリアする" },
  clearHint: { en: "clear", ja: "クリア" },
})

export type FindListAction = ListAction | "choose" | "clear-find" | "back"

const MOVE_KEYS: readonly Binding<ListAction>[] = [
  { keys: ["up"], action: "up", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["pageup"], action: "page-up", help: TEXTS.pages },
  { keys: ["pagedown"], action: "page-down", help: TEXTS.pages },
  { keys: ["home"], action: "first", help: TEXTS.ends },
  { keys: ["end"], action: "last", help: TEXTS.ends },
]
const CHOOSE_KEY: Binding<"choose"> = { keys: ["enter"], action: "choose", help: TEXTS.choose, hint: TEXTS.choose }
const CLEAR_KEY: Binding<"clear-find"> = { keys: ["escape"], action: "clear-find", help: TEXTS.clear, hint: TEXTS.clearHint }

/** The whole table of a screen while it shows the list. Esc first clears the line; on an empty line it is `back`, the screen's own. */
export function findListKeys(state: FindList, items: readonly FindItem[]): readonly Binding<FindListAction>[] {
  const choose = foundItems(state, items).length > 0 ? CHOOSE_KEY : { ...CHOOSE_KEY, disabled: TEXTS.none }
  return [choose, state.line.value === "" ? BACK_KEY : CLEAR_KEY, ...MOVE_KEYS]
}

/** The indexes of the items that are found, the best match first; equal ones, and all where nothing is typed, in their own order. */
export function foundItems({ line }: FindList, items: readonly FindItem[]): readonly number[] {
  const words = queryWords(line.value)
  if (words.length === 0) return items.map((_, at) => at)
  return items
    .map(({ texts }, at) => ({ at, score: matchScore(texts, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.at - b.at)
    .map(({ at }) => at)
}

/** The index of the item that the cursor is on, among all items; null: none is found. */
export function chosenItem(state: FindList, items: readonly FindItem[]): number | null {
  const found = foundItems(state, items)
  return found[Math.min(state.list.cursor, found.length - 1)] ?? null
}

/** `chosen`: the index of the item on which Enter was pressed. */
export interface FindListStep {
  readonly state: FindList
  readonly chosen: number | null
}

/**
 * @param height - Rows of the list: {@link findListHeight}.
 * @returns Null for a message that the list does not use; `back` is one.
 */
export function updateFindList(state: FindList, msg: Msg<string>, items: readonly FindItem[], height: number): FindListStep | null {
  const count = foundItems(state, items).length
  const still = (next: FindList): FindListStep => ({ state: next, chosen: null })
  const pointed = pointList(state.list, msg, count, height)
  if (pointed !== null) return still({ ...state, list: pointed })
  const move = actionIn(MOVE_KEYS, msg)
  if (move !== undefined) return still({ ...state, list: moveListBy(state.list, move, count, height) })
  if (actionIn([CHOOSE_KEY], msg) !== undefined) return { state, chosen: chosenItem(state, items) }
  if (actionIn([CLEAR_KEY], msg) !== undefined) {
    // The cursor stays on its item.
    const at = chosenItem(state, items) ?? 0
    return still({ line: lineEditor(), list: moveListTo(LIST_START, at, items.length, height) })
  }
  const line = editLine(state.line, msg)
  if (line === null) return null
  return still({ line, list: line.value === state.line.value ? state.list : LIST_START })
}

/** Rows of the list in a view of this size. */
export function findListHeight({ rows }: Size): number {
  return Math.max(1, rows - headHeight(rows))
}

const headHeight = (rows: number): number => (rows < 10 ? 1 : 2)

export interface FindListView {
  /** At most `size.rows` rows: the line, the list, no rows below. */
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number }
}

/**
 * @param draw - The row of an item in this width, without the mark of the chosen row; `words` are for `matchSpans`.
 */
export function findListView<T extends FindItem>(
  state: FindList,
  items: readonly T[],
  draw: (item: T, words: readonly string[], width: number) => Row,
  size: Size,
  lang: Lang,
): FindListView {
  const found = foundItems(state, items)
  const words = queryWords(state.line.value)
  const height = findListHeight(size)
  const { cursor } = fitList(state.list, found.length, height)
  const { from, to } = listWindow(state.list, found.length, height)
  const width = size.columns
  // A column stays free for the scrollbar.
  const rowWidth = found.length > height ? width - 1 : width
  const rows = found.slice(from, to).map((index, at): Row => {
    const item = items[index]
    const isChosen = from + at === cursor
    const row = [span(isChosen ? "▌ " : "  "), ...(item === undefined ? [] : draw(item, words, rowWidth - 2))]
    return isChosen ? chosenRow(row, rowWidth) : fitRow(row, rowWidth)
  })
  const list = found.length === 0 ? [textRow(`  ${format(TEXTS.none, lang)}`, "muted")] : withScrollbar(rows, from, found.length, width)
  const head = headRow(state, found.length, items.length, width, lang)
  const above = headHeight(size.rows) === 1 ? [head.row] : [head.row, EMPTY_ROW]
  return { rows: [...above, ...list].slice(0, size.rows), cursor: { x: head.cursorX, y: 0 } }
}

const WIDEST_LINE = 30

function headRow(state: FindList, found: number, n: number, width: number, lang: Lang): { readonly row: Row; readonly cursorX: number } {
  const label = `  ${format(TEXTS.find, lang)} `
  const long = state.line.value === "" ? format(TEXTS.type, lang, { n }) : format(TEXTS.found, lang, { found, n })
  const count = width < 60 && state.line.value !== "" ? format(TEXTS.foundShort, lang, { found, n }) : long
  const field = Math.max(4, Math.min(WIDEST_LINE, width - cellWidth(label) - cellWidth(count) - 3))
  const line = lineView(state.line, field)
  const row = fitRow([span(label), ...line.spans, span("  "), span(count, "muted")], width)
  return { row, cursorX: cellWidth(label) + line.cursorX }
}
