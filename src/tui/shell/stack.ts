import { userKeys, withUserKeys } from "../core/key-map.ts"
import type { KeyTable } from "../core/key-map.ts"
import type { Size } from "../core/frame.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import type { Route } from "../core/routes.ts"
import type { Go, Outcome } from "../core/screen.ts"
import { contextOf, topOf, withToast } from "./app-state.ts"
import type { AnyScreen, AppState, Layer, ScreenTable } from "./app-state.ts"
import { andThen, request } from "./work.ts"
import type { Step } from "./work.ts"

/** The screens of the program, one over the other. */
export interface ScreenStack {
  /** The stack with one screen: accounts, unlock or first run, as the vault is open, locked or missing. */
  readonly showFirst: (state: AppState, inAgent?: boolean) => Step
  readonly go: (state: AppState, to: Go) => Step
  /** Gives the top screen a message. */
  readonly deliver: (state: AppState, msg: Msg<string>) => Step
  readonly screen: (state: AppState) => AnyScreen
  /** The top screen's table. Cached by state, so that a key is resolved against the table that the footer showed. */
  readonly bindings: (state: AppState) => readonly Binding[]
  /** Whether the top screen has the whole window. */
  readonly isFull: (state: AppState, window?: Size) => boolean
  readonly isTyping: (state: AppState) => boolean
}

/**
 * @param screens - Every screen that is opened must be there.
 * @param keyTables - The actions whose keys the user can change.
 */
export function screenStack(screens: Partial<ScreenTable>, keyTables: readonly KeyTable[] = []): ScreenStack {
  // Drops each screen's own types. This is safe: a layer's state, actions and route are used only by the screen of its `to`.
  const screenOf = (to: Route["to"]): AnyScreen => {
    const screen = screens[to]
    if (screen === undefined) throw new TypeError(`no screen ${to}`)
    return screen
  }
  const bindingsOf = new WeakMap<AppState, readonly Binding[]>()

  /** @param inAgent - The agent opens the vault. */
  function showFirst(state: AppState, inAgent = false): Step {
    const to = state.vault !== null ? "accounts" : state.vaultExists || state.start.demo ? "unlock" : "first-run"
    return push({ ...state, stack: [] }, to === "unlock" && inAgent ? { to, agent: true } : { to })
  }

  function push(state: AppState, route: Route): Step {
    const outcome = screenOf(route.to).init(route, contextOf(state, false))
    const layer: Layer = { to: route.to, state: outcome.state }
    return apply({ ...state, stack: [...state.stack, layer] }, outcome)
  }

  /** Applies the top screen's outcome: its state, its effects, where it goes. */
  function apply(state: AppState, outcome: Outcome<unknown>): Step {
    const below = state.stack.slice(0, -1)
    let next: AppState = { ...state, stack: [...below, { to: topOf(state).to, state: outcome.state }] }
    if (outcome.toast !== undefined) next = withToast(next, outcome.toast)
    const requested = request({ state: next, effects: [] }, outcome.effects ?? [])
    return outcome.go === undefined ? requested : andThen(requested, go(requested.state, outcome.go))
  }

  function go(state: AppState, to: Go): Step {
    switch (to.type) {
      case "push":
        return push(state, to.route)
      case "replace":
        return push({ ...state, stack: state.stack.slice(0, -1) }, to.route)
      case "back":
        return state.stack.length > 1 ? { state: { ...state, stack: state.stack.slice(0, -1) }, effects: [] } : showFirst(state)
      case "home": {
        // As it was left, so that it can tell which accounts are new.
        const list = state.vault === null ? undefined : state.stack.find(({ to }) => to === "accounts")
        return list === undefined ? showFirst(state) : { state: { ...state, stack: [list] }, effects: [] }
      }
    }
  }

  function deliver(state: AppState, msg: Msg<string>): Step {
    const top = topOf(state)
    return apply(state, screenOf(top.to).update(top.state, msg, contextOf(state, isFull(state))))
  }

  /** Whether the top screen has the whole window. */
  function isFull(state: AppState, window: Size = state.size): boolean {
    const top = topOf(state)
    return screenOf(top.to).full?.(top.state, window) === true
  }

  function isTyping(state: AppState): boolean {
    const top = topOf(state)
    return screenOf(top.to).typing?.(top.state) === true
  }

  /** The top screen's table. Cached by state, so that a key is resolved against the table that the footer showed. */
  function bindings(state: AppState): readonly Binding[] {
    const known = bindingsOf.get(state)
    if (known !== undefined) return known
    const top = topOf(state)
    const own = screenOf(top.to).keys(top.state, contextOf(state, isFull(state)))
    const table = withUserKeys(own, userKeys(state.settings.keys, keyTables), keyTables, isTyping(state))
    bindingsOf.set(state, table)
    return table
  }

  return { showFirst, go, deliver, screen: (state) => screenOf(topOf(state).to), bindings, isFull, isTyping }
}
