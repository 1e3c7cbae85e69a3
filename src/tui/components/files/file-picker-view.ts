import { cellWidth, cutToWidth, padToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import { formatTitle } from "../../../formats/lookup.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { lineView } from "../forms/line-editor.ts"
import { fitList, listWindow } from "../list.ts"
import { chosenRow, columnsRow, EMPTY_ROW, fitRow, rowWidth, span, textRow } from "../rows.ts"
import { dateText, sizeText } from "./directory.ts"
import { isWanted, listHeight, pickerEntries } from "./file-picker-state.ts"
import type { FilePicker } from "./file-picker-state.ts"
import { pathLineView } from "./path-line.ts"
import { pathIn, shortPath } from "./path-text.ts"

const TEXTS = texts({
  marked: { en: "{n} marked", ja: "{n} 件選択中" },
  items: { en: "{n} {n|entry|entries}", ja: "{n} 件" },
  hiddenToo: { en: "hidden too", ja: "隠しファイルも表示" },
  loading: { en: "reading the directory…", ja: "ディレクトリを読み込んでいます…" },
  empty: { en: "(empty)", ja: "（空です）" },
  nothingFits: { en: "(no name matches the filter)", ja: "（絞り込みに合う名前がありません）" },
  picture: { en: "picture", ja: "画像" },
  directory: { en: "directory", ja: "ディレクトリ" },
  locked: { en: "no permission", ja: "権限なし" },
  other: { en: "special file", ja: "ファイル以外" },
  unknown: { en: "not recognised", ja: "不明な形式" },
  perhaps: { en: "{title}?", ja: "{title}？" },
  filter: { en: "/ ", ja: "/ " },
  goTo: { en: "Path: ", ja: "パス: " },
  saveAs: { en: "Save as: ", ja: "保存先: " },
  saveIn: { en: "Save in: ", ja: "保存先: " },
  marksHint: {
    en: "Enter on a file, or on what is marked, goes on with the {n} marked",
    ja: "ファイルか選択した行で Enter を押すと、選択した {n} 件で進みます",
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

/** The directory's path, its entries, a line of hints, and the line that one types in. @param size - At least 4 rows. */
export function pickerView(picker: FilePicker, context: Context, size: Size): PickerView {
  const { lang } = context
  const height = listHeight(size)
  const entries = pickerEntries(picker)
  const { from, to } = listWindow(picker.list, entries.length, height)
  const { cursor } = fitList(picker.list, entries.length, height)
  const drawn = entries.slice(from, to).map((entry, at) => {
    const chosen = from + at === cursor && picker.focus !== "line"
    const row = entryRow(picker, entry, chosen, context, size.columns)
    return chosen ? chosenRow(row, size.columns) : row
  })
  const list = entries.length > 0 ? drawn : [textRow(`  ${emptyText(picker, lang)}`, "muted")]
  const bottom = bottomRows(picker, context, size)
  const filled = [...list, ...Array.from({ length: Math.max(0, height - list.length) }, () => EMPTY_ROW)]
  const rows = [headRow(picker, entries.length, context, size.columns), ...filled, ...bottom.rows]
  return { rows: rows.slice(0, size.rows), cursor: bottom.cursorX === null ? null : { x: bottom.cursorX, y: size.rows - 1 } }
}

function headRow(picker: FilePicker, count: number, context: Context, width: number): Row {
  const { lang } = context
  const facts = [
    ...(picker.marks.length > 0 ? [format(TEXTS.marked, lang, { n: picker.marks.length })] : []),
    ...(picker.hidden ? [format(TEXTS.hiddenToo, lang)] : []),
    format(TEXTS.items, lang, { n: count }),
  ].join(" · ")
  const path = sanitize(shortPath(picker.pending?.to === "show" ? picker.pending.path : picker.directory, context.homeDirectory))
  const room = Math.max(4, width - cellWidth(facts) - 2)
  return fitRow([span(padToWidth(endOf(path, room), room), "strong"), span(`  ${facts}`, "muted")], width)
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
const DATE_WIDTH = 16
const WHAT_WIDTH = 16

function entryRow(picker: FilePicker, entry: DirectoryEntry, chosen: boolean, context: Context, width: number): Row {
  const open = picker.mode === "open"
  const box =
    !open || !picker.several
      ? ""
      : entry.kind === "other" || (entry.kind === "directory" && !entry.readable)
        ? "    "
        : picker.marks.includes(pathIn(picker.directory, entry.name))
          ? "[x] "
          : "[ ] "
  const dates = width >= 70 ? DATE_WIDTH : 0
  const whats = open && width >= 54 ? WHAT_WIDTH : 0
  const used = 2 + box.length + SIZE_WIDTH + 1 + (dates > 0 ? dates + 1 : 0) + (whats > 0 ? whats + 1 : 0)
  const name = sanitize(entry.name) + (entry.kind === "directory" ? "/" : "")
  const dim =
    !entry.readable ||
    entry.kind === "other" ||
    (picker.mode === "directory" && entry.kind !== "directory") ||
    (entry.kind === "file" && !isWanted(picker, entry))
  const columns = columnsRow([
    { text: name, width: Math.max(8, width - used), role: dim ? "muted" : entry.kind === "directory" ? "strong" : "text" },
    { text: entry.kind === "file" ? sizeText(entry.size) : "", width: SIZE_WIDTH, align: "right" },
    { text: dateText(entry.modifiedMs), width: dates, role: "muted" },
    { text: what(picker, entry, context), width: whats, role: dim ? "muted" : "text" },
  ])
  return [span(`${chosen ? "▌" : " "} ${box}`), ...columns]
}

/** The kind or format of an entry; with a question mark where it is a guess, empty until it is known. */
function what(picker: FilePicker, entry: DirectoryEntry, { lang, formats }: Context): string {
  if (!entry.readable) return format(TEXTS.locked, lang)
  if (entry.kind === "directory") return format(TEXTS.directory, lang)
  if (entry.kind === "other") return format(TEXTS.other, lang)
  const probed = picker.probed[pathIn(picker.directory, entry.name)]
  if (probed === undefined) return ""
  if (probed.format === null) return format(TEXTS.unknown, lang)
  const title = probed.picture ? format(TEXTS.picture, lang) : formatTitle(formats, probed.format)
  return probed.sure ? title : format(TEXTS.perhaps, lang, { title })
}

function bottomRows(picker: FilePicker, context: Context, size: Size): { readonly rows: Row[]; readonly cursorX: number | null } {
  const { lang } = context
  const hint =
    picker.trouble === null
      ? textRow(cutToWidth(hintText(picker, lang), size.columns), "muted")
      : textRow(cutToWidth(`! ${picker.trouble}`, size.columns), "strong")
  if (picker.focus === "filter" || (picker.filter.value !== "" && picker.focus === "list" && picker.mode === "open")) {
    const label = format(TEXTS.filter, lang)
    const line = lineView(picker.filter, Math.max(4, size.columns - cellWidth(label) - 1))
    return {
      rows: [hint, [span(label, "strong"), ...line.spans]],
      cursorX: picker.focus === "filter" ? cellWidth(label) + line.cursorX : null,
    }
  }
  if (picker.mode === "open" && picker.focus === "list") return { rows: [EMPTY_ROW, hint], cursorX: null }
  const label = format(picker.mode === "open" ? TEXTS.goTo : picker.mode === "save" ? TEXTS.saveAs : TEXTS.saveIn, lang)
  const line = pathLineView(picker.line, label, cellWidth(label), size.columns)
  const above = rowWidth(line.candidates) > 0 ? line.candidates : hint
  return { rows: [above, line.row], cursorX: picker.focus === "line" ? line.cursorX : null }
}

function hintText(picker: FilePicker, lang: Lang): string {
  if (picker.focus === "line") return format(TEXTS.lineHint, lang)
  if (picker.mode !== "open") return format(TEXTS.listHint, lang)
  return picker.marks.length > 0
    ? format(TEXTS.marksHint, lang, { n: picker.marks.length })
    : format(picker.several ? TEXTS.openHint : TEXTS.oneHint, lang)
}
