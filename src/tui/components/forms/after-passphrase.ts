import { format, texts } from "../../../base/language.ts"
import type { Route } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { needsReauth, REAUTH_KEYS, REAUTH_START, reauthView, updateReauth } from "./reauth.ts"
import type { Reauth, ReauthAction } from "./reauth.ts"

const TEXTS = texts({
  title: { en: "Passphrase", ja: "パスフレーズ" },
  reason: { en: "The agent has opened the vault.", ja: "エージェントで開いた保管庫です。" },
})

type Asked<S, R> = { readonly inner: S } | { readonly reauth: Reauth; readonly route: R }

/** The same screen, which asks for the passphrase first where the agent has opened the vault: it writes secrets out of the vault. */
export function afterPassphrase<S, A extends string, R extends Route>(screen: Screen<S, A, R>): Screen<Asked<S, R>, A | ReauthAction, R> {
  const within = (outcome: Outcome<S>): Outcome<Asked<S, R>> => ({ ...outcome, state: { inner: outcome.state } })
  const isAsked = ({ vault, ...times }: Context): boolean => vault?.inAgent === true && needsReauth({ vault, ...times })
  return {
    init: (route, context) => (isAsked(context) ? { state: { reauth: REAUTH_START, route } } : within(screen.init(route, context))),
    update(state, msg, context) {
      // Here the table has the screen's own actions alone.
      if ("inner" in state) return within(screen.update(state.inner, msg as Parameters<typeof screen.update>[1], context))
      const step = updateReauth(state.reauth, msg)
      if (!step.done) return { state: { ...state, reauth: step.state }, effects: step.effects }
      return step.right ? within(screen.init(state.route, context)) : { state, go: { type: "back" } }
    },
    view(state, context) {
      if ("inner" in state) return screen.view(state.inner, context)
      const { rows, cursor } = reauthView(state.reauth, TEXTS.reason, context)
      return { title: format(TEXTS.title, context.lang), body: rows, cursor }
    },
    keys: (state, context) => ("inner" in state ? screen.keys(state.inner, context) : REAUTH_KEYS),
    typing: (state) => !("inner" in state) || screen.typing?.(state.inner) === true,
    full: (state, window) => "inner" in state && screen.full?.(state.inner, window) === true,
  }
}
