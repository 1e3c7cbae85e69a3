import { cellWidth, cutToWidth, padToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { lineView } from "../forms/line-editor.ts"
import { matchSpans, queryWords } from "../find/find-match.ts"
import { columnsRow, EMPTY_ROW, fitRow, rowWidth, span, textRow } from "../rows.ts"
import { listRows } from "../scrollbar.ts"
import { SHORT_DATE_WIDTH, shortDateText, sizeText } from "./directory.ts"
import { chosenEntry, isMarkable, isWanted, listHeight, PARENT, pickerEntries } from "./file-picker-state.ts"
import type { FilePicker } from "./file-picker-state.ts"
import { placeRows } from "./file-places.ts"
import { kindText, previewLines, previewPane } from "./file-preview.ts"
import { pathLineView } from "./path-line.ts"
import { pathIn, shortPath } from "./path-text.ts"

const TEXTS = texts({
  marked: { en: "{n} marked", ja: "{n} 件選択中" },
  byDate: { en: "newest first", ja: "新しい順" },
  items: { en: "{n} {n|entry|entries}", ja: "{n} 件" },
  hiddenToo: { en: "hidden too", ja: "隠しファイルも表示" },
  loading: { en: "reading the directory…", ja: "ディレクトリを読み込んでいます…" },
  empty: { en: "(empty)", ja: "（空です）" },
  nothingFits: { en: "(no name matches the filter)", ja: "（絞り込みに合う名前がありません）" },
  filter: { en: "/ ", ja: "/ " },
  goTo: { en: "Path: ", ja: "パス: " },
  saveAs: { en: "Save as: ", ja: "保存先: " },
  saveIn: { en: "Save in: ", ja: "保存先: " },
  marksHint: {
    en: "Enter goes on with the {n} marked; Right opens a directory",
    ja: "Enter で選択した {n} 件に進みます。Right でディレクトリを開きます",
  },
  openHint: {
    en: "Enter on a file goes on with it; Space marks several, a marks all",
    ja: "ファイルの上で Enter を押すと進みます。Space で複数選択、a ですべて選択",
  },
  oneHint: { en: "Enter on a file goes on with it", ja: "ファイルの上で Enter を押すと進みます" },
  lineHint: { en: "Tab completes · Enter goes on", ja: "Tab で補完、Enter で進む" },
  listHint: { en: "Tab goes to the line below, where Enter saves", ja: "Tab で下の行へ移り、Enter で保存します" },
})

export interface PickerView {
  /** Exactly `size.rows` rows. */
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** From this width on, the preview has a column of its own. */
const WIDE = 100
const LIST_WIDTH = 76

/**
 * The directory's path, its entries, and two rows: the preview of the chosen file or a hint, and the line that one types in. In a wide
 * window the preview is beside them.
 *
 * @param size - At least 4 rows.
 */
export function pickerView(picker: FilePicker, context: Context, size: Size): PickerView {
  if (picker.mode !== "open" || size.columns < WIDE) return listView(picker, context, size)
  const list = listView(picker, context, { columns: LIST_WIDTH, rows: size.rows }, true)
  const entry = picker.focus === "places" ? undefined : chosenEntry(picker, size)
  const width = size.columns - LIST_WIDTH - 2
  const pane = entry === undefined ? [] : [EMPTY_ROW, ...previewPane(picker, entry, context, width, size.rows - 1)]
  const rows = list.rows.map((row, y) => [...fitRow(row, LIST_WIDTH), span("│", "border"), span(" "), ...(pane[y] ?? [])])
  return { rows, cursor: list.cursor }
}

/** @param isPreviewBeside - The preview is beside the list, so that the rows below are free for hints. */
function listView(picker: FilePicker, context: Context, size: Size, isPreviewBeside = false): PickerView {
  const height = listHeight(size)
  const entries = pickerEntries(picker)
  const head = headRow(picker, entries.filter((entry) => entry !== PARENT).length, context, size.columns)
  const bottom = bottomRows(picker, context, size, isPreviewBeside)
  const list =
    picker.focus === "places" ? placeRows(picker, context, size.columns).slice(0, height) : entryRows(picker, entries, context, size)
  const filled = [...list, ...Array.from({ length: Math.max(0, height - list.length) }, () => EMPTY_ROW)]
  const rows = [head, ...filled, ...bottom.rows]
  return { rows: rows.slice(0, size.rows), cursor: bottom.cursorX === null ? null : { x: bottom.cursorX, y: size.rows - 1 } }
}

function entryRows(picker: FilePicker, entries: readonly DirectoryEntry[], context: Context, size: Size): readonly Row[] {
  const height = listHeight(size)
  const words = queryWords(picker.filter.value)
  const rows = listRows(
    picker.list,
    entries.length,
    { columns: size.columns, rows: height },
    (at, width) => entryRow(picker, entries[at] ?? PARENT, words, context, width),
    picker.focus !== "line",
  )
  const isEmpty = entries.every((entry) => entry === PARENT)
  return isEmpty ? [...rows, textRow(`  ${emptyText(picker, context.lang)}`, "muted")].slice(0, height) : rows
}

function headRow(picker: FilePicker, count: number, context: Context, width: number): Row {
  const { lang } = context
  const facts = [
    ...(picker.marks.length > 0 ? [format(TEXTS.marked, lang, { n: picker.marks.length })] : []),
    ...(picker.sort === "date" ? [format(TEXTS.byDate, lang)] : []),
    ...(picker.hidden ? [format(TEXTS.hiddenToo, lang)] : []),
    format(TEXTS.items, lang, { n: count }),
  ].join(" · ")
  const path = sanitize(shortPath(picker.pending?.to === "show" ? picker.pending.path : picker.directory, context.homeDirectory))
  const room = Math.max(4, width - cellWidth(facts) - 3)
  return fitRow([span(" "), span(padToWidth(endOf(path, room), room), "strong"), span(`  ${facts}`, "muted")], width)
}

/** The end of a path, cut to `width` cells with an ellipsis before it. */
function endOf(path: string, width: number): string {
  if (cellWidth(path) <= width) return path
  let rest = path
  while (rest !== "" && cellWidth(rest) > width - 1) rest = rest.slice((rest.codePointAt(0) ?? 0) > 0xffff ? 2 : 1)
  return `…${rest}`
}

function emptyText(picker: FilePicker, lang: Lang): string {
  if (picker.trouble !== null) return ""
  if (picker.pending !== null) return format(TEXTS.loading, lang)
  return format(picker.filter.value === "" ? TEXTS.empty : TEXTS.nothingFits, lang)
}

const SIZE_WIDTH = 7
const KIND_WIDTH = 16
const GAP = 2

function entryRow(picker: FilePicker, entry: DirectoryEntry, words: readonly string[], context: Context, width: number): Row {
  const open = picker.mode === "open"
  const box =
    !open || !picker.several
      ? " "
      : !isMarkable(entry)
        ? "    "
        : picker.marks.includes(pathIn(picker.directory, entry.name))
          ? "[x] "
          : "[ ] "
  const dates = width >= 64 ? SHORT_DATE_WIDTH : 0
  const kinds = open && width >= 50 ? KIND_WIDTH : 0
  const others = [SIZE_WIDTH, dates, kinds].filter((cells) => cells > 0)
  const used = box.length + others.reduce((sum, cells) => sum + GAP + cells, 0)
  const name = entry.kind === "directory" ? `${sanitize(entry.name)}/` : sanitize(entry.name)
  const dim = entry.kind === "other" || !entry.readable || (entry.kind === "file" && !isWanted(picker, entry))
  const nameWidth = Math.max(8, width - used)
  const shownName = matchSpans(name, words, nameWidth, dim ? "muted" : entry.kind === "directory" ? "strong" : "text")
  return [
    span(box),
    ...fitRow(shownName, nameWidth),
    span(" ".repeat(GAP)),
    ...columnsRow(
      [
        { text: entry.kind === "file" ? sizeText(entry.size) : "", width: SIZE_WIDTH, align: "right" },
        { text: shortDateText(entry.modifiedMs, context.nowMs, context.lang), width: dates, role: "muted" },
        { text: kindText(picker, entry, context), width: kinds, role: dim ? "muted" : "text" },
      ],
      GAP,
    ),
  ]
}

/** Two rows. */
function bottomRows(
  picker: FilePicker,
  context: Context,
  size: Size,
  isPreviewBeside: boolean,
): { readonly rows: Row[]; readonly cursorX: number | null } {
  const { lang } = context
  const { columns } = size
  const entry = isPreviewBeside || picker.mode !== "open" || picker.focus === "places" ? undefined : chosenEntry(picker, size)
  const [about, inside] = entry === undefined ? ["", ""] : previewLines(picker, entry, context)
  const hint = hintText(picker, lang)
  const lineOf = (text: string): Row =>
    picker.trouble === null
      ? textRow(cutToWidth(` ${text}`, columns), "muted")
      : textRow(cutToWidth(`! ${picker.trouble}`, columns), "danger")
  if (picker.focus === "filter" || (picker.filter.value !== "" && picker.focus === "list" && picker.mode === "open")) {
    const label = format(TEXTS.filter, lang)
    const line = lineView(picker.filter, Math.max(4, columns - cellWidth(label) - 1))
    return {
      rows: [lineOf(about || hint), [span(label, "strong"), ...line.spans]],
      cursorX: picker.focus === "filter" ? cellWidth(label) + line.cursorX : null,
    }
  }
  if (picker.mode === "open" && picker.focus !== "line") {
    const first = textRow(cutToWidth(` ${about}`, columns))
    return { rows: [first, lineOf(picker.marks.length > 0 || inside === "" ? hint : inside)], cursorX: null }
  }
  const label = format(picker.mode === "open" ? TEXTS.goTo : picker.mode === "save" ? TEXTS.saveAs : TEXTS.saveIn, lang)
  const line = pathLineView(picker.line, label, cellWidth(label), columns)
  const above = rowWidth(line.candidates) > 0 ? line.candidates : lineOf(hint)
  return { rows: [above, line.row], cursorX: picker.focus === "line" ? line.cursorX : null }
}

function hintText(picker: FilePicker, lang: Lang): string {
  if (picker.focus === "places") return ""
  if (picker.focus === "line") return format(TEXTS.lineHint, lang)
  if (picker.mode !== "open") return format(TEXTS.listHint, lang)
  return picker.marks.length > 0
    ? format(TEXTS.marksHint, lang, { n: picker.marks.length })
    : format(picker.several ? TEXTS.openHint : TEXTS.oneHint, lang)
}
