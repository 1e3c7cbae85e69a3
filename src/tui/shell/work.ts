import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../components/confirm.ts"
import type { Confirm } from "../core/confirm.ts"
import { actionOf } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import type { ProgramStep } from "../core/program.ts"
import type { Route } from "../core/routes.ts"
import { isChange, withVault } from "./app-state.ts"
import type { AppState, Overlay } from "./app-state.ts"

const TEXTS = texts({
  quit: { en: "Quit now?", ja: "終了しますか？" },
  stops: { en: "Work is going on; quitting stops it.", ja: "処理中です。終了すると中断されます。" },
  yes: { en: "Quit", ja: "終了する" },
  no: { en: "Stay", ja: "続ける" },
})

export type Step = ProgramStep<AppState>

/** The effects that are shown as running work, and the answers that end each. */
const LONG_WORK: Readonly<Partial<Record<Effect["type"], readonly string[]>>> = {
  "create-vault": ["vault-opened"],
  "open-vault": ["vault-opened", "vault-suspect", "vault-damaged"],
  "restore-damaged": ["vault-opened"],
  "recover-vault": ["vault-opened", "vault-suspect"],
  "change-passphrase": ["passphrase-changed"],
  "make-recovery-key": ["recovery-key-made"],
  "set-recovery-key": ["recovery-key-set"],
  "check-passphrase": ["passphrase-checked"],
  "plan-merge": ["merge-planned"],
  "merge-copies": ["copies-merged"],
  "open-import": ["import-read"],
  "unlock-import": ["import-read"],
  "apply-import": ["import-applied"],
  "write-store": ["store-written"],
  "write-export": ["export-written"],
  "plan-qr": ["qr-planned"],
  "save-qr-pages": ["qr-pages-saved"],
  "write-backup": ["export-written"],
}

/** Adds effects to a step, and notes in its state the running work and the changes of accounts. */
export function request({ state, effects }: Step, more: readonly Effect[]): Step {
  const long = more.findLast(({ type }) => LONG_WORK[type] !== undefined)
  const changes = more.filter(({ type }) => isChange(type))
  const next = changes.length === 0 ? state : withVault(state, state.saved, [...state.unsaved, ...changes])
  return { state: long === undefined ? next : { ...next, busy: { effect: long.type, done: 0, total: 0 } }, effects: [...effects, ...more] }
}

export function withEffects({ state, effects }: Step, more: readonly Effect[]): Step {
  return { state, effects: [...effects, ...more] }
}

/** The screens that work with the page for a browser. */
const BROWSER_SCREENS: readonly Route["to"][] = ["import-receive", "qr-pages"]

/** Ends the page for a browser once no screen is left that works with it, however they were left. */
export function endUnusedPage(step: Step): Step {
  const { state } = step
  if (state.receiver === null || state.stack.some(({ to }) => BROWSER_SCREENS.includes(to))) return step
  return withEffects({ ...step, state: { ...state, receiver: null } }, [{ type: "stop-receiver", reason: "stopped" }])
}

export function andThen(first: Step, second: Step): Step {
  return { state: second.state, effects: [...first.effects, ...second.effects] }
}

/** The state without the running work that this answer ends. */
export function endWork(state: AppState, msg: Answer): AppState {
  if (state.busy === null) return state
  const { effect } = state.busy
  const ended =
    msg.type === "failed"
      ? msg.effect === effect
      : msg.type !== "progressed" && (LONG_WORK[effect]?.includes(msg.type) ?? msg.type !== "copied")
  return ended ? { ...state, busy: null } : state
}

/** The question before the program ends while work is going on. */
export function askQuit(lang: Lang): Overlay {
  const answers = { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) }
  return { kind: "quit", question: confirm(format(TEXTS.quit, lang), { text: format(TEXTS.stops, lang), ...answers }) }
}

/** The state after a message to that question. */
export function answerQuit(state: AppState, question: Confirm, msg: Msg): Step {
  const action = msg.type === "key" ? actionOf(CONFIRM_KEYS, msg.key) : undefined
  const step = msg.type !== "key" || action === undefined ? null : answerConfirm(question, { type: "action", action, key: msg })
  if (step === null) return { state, effects: [] }
  if ("state" in step) return { state: { ...state, overlay: { kind: "quit", question: step.state } }, effects: [] }
  return { state: { ...state, overlay: null }, effects: step.answer ? [{ type: "quit" }] : [] }
}
