import { TRASH_DAYS } from "../../../accounts/trash.ts"
import { texts } from "../../../base/language.ts"
import type { Message, Sentence } from "../../../base/language.ts"
import { CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { LIST_KEYS } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import type { Binding } from "../../core/keys.ts"

const TEXTS = texts({
  copy: {
    en: "copy the code; of a counter account (HOTP) the one that is shown",
    ja: "認証コードをコピー（カウンター方式では表示中のもの）",
  },
  copyHint: { en: "copy", ja: "コピー" },
  nth: { en: "copy the code of the account with this number", ja: "その番号のアカウントの認証コードをコピー" },
  filter: {
    en: "find accounts as you type; group:, kind: and is: narrow down",
    ja: "入力しながら絞り込み（group:、kind:、is: も使えます）",
  },
  filterHint: { en: "find", ja: "絞り込み" },
  clear: { en: "clear the filter, then the marks", ja: "絞り込み、続いて選択を解除" },
  clearHint: { en: "clear", ja: "解除" },
  mark: { en: "mark several, to delete, group or export them", ja: "選択（まとめて削除・グループ・エクスポート）" },
  reveal: { en: "show the hidden code for half a minute", ja: "隠した認証コードを 1 件、30 秒間表示" },
  revealHint: { en: "show", ja: "表示" },
  add: { en: "add an account", ja: "アカウントを追加" },
  addHint: { en: "add", ja: "追加" },
  edit: { en: "edit the account", ja: "アカウントを編集" },
  editHint: { en: "edit", ja: "編集" },
  delete: { en: `delete: to the trash, for ${TRASH_DAYS} days`, ja: `削除（${TRASH_DAYS} 日間ごみ箱に残ります）` },
  deleteHint: { en: "delete", ja: "削除" },
  markHint: { en: "mark", ja: "選択" },
  undo: { en: "undo the last deletion", ja: "直前の削除を取り消す" },
  undoHint: { en: "undo", ja: "取消" },
  next: {
    en: "next code of a counter account (HOTP); nothing else moves its counter",
    ja: "カウンター方式（HOTP）の次の認証コード（カウンターが進むのはこのキーだけ）",
  },
  favorite: { en: "favourite: stays at the top", ja: "お気に入り（先頭に表示）" },
  groups: { en: "change the groups", ja: "グループを変更" },
  groupsHint: { en: "groups", ja: "グループ" },
  sort: { en: "sort: own order, issuer, name, last used", ja: "並べ替え（手動の並び順・発行者・名前・最近使った順）" },
  down: { en: "move down in the own order", ja: "手動の並び順で下へ" },
  up: { en: "move up in the own order", ja: "手動の並び順で上へ" },
  qr: { en: "show as a QR code for a phone", ja: "スマートフォン用の QR コードを表示" },
  qrHint: { en: "QR", ja: "QR" },
  migrate: { en: "import, export, back up, restore", ja: "インポート、エクスポート、バックアップ、復元" },
  migrateHint: { en: "move in/out", ja: "移行" },
  settings: { en: "settings, history, trash, passphrase", ja: "設定、履歴、ごみ箱、パスフレーズ" },
  settingsHint: { en: "settings", ja: "設定" },
  move: { en: "move", ja: "移動" },
  pages: { en: "a page up or down", ja: "1 ページ移動" },
  copyFound: {
    en: "copy the code of the chosen account; the filter stays",
    ja: "選択中のアカウントの認証コードをコピー（絞り込みは残ります）",
  },
  toList: {
    en: "to the list, where e edits, v shows the QR code and d deletes; the filter stays, and / leads back",
    ja: "一覧へ（絞り込みのまま e で編集、v で QR コード、d で削除。/ で入力に戻ります）",
  },
  toListHint: { en: "list", ja: "一覧" },
  restore: { en: "back to the list before", ja: "絞り込み前の一覧に戻る" },
  nextGroup: { en: "next group", ja: "次のグループ" },
  previousGroup: { en: "previous group", ja: "前のグループ" },
  details: {
    en: "details of the account, where the window shows none beside the list",
    ja: "アカウントの詳細（一覧の横に表示されていないとき）",
  },
  noDetails: { en: "The details are beside the list.", ja: "詳細は一覧の横に表示されています。" },
  choose: { en: "choose", ja: "選ぶ" },
  save: { en: "save", ja: "保存" },
  cancel: { en: "leave it as it was", ja: "変えずに戻る" },
  cancelHint: { en: "cancel", ja: "やめる" },
  nothing: { en: "There is no account here.", ja: "アカウントがありません。" },
  noUndo: { en: "Nothing was deleted since the vault was opened.", ja: "取り消せる削除はありません。" },
  notOwn: {
    en: "Accounts can be moved in the own order only, without a filter; s changes the order.",
    ja: "移動できるのは、絞り込みのない「手動の並び順」のときだけです。s で並べ替えます。",
  },
  notHotp: { en: "Only counter accounts (HOTP) have a next code.", ja: "次の認証コードがあるのはカウンター方式（HOTP）だけです。" },
  notHidden: { en: "Codes are not hidden; the settings can hide them.", ja: "認証コードは隠されていません。設定で隠せます。" },
})

/** What decides which keys work now. */
export interface AccountsSituation {
  /** `first-steps`: there is no account. `confirm-next`: the question that `n` opened. */
  readonly mode: "list" | "first-steps" | "filter" | "groups" | "confirm" | "confirm-next"
  readonly any: boolean
  /** The list shows what a search has found. */
  readonly found: boolean
  readonly clearable: boolean
  /** Accounts are marked. */
  readonly marked: boolean
  readonly undoable: boolean
  readonly movable: boolean
  readonly hotp: boolean
  readonly hidden: boolean
  /** The footer has room for keys that are less often needed. */
  readonly wide: boolean
  /** A pane shows the details. */
  readonly detailed: boolean
  readonly readOnly: Message | null
}

/** What is done in the list itself. */
type AccountsListAction =
  | "clear"
  | "copy"
  | "copy-nth"
  | "reveal"
  | "undo"
  | "add"
  | "migrate"
  | "edit-filter"
  | "edit"
  | "show-qr"
  | "settings"
  | "mark"
  | "delete"
  | "next-code"
  | "favorite"
  | "edit-groups"
  | "sort"
  | "move-down"
  | "move-up"
  | "details"
  | GroupAction
  | ListAction
type GroupAction = "next-group" | "previous-group"
type FirstStepAction = "up" | "down" | "choose-step" | "add" | "migrate" | "settings" | "undo"
type AccountsFilterAction = "copy-found" | "clear-filter" | "to-list" | Exclude<ListAction, "first" | "last">
type AccountsGroupsAction = "save-groups" | "cancel-groups"
export type AccountsAction = AccountsListAction | FirstStepAction | AccountsFilterAction | AccountsGroupsAction | ConfirmAction

/** While the filter is typed. */
export const FILTER_KEYS: readonly Binding<AccountsFilterAction>[] = [
  { keys: ["enter"], action: "copy-found", help: TEXTS.copyFound, hint: TEXTS.copyHint },
  { keys: ["escape"], action: "clear-filter", help: TEXTS.restore, hint: TEXTS.clearHint },
  { keys: ["up"], action: "up", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["down"], action: "down", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["tab"], action: "to-list", help: TEXTS.toList, hint: TEXTS.toListHint },
  { keys: ["pageup"], action: "page-up", help: TEXTS.pages },
  { keys: ["pagedown"], action: "page-down", help: TEXTS.pages },
]
/** While groups are typed. */
export const GROUPS_KEYS: readonly Binding<AccountsGroupsAction>[] = [
  { keys: ["enter"], action: "save-groups", help: TEXTS.save, hint: TEXTS.save },
  { keys: ["escape"], action: "cancel-groups", help: TEXTS.cancel, hint: TEXTS.cancelHint },
]

/** The keys of the question that `n` opened: without `n`, so that a key held down does not answer it. */
const NEXT_CONFIRM_KEYS: readonly Binding<ConfirmAction>[] = CONFIRM_KEYS.map((binding) =>
  binding.action === "no" ? { ...binding, keys: ["escape"] } : binding,
)

/** The table of the screen as it is now. */
export function accountsKeys(now: AccountsSituation): readonly Binding<AccountsAction>[] {
  switch (now.mode) {
    case "confirm":
      return CONFIRM_KEYS
    case "confirm-next":
      return NEXT_CONFIRM_KEYS
    case "filter":
      return FILTER_KEYS
    case "groups":
      return GROUPS_KEYS
    case "first-steps":
      return firstStepKeys(now)
    case "list":
      return listKeys(now)
  }
}

/** The table of an empty vault. */
function firstStepKeys(now: AccountsSituation): readonly Binding<FirstStepAction>[] {
  const write = now.readOnly === null ? {} : { disabled: now.readOnly }
  return [
    { keys: ["enter"], action: "choose-step", help: TEXTS.choose, hint: TEXTS.choose },
    ...(now.undoable ? [{ keys: ["u"], action: "undo", help: TEXTS.undo, hint: TEXTS.undoHint, ...write } as const] : []),
    { keys: ["a"], action: "add", help: TEXTS.add, hint: TEXTS.addHint, ...write },
    { keys: ["m"], action: "migrate", help: TEXTS.migrate, hint: TEXTS.migrateHint },
    { keys: [","], action: "settings", help: TEXTS.settings, hint: TEXTS.settingsHint },
    { keys: ["up", "k", "backtab"], action: "up", help: TEXTS.move },
    { keys: ["down", "j", "tab"], action: "down", help: TEXTS.move },
  ]
}

/** The table of the list itself; each action that is impossible now with the first reason against it. */
function listKeys(now: Omit<AccountsSituation, "mode">): readonly Binding<AccountsListAction>[] {
  const closed = now.readOnly ?? undefined
  /** For actions on an account. */
  const one = (...reasons: (Sentence | Message | undefined)[]): { disabled?: Sentence | Message } => {
    const reason = [now.any ? undefined : TEXTS.nothing, ...reasons].find((each) => each !== undefined)
    return reason === undefined ? {} : { disabled: reason }
  }
  const write = closed === undefined ? {} : { disabled: closed }
  // A search that finds nothing can be changed.
  const narrow = now.found ? {} : one()
  const undo = { keys: ["u"], action: "undo", help: TEXTS.undo } as const
  /** What is found is worked on: keys for other accounts have no place in the footer. */
  const others = (hint: Sentence): { hint?: Sentence } => (now.found ? {} : { hint })
  const remove = {
    ...({ keys: ["d"], action: "delete", help: TEXTS.delete } as const),
    ...(now.wide || now.marked || now.found ? { hint: TEXTS.deleteHint } : {}),
    ...one(closed),
  }
  const qr = { keys: ["v"], action: "show-qr", help: TEXTS.qr, hint: TEXTS.qrHint, ...one() } as const
  const groups = {
    ...({ keys: ["t"], action: "edit-groups", help: TEXTS.groups } as const),
    ...(now.marked ? { hint: TEXTS.groupsHint } : {}),
    ...one(closed),
  }
  /** Marks are made for these, so the footer names them first. */
  const ofMarked = [remove, qr, groups]
  return [
    ...(now.clearable ? [{ keys: ["escape"], action: "clear", help: TEXTS.clear, hint: TEXTS.clearHint } as const] : []),
    { keys: ["enter", "c"], action: "copy", help: TEXTS.copy, hint: TEXTS.copyHint, ...one() },
    {
      keys: ["r"],
      action: "reveal",
      help: TEXTS.reveal,
      ...(now.hidden ? { hint: TEXTS.revealHint } : {}),
      ...one(now.hidden ? undefined : TEXTS.notHidden),
    },
    ...(now.undoable ? [{ ...undo, hint: TEXTS.undoHint, ...write }] : []),
    ...(now.marked ? ofMarked : []),
    { keys: ["a"], action: "add", help: TEXTS.add, ...others(TEXTS.addHint), ...write },
    { keys: ["m"], action: "migrate", help: TEXTS.migrate, ...others(TEXTS.migrateHint) },
    { keys: ["/"], action: "edit-filter", help: TEXTS.filter, hint: TEXTS.filterHint, ...narrow },
    { keys: ["e"], action: "edit", help: TEXTS.edit, hint: TEXTS.editHint, ...one(closed) },
    ...(now.marked ? [] : [remove, qr]),
    { keys: ["space"], action: "mark", help: TEXTS.mark, ...(now.wide || now.found ? { hint: TEXTS.markHint } : {}), ...one() },
    { keys: [","], action: "settings", help: TEXTS.settings, hint: TEXTS.settingsHint },
    { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], action: "copy-nth", help: TEXTS.nth, ...one() },
    ...(now.undoable ? [] : [{ ...undo, disabled: TEXTS.noUndo }]),
    { keys: ["n"], action: "next-code", help: TEXTS.next, ...one(closed, now.hotp ? undefined : TEXTS.notHotp) },
    { keys: ["f"], action: "favorite", help: TEXTS.favorite, ...one(closed) },
    ...(now.marked ? [] : [groups]),
    { keys: ["s"], action: "sort", help: TEXTS.sort, ...one() },
    { keys: ["tab", "]"], action: "next-group", help: TEXTS.nextGroup, ...narrow },
    { keys: ["backtab", "["], action: "previous-group", help: TEXTS.previousGroup, ...narrow },
    { keys: ["i"], action: "details", help: TEXTS.details, ...one(now.detailed ? TEXTS.noDetails : undefined) },
    { keys: ["J"], action: "move-down", help: TEXTS.down, ...one(closed, now.movable ? undefined : TEXTS.notOwn) },
    { keys: ["K"], action: "move-up", help: TEXTS.up, ...one(closed, now.movable ? undefined : TEXTS.notOwn) },
    ...LIST_KEYS,
  ]
}
