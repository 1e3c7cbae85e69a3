import { format, texts } from "../../base/language.ts"
import { Passphrase } from "../../base/passphrase.ts"
import { spanAt } from "../components/rows.ts"
import { fullSentence } from "../components/text.ts"
import type { Effect } from "../core/effects.ts"
import type { Frame, Size } from "../core/frame.ts"
import { actionOf, bindingOf, keyMsg } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Answer, KeyMsg, Msg } from "../core/messages.ts"
import type { Program, ProgramStart, ProgramStep } from "../core/program.ts"
import type { Route } from "../core/routes.ts"
import type { Go, Outcome } from "../core/screen.ts"
import { bodySize, contextOf, isChange, LONG_WORK, topOf, withVault } from "./app-state.ts"
import type { AnyScreen, AppState, Layer, ScreenTable } from "./app-state.ts"
import { isTooSmall, tooSmallRows } from "./chrome.ts"
import { GLOBAL_KEYS, globalKeys } from "./global-keys.ts"
import type { GlobalAction } from "./global-keys.ts"
import { HELP_START, updateHelp } from "./help.ts"
import type { HelpTables } from "./help.ts"
import { errorToast, toastOf } from "./toast.ts"
import { idleLeftMs, windowFrame } from "./window.ts"

const TEXTS = texts({
  idle: {
    en: "Locked after {minutes} {minutes|minute|minutes} without a key.",
    ja: "{minutes} 分間キー操作がなかったため、ロックしました。",
  },
  merged: {
    en: "Another program had changed the vault meanwhile; both changes are in it now.",
    ja: "別のプログラムも保管庫を変更していました。両方の変更を取り込みました。",
  },
  notSynced: {
    en: "The vault is saved, but the disk did not confirm it: check the disk, and make a backup.",
    ja: "保管庫は保存しましたが、ディスクが書き込みの完了を確認できませんでした。ディスクを調べ、バックアップを作成してください。",
  },
  noBackup: { en: "No automatic backup was made: {reason}.", ja: "自動バックアップを作成できませんでした: {reason}。" },
  earlier: {
    en: "{count} automatic {count|backup|backups} in {directory} still {count|opens|open} with the old passphrase or recovery key.",
    ja: "{directory} にある {count} 件の自動バックアップは、以前のパスフレーズまたは回復キーで開けるままです。",
  },
})

type Step = ProgramStep<AppState>

