import { cutToWidth, sanitize } from "../../../base/display.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"
import { editLine, lineEditor, lineView, withValue } from "../forms/line-editor.ts"
import type { LineEditor } from "../forms/line-editor.ts"
import { completePath, completionOf, expandPath } from "./path-text.ts"
import { span, textRow } from "../rows.ts"

/** One line for a path, with completion by Tab. Immutable. */
export interface PathLine {
  readonly editor: LineEditor
  /** The directory whose names Tab has asked for; null: nothing is asked. */
  readonly asked: string | null
  /** What the path could still become, after Tab. */
  readonly candidates: readonly string[]
}

/** From where relative paths are counted. */
export interface PathBase {
  readonly directory: string
  readonly home: string
}

export function pathLine(text: string): PathLine {
  return { editor: lineEditor(text), asked: null, candidates: [] }
}

export interface PathLineStep {
  readonly line: PathLine
  readonly effects: readonly Effect[]
  /** The absolute path, when Enter was pressed; `directory` where it was written with a slash at its end. */
  readonly entered?: { readonly path: string; readonly directory: boolean }
}

/** @returns Null where the message means nothing to the line. Escape is the owner's. */
export function updatePathLine(line: PathLine, msg: Msg, base: PathBase): PathLineStep | null {
  if (msg.type === "directory-listed") {
    if (line.asked === null || line.asked !== msg.path) return null
    const { text, candidates } = completePath(line.editor.value, msg.entries)
    return { line: { editor: withValue(line.editor, text), asked: null, candidates }, effects: [] }
  }
  if (msg.type === "failed" && msg.effect === "list-directory" && line.asked !== null) {
    return { line: { ...line, asked: null, candidates: [] }, effects: [] }
  }
  if (msg.type === "key" && msg.key === "tab") {
    const { directory } = completionOf(line.editor.value, base.directory, base.home)
    return { line: { ...line, asked: directory, candidates: [] }, effects: [{ type: "list-directory", path: directory }] }
  }
  if (msg.type === "key" && msg.key === "enter") {
    const text = line.editor.value
    if (text.trim() === "") return { line, effects: [] }
    const path = expandPath(text, base.directory, base.home)
    return {
      line: { ...line, asked: null, candidates: [] },
      effects: [],
      entered: { path, directory: /(?:^|\/)(?:\.\.?)?$|^~$/.test(text.trim()) },
    }
  }
  const editor = editLine(line.editor, msg)
  // What was asked for another text must not complete this one.
  return editor === null ? null : { line: { editor, asked: null, candidates: [] }, effects: [] }
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
    row: [span(label, { bold: true }), ...view.spans],
    candidates: textRow(cutToWidth(line.candidates.map((name) => sanitize(name)).join("  "), width), { dim: true }),
    cursorX: labelWidth + view.cursorX,
  }
}
