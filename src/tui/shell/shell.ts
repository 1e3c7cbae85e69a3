import { format, texts } from "../../base/language.ts"
import { Passphrase } from "../../base/passphrase.ts"
import { CONFIRM_KEYS } from "../components/confirm.ts"
import { clickKey, spanAt } from "../components/rows.ts"
import type { Effect } from "../core/effects.ts"
import type { Frame, Size } from "../core/frame.ts"
import { userKeys, withUserKeys } from "../core/key-map.ts"
import type { KeyTable } from "../core/key-map.ts"
import { actionOf, bindingOf, keyMsg } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Answer, KeyMsg, Msg } from "../core/messages.ts"
import type { Program, ProgramStart } from "../core/program.ts"
import type { Route } from "../core/routes.ts"
import type { Context, View } from "../core/screen.ts"
import { answered, isOfTerminal, lockReason, withTerminal } from "./answers.ts"
import { bodySize, contextOf, topOf, withToast, withVault } from "./app-state.ts"
import type { AppState, Overlay, ScreenTable } from "./app-state.ts"
import { isTooSmall, tooSmallRows } from "./chrome.ts"
import type { Command } from "./commands/command.ts"
import { PALETTE_START, updatePalette } from "./commands/palette.ts"
import type { PaletteSource } from "./commands/palette.ts"
import { bindingCommands } from "./commands/screen-commands.ts"
import { GLOBAL_KEYS, globalKeys } from "./global-keys.ts"
import type { GlobalAction } from "./global-keys.ts"
import { HELP_START, updateHelp } from "./help.ts"
import type { HelpTables } from "./help.ts"
import { errorToast } from "./toast.ts"
import { wrongKeysText, wrongThemeText } from "./wrong-settings.ts"
import { screenStack } from "./stack.ts"
import { idleLeftMs, windowFrame } from "./window.ts"
import { andThen, answerQuit, askQuit, endUnusedPage, request, withEffects } from "./work.ts"
import type { Step } from "./work.ts"

const TEXTS = texts({
  idle: {
    en: "Locked after {minutes} {minutes|minute|minutes} without a key.",
    ja: "{minutes} 分間キー操作がなかったため、ロックしました。",
  },
})

/** The last used commands that are remembered. */
const MOST_LAST = 20
/** Screens that lose nothing when they are opened anew: a second one over the first would take two steps back. */
const REPLACED: readonly Route["to"][] = ["settings", "guides", "export-format", "migrate", "history", "trash", "import-receive"]
const isSamePlace = (from: Route["to"], to: Route["to"]): boolean => from === to && REPLACED.includes(to)
/** More than any screen needs, and an end where one never lets go. */
const MOST_STEPS_BACK = 24

/** What the shell is given from outside, since it is drawn before all of it is loaded. */
export interface ShellParts {
  /** Every screen that is opened must be there. */
  readonly screens: Partial<ScreenTable>
  /** What the command palette offers beside the keys of the screen. */
  readonly commands?: (context: Context) => readonly Command[]
  /** The actions whose keys the user can change; absent: none. */
  readonly keyTables?: readonly KeyTable[]
}

