import type { Message } from "../../../base/language.ts"
import type { QrFileKind } from "../../../migrate/qr/qr-files.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { Confirm } from "../../components/confirm.ts"
import type { FilePicker } from "../../components/files/file-picker.ts"
import type { LossRow } from "../../components/loss-lines.ts"
import type { Reauth } from "../../components/forms/reauth.ts"
import type { QrChoice } from "../../core/effects.ts"

/** What stands on the screen now. */
export type Stage =
  | { readonly at: "reauth"; readonly reauth: Reauth; readonly then: "plan" | "copy" | "save" }
  | { readonly at: "planning" }
  | { readonly at: "failed"; readonly message: Message }
  /** What the target cannot hold, told before the first code. */
  | { readonly at: "before"; readonly offset: number }
  | { readonly at: "pages" }
  /** All pages were seen: whether to compare the codes now. */
  | { readonly at: "leave"; readonly confirm: Confirm }
  | { readonly at: "copy"; readonly confirm: Confirm }
  | SaveStage
  /** Left for good: whether the saved files go, too. `asked`: they are being deleted. */
  | DeleteStage

/** The steps of saving: as what, where, and over what is there. */
export type SaveStage =
  | { readonly at: "save-kind"; readonly cursor: number }
  | { readonly at: "save"; readonly kind: QrFileKind; readonly picker: FilePicker }
  | { readonly at: "saving"; readonly kind: QrFileKind; readonly directory: string }
  | { readonly at: "overwrite"; readonly kind: QrFileKind; readonly directory: string; readonly confirm: Confirm }

export interface DeleteStage {
  readonly at: "delete"
  readonly confirm: Confirm
  readonly asked: boolean
}

/** Pages that turn by themselves, for a phone on a stand. */
export interface AutoAdvance {
  /** 1–5. */
  readonly everyS: number
  /** When the next page is due. */
  readonly dueMs: number
}

export interface QrPagesState {
  readonly target: QrTarget
  readonly ids: readonly string[]
  /** A sheet is what one came for: the first thing asked is where it goes. */
  readonly paper: boolean
  readonly choice: QrChoice
  readonly plan: QrPlan | null
  /** A plan is on its way. */
  readonly asked: boolean
  /** The window or the choice has changed since it was asked for. */
  readonly again: boolean
  readonly losses: readonly LossRow[]
  /** 0-based; one past the last page where the verification code has a page of its own. */
  readonly page: number
  /** The furthest page that was shown. */
  readonly furthest: number
  /** The codes were compared from here. */
  readonly compared: boolean
  /** Pages turn by themselves; null: by key alone. */
  readonly auto: AutoAdvance | null
  readonly hidden: boolean
  /** Files that were written from here and are not deleted. */
  readonly saved: readonly string[]
  /** What happened last; gone with the next key. */
  readonly notice: string | null
  readonly stage: Stage
}
