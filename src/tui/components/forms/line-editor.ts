import { cellWidth, graphemes, sanitize } from "../../../base/display.ts"
import type { Span } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"

/** One line of text being typed. Immutable. */
export interface LineEditor {
  readonly value: string
  /** How many graphemes stand before the cursor. */
  readonly cursor: number
  /** Shown as `*`, one a grapheme. */
  readonly masked: boolean
}

/** Typing and pasting stop here; far beyond any secret, passphrase or path. */
export const MAX_LINE_LENGTH = 10_000

/** An editor holding `value`, the cursor behind it. */
export function lineEditor(value = "", options: { masked?: boolean } = {}): LineEditor {
  return { value, cursor: graphemes(value).length, masked: options.masked ?? false }
}

/** The same editor with another text, the cursor behind it. */
export function withValue(editor: LineEditor, value: string): LineEditor {
  return { ...editor, value, cursor: graphemes(value).length }
}

/**
 * What a message does to the line: typed text, a paste (line breaks inside become one space, those around it go), left, right, home, end,
 * backspace, delete, and Ctrl-A, -E, -B, -F, -D, -H, -W, -U, -K.
 *
 * @returns Null where the message means nothing to a line: it is the screen's.
 */
export function editLine(editor: LineEditor, msg: Msg): LineEditor | null {
  if (msg.type === "pasted") return insert(editor, msg.text)
  if (msg.type !== "key") return null
  const parts = graphemes(editor.value)
  const cursor = Math.min(editor.cursor, parts.length)
  const cut = (from: number, to: number): LineEditor => ({
    ...editor,
    value: [...parts.slice(0, from), ...parts.slice(to)].join(""),
    cursor: from,
  })
  switch (msg.key) {
    case "left":
    case "C-b":
      return { ...editor, cursor: Math.max(0, cursor - 1) }
    case "right":
    case "C-f":
      return { ...editor, cursor: Math.min(parts.length, cursor + 1) }
    case "home":
    case "C-a":
      return { ...editor, cursor: 0 }
    case "end":
    case "C-e":
      return { ...editor, cursor: parts.length }
    case "backspace":
    case "C-h":
      return cursor === 0 ? editor : cut(cursor - 1, cursor)
    case "delete":
    case "C-d":
      return cut(cursor, cursor + 1)
    case "C-u":
      return cut(0, cursor)
    case "C-k":
      return cut(cursor, parts.length)
    case "C-w":
      return cut(wordStart(parts, cursor), cursor)
    default:
      return msg.text === null ? null : insert(editor, msg.text)
  }
}

/** Where the word before the cursor starts: blanks behind it go with it. */
function wordStart(parts: readonly string[], cursor: number): number {
  let at = cursor
  while (at > 0 && parts[at - 1]?.trim() === "") at--
  while (at > 0 && parts[at - 1]?.trim() !== "") at--
  return at
}

function insert(editor: LineEditor, typed: string): LineEditor {
  const text = typed
    .replace(/^[\r\n]+|[\r\n]+$/g, "")
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
  if (text === "" || editor.value.length + text.length > MAX_LINE_LENGTH) return editor
  const parts = graphemes(editor.value)
  const before = parts.slice(0, editor.cursor).join("") + text
  // Counted anew: what is typed may join the grapheme before it, as a combining mark does.
  return { ...editor, value: before + parts.slice(editor.cursor).join(""), cursor: graphemes(before).length }
}

export interface LineView {
  /** Exactly `width` cells. */
  readonly spans: readonly Span[]
  /** The cursor's cell, 0 … width-1. */
  readonly cursorX: number
}

/**
 * The line as it is drawn: underlined over its whole width, so that an empty one is seen, and scrolled so that the cursor is in it.
 *
 * @param width - Cells, at least 1.
 */
export function lineView(editor: LineEditor, width: number): LineView {
  const cells = graphemes(editor.value).map((g) => (editor.masked ? "*" : sanitize(g) || "?"))
  const widths = cells.map((c) => cellWidth(c))
  const cursor = Math.min(editor.cursor, cells.length)
  let first = cursor
  let cursorX = 0
  while (first > 0 && cursorX + (widths[first - 1] ?? 0) < width) cursorX += widths[--first] ?? 0
  let text = ""
  let used = 0
  for (let at = first; at < cells.length && used + (widths[at] ?? 0) <= width; at++) {
    text += cells[at] ?? ""
    used += widths[at] ?? 0
  }
  return { spans: [{ text: text + " ".repeat(Math.max(0, width - used)), style: { underline: true } }], cursorX }
}