/** The program made of these screens: their stack, the keys of every screen, title, footer, help, command palette and lock. */
export function makeProgram({ screens, commands = () => [], keyTables = [] }: ShellParts): Program<AppState> {
  const stack = screenStack(screens, keyTables)
  const { showFirst, go, deliver, bindings, isFull, isTyping } = stack

  function init(start: ProgramStart): Step {
    const state: AppState = {
      start,
      keyTables,
      size: start.size,
      nowMs: start.nowMs,
      lang: start.lang,
      ascii: false,
      clipboardReadable: false,
      settings: start.settings,
      vault: null,
      saved: null,
      unsaved: [],
      backup: null,
      receiver: null,
      vaultCopies: 0,
      vaultExists: start.vaultExists,
      passphraseAtMs: start.nowMs,
      inputAtMs: start.nowMs,
      busy: null,
      stack: [],
      toast: null,
      overlay: null,
      lastCommands: [],
    }
    const wrong = [wrongKeysText(start.settings.keys, keyTables, start.lang), wrongThemeText(start.settings, start.lang)]
    const text = wrong.filter((each) => each !== null).join(start.lang === "ja" ? "" : " ")
    const first = showFirst(text === "" ? state : { ...state, toast: errorToast(text) }, start.inAgent)
    // The demo vault opens without a question, with an empty passphrase.
    return start.demo ? request(first, [{ type: "open-vault", passphrase: Passphrase.of(""), accept: [] }]) : first
  }

  /** Locks the vault: drops all account data, cancels running work, and shows the unlock screen alone. @param inAgent - Locks it there too. */
  function lock(state: AppState, toast: string | null = null, inAgent = false): Step {
    const locking: Effect = inAgent ? { type: "lock-vault", inAgent } : { type: "lock-vault" }
    const effects: Effect[] = state.busy === null ? [locking] : [{ type: "cancel-work" }, locking]
    return andThen({ state, effects }, afterLock(state, toast))
  }

  /** @param reason - Stays until a key is pressed, since the user may be away. */
  function afterLock(state: AppState, reason: string | null = null): Step {
    const bare: AppState = {
      ...withVault(state, null, []),
      backup: null,
      receiver: null,
      vaultExists: true,
      busy: null,
      overlay: null,
      toast: null,
    }
    return showFirst(reason === null ? bare : { ...bare, toast: { text: reason, untilMs: null, failed: false } })
  }

  function helpTables(state: AppState, title: string): HelpTables {
    return { title, here: bindings(state), everywhere: globalNow(state) }
  }

  /** The global keys as the user has them. */
  function globalTable({ settings }: AppState): readonly Binding<GlobalAction>[] {
    return withUserKeys(GLOBAL_KEYS, userKeys(settings.keys, keyTables), keyTables)
  }

  /** The global keys that work now. */
  function globalNow(state: AppState): readonly Binding<GlobalAction>[] {
    return globalKeys(isTyping(state), state.vault !== null, globalTable(state))
  }

  function paletteSource(state: AppState): PaletteSource {
    const { lang } = state
    const top = topOf(state)
    const own = bindingCommands(bindings(state), top.to, lang)
    const everywhere = bindingCommands(
      globalNow(state).filter(({ action }) => action !== "commands"),
      "everywhere",
      lang,
    )
    // "One step back" is a command of most screens, and of two keys that work everywhere.
    const labels = new Set(own.map(({ label }) => label.en))
    const others = everywhere.filter(({ label }) => !labels.has(label.en) && labels.add(label.en))
    return { commands: [...own, ...others, ...commands(contextOf(state, isFull(state)))], lang, last: state.lastCommands }
  }

  /** A key goes first to the keys that no screen can override, then to the box over the screen, the top screen's table, a text field, and the global keys. */
  function onKey(before: AppState, msg: KeyMsg): Step {
    const state: AppState = { ...before, inputAtMs: before.nowMs, toast: null }
    const global = actionOf(globalTable(state), msg.key)
    if (global === "quit-now" || global === "redraw" || global === "suspend") return onGlobal(state, global)
    if (state.overlay !== null) return inOverlay(state, state.overlay, msg)
    if (global === "back" && state.busy !== null) return { state, effects: [{ type: "cancel-work" }] }
    const binding = bindingOf(bindings(before), msg.key)
    if (binding?.disabled !== undefined) return { state: withToast(state, format(binding.disabled, state.lang)), effects: [] }
    if (binding !== undefined) return deliver(state, { type: "action", action: binding.action, key: msg })
    const typed = msg.text !== null && isTyping(state)
    return typed || global === undefined ? deliver(state, msg) : onGlobal(state, global)
  }

  function onGlobal(state: AppState, action: GlobalAction): Step {
    const stay: Step = { state, effects: [] }
    switch (action) {
      case "quit-now":
        return { state, effects: [{ type: "quit" }] }
      case "quit":
        if (state.busy !== null && topOf(state).to === "accounts") return { state: { ...state, overlay: askQuit(state.lang) }, effects: [] }
        return isHome(state) ? { state, effects: [{ type: "quit" }] } : onKey(state, keyMsg("escape"))
      case "redraw":
        return { state, effects: [{ type: "redraw" }] }
      case "suspend":
        return withEffects(state.vault === null ? stay : lock(state), [{ type: "suspend" }])
      case "help":
        return { state: { ...state, overlay: { kind: "help", help: HELP_START } }, effects: [] }
      case "commands":
        return { state: { ...state, overlay: { kind: "palette", palette: PALETTE_START } }, effects: [] }
      case "lock":
        return state.vault === null ? stay : lock(state, null, true)
      case "back":
        return state.stack.length > 1 ? go(state, { type: "back" }) : stay
    }
  }

  /** Whether `q` quits: on the account list, and on a first screen that Esc does not leave; not while a question is asked. */
  function isHome(state: AppState): boolean {
    const here = bindings(state)
    if (state.busy !== null || CONFIRM_KEYS.some((binding) => here.includes(binding))) return false
    return topOf(state).to === "accounts" || (state.stack.length === 1 && bindingOf(here, "escape") === undefined)
  }

  function inOverlay(state: AppState, overlay: Overlay, msg: Msg): Step {
    if (overlay.kind === "quit") return answerQuit(state, overlay.question, msg)
    if (overlay.kind === "help") {
      const help = updateHelp(overlay.help, msg, helpTables(state, ""), state.size, state.lang)
      return { state: { ...state, overlay: help === null ? null : { kind: "help", help } }, effects: [] }
    }
    const { state: palette, run } = updatePalette(overlay.palette, msg, paletteSource(state), state.size)
    const next: AppState = { ...state, overlay: palette === null ? null : { kind: "palette", palette } }
    return run === null ? { state: next, effects: [] } : runCommand(next, run)
  }

  function runCommand(before: AppState, { id, closed, run }: Command): Step {
    if (closed !== null) return { state: withToast(before, format(closed, before.lang)), effects: [] }
    const state = { ...before, lastCommands: [id, ...before.lastCommands.filter((each) => each !== id)].slice(0, MOST_LAST) }
    switch (run.type) {
      case "press":
        return onKey(state, keyMsg(run.key))
      case "open":
        return go(state, { type: isSamePlace(topOf(state).to, run.route.to) ? "replace" : "push", route: run.route })
      case "account": {
        const home = backToList(state)
        if (topOf(home.state).to !== "accounts") return home
        const there = andThen(home, go(home.state, { type: "replace", route: { to: "accounts", chosen: run.id } }))
        return run.copy ? andThen(there, onKey(there.state, keyMsg("enter"))) : there
      }
    }
  }

  const pressEscape = (state: AppState): Step => onKey(state, keyMsg("escape"))

  /** Goes back until it is `there`, or a screen does not let go: it asks what to do with unsaved input, or cancels its work first. */
  function goBackUntil(start: AppState, there: (state: AppState) => boolean, back: (state: AppState) => Step = pressEscape): Step {
    let step: Step = { state: start, effects: [] }
    for (let presses = 0; !there(step.state) && presses < MOST_STEPS_BACK; presses++) {
      const here = bindings(step.state)
      if (CONFIRM_KEYS.some((binding) => here.includes(binding))) break
      step = andThen(step, back(step.state))
      if (step.state.busy !== null) break
    }
    return step
  }

  function backToList(start: AppState): Step {
    return goBackUntil(start, (state) => topOf(state).to === "accounts")
  }

  /** Back to a step of the wizard, as it was left. Esc leads out of one that is finished, so its screen is left instead. */
  function backToStep(start: AppState, target: number): Step {
    const stepOf = (state: AppState): View["step"] => drawTop(state, state.size).step
    return goBackUntil(
      { ...start, inputAtMs: start.nowMs, toast: null },
      (state) => (stepOf(state)?.current ?? -1) <= target,
      (state) => (stepOf(state)?.finished === true ? go(state, { type: "back" }) : pressEscape(state)),
    )
  }

  function drawTop(state: AppState, size: Size): View {
    return stack.screen(state).view(topOf(state).state, contextOf(state, isFull(state, size), size))
  }

  function onTick(before: AppState, nowMs: number): Step {
    const toast = before.toast !== null && (before.toast.untilMs ?? Infinity) <= nowMs ? null : before.toast
    // Only input delays the lock; running work and self-turning pages do not. A clock that was set back must not delay it either.
    const state: AppState = { ...before, nowMs, toast, inputAtMs: Math.min(before.inputAtMs, nowMs) }
    const left = idleLeftMs(state)
    if (left !== null && left <= 0) return lock(state, format(TEXTS.idle, state.lang, { minutes: state.settings.idleLockMinutes }))
    // Pages that turn by themselves wait below a box.
    return state.overlay === null || !isFull(state) ? deliver(state, { type: "ticked", nowMs }) : { state, effects: [] }
  }

  function onAnswer(before: AppState, msg: Answer): Step {
    const { state, then, over } = answered(before, msg)
    const step =
      then === "lock" ? afterLock(state, lockReason(state, msg)) : then === "deliver" ? deliver(state, msg) : { state, effects: [] }
    return over === undefined ? step : { ...step, state: withToast(step.state, over) }
  }

  function handle(state: AppState, msg: Msg): Step {
    if (msg.type === "key") return onKey(state, msg)
    if (msg.type === "ticked") return onTick(state, msg.nowMs)
    if (msg.type === "resized") return deliver({ ...state, size: msg.size }, msg)
    if (msg.type === "resumed") return deliver(state, msg)
    if (isOfTerminal(msg)) return { state: withTerminal(state, msg), effects: [] }
    const used = { ...state, inputAtMs: state.nowMs, toast: null }
    if (msg.type === "pasted" || msg.type === "pasted-bytes" || msg.type === "wheeled")
      return used.overlay === null ? deliver(used, msg) : inOverlay(used, used.overlay, msg)
    if (msg.type === "clicked") return onClick(state, msg)
    return onAnswer(state, msg)
  }

  /** A click on the name of a key presses it, on a chosen row Enter, on a step of a wizard goes back to it; the screen gets the others on its body. */
  function onClick(state: AppState, { x, y }: { readonly x: number; readonly y: number }): Step {
    const span = spanAt(view(state, state.size).rows[y] ?? [], x)
    const key = span === undefined ? undefined : clickKey(span)
    if (key !== undefined) return onKey(state, keyMsg(key))
    if (span?.step !== undefined) return backToStep(state, span.step)
    const used = { ...state, inputAtMs: state.nowMs, toast: null }
    const full = isFull(state)
    const at = full ? y : y - 1
    const item = span?.item === undefined ? {} : { item: span.item }
    if (used.overlay !== null) return inOverlay(used, used.overlay, { type: "clicked", x, y, ...item })
    if (at < 0 || at >= bodySize(state.size, full).rows) return { state: used, effects: [] }
    return deliver(used, { type: "clicked", x, y: at, ...item })
  }

  function view(state: AppState, size: Size): Frame {
    if (isTooSmall(size)) return { rows: tooSmallRows(size, state.lang), cursor: null }
    const top = topOf(state)
    const full = isFull(state, size)
    const drawn = drawTop(state, size)
    const shown = {
      drawn,
      full,
      tables: helpTables(state, drawn.title),
      global: globalNow(state),
      typing: isTyping(state),
      onList: top.to === "accounts",
      commands: state.overlay?.kind === "palette" ? paletteSource(state) : null,
    }
    return windowFrame(state, shown, size)
  }

  // The lock and the times of answers need a clock that is at most one second old.
  return { init, update: (state, msg) => endUnusedPage(handle(state, msg)), view, needsTick: () => true }
}