/** The program made of these screens, of which every one that is opened must be there: their stack, the keys of every screen, title, footer, help and lock. */
export function makeProgram(screens: Partial<ScreenTable>): Program<AppState> {
  // Drops each screen's own types. This is safe: a layer's state, actions and route are used only by the screen of its `to`.
  const screenOf = (to: Route["to"]): AnyScreen => {
    const screen = screens[to]
    if (screen === undefined) throw new TypeError(`no screen ${to}`)
    return screen
  }
  const bindingsOf = new WeakMap<AppState, readonly Binding[]>()

  function init(start: ProgramStart): Step {
    const state: AppState = {
      start,
      size: start.size,
      nowMs: start.nowMs,
      lang: start.lang,
      ascii: false,
      settings: start.settings,
      vault: null,
      saved: null,
      unsaved: [],
      backup: null,
      vaultCopies: 0,
      vaultExists: start.vaultExists,
      passphraseAtMs: start.nowMs,
      inputAtMs: start.nowMs,
      busy: null,
      stack: [],
      toast: null,
      help: null,
    }
    const first = showFirstScreen(state)
    // The demo vault opens without a question, with an empty passphrase.
    return start.demo ? request(first, [{ type: "open-vault", passphrase: Passphrase.of(""), accept: [] }]) : first
  }

  /** The stack with one screen: accounts, unlock or first run, as the vault is open, locked or missing. */
  function showFirstScreen(state: AppState): Step {
    const to = state.vault !== null ? "accounts" : state.vaultExists || state.start.demo ? "unlock" : "first-run"
    return push({ ...state, stack: [] }, { to })
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
        return state.stack.length > 1 ? { state: { ...state, stack: state.stack.slice(0, -1) }, effects: [] } : showFirstScreen(state)
      case "home":
        return showFirstScreen(state)
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

  /** Locks the vault: drops all account data, cancels running work, and shows the unlock screen alone. */
  function lock(state: AppState, toast: string | null = null): Step {
    const effects: Effect[] = state.busy === null ? [{ type: "lock-vault" }] : [{ type: "cancel-work" }, { type: "lock-vault" }]
    return andThen({ state, effects }, afterLock(state, toast))
  }

  /** @param reason - Stays until a key is pressed, since the user may be away. */
  function afterLock(state: AppState, reason: string | null = null): Step {
    const bare: AppState = { ...withVault(state, null, []), backup: null, vaultExists: true, busy: null, help: null, toast: null }
    return showFirstScreen(reason === null ? bare : { ...bare, toast: { text: reason, untilMs: null, failed: false } })
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
    const table = screenOf(top.to).keys(top.state, contextOf(state, isFull(state)))
    bindingsOf.set(state, table)
    return table
  }

  function helpTables(state: AppState): HelpTables {
    return { here: bindings(state), everywhere: globalKeys(isTyping(state), state.vault !== null) }
  }

  /** A key goes first to the keys that no screen can override, then to the help, the top screen's table, a text field, and the global keys. */
  function onKey(before: AppState, msg: KeyMsg): Step {
    const state: AppState = { ...before, inputAtMs: before.nowMs, toast: null }
    const global = actionOf(GLOBAL_KEYS, msg.key)
    if (global === "quit-now" || global === "redraw" || global === "suspend") return onGlobal(state, global)
    if (global === "back" && state.busy !== null) return { state, effects: [{ type: "cancel-work" }] }
    if (state.help !== null) return inHelp(state, msg)
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
      case "quit":
        return { state, effects: [{ type: "quit" }] }
      case "redraw":
        return { state, effects: [{ type: "redraw" }] }
      case "suspend":
        return withEffects(state.vault === null ? stay : lock(state), [{ type: "suspend" }])
      case "help":
        return { state: { ...state, help: HELP_START }, effects: [] }
      case "lock":
        return state.vault === null ? stay : lock(state)
      case "back":
        return state.stack.length > 1 ? go(state, { type: "back" }) : stay
    }
  }

  function inHelp(state: AppState, msg: Msg): Step {
    if (state.help === null) return { state, effects: [] }
    return {
      state: { ...state, help: updateHelp(state.help, msg, helpTables(state), bodySize(state.size, false), state.lang) },
      effects: [],
    }
  }

  function onTick(before: AppState, nowMs: number): Step {
    const toast = before.toast !== null && (before.toast.untilMs ?? Infinity) <= nowMs ? null : before.toast
    // Only input delays the lock; running work and self-turning pages do not. A clock that was set back must not delay it either.
    const state: AppState = { ...before, nowMs, toast, inputAtMs: Math.min(before.inputAtMs, nowMs) }
    const left = idleLeftMs(state)
    if (left !== null && left <= 0) return lock(state, format(TEXTS.idle, state.lang, { minutes: state.settings.idleLockMinutes }))
    // The screen below the help gets no ticks.
    return state.help === null ? deliver(state, { type: "ticked", nowMs }) : { state, effects: [] }
  }

  function onAnswer(before: AppState, msg: Answer): Step {
    const state = endWork(before, msg)
    switch (msg.type) {
      case "failed": {
        const kept = isChange(msg.effect) ? withVault(state, state.saved, state.unsaved.slice(1)) : state
        return deliver({ ...kept, toast: errorToast(fullSentence(format(msg.message, state.lang), state.lang)) }, msg)
      }
      case "progressed":
        return deliver({ ...state, busy: { effect: msg.effect, done: msg.done, total: msg.total } }, msg)
      case "vault-opened": {
        const open: AppState = {
          ...withVault(state, msg.vault, []),
          vaultCopies: msg.copies?.count ?? 0,
          vaultExists: true,
          passphraseAtMs: state.nowMs,
          inputAtMs: state.nowMs,
        }
        const notices = msg.notices.map((message) => format(message, state.lang)).join(" ")
        return deliver(notices === "" ? open : withToast(open, notices), msg)
      }
      case "vault-locked":
        return state.vault === null && topOf(state).to === "unlock" ? { state, effects: [] } : afterLock(state)
      case "vault-saved":
      case "hotp-ready": {
        if (state.vault === null) return { state, effects: [] } // locked meanwhile: a late answer must not bring accounts back
        const next = withVault(state, msg.vault, state.unsaved.slice(1))
        const step = deliver(next, msg)
        // The merge matters more than the screen's own toast.
        return msg.merged === true ? { ...step, state: withToast(step.state, format(TEXTS.merged, state.lang)) } : step
      }
      case "import-applied":
      case "versions-listed":
      case "copies-merged":
        return state.vault === null ? { state, effects: [] } : deliver(withVault(state, msg.vault, state.unsaved), msg)
      case "copies-listed":
        return deliver({ ...state, vaultCopies: msg.copies.length }, msg)
      case "passphrase-checked":
        return deliver(msg.right ? { ...state, passphraseAtMs: msg.atMs } : state, msg)
      case "passphrase-changed":
        if (state.vault === null) return { state, effects: [] }
        return deliver({ ...withVault(state, msg.vault, state.unsaved), passphraseAtMs: state.nowMs }, msg)
      case "recovery-key-set":
        return state.vault === null ? { state, effects: [] } : deliver(withVault(state, msg.vault, state.unsaved), msg)
      case "settings-saved": {
        const lang = msg.settings.lang === state.settings.lang ? state.lang : (msg.settings.lang ?? state.start.lang)
        const backup = msg.settings.backupDirectory === state.settings.backupDirectory ? state.backup : null
        return deliver({ ...state, settings: msg.settings, lang, backup }, msg)
      }
      case "export-written":
      case "qr-pages-saved":
        return deliver(msg.note === undefined ? state : withToast(state, fullSentence(format(msg.note, state.lang), state.lang)), msg)
      case "backup-checked":
        return { state: withBackup(state, msg), effects: [] }
      case "backup-directory-missing":
      case "vault-suspect":
      case "vault-damaged":
      case "passphrase-estimated":
      case "restore-planned":
      case "recovery-key-made":
      case "recovery-sheet-saved":
      case "vault-checked":
      case "merge-planned":
      case "copies-deleted":
      case "copied":
      case "directory-listed":
      case "files-probed":
      case "file-previewed":
      case "places-found":
      case "files-deleted":
      case "import-read":
      case "gpg-keys-found":
      case "store-written":
      case "qr-planned":
      case "qr-page-drawn":
        return deliver(state, msg)
    }
  }

  function update(state: AppState, msg: Msg): Step {
    if (msg.type === "key") return onKey(state, msg)
    if (msg.type === "ticked") return onTick(state, msg.nowMs)
    if (msg.type === "resized") return deliver({ ...state, size: msg.size }, msg)
    if (msg.type === "resumed") return deliver(state, msg)
    if (msg.type === "glyphs-known") return { state: { ...state, ascii: msg.ascii }, effects: [] }
    const used = { ...state, inputAtMs: state.nowMs, toast: null }
    if (msg.type === "pasted" || msg.type === "wheeled") return state.help === null ? deliver(used, msg) : inHelp(used, msg)
    if (msg.type === "clicked") return onClick(state, msg)
    const step = onAnswer(state, msg)
    const isUnconfirmed = step.state.saved?.syncFailed === true && state.saved?.syncFailed !== true
    return isUnconfirmed ? { ...step, state: withToast(step.state, format(TEXTS.notSynced, state.lang)) } : step
  }

  /** A click on the name of a key presses it, a click on a chosen row presses Enter; the screen gets every other click on its body. */
  function onClick(state: AppState, { x, y }: { readonly x: number; readonly y: number }): Step {
    const span = spanAt(view(state, state.size).rows[y] ?? [], x)
    if (span?.click !== undefined) return onKey(state, keyMsg(span.click))
    if (span?.selected === true) return onKey(state, keyMsg("enter"))
    const used = { ...state, inputAtMs: state.nowMs, toast: null }
    const full = isFull(state)
    const at = full ? y : y - 1
    if (state.help !== null || at < 0 || at >= bodySize(state.size, full).rows) return { state: used, effects: [] }
    return deliver(used, { type: "clicked", x, y: at, ...(span?.item === undefined ? {} : { item: span.item }) })
  }

  function view(state: AppState, size: Size): Frame {
    if (isTooSmall(size)) return { rows: tooSmallRows(size, state.lang), cursor: null }
    const top = topOf(state)
    const full = isFull(state, size)
    const drawn = screenOf(top.to).view(top.state, contextOf(state, full, size))
    return windowFrame(state, { drawn, full, tables: helpTables(state), typing: isTyping(state) }, size)
  }

  // The lock and the times of answers need a clock that is at most one second old.
  return { init, update, view, needsTick: () => true }
}

