import type { Message } from "../../../base/language.ts"
import type { Loss } from "../../../formats/handler.ts"
import type { QrFileKind } from "../../../migrate/qr/qr-files.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { FilePicker } from "../../components/files/file-picker-state.ts"
import type { Reauth } from "../../components/forms/reauth.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { QrChoice } from "../../core/effects.ts"

/** What the target cannot hold of one account. */
export interface PageLosses {
  /** Null: a record that this version cannot read. */
  readonly id: string | null
  readonly label: string
  readonly losses: readonly Loss[]
}

/** What the screen shows now. */
export type Stage =
  | { readonly at: "reauth"; readonly reauth: Reauth; readonly then: "plan" | "copy" | "save" | "browser" }
  | { readonly at: "planning" }
  | { readonly at: "failed"; readonly message: Message }
  /** All that the target cannot hold. `then`: what follows; `pages`: the page from which the list was opened. */
  | { readonly at: "losses"; readonly offset: number; readonly then: "pages" | "sheet" }
  | { readonly at: "pages" }
  /** Asks whether to compare the codes, after all pages were shown. */
  | { readonly at: "leave"; readonly confirm: Confirm }
  | { readonly at: "copy"; readonly confirm: Confirm }
  /** The printable sheet is saved: how to print and check it. */
  | { readonly at: "sheet"; readonly path: string }
  | BrowserStage
  | SaveStage
  | DeleteStage

/** The pages are shown in a browser. */
export interface BrowserStage {
  readonly at: "browser"
  /** Which of the ways to reach the page is shown. */
  readonly way: number
  /** The page of the plan that the browser shows, 0-based. */
  readonly page: number
  /** Why the page could not be started; null: it could. */
  readonly failed: Message | null
}

/** The steps of saving: choose the file kind, choose the directory, save, ask whether to overwrite. */
export type SaveStage =
  | { readonly at: "save-kind"; readonly cursor: number }
  | { readonly at: "save"; readonly kind: QrFileKind; readonly picker: FilePicker }
  | { readonly at: "saving"; readonly kind: QrFileKind; readonly directory: string }
  | { readonly at: "overwrite"; readonly kind: QrFileKind; readonly directory: string; readonly confirm: Confirm }

/** Asks, when the screen is left, whether to delete the saved files. */
export interface DeleteStage {
  readonly at: "delete"
  readonly confirm: Confirm
  /** The user has confirmed; the files are being deleted. */
  readonly deleting: boolean
}

/** Pages that turn automatically, for a phone on a stand. */
export interface AutoAdvance {
  /** Seconds per page, 1 to 5. */
  readonly everyS: number
  /** When the next page is due. */
  readonly dueMs: number
}

export interface QrPagesState {
  readonly target: QrTarget
  readonly ids: readonly string[]
  /** The accounts move to a device, even if it is a single one; otherwise the code of one is only looked at. */
  readonly moving: boolean
  /** Save a printable sheet instead of showing the codes. */
  readonly paper: boolean
  readonly choice: QrChoice
  readonly plan: QrPlan | null
  /** A plan was requested and has not arrived. */
  readonly planRequested: boolean
  /** The window or the choice has changed since that request. */
  readonly planOutdated: boolean
  readonly losses: readonly PageLosses[]
  /** The page that is shown, 0-based; the verification code is one past the last page of the plan. */
  readonly page: number
  /** The page that is being drawn, to be shown next; null: none. */
  readonly wanted: number | null
  /** The pages that were shown. */
  readonly seen: ReadonlySet<number>
  /** All pages of an earlier plan were shown. */
  readonly allSeen: boolean
  /** The vault has a receipt of these pages. */
  readonly recorded: boolean
  /** The user has opened the comparison of codes from here. */
  readonly compared: boolean
  /** Null: pages turn by key only. */
  readonly auto: AutoAdvance | null
  /** The verification code is hidden. */
  readonly codeHidden: boolean
  /** Files that were saved from here and still exist. */
  readonly saved: readonly string[]
  /** What happened last; removed by the next key. */
  readonly notice: string | null
  readonly stage: Stage
}
