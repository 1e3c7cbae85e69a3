import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { answerConfirm } from "../../components/confirm.ts"
import { editLine, lineEditor } from "../../components/forms/line-editor.ts"
import { LIST_START, listWindow, moveList, moveListBy, moveListTo } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import { actionIn } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { onListAction, putAccounts, withList } from "./accounts-actions.ts"
import { accountsBody } from "./accounts-body.ts"
import { accountsKeys, FILTER_KEYS, GROUPS_KEYS } from "./accounts-keys.ts"
import type { AccountsAction } from "./accounts-keys.ts"
import { accountsOf, heightOf, syncWithVault, shownOf } from "./accounts-state.ts"
import type { AccountsState } from "./accounts-state.ts"
import { pastedRoute } from "./pasted-route.ts"

const TEXTS = texts({
  copied: {
    en: "The code of {label} was sent to the terminal's clipboard.",
    ja: "{label} の認証コードを端末のクリップボードに送りました。",
  },
  deleted: { en: "Moved to the trash. u takes it back.", ja: "ごみ箱に移しました。u で取り消せます。" },
  counterNow: { en: "{label}: the counter is now {n}.", ja: "{label}: カウンターは {n} になりました。" },
})

type Out = Outcome<AccountsState>

function onFilter(state: AccountsState, msg: Msg<string>, context: Context): Out {
  const action = actionIn(FILTER_KEYS, msg)
  switch (action) {
    case "keep-filter":
      return { state: { ...state, filtering: false } }
    case "clear-filter":
      return { state: { ...state, filtering: false, filter: lineEditor() } }
    case "up":
    case "down":
    case "page-up":
    case "page-down": {
      const shown = shownOf(state, context)
      return { state: withList(state, shown, moveListBy(state.list, action, shown.length, heightOf(state, context))) }
    }
    case undefined: {
      const filter = editLine(state.filter, msg)
      if (filter === null) return { state }
      // A changed filter is a new search: its first match is chosen.
      return { state: { ...state, filter, chosenId: filter.value === state.filter.value ? state.chosenId : null, list: LIST_START } }
    }
  }
}

function onGroups(state: AccountsState, groups: NonNullable<AccountsState["groups"]>, msg: Msg<string>, context: Context): Out {
  const action = actionIn(GROUPS_KEYS, msg)
  if (action === "cancel-groups") return { state: { ...state, groups: null } }
  if (action === "save-groups") {
    const names = [...new Set(groups.editor.value.split(/[,、，]/).map((name) => name.trim()))].filter((name) => name !== "")
    const about = accountsOf(context).filter(({ id }) => groups.ids.includes(id))
    return {
      state: { ...state, groups: null },
      effects: putAccounts(about.map((each) => ({ ...each, groups: names, updatedAt: context.nowMs }))),
    }
  }
  const editor = editLine(groups.editor, msg)
  return { state: editor === null ? state : { ...state, groups: { ...groups, editor } } }
}

function onQuestion(state: AccountsState, question: NonNullable<AccountsState["question"]>, msg: Msg<string>, context: Context): Out {
  const step = answerConfirm(question.confirm, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, question: { ...question, confirm: step.state } } }
  const open = { ...state, question: null }
  if (!step.answer) return { state: open }
  if (question.about === "next") return { state: open, effects: question.ids.map((id) => ({ type: "next-hotp", id })) }
  const about = accountsOf(context).filter(({ id }) => question.ids.includes(id))
  return {
    state: { ...open, deleted: question.ids, marked: new Set() },
    effects: putAccounts(about.map((each) => ({ ...each, trashedAt: context.nowMs, updatedAt: context.nowMs }))),
    toast: format(TEXTS.deleted, context.lang),
  }
}

function onMsg(state: AccountsState, msg: Msg<AccountsAction>, context: Context): Out {
  if (msg.type === "copied")
    return msg.what === "code" ? { state, toast: format(TEXTS.copied, context.lang, { label: msg.label }) } : { state }
  if (msg.type === "failed") return { state }
  if (msg.type === "hotp-ready") {
    const account = msg.vault.accounts.find(({ id }) => id === msg.id)
    const next = { ...state, hotpCodes: { ...state.hotpCodes, [msg.id]: msg.code } }
    if (account === undefined) return { state: next }
    return { state: next, toast: format(TEXTS.counterNow, context.lang, { label: labelOf(account), n: account.counter ?? 0 }) }
  }
  if (state.question !== null) return onQuestion(state, state.question, msg, context)
  if (state.groups !== null) return onGroups(state, state.groups, msg, context)
  if (state.filtering) return onFilter(state, msg, context)
  if (msg.type === "action") return onListAction(state, msg, context)
  const shown = shownOf(state, context)
  const height = heightOf(state, context)
  const at = (list: ListState): Out => ({ state: withList(state, shown, list) })
  if (msg.type === "wheeled") return at(moveList(state.list, msg.by * 3, shown.length, height))
  if (msg.type === "clicked") {
    const { from, to } = listWindow(state.list, shown.length, height)
    const row = from + msg.y - 1
    return msg.y >= 1 && row < to ? at(moveListTo(state.list, row, shown.length, height)) : { state }
  }
  if (msg.type === "pasted" && context.vault?.readOnly === null) {
    const route = pastedRoute(msg.text)
    return route === null ? { state } : { state, go: { type: "push", route } }
  }
  return { state }
}

/** The list of accounts with their live codes. */
export const accountsScreen: Screen<AccountsState, AccountsAction, RouteOf<"accounts">> = {
  init(_route, context) {
    const state: AccountsState = {
      list: LIST_START,
      chosenId: null,
      wantedId: null,
      filter: lineEditor(),
      filtering: false,
      marked: new Set(),
      revealed: null,
      hotpCodes: {},
      deleted: [],
      question: null,
      groups: null,
      seen: [],
    }
    return { state: syncWithVault(state, context) }
  },

  update(state, msg, context) {
    const outcome = onMsg(syncWithVault(state, context), msg, context)
    return { ...outcome, state: syncWithVault(outcome.state, context) }
  },

  view: accountsBody,

  keys(state, context) {
    const shown = shownOf(state, context)
    return accountsKeys({
      mode: state.question !== null ? "confirm" : state.groups !== null ? "groups" : state.filtering ? "filter" : "list",
      any: shown.length > 0,
      clearable: state.filter.value !== "" || state.marked.size > 0,
      undoable: state.deleted.length > 0,
      movable: context.settings.sort === "own" && state.filter.value === "",
      hotp: shown[state.list.cursor]?.kind === "hotp",
      hidden: context.settings.hideCodes,
      readOnly: context.vault?.readOnly ?? null,
    })
  },

  typing: (state) => state.filtering || state.groups !== null,
}