/** The state with what is known of the automatic backups; a failure of an attempt is shown once. */
function withBackup(state: AppState, { backup, attempted, earlier }: Extract<Answer, { type: "backup-checked" }>): AppState {
  const next: AppState = { ...state, backup: state.vault === null ? null : backup }
  if (earlier !== null) return withToast(next, format(TEXTS.earlier, state.lang, earlier))
  if (!attempted || backup?.problem == null) return next
  return withToast(next, format(TEXTS.noBackup, state.lang, { reason: format(backup.problem, state.lang) }))
}

function withToast(state: AppState, text: string): AppState {
  return { ...state, toast: toastOf(text, state.nowMs) }
}

/** Adds effects to a step, and notes in its state the running work and the changes of accounts. */
function request({ state, effects }: Step, more: readonly Effect[]): Step {
  const long = more.findLast(({ type }) => LONG_WORK[type] !== undefined)
  const changes = more.filter(({ type }) => isChange(type))
  const next = changes.length === 0 ? state : withVault(state, state.saved, [...state.unsaved, ...changes])
  return { state: long === undefined ? next : { ...next, busy: { effect: long.type, done: 0, total: 0 } }, effects: [...effects, ...more] }
}

function withEffects({ state, effects }: Step, more: readonly Effect[]): Step {
  return { state, effects: [...effects, ...more] }
}

function andThen(first: Step, second: Step): Step {
  return { state: second.state, effects: [...first.effects, ...second.effects] }
}

/** The state without the running work that this answer ends. */
function endWork(state: AppState, msg: Answer): AppState {
  if (state.busy === null) return state
  const { effect } = state.busy
  const ended =
    msg.type === "failed"
      ? msg.effect === effect
      : msg.type !== "progressed" && (LONG_WORK[effect]?.includes(msg.type) ?? msg.type !== "copied")
  return ended ? { ...state, busy: null } : state
}
