import { cutToWidth, sanitize } from "../../../base/display.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row } from "../../core/frame.ts"
import type { Answer, Msg } from "../../core/messages.ts"
import { editLine, lineEditor, lineView, withValue } from "../forms/line-editor.ts"
import type { LineEditor } from "../forms/line-editor.ts"
import { span, textRow } from "../rows.ts"
import { completePath, completionOf, expandPath } from "./path-text.ts"

/** One line for a path, with completion by Tab. Immutable. */
export interface PathLine {
  readonly editor: LineEditor
  /** The directory whose listing Tab has requested; null: none. */
  readonly pending: string | null
  /** The names that complete the path, after Tab; empty where there is one or none. */
  readonly candidates: readonly string[]
}

/** What typed paths are relative to. */
export interface PathBase {
  readonly directory: string
  readonly home: string
}

export function pathLine(text: string): PathLine {
  return { editor: lineEditor(text), pending: null, candidates: [] }
}

/** Tab: requests the directory of the typed path. The answer goes to {@link completedLine}. */
export function completeLine(line: PathLine, base: PathBase): { readonly line: PathLine; readonly effects: readonly Effect[] } {
  const { directory } = completionOf(line.editor.value, base.directory, base.home)
  return { line: { ...line, pending: directory, candidates: [] }, effects: [{ type: "list-directory", path: directory }] }
}

/** The line after an answer to `list-directory`; an answer for another directory changes nothing. */
export function completedLine(line: PathLine, answer: Extract<Answer, { type: "directory-listed" | "failed" }>): PathLine {
  if (answer.type === "failed")
    return answer.effect === "list-directory" && line.pending !== null ? { ...line, pending: null, candidates: [] } : line
  if (line.pending !== answer.path) return line
  const { text, candidates } = completePath(line.editor.value, answer.entries)
  return { editor: withValue(line.editor, text), pending: null, candidates }
}

/** An absolute path; `directory`: it was written with a slash at its end, or is `~`, `.` or `..`. */
export interface EnteredPath {
  readonly path: string
  readonly directory: boolean
}

/** The path that Enter accepts; null where none is typed. */
export function enteredPath(line: PathLine, base: PathBase): EnteredPath | null {
  const text = line.editor.value.trim()
  if (text === "") return null
  return { path: expandPath(line.editor.value, base.directory, base.home), directory: /(?:^|\/)(?:\.\.?)?$|^~$/.test(text) }
}

/** The line after typing; null for a message that a text field does not use. */
export function editPathLine(line: PathLine, msg: Msg<string>): PathLine | null {
  const editor = editLine(line.editor, msg)
  // A listing for the old text must not complete the new one.
  return editor === null ? null : { editor, pending: null, candidates: [] }
}

export interface PathLineView {
  readonly row: Row
  /** The candidates; empty where there are none. */
  readonly candidates: Row
  readonly cursorX: number
}

/** @param label - Before the line, sanitised; its width in cells is `labelWidth`. */
export function pathLineView(line: PathLine, label: string, labelWidth: number, width: number): PathLineView {
  const view = lineView(line.editor, Math.max(4, width - labelWidth - 1))
  return {
    row: [span(label, "strong"), ...view.spans],
    candidates: textRow(cutToWidth(line.candidates.map((name) => sanitize(name)).join("  "), width), "muted"),
    cursorX: labelWidth + view.cursorX,
  }
}
