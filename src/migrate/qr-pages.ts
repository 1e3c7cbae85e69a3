import type { Said } from "../accounts/language.ts"
import type { Loss } from "../formats/handler.ts"
import type { QrDrawing } from "../qr/draw.ts"

/** Who scans: one `otpauth://` code an account; migration batches; another keyferry, encrypted. */
export type QrTarget = "phone" | "google" | "keyferry"

export interface QrPage {
  /** The ids of the accounts on it; empty for the parts of a transfer. */
  readonly ids: readonly string[]
  /** "GitHub alice", for the progress line. */
  readonly labels: readonly string[]
  /** The exact text in the code. Secret, but for a transfer. */
  readonly text: string
  /** Ready for the screen; null where it does not fit this terminal (`notes` says what would help). */
  readonly drawing: QrDrawing | null
  readonly notes: readonly Said[]
}

export interface QrPlan {
  readonly target: QrTarget
  readonly pages: readonly QrPage[]
  /** Four characters, a dash, four, a dash, four; null but for `keyferry`. */
  readonly verificationCode: string | null
  /** Accounts that the target cannot hold, with the reason. */
  readonly refused: readonly { readonly id: string; readonly label: string; readonly losses: readonly Loss[] }[]
  /** Why it was planned so; what another window would change. */
  readonly notes: readonly Said[]
  /** Set where this terminal is too small for the whole target: what is needed and what could be done instead. */
  readonly impossible: Said | null
}
