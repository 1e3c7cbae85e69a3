import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import type { ProgramStep } from "../core/program.ts"
import { isChange, withVault } from "./app-state.ts"
import type { AppState } from "./app-state.ts"

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
