import { texts } from "../../../base/language.ts"
import type { Binding } from "../../core/keys.ts"
import { LIST_KEYS } from "../list.ts"
import type { ListAction } from "../list.ts"
import { BACK_KEY } from "../menu.ts"

/** Files to read, one file to write, or a directory to write into. */
export type PickerMode = "open" | "save" | "directory"

const TEXTS = texts({
  open: { en: "open the directory, choose the file", ja: "ディレクトリを開く・ファイルを選ぶ" },
  openHint: { en: "open", ja: "開く" },
  up: { en: "one directory up", ja: "親フォルダーへ" },
  upHint: { en: "up", ja: "親フォルダーへ" },
  home: { en: "the home directory", ja: "ホームディレクトリ" },
  hidden: { en: "show or hide hidden files", ja: "隠しファイルの表示を切り替える" },
  filter: { en: "filter by name", ja: "名前で絞り込む" },
  filterHint: { en: "filter", ja: "絞り込み" },
  mark: { en: "mark the file, or all in the directory, for several at once", ja: "ファイルまたはディレクトリ全体を選択する（複数可）" },
  markHint: { en: "mark", ja: "選択" },
  all: { en: "mark all files of the directory", ja: "ディレクトリのファイルをすべて選択" },
  allHint: { en: "all", ja: "すべて" },
  none: { en: "remove all marks", ja: "選択をすべて外す" },
  invert: { en: "mark the other files of the directory", ja: "ディレクトリのファイルの選択を反転" },
  line: { en: "type a path", ja: "パスを入力する" },
  lineHint: { en: "path", ja: "パス" },
  complete: { en: "complete the path", ja: "パスを補完する" },
  completeHint: { en: "complete", ja: "補完" },
  accept: { en: "go on with this", ja: "これで進む" },
  acceptHint: { en: "go on", ja: "進む" },
  toList: { en: "to the list", ja: "一覧へ" },
  keep: { en: "keep the filter", ja: "絞り込みを保つ" },
  move: { en: "move", ja: "移動" },
  clear: { en: "clear the filter", ja: "絞り込みを解除する" },
})

/** The actions of a picker whose list has the focus. */
export type PickerListAction =
  | "choose-entry"
  | "open-directory"
  | "parent-directory"
  | "home-directory"
  | "hidden"
  | "mark"
  | "mark-all"
  | "mark-none"
  | "mark-invert"
  | "edit-filter"
  | "edit-path"
  | "back"
  | ListAction
/** The actions of a picker whose path line has the focus. */
export type PickerLineAction = "accept-path" | "complete-path" | "to-list" | "back"
/** The actions of a picker whose filter has the focus. */
export type PickerFilterAction = "keep-filter" | "clear-filter" | "up" | "down"
export type PickerAction = PickerListAction | PickerLineAction | PickerFilterAction

const LIST_TABLE: readonly Binding<PickerListAction>[] = [
  { keys: ["enter"], action: "choose-entry", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["right", "l"], action: "open-directory", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["left", "backspace", "h"], action: "parent-directory", help: TEXTS.up, hint: TEXTS.upHint },
  { keys: ["space"], action: "mark", help: TEXTS.mark, hint: TEXTS.markHint },
  { keys: ["a"], action: "mark-all", help: TEXTS.all, hint: TEXTS.allHint },
  { keys: ["x"], action: "mark-none", help: TEXTS.none },
  { keys: ["i"], action: "mark-invert", help: TEXTS.invert },
  { keys: ["/"], action: "edit-filter", help: TEXTS.filter, hint: TEXTS.filterHint },
  { keys: ["tab"], action: "edit-path", help: TEXTS.line, hint: TEXTS.lineHint },
  { keys: ["."], action: "hidden", help: TEXTS.hidden, hint: TEXTS.hidden },
  { keys: ["~"], action: "home-directory", help: TEXTS.home, hint: TEXTS.home },
  ...LIST_KEYS,
  BACK_KEY,
]
const FOR_SEVERAL: readonly PickerAction[] = ["mark", "mark-all", "mark-none", "mark-invert"]
const LIST_TABLE_FOR_ONE = LIST_TABLE.filter(({ action }) => !FOR_SEVERAL.includes(action))

/** The keys of a picker while its path line has the focus. */
export const PATH_LINE_KEYS: readonly Binding<PickerLineAction>[] = [
  { keys: ["enter"], action: "accept-path", help: TEXTS.accept, hint: TEXTS.acceptHint },
  { keys: ["tab"], action: "complete-path", help: TEXTS.complete, hint: TEXTS.completeHint },
  { keys: ["down", "up", "backtab"], action: "to-list", help: TEXTS.toList, hint: TEXTS.toList },
  BACK_KEY,
]

/** The keys of a picker while its filter has the focus. */
export const FILTER_KEYS: readonly Binding<PickerFilterAction>[] = [
  { keys: ["enter", "tab"], action: "keep-filter", help: TEXTS.keep, hint: TEXTS.keep },
  { keys: ["escape"], action: "clear-filter", help: TEXTS.clear, hint: TEXTS.clear },
  { keys: ["up"], action: "up", help: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move },
]

/** As much of a picker as its keys depend on. */
export interface PickerFocus {
  readonly mode: PickerMode
  /** In the mode `open`: several files may be marked. */
  readonly several: boolean
  readonly focus: "list" | "filter" | "line"
}

/** The keys of a picker while its list has the focus. */
export function listKeys({ mode, several }: Pick<PickerFocus, "mode" | "several">): readonly Binding<PickerListAction>[] {
  return mode === "open" && several ? LIST_TABLE : LIST_TABLE_FOR_ONE
}

/** The whole table of a screen while a picker has the focus. */
export function pickerKeys(picker: PickerFocus): readonly Binding<PickerAction>[] {
  if (picker.focus === "list") return listKeys(picker)
  return picker.focus === "line" ? PATH_LINE_KEYS : FILTER_KEYS
}
