import type { Sentence } from "../../base/language.ts"

/** One thing that keys do. Handlers, footer, `?` overlay and man page all read the same table. */
export interface Binding {
  /** Names as in `KeyMsg.key`; the first is the one shown. */
  readonly keys: readonly string[]
  /** What a screen's update switches on. */
  readonly action: string
  readonly help: Sentence
  /** Shorter text for the footer; absent: it is shown in the `?` overlay only. */
  readonly hint?: Sentence
  /** Why it does nothing now; shown when the key is pressed. */
  readonly disabled?: Sentence
}
