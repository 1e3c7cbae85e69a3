import { texts } from "../../../base/language.ts"
import type { Binding } from "../../core/keys.ts"
import { LIST_MOVES } from "../list.ts"
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
  mark: { en: "mark the file, or all in the directory, for several at once", ja: "ファイルまたはディレクトリ全体を選択する (複数可)" },
  markHint: { en: "mark", ja: "選択" },
  all: { en: "mark all files of the directory", ja: "ディレクトリのファイルをすべて選択" },
  allHint: { en: "all", ja: "すべて" },
  none: { en: "take all marks away", ja: "選択をすべて外す" },
  invert: { en: "mark the other files of the directory", ja: "ディレクトリのファイルの選択を反転" },
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
  { keys: ["a"], action: "all", help: TEXTS.all, hint: TEXTS.allHint },
  { keys: ["x"], action: "none", help: TEXTS.none },
  { keys: ["i"], action: "invert", help: TEXTS.invert },
  { keys: ["/"], action: "filter", help: TEXTS.filter, hint: TEXTS.filterHint },
  { keys: ["tab"], action: "line", help: TEXTS.line, hint: TEXTS.lineHint },
  { keys: ["."], action: "hidden", help: TEXTS.hidden, hint: TEXTS.hidden },
  { keys: ["~"], action: "home", help: TEXTS.home, hint: TEXTS.home },
  ...LIST_MOVES,
  BACK_KEY,
]
const SEVERAL = ["mark", "all", "none", "invert"]
const LIST_KEYS_FOR_ONE = LIST_KEYS.filter(({ action }) => !SEVERAL.includes(action))

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

/** What decides which keys a picker has. */
export interface PickerKeyed {
  readonly mode: PickerMode
  /** In the mode `open`: several files may be marked. */
  readonly several: boolean
  readonly focus: "list" | "filter" | "line"
}

export function listKeys({ mode, several }: Pick<PickerKeyed, "mode" | "several">): readonly Binding[] {
  return mode === "open" && several ? LIST_KEYS : LIST_KEYS_FOR_ONE
}

/** The keys of a picker as it stands. */
export function pickerKeys(picker: PickerKeyed): readonly Binding[] {
  if (picker.focus === "list") return listKeys(picker)
  return picker.focus === "line" ? LINE_KEYS : FILTER_KEYS
}
