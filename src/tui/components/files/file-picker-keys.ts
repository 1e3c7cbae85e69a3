import { texts } from "../../../base/language.ts"
import type { Binding } from "../../core/keys.ts"
import { LIST_KEYS } from "../list.ts"
import type { ListAction } from "../list.ts"
import { BACK_KEY } from "../menu.ts"

/** Files to read, one file to write, or a directory to write into. */
export type PickerMode = "open" | "save" | "directory"

/** The part of a picker that has the focus. */
export type PickerPart = "list" | "filter" | "line" | "places"

const TEXTS = texts({
  open: { en: "open the directory, choose the file", ja: "ディレクトリを開く・ファイルを選ぶ" },
  openHint: { en: "open", ja: "開く" },
  up: { en: "one directory up", ja: "親ディレクトリへ" },
  upHint: { en: "up", ja: "親ディレクトリへ" },
  home: { en: "the home directory", ja: "ホームディレクトリ" },
  hidden: { en: "show or hide hidden files", ja: "隠しファイルの表示を切り替える" },
  filter: { en: "find by name", ja: "名前で絞り込む" },
  filterHint: { en: "find", ja: "絞り込み" },
  sort: { en: "sort by name or date", ja: "名前順・日付順を切り替える" },
  sortHint: { en: "sort", ja: "並び順" },
  places: { en: "go to another place: home, downloads, disks", ja: "別の場所へ移動: ホーム、ダウンロード、ディスク" },
  placesHint: { en: "places", ja: "場所" },
  goThere: { en: "go there", ja: "移動する" },
  goOn: { en: "go on with what is marked", ja: "選択したもので進む" },
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
  keep: { en: "to the list, which stays narrowed", ja: "絞り込んだまま一覧へ" },
  keepHint: { en: "to the list", ja: "一覧へ" },
  move: { en: "move", ja: "移動" },
  clear: { en: "clear what is searched for", ja: "絞り込みを解除する" },
  clearHint: { en: "clear", ja: "解除" },
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
  | "sort"
  | "places"
  | "back"
  | ListAction
/** The actions of a picker whose path line has the focus. */
export type PickerLineAction = "accept-path" | "complete-path" | "to-list" | "back"
/** The actions of a picker whose filter has the focus. */
export type PickerFilterAction = "choose-entry" | "keep-filter" | "clear-filter" | "up" | "down"
/** The actions of a picker that shows the places to go to. */
export type PickerPlacesAction = "go-to-place" | "go-to-number" | "close-places" | "up" | "down"
export type PickerAction = PickerListAction | PickerLineAction | PickerFilterAction | PickerPlacesAction

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
  { keys: ["b"], action: "places", help: TEXTS.places, hint: TEXTS.placesHint },
  { keys: ["s"], action: "sort", help: TEXTS.sort, hint: TEXTS.sortHint },
  ...LIST_KEYS,
  BACK_KEY,
]
const FOR_SEVERAL: readonly PickerAction[] = ["mark", "mark-all", "mark-none", "mark-invert"]
/** Enter goes on with what is marked, wherever the cursor is. */
const LIST_TABLE_WITH_MARKS = LIST_TABLE.map((binding) =>
  binding.action === "choose-entry" ? { ...binding, help: TEXTS.goOn, hint: TEXTS.acceptHint } : binding,
)
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
  { keys: ["enter"], action: "choose-entry", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["escape"], action: "clear-filter", help: TEXTS.clear, hint: TEXTS.clearHint },
  { keys: ["tab"], action: "keep-filter", help: TEXTS.keep, hint: TEXTS.keepHint },
  { keys: ["up"], action: "up", help: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move },
]

/** The keys of a picker while it shows the places to go to. */
export const PLACES_KEYS: readonly Binding<PickerPlacesAction>[] = [
  { keys: ["enter", "right"], action: "go-to-place", help: TEXTS.goThere, hint: TEXTS.goThere },
  { keys: ["escape", "left", "b"], action: "close-places", help: TEXTS.toList, hint: TEXTS.toList },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], action: "go-to-number", help: TEXTS.goThere },
  { keys: ["up", "k"], action: "up", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["down", "j"], action: "down", help: TEXTS.move, hint: TEXTS.move },
]

/** As much of a picker as its keys depend on. */
export interface PickerFocus {
  readonly mode: PickerMode
  /** In the mode `open`: several files may be marked. */
  readonly several: boolean
  readonly marks: readonly string[]
  readonly focus: PickerPart
}

/** The keys of a picker while its list has the focus. */
export function listKeys({ mode, several, marks }: Omit<PickerFocus, "focus">): readonly Binding<PickerListAction>[] {
  if (mode !== "open" || !several) return LIST_TABLE_FOR_ONE
  return marks.length === 0 ? LIST_TABLE : LIST_TABLE_WITH_MARKS
}

/** The whole table of a screen while a picker has the focus. */
export function pickerKeys(picker: PickerFocus): readonly Binding<PickerAction>[] {
  switch (picker.focus) {
    case "list":
      return listKeys(picker)
    case "filter":
      return FILTER_KEYS
    case "line":
      return PATH_LINE_KEYS
    case "places":
      return PLACES_KEYS
  }
}
