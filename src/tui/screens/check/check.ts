import { texts } from "../../../base/language.ts"
import { measureClock, timeAccounts } from "../../../migrate/check/clock.ts"
import { editLine, lineEditor, lineText } from "../../components/forms/line-editor.ts"
import { fitList, hintedListKeys, LIST_KEYS, LIST_START, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { checkListHeight, chosenFinding, placeOf } from "./check-state.ts"
import type { CheckState, ClockStage } from "./check-state.ts"
import { checkView } from "./check-view.ts"

const TEXTS = texts({
  open: { en: "open the screen that mends the finding", ja: "対処できる画面を開く" },
  openHint: { en: "mend", ja: "対処" },
  noPlace: { en: "No screen mends this; the text below tells what to do.", ja: "対処用の画面はありません。下の説明をご覧ください。" },
  again: { en: "check again", ja: "もう一度点検する" },
  againHint: { en: "again", ja: "再点検" },
  clock: { en: "compare the clock, by a code of another device", ja: "ほかのデバイスの認証コードで時計を確認する" },
  clockHint: { en: "clock", ja: "時計" },
  noAccounts: { en: "There is no time-based account to compare with.", ja: "時刻方式のアカウントがありません。" },
  running: { en: "The check is still running.", ja: "点検中です。" },
  compare: { en: "compare the typed code", ja: "入力した認証コードを照合する" },
  compareHint: { en: "compare", ja: "照合" },
})

export type CheckAction = "open" | "again" | "clock" | "compare" | "back" | ListAction

const CLOCK_KEYS: readonly Binding<CheckAction>[] = [
  { keys: ["enter"], action: "compare", help: TEXTS.compare, hint: TEXTS.compareHint },
  BACK_KEY,
]

const START: CheckState = { findings: null, list: LIST_START, isStale: false, clock: null }

function onClock(state: CheckState, clock: ClockStage, msg: Msg<CheckAction>, { vault, nowMs }: Context): CheckState {
  if (msg.type === "action" && msg.action === "back") return { ...state, clock: null }
  if (msg.type === "action" && msg.action === "compare") {
    const typed = lineText(clock.editor)
    if (typed.trim() === "") return state
    const result = measureClock(vault?.accounts ?? [], typed, { sinceMs: clock.sinceMs ?? nowMs, nowMs })
    return { ...state, clock: { editor: lineEditor(), sinceMs: null, result } }
  }
  const editor = editLine(clock.editor, msg)
  if (editor === null) return state
  return { ...state, clock: { ...clock, editor, sinceMs: clock.sinceMs ?? nowMs } }
}

function onMsg(state: CheckState, msg: Msg<CheckAction>, context: Context): Outcome<CheckState> {
  if (msg.type === "vault-checked") return { state: { ...state, findings: msg.findings } }
  if (msg.type === "failed" && msg.effect === "check-vault") return { state: { ...state, findings: [] } }
  if (state.clock !== null) return { state: onClock(state, state.clock, msg, context) }
  const count = state.findings?.length ?? 0
  const height = checkListHeight(context)
  const pointed = pointList(state.list, msg, count, height)
  if (pointed !== null) return { state: { ...state, list: pointed } }
  if (isActionOf(LIST_KEYS, msg)) return { state: { ...state, list: moveListBy(state.list, msg.action, count, height) } }
  if (msg.type !== "action") return { state }
  switch (msg.action) {
    case "open": {
      const finding = chosenFinding(state)
      const route = finding === undefined ? null : placeOf(finding)
      return route === null ? { state } : { state: { ...state, isStale: true }, go: { type: "push", route } }
    }
    case "again":
      return { state: { ...state, findings: null }, effects: [{ type: "check-vault" }] }
    case "clock":
      return { state: { ...state, clock: { editor: lineEditor(), sinceMs: null, result: null } } }
    case "back":
      return { state, go: { type: "back" } }
    case "compare":
      return { state }
  }
}

function recheck(outcome: Outcome<CheckState>): Outcome<CheckState> {
  const isRunning = outcome.effects?.some(({ type }) => type === "check-vault") === true
  return isRunning ? outcome : { ...outcome, effects: [...(outcome.effects ?? []), { type: "check-vault" }] }
}

/** What is wrong with the vault and its surroundings, and where each finding is mended; also compares the clock with another device. */
export const checkScreen: Screen<CheckState, CheckAction, RouteOf<"check">> = {
  init: () => ({ state: START, effects: [{ type: "check-vault" }] }),

  update(state, msg, context) {
    // The first message after another screen was open. The earlier findings stay until the new ones are there.
    const outcome = state.isStale ? recheck(onMsg({ ...state, isStale: false }, msg, context)) : onMsg(state, msg, context)
    const list = fitList(outcome.state.list, outcome.state.findings?.length ?? 0, checkListHeight(context))
    return { ...outcome, state: { ...outcome.state, list } }
  },

  view: checkView,
  typing: ({ clock }) => clock !== null,

  keys(state, { vault, nowMs }) {
    if (state.clock !== null) return CLOCK_KEYS
    const finding = chosenFinding(state)
    const running = state.findings === null ? { disabled: TEXTS.running } : {}
    const noPlace = finding === undefined || placeOf(finding) === null ? { disabled: TEXTS.noPlace } : {}
    const noAccounts = timeAccounts(vault?.accounts ?? [], nowMs).length === 0 ? { disabled: TEXTS.noAccounts } : {}
    return [
      ...hintedListKeys(),
      { keys: ["enter"], action: "open", help: TEXTS.open, hint: TEXTS.openHint, ...noPlace, ...running },
      { keys: ["r"], action: "again", help: TEXTS.again, hint: TEXTS.againHint, ...running },
      { keys: ["c"], action: "clock", help: TEXTS.clock, hint: TEXTS.clockHint, ...noAccounts },
      BACK_KEY,
    ]
  },
}
