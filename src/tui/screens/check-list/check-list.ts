import type { Account } from "../../../accounts/account.ts"
import { addVerification } from "../../../accounts/verification.ts"
import { format, texts } from "../../../base/language.ts"
import { normalizeCode, verifyCode } from "../../../migrate/verify-code.ts"
import type { VerifyResult } from "../../../migrate/verify-code.ts"
import { editLine, lineEditor } from "../../components/forms/line-editor.ts"
import { LIST_START, moveList, moveListBy, moveListTo } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import type { Effect } from "../../core/effects.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { checkedAccounts, checkListHeight, isFinished, isOpen, selectedAccount } from "./check-list-state.ts"
import type { CheckListState } from "./check-list-state.ts"
import { checkListView } from "./check-list-view.ts"

const TEXTS = texts({
  check: { en: "compare the typed code", ja: "入力した認証コードを照合する" },
  finish: { en: "compare the typed code, or go on", ja: "入力した認証コードを照合するか、次へ進む" },
  finishHint: { en: "go on", ja: "進む" },
  move: { en: "to another account", ja: "ほかのアカウントへ" },
  moveHint: { en: "account", ja: "アカウント" },
  open: { en: "to the next account that does not agree yet", ja: "まだ一致していない次のアカウントへ" },
  openHint: { en: "next open", ja: "次の未照合" },
  pages: { en: "a page up or down", ja: "1 ページ移動" },
  leave: { en: "leave; results are saved, the rest can be compared later", ja: "終わる（一致した分は記録され、残りは後で照合可能）" },
  leaveHint: { en: "leave", ja: "終わる" },
  nothingTyped: { en: "First type the code that the other device shows.", ja: "先に相手のデバイスの認証コードを入力してください。" },
})

/** Each save adds a version to the vault's short history, so results are saved together, about once a minute. */
const SAVE_AFTER_MS = 60_000

export type CheckListAction = "compare" | "next-open" | "back" | Exclude<ListAction, "first" | "last">

export const CHECK_LIST_KEYS: readonly Binding<CheckListAction>[] = [
  // No hint: a whole code is compared by itself.
  { keys: ["enter"], action: "compare", help: TEXTS.check },
  { keys: ["down"], action: "down", help: TEXTS.move, hint: TEXTS.moveHint },
  { keys: ["up"], action: "up", help: TEXTS.move, hint: TEXTS.moveHint },
  { keys: ["tab"], action: "next-open", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["pageup"], action: "page-up", help: TEXTS.pages },
  { keys: ["pagedown"], action: "page-down", help: TEXTS.pages },
  { ...BACK_KEY, help: TEXTS.leave, hint: TEXTS.leaveHint },
]

const FINISHED_KEYS: readonly Binding<CheckListAction>[] = [
  { keys: ["enter"], action: "compare", help: TEXTS.finish, hint: TEXTS.finishHint },
  ...CHECK_LIST_KEYS.slice(1),
]

type Step = Outcome<CheckListState>

/** Compares moved accounts one by one with the codes that the other device shows. Never shows the right code itself. */
export const checkListScreen: Screen<CheckListState, CheckListAction, RouteOf<"check-list">> = {
  init({ ids, where }, context) {
    const state: CheckListState = {
      device: where,
      ids,
      list: LIST_START,
      editor: lineEditor(),
      sinceMs: null,
      agreed: {},
      differed: [],
      unsaved: [],
      saving: [],
      unsavedSinceMs: null,
      last: null,
    }
    return { state: selectNextOpen(state, -1, context) }
  },
  update(state, msg, context) {
    switch (msg.type) {
      case "failed":
        // The next save includes what could not be saved.
        return msg.effect === "put-accounts"
          ? { state: { ...state, unsaved: [...state.saving, ...state.unsaved], saving: [], unsavedSinceMs: context.nowMs } }
          : { state }
      case "vault-saved":
        return { state: { ...state, saving: [] } }
      case "ticked":
        return state.unsavedSinceMs !== null && msg.nowMs - state.unsavedSinceMs >= SAVE_AFTER_MS ? saveAgreed(state, context) : { state }
      case "wheeled":
        return { state: selectAccount(state, state.list.cursor + msg.by * 3, context) }
      case "clicked":
        return { state: msg.item === undefined ? state : selectAccount(state, msg.item, context) }
      case "action":
        return runAction(state, msg.action, context)
      default:
        return editCode(state, msg, context)
    }
  },
  view: checkListView,
  keys: (state, context) => (isFinished(state, context) ? FINISHED_KEYS : CHECK_LIST_KEYS),
  // The codes of some kinds contain letters.
  typing: () => true,
}

