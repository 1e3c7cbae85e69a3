import type { Passphrase } from "../../../base/passphrase.ts"
import type { Row } from "../../core/frame.ts"
import { lineEditor, linePassphrase, lineText, withValue } from "./line-editor.ts"
import type { LineEditor } from "./line-editor.ts"

/** One item of a form, from top to bottom. Screens make the items from their state for each message and view. Texts are in the user's language. */
export type FormItem =
  | {
      readonly kind: "line"
      readonly id: string
      readonly label: string
      readonly hint?: string
      /** Shown below the line: the strength of a passphrase, a preview of a code. */
      readonly below?: string
      readonly problem?: string | null
      /** What to look at once more, though it may be right. */
      readonly warning?: string
    }
  | { readonly kind: "check"; readonly id: string; readonly label: string; readonly hint?: string }
  | { readonly kind: "choice"; readonly id: string; readonly label: string; readonly options: readonly string[]; readonly hint?: string }
  | { readonly kind: "buttons"; readonly buttons: readonly { readonly id: string; readonly label: string }[] }
  /** Rows that cannot have the focus. */
  | { readonly kind: "note"; readonly rows: readonly Row[] }

/** The focus, and the values that the user has entered. Immutable. */
export interface FormState {
  /** The id of the item, or of the button, that has the focus. */
  readonly focus: string
  readonly lines: Readonly<Record<string, LineEditor>>
  readonly checks: Readonly<Record<string, boolean>>
  /** Index of the chosen option. */
  readonly choices: Readonly<Record<string, number>>
}

/** A form with these values. Lines named in `masked` show `*`. */
export function formState(start: {
  focus: string
  lines?: Readonly<Record<string, string>>
  masked?: readonly string[]
  checks?: Readonly<Record<string, boolean>>
  choices?: Readonly<Record<string, number>>
}): FormState {
  const masked = start.masked ?? []
  const names = [...new Set([...Object.keys(start.lines ?? {}), ...masked])]
  const lines = names.map((id) => [id, lineEditor(start.lines?.[id] ?? "", { masked: masked.includes(id) })] as const)
  return { focus: start.focus, lines: Object.fromEntries(lines), checks: start.checks ?? {}, choices: start.choices ?? {} }
}

/** The text of a line; empty where none was typed yet. */
export function lineValue(state: FormState, id: string): string {
  return lineText(state.lines[id] ?? lineEditor())
}

/** The text of a line as a passphrase in NFC, which the caller wipes. */
export function passphraseValue(state: FormState, id: string): Passphrase {
  return linePassphrase(state.lines[id] ?? lineEditor())
}

export function setLine(state: FormState, id: string, value: string): FormState {
  return { ...state, lines: { ...state.lines, [id]: withValue(state.lines[id] ?? lineEditor(), value) } }
}

export function isChecked(state: FormState, id: string): boolean {
  return state.checks[id] === true
}

export function chosenOption(state: FormState, id: string): number {
  return state.choices[id] ?? 0
}

/** The focus on another item. A masked line that it leaves is hidden again. */
export function withFocus(state: FormState, id: string): FormState {
  const left = state.lines[state.focus]
  const lines = left?.shown === true && id !== state.focus ? { ...state.lines, [state.focus]: { ...left, shown: false } } : state.lines
  return { ...state, lines, focus: id }
}
