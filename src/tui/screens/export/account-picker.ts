import type { Account } from "../../../accounts/account.ts"
import { select } from "../../../accounts/search.ts"
import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { KIND_NAMES } from "../../../migrate/export/losses.ts"
import { editLine, lineEditor, lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { fitList, isSecondClick, LIST_KEYS, LIST_START, listWindow, moveList, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { chosenRow, columnsRow, EMPTY_ROW, span, textRow, tickRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row, Size } from "../../core/frame.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"

const TEXTS = texts({
  toggle: { en: "tick or untick", ja: "選択を切り替える" },
  toggleHint: { en: "tick", ja: "選択" },
  all: { en: "tick all shown accounts", ja: "表示中のすべてを選択" },
  allHint: { en: "all", ja: "すべて" },
  none: { en: "untick all shown accounts", ja: "表示中の選択をすべて外す" },
  noneHint: { en: "none", ja: "解除" },
  invert: { en: "invert the ticks of all shown accounts", ja: "表示中の選択を反転" },
  invertHint: { en: "invert", ja: "反転" },
  filter: { en: "filter", ja: "絞り込み" },
  goOn: { en: "go on with the ticked accounts", ja: "選択したアカウントで進む" },
  goOnHint: { en: "go on", ja: "進む" },
  keep: { en: "keep the filter", ja: "絞り込みを保つ" },
  clear: { en: "clear the filter", ja: "絞り込みを解除する" },
  move: { en: "move", ja: "移動" },
  counts: { en: "{ticked} of {total} ticked", ja: "{total} 件中 {ticked} 件を選択中" },
  shown: { en: "{shown} shown", ja: "{shown} 件を表示" },
  nothingFits: { en: "(no account matches the filter)", ja: "（絞り込みに合うアカウントがありません）" },
})

/** Accounts with tick boxes and a filter. An account that the filter hides stays ticked. */
export interface AccountPicker {
  readonly ticked: ReadonlySet<string>
  readonly list: ListState
  readonly filter: LineEditor
  readonly filtering: boolean
}

/** These accounts with the marked ones ticked and the cursor on the first of them; all ticked where none is marked. */
export function accountPicker(accounts: readonly Account[], marked: readonly string[] = []): AccountPicker {
  const ids = accounts.map(({ id }) => id)
  const ticked = ids.filter((id) => marked.includes(id))
  const first = Math.max(0, ids.indexOf(ticked[0] ?? ""))
  return {
    ticked: new Set(ticked.length > 0 ? ticked : ids),
    list: { cursor: first, offset: first },
    filter: lineEditor(),
    filtering: false,
  }
}

type PickAction = "toggle" | "all" | "none" | "invert" | "filter" | "go-on" | "back" | ListAction
type FilterAction = "keep" | "clear" | "up" | "down"
export type AccountPickerAction = PickAction | FilterAction

const PICK_KEYS: readonly Binding<PickAction>[] = [
  { keys: ["enter", "right"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOnHint },
  { keys: ["space"], action: "toggle", help: TEXTS.toggle, hint: TEXTS.toggleHint },
  { keys: ["a"], action: "all", help: TEXTS.all, hint: TEXTS.allHint },
  { keys: ["x"], action: "none", help: TEXTS.none, hint: TEXTS.noneHint },
  { keys: ["i"], action: "invert", help: TEXTS.invert, hint: TEXTS.invertHint },
  { keys: ["/"], action: "filter", help: TEXTS.filter, hint: TEXTS.filter },
  ...LIST_KEYS,
  BACK_KEY,
]
const FILTER_KEYS: readonly Binding<FilterAction>[] = [
  { keys: ["enter", "tab"], action: "keep", help: TEXTS.keep, hint: TEXTS.keep },
  { keys: ["escape"], action: "clear", help: TEXTS.clear, hint: TEXTS.clear },
  { keys: ["up"], action: "up", help: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move },
]

export function accountPickerKeys(picker: AccountPicker): readonly Binding<AccountPickerAction>[] {
  return picker.filtering ? FILTER_KEYS : PICK_KEYS
}

export interface AccountPickerStep {
  readonly picker: AccountPicker
  readonly event: "go-on" | "left" | null
}

function shownOf(picker: AccountPicker, accounts: readonly Account[]): readonly Account[] {
  return picker.filter.value.trim() === "" ? accounts : select(accounts, picker.filter.value)
}

const listHeight = (size: Size): number => Math.max(1, size.rows - 2)

/** @param accounts - All accounts that can be ticked, in the order of the list. */
export function updateAccountPicker(
  picker: AccountPicker,
  msg: Msg<AccountPickerAction>,
  accounts: readonly Account[],
  size: Size,
): AccountPickerStep {
  const still = (next: AccountPicker): AccountPickerStep => ({ picker: next, event: null })
  const shown = shownOf(picker, accounts)
  const height = listHeight(size)
  if (isSecondClick(msg, picker.list, shown.length, height)) {
    const id = shown[fitList(picker.list, shown.length, height).cursor]?.id
    return still(id === undefined ? picker : { ...picker, ticked: toggled(picker.ticked, [id]) })
  }
  const pointed = pointList(picker.list, msg, shown.length, height)
  if (pointed !== null) return still({ ...picker, list: pointed })
  if (picker.filtering) return still(updateFilter(picker, msg, shown.length, height))
  if (isActionOf(LIST_KEYS, msg)) return still({ ...picker, list: moveListBy(picker.list, msg.action, shown.length, height) })
  if (!isActionOf(PICK_KEYS, msg)) return still(picker)
  const ids = shown.map(({ id }) => id)
  switch (msg.action) {
    case "toggle": {
      const id = ids[fitList(picker.list, ids.length, height).cursor]
      if (id === undefined) return still(picker)
      return still({ ...picker, ticked: toggled(picker.ticked, [id]), list: moveList(picker.list, 1, ids.length, height) })
    }
    case "all":
      return still({ ...picker, ticked: new Set([...picker.ticked, ...ids]) })
    case "none":
      return still({ ...picker, ticked: new Set([...picker.ticked].filter((id) => !ids.includes(id))) })
    case "invert":
      return still({ ...picker, ticked: toggled(picker.ticked, ids) })
    case "filter":
      return still({ ...picker, filtering: true })
    case "go-on":
      return { picker, event: "go-on" }
    case "back":
      return picker.filter.value === "" ? { picker, event: "left" } : still({ ...picker, filter: lineEditor(), list: LIST_START })
  }
}

function updateFilter(picker: AccountPicker, msg: Msg<AccountPickerAction>, count: number, height: number): AccountPicker {
  if (isActionOf(FILTER_KEYS, msg)) {
    switch (msg.action) {
      case "keep":
        return { ...picker, filtering: false }
      case "clear":
        return { ...picker, filtering: false, filter: lineEditor(), list: LIST_START }
      case "up":
      case "down":
        return { ...picker, list: moveListBy(picker.list, msg.action, count, height) }
    }
  }
  const filter = editLine(picker.filter, msg)
  if (filter === null) return picker
  return { ...picker, filter, list: filter.value === picker.filter.value ? picker.list : LIST_START }
}

function toggled(ticked: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const next = new Set(ticked)
  for (const id of ids) if (!next.delete(id)) next.add(id)
  return next
}

/** The ticked ids in the order of the accounts. */
export function tickedIds(picker: AccountPicker, accounts: readonly Account[]): readonly string[] {
  return accounts.filter(({ id }) => picker.ticked.has(id)).map(({ id }) => id)
}

export interface AccountPickerView {
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** The counts, the accounts, and the filter line. */
export function accountPickerView(picker: AccountPicker, accounts: readonly Account[], lang: Lang, size: Size): AccountPickerView {
  const shown = shownOf(picker, accounts)
  const height = listHeight(size)
  const { from, to } = listWindow(picker.list, shown.length, height)
  const { cursor } = fitList(picker.list, shown.length, height)
  const width = shown.length > height ? size.columns - 1 : size.columns
  const rows = shown.slice(from, to).map((account, at) => {
    const row = accountRow(account, picker.ticked.has(account.id), from + at === cursor, width)
    return from + at === cursor ? tickRow(chosenRow(row, width)) : row
  })
  const counts = [
    format(TEXTS.counts, lang, { ticked: tickedIds(picker, accounts).length, total: accounts.length }),
    ...(shown.length === accounts.length ? [] : [format(TEXTS.shown, lang, { shown: shown.length })]),
  ].join(" · ")
  const list =
    shown.length > 0 ? withScrollbar(rows, from, shown.length, size.columns) : [textRow(`  ${format(TEXTS.nothingFits, lang)}`, "muted")]
  const filler = Array.from({ length: Math.max(0, height - list.length) }, () => EMPTY_ROW)
  const line = lineView(picker.filter, Math.max(4, size.columns - 3))
  const filters = picker.filtering || picker.filter.value !== ""
  return {
    rows: [
      textRow(cutToWidth(` ${counts}`, size.columns), "strong"),
      ...list,
      ...filler,
      filters ? [span("/ ", "strong"), ...line.spans] : EMPTY_ROW,
    ],
    cursor: picker.filtering ? { x: 2 + line.cursorX, y: size.rows - 1 } : null,
  }
}

const KIND_WIDTH = 6

function accountRow(account: Account, ticked: boolean, chosen: boolean, width: number): Row {
  const room = Math.max(10, width - 6 - KIND_WIDTH - 3)
  const issuer = Math.min(24, Math.floor(room * 0.42))
  return [
    span(`${chosen ? "▌" : " "} [${ticked ? "x" : " "}] `),
    ...columnsRow([
      { text: sanitize(account.issuer), width: issuer, role: "strong" },
      { text: sanitize(account.name), width: Math.min(40, room - issuer) },
      { text: KIND_NAMES[account.kind], width: KIND_WIDTH, role: "muted" },
    ]),
  ]
}
