import type { Account } from "../../../accounts/account.ts"
import { TRASH_DAYS } from "../../../accounts/trash.ts"
import { unreadableDetail } from "../../../accounts/unreadable.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { dateText } from "../../components/files/directory.ts"
import { fitList, LIST_KEYS, LIST_START, listWindow, moveList, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { checkboxText, chosenRow, columnsRow, EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Row } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Trash", ja: "ごみ箱" },
  note: {
    en: `Deleted and replaced accounts stay here for ${TRASH_DAYS} days; then they are removed permanently.`,
    ja: `削除したアカウントと置き換え前のアカウントは ${TRASH_DAYS} 日間ここに残り、その後完全に消えます。`,
  },
  unreadable: {
    en: "{count} {count|record|records} that this version cannot read may belong here: {labels}",
    ja: "このバージョンでは読めない項目 {count} 件が、ごみ箱のものである可能性があります: {labels}",
  },
  empty: { en: "The trash is empty.", ja: "ごみ箱は空です。" },
  left: { en: "{days} {days|day|days} left", ja: "あと {days} 日" },
  askOne: { en: "Remove it permanently?", ja: "完全に削除しますか？" },
  askMany: { en: "Remove {count} permanently?", ja: "{count} 件を完全に削除しますか？" },
  one: { en: "{label}: this cannot be undone.", ja: "{label}: 元に戻せません。" },
  many: { en: "This cannot be undone.", ja: "元に戻せません。" },
  yes: { en: "Remove permanently", ja: "完全に削除" },
  no: { en: "Keep", ja: "残す" },
  restored: { en: "{count} {count|account is|accounts are} back in the list.", ja: "{count} 件を一覧に戻しました。" },
  removed: { en: "{count} {count|account was|accounts were} removed permanently.", ja: "{count} 件を完全に削除しました。" },
  restore: { en: "put back into the list", ja: "一覧に戻す" },
  restoreHint: { en: "put back", ja: "戻す" },
  delete: { en: "remove permanently", ja: "完全に削除" },
  deleteHint: { en: "remove", ja: "削除" },
  mark: { en: "mark several, to put back or remove them", ja: "選択（まとめて戻す・削除）" },
  markHint: { en: "mark", ja: "選択" },
})

const DAY_MS = 86_400_000

export const TRASH_KEYS: readonly Binding<Exclude<TrashAction, ListAction>>[] = [
  { keys: ["enter", "u"], action: "restore", help: TEXTS.restore, hint: TEXTS.restoreHint },
  { keys: ["d"], action: "delete", help: TEXTS.delete, hint: TEXTS.deleteHint },
  { keys: ["space"], action: "mark", help: TEXTS.mark, hint: TEXTS.markHint },
]

export interface TrashState {
  readonly list: ListState
  readonly marked: ReadonlySet<string>
  readonly question: { readonly confirm: Confirm; readonly ids: readonly string[] } | null
}

type TrashAction = "restore" | "delete" | "mark" | "back" | ListAction
type Out = Outcome<TrashState>

/** The accounts in the trash, the latest first. */
function trashedAccounts(context: Context): Account[] {
  return (context.vault?.accounts ?? [])
    .filter(({ trashedAt }) => trashedAt !== null)
    .sort((a, b) => (b.trashedAt ?? 0) - (a.trashedAt ?? 0))
}

function noteRows({ lang, body, vault }: Context): Row[] {
  const dim = (text: string): Row[] => paragraph(text, body.columns - 2, { indent: 1, role: "muted" })
  const unreadable = vault?.unreadable ?? []
  return [
    ...dim(format(TEXTS.note, lang)),
    ...(unreadable.length === 0 ? [] : dim(format(TEXTS.unreadable, lang, unreadableDetail(unreadable)))),
    EMPTY_ROW,
  ]
}

function heightOf(context: Context): number {
  return Math.max(1, context.body.rows - noteRows(context).length)
}

/** The question before accounts are removed. */
function askRemove(about: readonly Account[], lang: Lang): Confirm {
  const [first] = about
  const answers = { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) }
  return about.length === 1 && first !== undefined
    ? confirm(format(TEXTS.askOne, lang), { text: format(TEXTS.one, lang, { label: labelOf(first) }), ...answers })
    : confirm(format(TEXTS.askMany, lang, { count: about.length }), { text: format(TEXTS.many, lang), ...answers })
}

function targetAccounts(state: TrashState, all: readonly Account[]): Account[] {
  const marked = all.filter(({ id }) => state.marked.has(id))
  const chosen = all[state.list.cursor]
  return marked.length > 0 ? marked : chosen === undefined ? [] : [chosen]
}

