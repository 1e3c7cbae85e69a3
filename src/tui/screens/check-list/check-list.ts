import type { Account } from "../../../accounts/account.ts"
import { format, texts } from "../../../base/language.ts"
import { addVerification } from "../../../accounts/verification.ts"
import { canVerify, plainCode, verifyCode } from "../../../migrate/verify-code.ts"
import type { Verdict } from "../../../migrate/verify-code.ts"
import { editLine, lineEditor } from "../../components/forms/line-editor.ts"
import { LIST_START, listKey, moveList, moveListTo } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import type { Effect } from "../../core/effects.ts"
import { actionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { KeyMsg, Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { agreedAt, checkedAccounts, checkListHeight, chosenOf } from "./check-list-state.ts"
import type { CheckListState } from "./check-list-state.ts"
import { checkListView } from "./check-list-view.ts"

const TEXTS = texts({
  check: { en: "compare what is typed", ja: "入力した認証コードを照合する" },
  checkHint: { en: "compare", ja: "照合" },
  move: { en: "to another account", ja: "ほかのアカウントへ" },
  moveHint: { en: "account", ja: "アカウント" },
  open: { en: "to the next account that has not agreed yet", ja: "まだ一致していない次のアカウントへ" },
  openHint: { en: "next open", ja: "次の未照合" },
  pages: { en: "a page up or down", ja: "1 ページ移動" },
  leave: { en: "leave; what has agreed is kept, the rest can be compared later", ja: "終わる (一致した分は記録され、残りは後で照合可能)" },
  leaveHint: { en: "leave", ja: "終わる" },
  nothingTyped: { en: "Type the code that the other device shows first.", ja: "先に相手の端末の認証コードを入力してください。" },
})

/** Every save is a version of the vault, of which few are kept: comparisons are saved together, about once a minute. */
const SAVE_AFTER_MS = 60_000

const KEYS: readonly Binding[] = [
  { keys: ["enter"], action: "check", help: TEXTS.check, hint: TEXTS.checkHint },
  { keys: ["down", "up"], action: "move", help: TEXTS.move, hint: TEXTS.moveHint },
  { keys: ["tab"], action: "open", help: TEXTS.open, hint: TEXTS.openHint },
  { keys: ["pageup", "pagedown"], action: "move", help: TEXTS.pages },
  { ...BACK_KEY, help: TEXTS.leave, hint: TEXTS.leaveHint },
]

type Out = Outcome<CheckListState>

/** The accounts of a move, each ticked off by the code that the other device now shows. The right code is never shown here. */
export const checkListScreen: Screen<CheckListState, never, RouteOf<"check-list">> = {
  rawKeys: true,
  init({ ids, where }, context) {
    const state: CheckListState = {
      where,
      ids,
      list: LIST_START,
      editor: lineEditor(),
      sinceMs: null,
      agreed: {},
      unsaved: [],
      sent: [],
      unsavedSinceMs: null,
      last: null,
    }
    return { state: toOpen(state, -1, context) }
  },
  update(state, msg, context) {
    switch (msg.type) {
      case "failed":
        // What could not be saved is tried again with the next.
        return msg.effect === "put-accounts"
          ? { state: { ...state, unsaved: [...state.sent, ...state.unsaved], sent: [], unsavedSinceMs: context.nowMs } }
          : { state }
      case "vault-saved":
        return { state: { ...state, sent: [] } }
      case "ticked":
        return state.unsavedSinceMs !== null && msg.nowMs - state.unsavedSinceMs >= SAVE_AFTER_MS ? saved(state, context) : { state }
      case "wheeled":
        return { state: at(state, state.list.cursor + msg.by * 3, context) }
      case "key":
        return onKey(state, msg, context)
      default:
        return onText(state, msg, context)
    }
  },
  view: checkListView,
  keys: () => KEYS,
  // Codes of some kinds are letters.
  typing: () => true,
}

function onKey(state: CheckListState, msg: KeyMsg, context: Context): Out {
  switch (actionOf(KEYS, msg.key)) {
    case "back":
      return { ...saved(state, context), go: { type: "back" } }
    case "open":
      return { state: toOpen(state, state.list.cursor, context) }
    case "check": {
      if (plainCode(state.editor.value) === "") return { state, toast: format(TEXTS.nothingTyped, context.lang) }
      return judged(state, context, true)
    }
    case "move": {
      const count = checkedAccounts(state, context).length
      const list = listKey(state.list, msg.key, count, checkListHeight(context))
      return { state: list === null ? state : at(state, list.cursor, context) }
    }
    case undefined:
    default:
      return onText(state, msg, context)
  }
}

/** Something typed or pasted; a whole code is compared at once. */
function onText(state: CheckListState, msg: Msg, context: Context): Out {
  const editor = editLine(state.editor, msg)
  if (editor === null) return { state }
  if (editor.value === state.editor.value) return { state: { ...state, editor } }
  const sinceMs = plainCode(editor.value) === "" ? null : (state.sinceMs ?? context.nowMs)
  return judged({ ...state, editor, sinceMs, last: null }, context, false)
}

/** @param complete - The user says that it is all; else a code that is too short waits for more. */
function judged(state: CheckListState, context: Context, complete: boolean): Out {
  const account = chosenOf(state, context)
  const typed = plainCode(state.editor.value)
  if (account === undefined || typed === "") return { state }
  const verdict = verifyCode(account, typed, { sinceMs: state.sinceMs ?? context.nowMs, nowMs: context.nowMs })
  if (verdict.says === "wrong-length" && !complete && typed.length < verdict.digits) return { state }
  return verdict.says === "agrees" ? agrees(state, account, verdict, context) : { state: { ...state, last: { id: account.id, verdict } } }
}

function agrees(state: CheckListState, account: Account, verdict: Verdict, context: Context): Out {
  const next: CheckListState = {
    ...state,
    last: { id: account.id, verdict },
    agreed: { ...state.agreed, [account.id]: context.nowMs },
    unsaved: [...state.unsaved.filter((id) => id !== account.id), account.id],
    unsavedSinceMs: state.unsavedSinceMs ?? context.nowMs,
  }
  const accounts = checkedAccounts(next, context)
  const done = accounts.every((each) => agreedAt(next, each) !== null || !canVerify(each, context.nowMs))
  const moved = { ...toOpen(next, state.list.cursor, context), last: next.last }
  return done ? saved(moved, context) : { state: moved }
}

/** Ask for what has agreed to be kept. A vault that cannot be changed keeps nothing; the screen says so. */
function saved(state: CheckListState, context: Context): Out {
  if (state.unsaved.length === 0 || context.vault?.readOnly !== null) return { state }
  const accounts = checkedAccounts(state, context).flatMap((account) => {
    const atMs = state.agreed[account.id]
    return atMs !== undefined && state.unsaved.includes(account.id) ? [addVerification(account, state.where, atMs)] : []
  })
  const effects: Effect[] = accounts.length === 0 ? [] : [{ type: "put-accounts", accounts }]
  return { state: { ...state, sent: state.unsaved, unsaved: [], unsavedSinceMs: null }, effects }
}

/** Another account, with an empty field. */
function at(state: CheckListState, cursor: number, context: Context): CheckListState {
  const count = checkedAccounts(state, context).length
  const list = moveListTo(state.list, cursor, count, checkListHeight(context))
  if (list.cursor === state.list.cursor) return { ...state, list }
  return { ...state, list, editor: lineEditor(), sinceMs: null, last: null }
}

/** The next account after `from` that has not agreed; where all have, the field is empty and the place stays. */
function toOpen(state: CheckListState, from: number, context: Context): CheckListState {
  const accounts = checkedAccounts(state, context)
  const open = accounts.flatMap((account, index) => (agreedAt(state, account) === null && canVerify(account, context.nowMs) ? [index] : []))
  const next = open.find((index) => index > from) ?? open[0]
  const height = checkListHeight(context)
  const list = next === undefined ? moveList(state.list, 0, accounts.length, height) : moveListTo(state.list, next, accounts.length, height)
  return { ...state, list, editor: lineEditor(), sinceMs: null, last: null }
}
