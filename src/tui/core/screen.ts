import type { Lang } from "../../base/language.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { Settings } from "../../settings/settings.ts"
import type { Effect } from "./effects.ts"
import type { PlacedPicture, Row, Size } from "./frame.ts"
import type { Binding } from "./keys.ts"
import type { Msg, VaultView } from "./messages.ts"
import type { Route } from "./routes.ts"

/** What every screen may look at. */
export interface Context {
  /** Cells for the screen's body: the window less title and footer, but the whole window where {@link View.full} is set. */
  readonly body: Size
  readonly window: Size
  readonly nowMs: number
  readonly lang: Lang
  readonly settings: Settings
  /** Null while locked. */
  readonly vault: VaultView | null
  /** Whether a vault is on disk; tells first run from unlock. */
  readonly vaultExists: boolean
  /** Where the vault is, or will be made. */
  readonly vaultDirectory: string
  /** A throw-away vault of samples, which opens with an empty passphrase. */
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
 * Where to go after a message. `back` leaves this screen for the one below as it was left; where there is none, and with `home`, it is
 * the account list.
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
   * One line for the footer's place, gone after a few seconds or with the next key. After a `failed` it takes the place of the error's
   * own sentence; empty: the screen says it itself.
   */
  readonly toast?: string
}

export interface View {
  readonly title: string
  readonly body: readonly Row[]
  /** In the body's own coordinates. */
  readonly cursor?: { readonly x: number; readonly y: number } | null
  /** In the body's own coordinates; shown only while nothing else stands over those cells. */
  readonly picture?: PlacedPicture | null
  /** No title and no footer: the body has the whole window. */
  readonly full?: boolean
}

/** One screen: pure functions over its state. Files in `screens/` export one each; `app.ts` lists them. */
export interface Screen<S> {
  init(route: Route, context: Context): Outcome<S>
  update(state: S, msg: Msg, context: Context): Outcome<S>
  view(state: S, context: Context): View
  /**
   * The keys that work here now; the footer, the `?` overlay and the man page are written from these. A key that is named here comes
   * to the screen even where it means something everywhere (Esc, `q`, `L`, `?`); with `disabled` the reason is shown instead.
   */
  keys(state: S, context: Context): readonly Binding[]
  /** While true, letters go into a field: `q`, `L`, `?`, `/` are typed, not obeyed. */
  typing?(state: S): boolean
}
