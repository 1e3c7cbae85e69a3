import type { Account } from "../../accounts/account.ts"
import type { Lang } from "../../base/language.ts"
import type { Confirm } from "../core/confirm.ts"
import type { Effect } from "../core/effects.ts"
import { userKeys, withUserKeys } from "../core/key-map.ts"
import type { KeyTable } from "../core/key-map.ts"
import type { Size } from "../core/frame.ts"
import type { VaultView } from "../core/messages.ts"
import type { ProgramStart } from "../core/program.ts"
import type { Route, RouteOf } from "../core/routes.ts"
import type { Context, Screen } from "../core/screen.ts"
import type { HelpState } from "./help.ts"
import type { PaletteState } from "./commands/palette.ts"
import { toastOf } from "./toast.ts"
import type { Toast } from "./toast.ts"

/** Any screen, as the shell sees it: its state, its actions and its route are its own. */
export type AnyScreen = Screen<unknown, string>
/** The screen of every route, each for exactly its own. */
export type ScreenTable = { readonly [To in Route["to"]]: Screen<unknown, string, RouteOf<To>> }

/** One screen of the stack, as it was left. */
export interface Layer {
  readonly to: Route["to"]
  readonly state: unknown
}

/** The state of the interface. Only `vault`, `saved`, `unsaved` and the layers hold account data; locking drops them. */
export interface AppState {
  readonly start: ProgramStart
  /** The actions whose keys the user can change. */
  readonly keyTables: readonly KeyTable[]
  readonly size: Size
  readonly nowMs: number
  readonly lang: Lang
  /** See `Context.ascii`. */
  readonly ascii: boolean
  /** See {@link Context.clipboardReadable}. */
  readonly clipboardReadable: boolean
  readonly settings: Context["settings"]
  /** The vault as it will be once all of `unsaved` is saved: what the screens see and build on. Null while locked. */
  readonly vault: VaultView | null
  /** The vault as the last answer brought it. */
  readonly saved: VaultView | null
  /** Requested changes without an answer yet, in order. Later changes build on them, so that no key undoes the one before it. */
  readonly unsaved: readonly Effect[]
  readonly backup: Context["backup"]
  /** See {@link Context.receiver}. */
  readonly receiver: Context["receiver"]
  /** See {@link Context.vaultCopies}. */
  readonly vaultCopies: number
  readonly vaultExists: boolean
  readonly passphraseAtMs: number
  /** When a key was last pressed. */
  readonly inputAtMs: number
  readonly busy: Context["busy"]
  /** At least one; the last is visible. */
  readonly stack: readonly Layer[]
  readonly toast: Toast | null
  /** A box over the screen, which has the keys. */
  readonly overlay: Overlay | null
  /** The ids of the commands that were run from the palette, the last first. */
  readonly lastCommands: readonly string[]
}

export type Overlay =
  | { readonly kind: "help"; readonly help: HelpState }
  | { readonly kind: "palette"; readonly palette: PaletteState }
  /** Whether to quit while work is going on. */
  | { readonly kind: "quit"; readonly question: Confirm }

export function topOf(state: AppState): Layer {
  const top = state.stack.at(-1)
  if (top === undefined) throw new TypeError("there is always a screen")
  return top
}

/** The state with a message over the screen; an empty one removes it. */
export function withToast(state: AppState, text: string): AppState {
  return { ...state, toast: toastOf(text, state.nowMs) }
}

/** The size of a screen's body: the window without title and footer, or all of it. */
export function bodySize(window: Size, full: boolean): Size {
  return full ? window : { columns: window.columns, rows: Math.max(1, window.rows - 2) }
}

export function contextOf(state: AppState, full: boolean, window: Size = state.size): Context {
  return {
    body: bodySize(window, full),
    window,
    nowMs: state.nowMs,
    lang: state.lang,
    ascii: state.ascii,
    clipboardReadable: state.clipboardReadable,
    settings: state.settings,
    withUserKeys: (bindings) => withUserKeys(bindings, userKeys(state.settings.keys, state.keyTables), state.keyTables),
    vault: state.vault,
    backup: state.backup,
    receiver: state.receiver,
    vaultCopies: state.vaultCopies,
    vaultExists: state.vaultExists,
    vaultDirectory: state.start.vaultDirectory,
    demo: state.start.demo,
    passphraseAtMs: state.passphraseAtMs,
    formats: state.start.formats,
    busy: state.busy,
    homeDirectory: state.start.homeDirectory,
    startDirectory: state.start.startDirectory,
    host: state.start.host,
  }
}

/** The effects that change accounts. Each is answered by one message, in the order of the requests. */
const CHANGES: readonly Effect["type"][] = ["put-accounts", "add-drafts", "remove-accounts", "next-hotp", "restore-version"]

export function isChange(type: Effect["type"]): boolean {
  return CHANGES.includes(type)
}

/** The state with this saved vault and these unsaved changes; no vault: locked. */
export function withVault(state: AppState, saved: VaultView | null, unsaved: readonly Effect[]): AppState {
  if (saved === null) return { ...state, saved, unsaved: [], vault: null }
  return {
    ...state,
    saved,
    unsaved,
    vault: unsaved.length === 0 ? saved : { ...saved, accounts: unsaved.reduce(applyChange, saved.accounts) },
  }
}

/** The accounts as the effect will leave them. Drafts that it adds are left out: they have no id yet. */
function applyChange(accounts: readonly Account[], effect: Effect): readonly Account[] {
  if (effect.type === "put-accounts") {
    return [...new Map([...accounts, ...effect.accounts].map((account) => [account.id, account])).values()]
  }
  if (effect.type === "remove-accounts") return accounts.filter(({ id }) => !effect.ids.includes(id))
  if (effect.type !== "next-hotp") return accounts
  return accounts.map((account) =>
    account.id === effect.id && account.counter !== null ? { ...account, counter: account.counter + 1 } : account,
  )
}