function onAction(state: TrashState, action: TrashAction, context: Context): Out {
  const all = trashedAccounts(context)
  const { lang, nowMs } = context
  const about = targetAccounts(state, all)
  switch (action) {
    case "restore":
      return {
        state: { ...state, marked: new Set() },
        effects: [{ type: "put-accounts", accounts: about.map((each) => ({ ...each, trashedAt: null, updatedAt: nowMs })) }],
        toast: format(TEXTS.restored, lang, { count: about.length }),
      }
    case "delete":
      if (about.length === 0) return { state }
      return { state: { ...state, question: { confirm: askRemove(about, lang), ids: about.map(({ id }) => id) } } }
    case "mark": {
      const id = all[state.list.cursor]?.id
      if (id === undefined) return { state }
      const marked = new Set(state.marked)
      if (!marked.delete(id)) marked.add(id)
      return { state: { ...state, marked, list: moveList(state.list, 1, all.length, heightOf(context)) } }
    }
    case "back":
      return { state, go: { type: "back" } }
    case "up":
    case "down":
    case "page-up":
    case "page-down":
    case "first":
    case "last":
      return { state: { ...state, list: moveListBy(state.list, action, all.length, heightOf(context)) } }
  }
}

function onMsg(state: TrashState, msg: Msg<TrashAction | ConfirmAction>, context: Context): Out {
  if (state.question !== null) {
    const step = answerConfirm(state.question.confirm, msg)
    if (step === null) return { state }
    if ("state" in step) return { state: { ...state, question: { ...state.question, confirm: step.state } } }
    const open = { ...state, question: null }
    if (!step.answer) return { state: open }
    const { ids } = state.question
    return {
      state: { ...open, marked: new Set() },
      effects: [{ type: "remove-accounts", ids }],
      toast: format(TEXTS.removed, context.lang, { count: ids.length }),
    }
  }
  if (isActionOf(CONFIRM_KEYS, msg)) return { state }
  if (msg.type === "action") return onAction(state, msg.action, context)
  const count = trashedAccounts(context).length
  const height = heightOf(context)
  const list = pointList(state.list, msg, count, height)
  return { state: list === null ? state : { ...state, list } }
}

/** What was deleted or replaced within the last {@link TRASH_DAYS} days. */
export const trashScreen: Screen<TrashState, TrashAction | ConfirmAction, RouteOf<"trash">> = {
  init: () => ({ state: { list: LIST_START, marked: new Set(), question: null } }),

  update(state, msg, context) {
    const outcome = onMsg(state, msg, context)
    const list = fitList(outcome.state.list, trashedAccounts(context).length, heightOf(context))
    return { ...outcome, state: { ...outcome.state, list } }
  },

  view(state, context) {
    const { lang, body, nowMs } = context
    const all = trashedAccounts(context)
    const height = heightOf(context)
    const list = fitList(state.list, all.length, height)
    const { from, to } = listWindow(list, all.length, height)
    const wide = body.columns >= 56
    const width = body.columns - (all.length > height ? 1 : 0)
    const drawn = all.slice(from, to).map((account, at) => {
      const chosen = from + at === list.cursor
      const days = Math.max(0, Math.ceil(((account.trashedAt ?? 0) + TRASH_DAYS * DAY_MS - nowMs) / DAY_MS))
      const right = wide ? 27 : 13
      const row = columnsRow([
        { text: chosen ? "▌" : "", width: 1 },
        { text: checkboxText(state.marked.has(account.id), "").trimEnd(), width: 3 },
        { text: labelOf(account), width: Math.max(4, width - right - 8) },
        { text: dateText(account.trashedAt ?? 0).slice(0, 10), width: wide ? 10 : 0 },
        { text: format(TEXTS.left, lang, { days }), width: wide ? 14 : 12, align: "right" },
      ])
      return chosen ? chosenRow(row, width) : row
    })
    const rows = withScrollbar(drawn, from, all.length, body.columns)
    const lines = [
      ...noteRows(context),
      ...(all.length === 0 ? paragraph(format(TEXTS.empty, lang), body.columns - 4, { indent: 2 }) : rows),
    ]
    return { title: format(TEXTS.title, lang), body: lines, question: state.question?.confirm ?? null }
  },

  keys(state, context) {
    if (state.question !== null) return CONFIRM_KEYS
    const readOnly = context.vault?.readOnly ?? null
    const disabled = trashedAccounts(context).length === 0 ? TEXTS.empty : (readOnly ?? undefined)
    const off = disabled === undefined ? {} : { disabled }
    return [...TRASH_KEYS.map((binding) => ({ ...binding, ...off })), ...LIST_KEYS, BACK_KEY]
  },
}
