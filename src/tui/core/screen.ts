import type { Lang } from "../../base/language.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { Settings } from "../../settings/settings.ts"
import type { Effect } from "./effects.ts"
import type { Confirm } from "./confirm.ts"
import type { PlacedPicture, Row, Size } from "./frame.ts"
import type { Binding } from "./keys.ts"
import type { BackupView, Msg, VaultView } from "./messages.ts"
import type { ReceiverView } from "./receiver.ts"
import type { Route } from "./routes.ts"

/** What every screen may look at. */
export interface Context {
  /** Cells for the screen's body: the window less title and footer, or the whole window where {@link Screen.full} says so. */
  readonly body: Size
  readonly window: Size
  readonly nowMs: number
  readonly lang: Lang
  /** The terminal shows lines, blocks and marks as ASCII characters; drawings made of blocks cannot be shown. */
  readonly ascii: boolean
  /** The terminal gives pictures and files of its clipboard. Known only where a screen has wanted them: see {@link View.takesBytes}. */
  readonly clipboardReadable: boolean
  readonly settings: Settings
  /** A table with the user's own keys, for a screen that draws its keys itself. */
  readonly withUserKeys: <Action extends string>(bindings: readonly Binding<Action>[]) => readonly Binding<Action>[]
  /** Null while locked. */
  readonly vault: VaultView | null
  /** Null: automatic backup is off, or nothing is known yet. */
  readonly backup: BackupView | null
  /** The page for a browser; null: none was started. */
  readonly receiver: ReceiverView | null
  /** The number of copies of the vault beside it that were changed elsewhere. */
  readonly vaultCopies: number
  /** Whether a vault is on disk. */
  readonly vaultExists: boolean
  /** Where the vault is, or will be made. */
  readonly vaultDirectory: string
  /** A temporary vault of samples, which opens with an empty passphrase. */
  readonly demo: boolean
  /** When the passphrase was last typed; showing a QR asks again after 5 minutes. */
  readonly passphraseAtMs: number
  readonly formats: Registry
  /** A long effect is running. */
  readonly busy: { readonly effect: Effect["type"]; readonly done: number; readonly total: number } | null
  readonly homeDirectory: string
  readonly startDirectory: string
  /** `user@host`, for the hint how to bring a picture here. */
  readonly host: string
}

/**
 * Where to go after a message. `back` returns to the screen below, as it was left; where there is none, and with `home`, to the account
 * list.
 */
export type Go =
  | { readonly type: "push"; readonly route: Route }
  | { readonly type: "replace"; readonly route: Route }
  | { readonly type: "back" }
  | { readonly type: "home" }

export interface Outcome<S> {
  readonly state: S
  readonly effects?: readonly Effect[]
  readonly go?: Go
  /**
   * A text shown above the footer, or in its place, until the next key, for a few seconds at most. After a `failed` it replaces the
   * error's own sentence; empty: the screen shows the error itself.
   */
  readonly toast?: string
}

export interface View {
  readonly title: string
  /** Stands in place of the title row where the window is small. */
  readonly titleRow?: Row
  readonly body: readonly Row[]
  /** Shown at the right end of the title's row where there is room. */
  readonly note?: Row
  /** Where the cursor is in the list, such as `1/33`: shown at the right end of the footer. */
  readonly position?: string
  /** The step of a wizard that is shown, 0-based. `finished`: its work is done, so that it is left without a question. */
  readonly step?: { readonly current: number; readonly finished: boolean }
  /** In the body's own coordinates. */
  readonly cursor?: { readonly x: number; readonly y: number } | null
  /** To be answered at once: stands in a box over the screen. Its table is `CONFIRM_KEYS`; null: none is asked. */
  readonly question?: Confirm | null
  /** In the body's own coordinates; shown only while nothing else covers those cells. */
  readonly picture?: PlacedPicture | null
  /** A paste may be a picture or a file: it comes as `pasted-bytes`. Absent: a paste is a text. */
  readonly takesBytes?: boolean
}

/**
 * One screen: pure functions over its state. Files in `screens/` export one each; `shell/app.ts` lists them.
 *
 * How keys work:
 * 1. `keys` returns the table of what can be done now. Each {@link Binding} names its keys, its action, the text for the help, and,
 *    where the action is not possible now, the reason.
 * 2. The shell finds the pressed key in that table and gives `update` an {@link ActionMsg} with the action. Where the binding is
 *    disabled, the shell shows the reason and `update` gets nothing.
 * 3. A key that the table does not name comes as a plain `key` while {@link Screen.typing} is true and it types a character; else it
 *    does what it does on every screen (`shell/global-keys.ts`); else it comes as a plain `key`. So `update` passes plain keys to a
 *    text field, and compares no key by name.
 * 4. The table wins over a field: beside a text field it names no characters, unless they are not to be typed.
 *
 * How to write one:
 * - `type XAction = "save" | "leave" | ListAction`: the screen's own actions, and those of the components that it contains.
 * - `const KEYS: readonly Binding<XAction>[] = [{ keys: ["s"], action: "save", … }, ...LIST_KEYS]`: components export their bindings.
 *   A component that has the focus alone (a question, a picker) is given as the whole table: `keys: () => CONFIRM_KEYS`.
 * - `update(state, msg: Msg<XAction>, context)`: first hand the message to the component that it may belong to; after
 *   `if (isActionOf(LIST_KEYS, msg))`, a `switch (msg.action)` over the rest is checked for completeness by the compiler.
 *
 * @typeParam S - Its state: immutable, and known to this screen alone.
 * @typeParam Action - Every action that its tables contain.
 * @typeParam R - The route that leads here, with what the screen starts from.
 */
export interface Screen<S, Action extends string, R extends Route = Route> {
  init(route: R, context: Context): Outcome<S>
  update(state: S, msg: Msg<Action>, context: Context): Outcome<S>
  view(state: S, context: Context): View
  /**
   * The keys that work here now; the footer and the `?` overlay are written from these. A key that is named here comes
   * to the screen even where it means something on every screen (Esc, `q`, `L`, `?`).
   */
  keys(state: S, context: Context): readonly Binding<Action>[]
  /** Whether letters go into a field now: `q`, `L`, `?`, `/` are typed and have no other effect. Absent: never. */
  typing?(state: S): boolean
  /** Whether the body takes the whole window, without title and footer. Absent: never. */
  full?(state: S, window: Size): boolean
}
