import type { SaveFile } from "../../components/files/save-file.ts"
import type { NewPassphraseState } from "../../components/forms/new-passphrase.ts"
import type { Reauth } from "../../components/forms/reauth.ts"

/** The current step. What was typed in earlier steps is kept. */
export type ProtectStage =
  | { readonly at: "protection" }
  | { readonly at: "password" }
  | { readonly at: "reauth"; readonly reauth: Reauth }
  | { readonly at: "save" }
  | DoneStage

/** `offset`: the first visible row of the result. */
export interface DoneStage {
  readonly at: "done"
  readonly path: string
  readonly accounts: number
  readonly protected: boolean
  readonly offset: number
}

export interface ExportProtectState {
  readonly format: string
  readonly ids: readonly string[]
  readonly protects: "never" | "optional" | "always"
  /** The chosen answer to whether to protect the file: 0 protect, 1 do not. */
  readonly protectionChoice: number
  readonly entry: NewPassphraseState
  /** Null: unprotected. Set when the password step is done. */
  readonly password: string | null
  readonly save: SaveFile | null
  readonly stage: ProtectStage
}
