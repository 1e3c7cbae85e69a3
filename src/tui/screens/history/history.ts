import { format, texts } from "../../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import { fitList, LIST_KEYS, LIST_START, moveListBy, pointList } from "../../components/list.ts"
import type { ListState } from "../../components/list.ts"
import { scrollTo } from "../../components/scroll.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import type { AccountDifference } from "../../core/versions.ts"
import { historyKeys } from "./history-keys.ts"
import type { HistoryAction } from "./history-keys.ts"
import { chosenDifference, chosenVersion, HISTORY_START } from "./history-state.ts"
import type { HistoryState, PlanStage, VersionStage } from "./history-state.ts"
import { historyHeight, historyView } from "./history-view.ts"

const TEXTS = texts({
  ask: { en: "Restore it?", ja: "復元しますか？" },
  yes: { en: "Restore", ja: "復元する" },
  no: { en: "Keep as it is now", ja: "現在のままにする" },
  nothing: { en: "Nothing would change: this is how it is now.", ja: "変わるものはありません。現在と同じです。" },
  restored: {
    en: "Version {n} is restored. The state before it is version 2 now.",
    ja: "版 {n} を復元しました。直前の状態は版 2 として残っています。",
  },
  restoredOne: {
    en: "The account is restored from version {n}. The state before it is version 2 now.",
    ja: "版 {n} からアカウントを復元しました。直前の状態は版 2 として残っています。",
  },
})

type Out = Outcome<HistoryState>

/** The list after a moving action or one of the mouse; null for every other message. */
function moved(state: HistoryState, msg: Msg<HistoryAction>, context: Context): HistoryState | null {
  const { stage } = state
  const height = historyHeight(state, context)
  if (stage.at === "plan") {
    const offset = scrollTo(stage.offset, msg, stage.changes?.length ?? 0, height)
    return offset === null ? null : { ...state, stage: { ...stage, offset } }
  }
  const list = stage.at === "list" ? state.list : stage.list
  const count = countOf(state)
  const pointed = pointList(list, msg, count, height)
  if (pointed !== null) return withList(state, pointed)
  return isActionOf(LIST_KEYS, msg) ? withList(state, moveListBy(list, msg.action, count, height)) : null
}

function withList(state: HistoryState, list: ListState): HistoryState {
  return state.stage.at === "version" ? { ...state, stage: { ...state.stage, list } } : { ...state, list }
}

function countOf({ versions, stage }: HistoryState): number {
  return stage.at === "version" ? stage.version.since.length : (versions?.length ?? 0)
}

function toPlan(state: HistoryState, from: VersionStage, account: AccountDifference | null, { lang }: Context): Out {
  const question = confirm(format(TEXTS.ask, lang), { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) })
  const stage: PlanStage = { at: "plan", from, account, changes: null, offset: 0, question, saving: false }
  return { state: { ...state, stage }, effects: [{ type: "plan-restore", ...targetOf(stage) }] }
}

function targetOf({ from: { version }, account }: PlanStage): {
  readonly version: { readonly generation: number; readonly savedAt: number | null }
  readonly ids: readonly string[] | null
} {
  const { generation, savedAt } = version
  return { version: { generation, savedAt }, ids: account === null ? null : [account.id] }
}

function onAction(state: HistoryState, action: "show" | "restore" | "restore-all" | "merge" | "back", context: Context): Out {
  const { stage } = state
  switch (action) {
    case "back":
      if (stage.at === "list") return { state, go: { type: "back" } }
      return { state: { ...state, stage: stage.at === "plan" ? stage.from : { at: "list" } } }
    case "show": {
      const version = chosenVersion(state)
      return { state: version === undefined ? state : { ...state, stage: { at: "version", version, list: LIST_START } } }
    }
    case "merge":
      return { state, go: { type: "push", route: { to: "merge-copies" } } }
    case "restore":
    case "restore-all": {
      if (stage.at !== "version") return { state }
      return toPlan(state, stage, action === "restore" ? (chosenDifference(stage) ?? null) : null, context)
    }
  }
}

function onPlan(state: HistoryState, stage: PlanStage, msg: Msg<HistoryAction>, context: Context): Out {
  const { lang } = context
  if (msg.type === "restore-planned" && stage.changes === null) {
    if (msg.changes.length === 0) return { state: { ...state, stage: stage.from }, toast: format(TEXTS.nothing, lang) }
    return { state: { ...state, stage: { ...stage, changes: msg.changes } } }
  }
  if (msg.type === "failed" && (msg.effect === "plan-restore" || msg.effect === "restore-version"))
    return { state: { ...state, stage: stage.from } }
  if (stage.saving) {
    if (msg.type !== "vault-saved") return { state }
    const done = format(stage.account === null ? TEXTS.restored : TEXTS.restoredOne, lang, { n: stage.from.version.n })
    return { state: HISTORY_START, effects: [{ type: "list-versions" }], toast: done }
  }
  const step = stage.changes === null ? null : answerConfirm(stage.question, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, stage: { ...stage, question: step.state } } }
  if (!step.answer) return { state: { ...state, stage: stage.from } }
  return { state: { ...state, stage: { ...stage, saving: true } }, effects: [{ type: "restore-version", ...targetOf(stage) }] }
}

function onMsg(state: HistoryState, msg: Msg<HistoryAction>, context: Context): Out {
  if (msg.type === "versions-listed" && state.stage.at === "list") return { state: { ...state, versions: msg.versions } }
  if (msg.type === "failed" && msg.effect === "list-versions") return { state: { ...state, versions: [] } }
  const next = moved(state, msg, context)
  if (next !== null) return { state: next }
  if (msg.type === "action" && !isActionOf(CONFIRM_KEYS, msg) && !isActionOf(LIST_KEYS, msg)) return onAction(state, msg.action, context)
  return state.stage.at === "plan" ? onPlan(state, state.stage, msg, context) : { state }
}

/** The kept versions of the vault: what changed in each, and the way back to one of them or to one account of it. */
export const historyScreen: Screen<HistoryState, HistoryAction, RouteOf<"history">> = {
  init: () => ({ state: HISTORY_START, effects: [{ type: "list-versions" }] }),

  update(state, msg, context) {
    const outcome = onMsg(state, msg, context)
    const next = outcome.state
    if (next.stage.at === "plan") return outcome
    const list = next.stage.at === "list" ? next.list : next.stage.list
    return { ...outcome, state: withList(next, fitList(list, countOf(next), historyHeight(next, context))) }
  },

  view: historyView,
  keys: historyKeys,
}