function runAction(state: CheckListState, action: CheckListAction, context: Context): Step {
  switch (action) {
    case "back":
      return leave(state, context)
    case "next-open":
      return { state: selectNextOpen(state, state.list.cursor, context) }
    case "compare":
      if (isFinished(state, context)) return leave(state, context)
      if (normalizeCode(state.editor.value) === "") return { state, toast: format(TEXTS.nothingTyped, context.lang) }
      return compareCode(state, context, true)
    case "up":
    case "down":
    case "page-up":
    case "page-down": {
      const { cursor } = moveListBy(state.list, action, checkedAccounts(state, context).length, checkListHeight(context))
      return { state: selectAccount(state, cursor, context) }
    }
  }
}

const leave = (state: CheckListState, context: Context): Step => ({ ...saveAgreed(state, context), go: { type: "back" } })

/** The results after which the typed code is of no use. */
const WRONG: readonly VerifyResult["type"][] = ["differs", "clock-off", "counter-off"]

/** Types or pastes into the field: after a wrong code a new one. A code of full length is compared at once. */
function editCode(state: CheckListState, msg: Msg, context: Context): Step {
  const edited = editLine(state.editor, msg)
  if (edited === null) return { state }
  if (edited.value === state.editor.value) return { state: { ...state, editor: edited } }
  const isNew = state.last !== null && WRONG.includes(state.last.result.type) && edited.value.length > state.editor.value.length
  const editor = isNew ? (editLine(lineEditor(), msg) ?? edited) : edited
  const sinceMs = normalizeCode(editor.value) === "" ? null : isNew ? context.nowMs : (state.sinceMs ?? context.nowMs)
  return compareCode({ ...state, editor, sinceMs, last: null }, context, false)
}

/** @param complete - Whether the user has confirmed the code; otherwise a code that is too short waits for more characters. */
function compareCode(state: CheckListState, context: Context, complete: boolean): Step {
  const account = selectedAccount(state, context)
  const typed = normalizeCode(state.editor.value)
  if (account === undefined || typed === "") return { state }
  const result = verifyCode(account, typed, { sinceMs: state.sinceMs ?? context.nowMs, nowMs: context.nowMs })
  if (result.type === "wrong-length" && !complete && typed.length < result.digits) return { state }
  if (result.type === "agrees") return recordAgreement(state, account, result, context)
  const others = state.differed.filter((id) => id !== account.id)
  const differed = result.type === "differs" ? [...others, account.id] : others
  return { state: { ...state, differed, last: { id: account.id, result } } }
}

/** Ticks the account off and goes to the next. After the last one the results are saved at once. */
function recordAgreement(state: CheckListState, account: Account, result: VerifyResult, context: Context): Step {
  const recorded: CheckListState = {
    ...state,
    last: { id: account.id, result },
    agreed: { ...state.agreed, [account.id]: context.nowMs },
    differed: state.differed.filter((id) => id !== account.id),
    unsaved: [...state.unsaved.filter((id) => id !== account.id), account.id],
    unsavedSinceMs: state.unsavedSinceMs ?? context.nowMs,
  }
  const allAgree = checkedAccounts(recorded, context).every((each) => !isOpen(recorded, each, context))
  const next = { ...selectNextOpen(recorded, state.list.cursor, context), last: recorded.last }
  return allAgree ? saveAgreed(next, context) : { state: next }
}

/** Saves the results that are not saved yet. A read-only vault saves none; the view shows that. */
function saveAgreed(state: CheckListState, context: Context): Step {
  if (state.unsaved.length === 0 || context.vault?.readOnly !== null) return { state }
  const accounts = checkedAccounts(state, context).flatMap((account) => {
    const atMs = state.agreed[account.id]
    return atMs !== undefined && state.unsaved.includes(account.id) ? [addVerification(account, state.device, atMs)] : []
  })
  const effects: Effect[] = accounts.length === 0 ? [] : [{ type: "put-accounts", accounts }]
  return { state: { ...state, saving: state.unsaved, unsaved: [], unsavedSinceMs: null }, effects }
}

/** Selects an account. Another one than before starts with an empty field. */
function selectAccount(state: CheckListState, cursor: number, context: Context): CheckListState {
  const count = checkedAccounts(state, context).length
  const list = moveListTo(state.list, cursor, count, checkListHeight(context))
  if (list.cursor === state.list.cursor) return { ...state, list }
  return { ...state, list, editor: lineEditor(), sinceMs: null, last: null }
}

/** Selects the next open account after `from`, from the top again after the last; with none open, the selection stays. Empties the field. */
function selectNextOpen(state: CheckListState, from: number, context: Context): CheckListState {
  const accounts = checkedAccounts(state, context)
  const open = accounts.flatMap((account, index) => (isOpen(state, account, context) ? [index] : []))
  const next = open.find((index) => index > from) ?? open[0]
  const height = checkListHeight(context)
  const list = next === undefined ? moveList(state.list, 0, accounts.length, height) : moveListTo(state.list, next, accounts.length, height)
  return { ...state, list, editor: lineEditor(), sinceMs: null, last: null }
}
