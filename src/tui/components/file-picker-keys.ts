import { texts } from "../../accounts/language.ts"
import type { Binding } from "../core/keys.ts"
import { BACK_KEY } from "./menu.ts"

/** Files to read, one file to write, or a directory to write into. */
export type PickerMode = "open" | "save" | "directory"

const TEXTS = texts({
  open: { en: "open the directory, choose the file", ja: "ディレクトリを開く・ファイルを選ぶ" },
  openHint: { en: "open", ja: "開く" },
  up: { en: "one directory up", ja: "上のディレクトリへ" },
  upHint: { en: "up", ja: "上へ" },
  home: { en: "the home directory", ja: "ホームディレクトリ" },
  hidden: { en: "show or hide hidden files", ja: "隠しファイルの表示を切り替える" },
  filter: { en: "filter by name", ja: "名前で絞り込む" },
  filterHint: { en: "filter", ja: "絞り込み" },
  mark: { en: "mark the file, for several at once", ja: "ファイルに印を付ける (複数可)" },
  markHint: { en: "mark", ja: "印" },
  line: { en: "type a path", ja: "パスを入力する" },
  lineHint: { en: "path", ja: "パス" },
  complete: { en: "complete the path", ja: "パスを補完する" },
  completeHint: { en: "complete", ja: "補完" },
  accept: { en: "go on with this", ja: "これで進む" },
  acceptHint: { en: "go on", ja: "進む" },
  toList: { en: "to the list", ja: "一覧へ" },
  keep: { en: "keep the filter", ja: "絞り込みを保つ" },
  clear: { en: "clear the filter", ja: "絞り込みを解除する" },
})

const LIST_KEYS: readonly Binding[] = [
  { keys: ["enter", "right", "l"], action: "open", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["left", "backspace", "h"], action: "up", help: TEXTS.up, hint: TEXTS.upHint },
  { keys: ["space"], action: "mark", help: TEXTS.mark, hint: TEXTS.markHint },
  { keys: ["/"], action: "filter", help: TEXTS.filter, hint: TEXTS.filterHint },
  { keys: ["tab"], action: "line", help: TEXTS.line, hint: TEXTS.lineHint },
  { keys: ["."], action: "hidden", help: TEXTS.hidden, hint: TEXTS.hidden },
  { keys: ["~"], action: "home", help: TEXTS.home, hint: TEXTS.home },
  BACK_KEY,
]
const LIST_KEYS_WITHOUT_MARK = LIST_KEYS.filter(({ action }) => action !== "mark")

const LINE_KEYS: readonly Binding[] = [
  { keys: ["enter"], action: "accept", help: TEXTS.accept, hint: TEXTS.acceptHint },
  { keys: ["tab"], action: "complete", help: TEXTS.complete, hint: TEXTS.completeHint },
  { keys: ["down", "up", "backtab"], action: "list", help: TEXTS.toList, hint: TEXTS.toList },
  BACK_KEY,
]

const FILTER_KEYS: readonly Binding[] = [
  { keys: ["enter", "tab"], action: "keep", help: TEXTS.keep, hint: TEXTS.keep },
  { keys: ["escape"], action: "clear", help: TEXTS.clear, hint: TEXTS.clear },
]

export function listKeys(mode: PickerMode): readonly Binding[] {
  return mode === "open" ? LIST_KEYS : LIST_KEYS_WITHOUT_MARK
}

/** The keys of a picker as it stands. */
export function pickerKeys(picker: { readonly mode: PickerMode; readonly focus: "list" | "filter" | "line" }): readonly Binding[] {
  if (picker.focus === "list") return listKeys(picker.mode)
  return picker.focus === "line" ? LINE_KEYS : FILTER_KEYS
}
