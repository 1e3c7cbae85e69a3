import type { Said } from "../../accounts/language.ts"
import type { QrPlan, QrTarget } from "../../migrate/qr-pages.ts"
import type { Confirm } from "../components/confirm.ts"
import type { FilePicker } from "../components/file-picker.ts"
import type { LossRow } from "../components/loss-lines.ts"
import type { Reauth } from "../components/reauth.ts"
import type { QrChoice } from "../core/effects.ts"

/** What stands on the screen now. */
export type Stage =
  | { readonly at: "reauth"; readonly reauth: Reauth; readonly then: "plan" | "copy" | "save" }
  | { readonly at: "planning" }
  | { readonly at: "failed"; readonly said: Said }
  /** What the target cannot hold, told before the first code. */
  | { readonly at: "before"; readonly offset: number }
  | { readonly at: "pages" }
  | { readonly at: "copy"; readonly confirm: Confirm }
  | { readonly at: "save"; readonly picker: FilePicker }
  | { readonly at: "saving"; readonly directory: string }
  | { readonly at: "overwrite"; readonly directory: string; readonly confirm: Confirm }

export interface QrPagesState {
  readonly target: QrTarget
  readonly ids: readonly string[]
  readonly choice: QrChoice
  readonly plan: QrPlan | null
  /** A plan is on its way. */
  readonly asked: boolean
  /** The window or the choice has changed since it was asked for. */
  readonly again: boolean
  readonly losses: readonly LossRow[]
  /** 0-based; one past the last page where the verification code has a page of its own. */
  readonly page: number
  readonly hidden: boolean
  /** What happened last; gone with the next key. */
  readonly notice: string | null
  readonly stage: Stage
}
