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
import { copyCode, deleteAccounts, onListAction, putAccounts, restoreView, withList } from "./accounts-actions.ts"
import { accountsBody } from "./accounts-body.ts"
import { accountsKeys, FILTER_KEYS, GROUPS_KEYS } from "./accounts-keys.ts"
import type { AccountsAction, AccountsSituation } from "./accounts-keys.ts"
import { heightOf, isEmptyVault, rowsPerAccount, syncWithVault, topOf } from "./accounts-state.ts"
import type { AccountsState } from "./accounts-state.ts"
import { FIRST_STEPS, firstStepAt } from "./list/empty.ts"
import { tabsInPane } from "./list/groups-pane.ts"
import { layoutOf } from "./list/layout.ts"
import { tabLine } from "./list/tab-line.ts"
import { countedTabs, isSameTab, tabAt } from "./list/tabs.ts"
import type { Tab } from "./list/tabs.ts"
import { pastedRoute } from "./pasted-route.ts"
import { accountsOf, shownOf } from "./list/shown.ts"

const TEXTS = texts({
  copied: {
    en: "The code of {label} was sent to the terminal's clipboard.",
    ja: "{label} の認証コードをターミナルのクリップボードに送りました。",
  },
  deleted: { en: "Deleted {count} accounts. u undoes the deletion.", ja: "{count} 件を削除しました。u で取り消せます。" },
  counterNow: { en: "{label}: the counter is now {n}.", ja: "{label}: カウンターは {n} になりました。" },
})

type Out = Outcome<AccountsState>

/** The state with the focus on the list; the filter stays. */
function leaveField(state: AccountsState): AccountsState {
  return { ...state, filtering: false, before: state.filter.value === "" ? null : state.before }
}

function onFilter(state: AccountsState, msg: Msg<string>, context: Context): Out {
  const action = actionIn(FILTER_KEYS, msg)
  switch (action) {
    case "copy-found":
      return copyCode(leaveField(state), shownOf(state, context)[state.list.cursor], context)
    case "to-list":
      return { state: leaveField(state) }
    case "clear-filter":
      return { state: restoreView(state) }
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
  return deleteAccounts(open, about, format(TEXTS.deleted, context.lang, { count: about.length }), context.nowMs)
}

type StepAction = "up" | "down" | "choose-step"

function isStepAction(action: AccountsAction): action is StepAction {
  return action === "up" || action === "down" || action === "choose-step"
}

function onFirstStep(state: AccountsState, action: StepAction): Out {
  const route = FIRST_STEPS[state.step]?.route
  if (action === "choose-step") return route === undefined ? { state } : { state, go: { type: "push", route } }
  const step = Math.max(0, Math.min(FIRST_STEPS.length - 1, state.step + (action === "up" ? -1 : 1)))
  return { state: { ...state, step } }
}

/** A click chooses the account, the tab or the first step at that place. */
function onClick(state: AccountsState, { x, y }: Extract<Msg, { type: "clicked" }>, context: Context): Out {
  if (isEmptyVault(context)) {
    return { state: { ...state, step: firstStepAt(y, context.body.columns, context.lang) ?? state.step } }
  }
  const layout = layoutOf(context.body.columns)
  const top = topOf(state, context)
  if (y < top) return withTab(state, tabAt(tabLine(state, context).slots, x))
  if (x < layout.groups) {
    const tabs = tabsInPane(countedTabs(accountsOf(context)), state.tab, context.body.rows - top)
    return withTab(state, tabs[y - top]?.tab ?? null)
  }
  const left = layout.groups === 0 ? 0 : layout.groups + 1
  if (state.details || x < left || x >= left + layout.list) return { state }
  const shown = shownOf(state, context)
  const height = heightOf(state, context)
  const { from, to } = listWindow(state.list, shown.length, height)
  const row = from + Math.floor((y - top) / rowsPerAccount(context))
  return { state: row < to ? withList(state, shown, moveListTo(state.list, row, shown.length, height)) : state }
}

function withTab(state: AccountsState, tab: Tab | null): Out {
  return { state: tab === null || isSameTab(tab, state.tab) ? state : { ...state, tab, chosenId: null, list: LIST_START } }
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
  if (isEmptyVault(context) && msg.type === "action" && isStepAction(msg.action)) return onFirstStep(state, msg.action)
  if (msg.type === "action") return onListAction(state, msg, context)
  const shown = shownOf(state, context)
  const height = heightOf(state, context)
  const at = (list: ListState): Out => ({ state: withList(state, shown, list) })
  if (msg.type === "wheeled") return at(moveList(state.list, msg.by * 3, shown.length, height))
  if (msg.type === "clicked") return onClick(state, msg, context)
  if (msg.type === "pasted" && context.vault?.readOnly === null) {
    const route = pastedRoute(msg.text)
    return route === null ? { state } : { state, go: { type: "push", route } }
  }
  return { state }
}

function modeOf(state: AccountsState, context: Context): AccountsSituation["mode"] {
  if (state.question !== null) return state.question.about === "next" ? "confirm-next" : "confirm"
  if (state.groups !== null) return "groups"
  if (state.filtering) return "filter"
  return isEmptyVault(context) ? "first-steps" : "list"
}

/** The list of accounts with their live codes. */
export const accountsScreen: Screen<AccountsState, AccountsAction, RouteOf<"accounts">> = {
  init({ chosen }, context) {
    const state: AccountsState = {
      list: LIST_START,
      tab: "all",
      step: 0,
      details: false,
      before: null,
      fresh: new Set(),
      chosenId: null,
      wantedId: chosen ?? null,
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
      mode: modeOf(state, context),
      any: shown.length > 0,
      found: state.filter.value !== "",
      clearable: state.details || state.filter.value !== "" || state.marked.size > 0 || state.fresh.size > 0,
      marked: state.marked.size > 0,
      undoable: state.deleted.length > 0,
      movable: context.settings.sort === "own" && state.filter.value === "" && state.tab === "all",
      hotp: shown[state.list.cursor]?.kind === "hotp",
      hidden: context.settings.hideCodes,
      wide: context.body.columns >= 100,
      detailed: layoutOf(context.body.columns).detail > 0,
      readOnly: context.vault?.readOnly ?? null,
    })
  },

  typing: (state) => state.filtering || state.groups !== null,
}
