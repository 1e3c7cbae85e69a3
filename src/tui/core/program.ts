import type { Lang } from "../../base/language.ts"
import type { Registry } from "../../formats/lookup.ts"
import type { Settings } from "../../settings/settings.ts"
import type { Effect } from "./effects.ts"
import type { Frame, Size } from "./frame.ts"
import type { Msg } from "./messages.ts"

/** What the program knows before the first message. */
export interface ProgramStart {
  readonly nowMs: number
  readonly size: Size
  readonly lang: Lang
  readonly settings: Settings
  readonly formats: Registry
  /** A vault is on disk: the first screen unlocks it instead of making one. */
  readonly vaultExists: boolean
  /** Where the vault is, or will be made. */
  readonly vaultDirectory: string
  /** The agent has the vault unlocked. */
  readonly inAgent?: boolean
  /** A temporary vault of samples. */
  readonly demo: boolean
  readonly homeDirectory: string
  readonly startDirectory: string
  /** `user@host`. */
  readonly host: string
}

export interface ProgramStep<S> {
  readonly state: S
  /** Carried out in this order after the frame is drawn. */
  readonly effects: readonly Effect[]
}

/** All screens together, as the loop in `tui/runtime/` sees them: pure functions over one state. */
export interface Program<S> {
  init(at: ProgramStart): ProgramStep<S>
  update(state: S, msg: Msg): ProgramStep<S>
  view(state: S, size: Size): Frame
  /** While true, `ticked` comes once a second, aligned to the wall clock. */
  needsTick(state: S): boolean
}
