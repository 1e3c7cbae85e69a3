import type { Confirm } from "../../components/confirm.ts"
import type { FormState } from "../../components/forms/form.ts"
import type { FormProblem } from "../../components/forms/new-passphrase.ts"
import type { Reauth } from "../../components/forms/reauth.ts"
import type { SaveFile } from "../../components/files/save-file.ts"

/** The step one is at. What was typed in the steps before is kept. */
export type ProtectStage =
  | { readonly at: "which" }
  | { readonly at: "password" }
  | { readonly at: "weak"; readonly confirm: Confirm }
  | { readonly at: "plain"; readonly confirm: Confirm }
  | { readonly at: "reauth"; readonly reauth: Reauth }
  | { readonly at: "save" }
  | { readonly at: "done"; readonly path: string; readonly accounts: number; readonly guarded: boolean }

export interface ExportProtectState {
  readonly format: string
  readonly ids: readonly string[]
  readonly protects: "never" | "optional" | "always"
  /** The place in the question whether to protect; 0 protected. */
  readonly which: number
  readonly form: FormState
  readonly problem: FormProblem | null
  /** Null: unprotected. Set when the password step is done. */
  readonly password: string | null
  readonly save: SaveFile | null
  readonly stage: ProtectStage
}
