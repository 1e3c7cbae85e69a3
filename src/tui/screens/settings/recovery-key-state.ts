import type { Message } from "../../../base/language.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Answer } from "../../core/messages.ts"

/** A new recovery key, not in force yet. */
type Made = Omit<Extract<Answer, { type: "recovery-key-made" }>, "type">

interface Common {
  readonly working: boolean
}
export type RecoveryKeyState = Common &
  (
    | { readonly at: "menu"; readonly cursor: number }
    | { readonly at: "offer"; readonly cursor: number }
    | { readonly at: "question"; readonly cursor: number; readonly question: Confirm }
    | { readonly at: "passphrase"; readonly removing: boolean; readonly passphrase: LineEditor; readonly problem: Message | null }
    | { readonly at: "shown"; readonly passphrase: LineEditor; readonly made: Made; readonly sheet: string | null }
    | {
        readonly at: "verify"
        readonly passphrase: LineEditor
        readonly made: Made
        /** Where the sheet was saved; null: it was not. */
        readonly sheet: string | null
        readonly group: LineEditor
        readonly mistyped: boolean
      }
  )
