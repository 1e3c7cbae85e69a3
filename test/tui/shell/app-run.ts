import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Effect } from "../../../src/tui/core/effects.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { ProgramStart } from "../../../src/tui/core/program.ts"
import { topOf } from "../../../src/tui/shell/app-state.ts"
import type { AppState } from "../../../src/tui/shell/app-state.ts"
import { app } from "../../../src/tui/shell/app.ts"
import { NOW, plain, testAccount, testVault } from "../play.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"

export const START: ProgramStart = {
  nowMs: NOW,
  size: { columns: 80, rows: 24 },
  lang: "en",
  settings: DEFAULT_SETTINGS,
  formats: HANDLERS,
  vaultExists: true,
  vaultDirectory: "/home/alice/.local/share/keyferry",
  demo: false,
  homeDirectory: "/home/alice",
  startDirectory: "/home/alice",
  host: "alice@host",
}
export const GITHUB = testAccount("id-github", { issuer: "GitHub", name: "alice-of-the-vault" })
export const VAULT = testVault([GITHUB, testAccount("id-other", { issuer: "Other", order: 1 })])
export const OPENED: Extract<Msg, { readonly type: "vault-opened" }> = { type: "vault-opened", vault: VAULT, notices: [] }
export const tick = (ms: number): Msg => ({ type: "ticked", nowMs: NOW + ms })
export const failed = (effect: Effect["type"], code: "io" | "interrupted" = "io"): Msg => ({
  type: "failed",
  effect,
  code,
  message: { sentence: { en: "the disk is full", ja: "ディスクがいっぱいです" }, detail: {} },
})

export interface Run {
  readonly state: AppState
  /** The effects of the last messages only. */
  readonly effects: readonly Effect[]
  readonly lines: readonly string[]
  readonly to: string
  readonly then: (...msgs: readonly (Msg | readonly Msg[])[]) => Run
}
function run(from: AppState, msgs: readonly Msg[], first: readonly Effect[] = []): Run {
  const effects = [...first]
  let state = from
  for (const msg of msgs) {
    const step = app.update(state, msg)
    state = step.state
    effects.push(...step.effects)
  }
  return {
    state,
    effects,
    lines: plain(app.view(state, state.size).rows),
    to: topOf(state).to,
    then: (...more) => run(state, more.flat()),
  }
}
export function begin(fields: Partial<ProgramStart> = {}): Run {
  const { state, effects } = app.init({ ...START, ...fields })
  return run(state, [], effects)
}
export const open = (fields: Partial<ProgramStart> = {}): Run => begin(fields).then(OPENED)
