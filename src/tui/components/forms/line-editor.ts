import { cellWidth, graphemes, sanitize } from "../../../base/display.ts"
import { texts } from "../../../base/language.ts"
import { Passphrase } from "../../../base/passphrase.ts"
import type { Span } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"

const TEXTS = texts({
  show: { en: "show or hide what is typed", ja: "入力中の文字を表示・非表示" },
  showHint: { en: "show", ja: "表示" },
})

/** One line of text being typed. Immutable. */
export interface LineEditor {
  /** Empty where {@link LineEditor.hidden} has the text; see {@link lineText}. */
  readonly value: string
  /** Graphemes before the cursor. */
  readonly cursor: number
  /** The graphemes of a text that is shown as `*`: single, so that the whole text is nowhere in memory. Null: the text is shown. */
  readonly hidden: readonly string[] | null
  /** A hidden text is drawn as it is for now; see {@link SHOW_KEY}. */
  readonly shown: boolean
}

export type ShowAction = "show-hidden"

/** Shows and hides the text of a masked line. In the table of every screen that has one in focus. */
export const SHOW_KEY: Binding<ShowAction> = { keys: ["C-t"], action: "show-hidden", help: TEXTS.show, hint: TEXTS.showHint }

/** Longest text, in UTF-16 units; longer input is ignored. No secret, passphrase or path is near it. */
export const MAX_LINE_LENGTH = 10_000

/** An editor with `value`, and the cursor at its end. */
export function lineEditor(value = "", options: { masked?: boolean } = {}): LineEditor {
  return withValue({ value: "", cursor: 0, hidden: options.masked === true ? [] : null, shown: false }, value)
}

/** The same editor with another text, and the cursor at its end. */
export function withValue(editor: LineEditor, value: string): LineEditor {
  const parts = graphemes(value)
  return { ...withParts(editor, parts), cursor: parts.length }
}

/** The text, also of a masked line. Use {@link linePassphrase} for a passphrase. */
export function lineText(editor: LineEditor): string {
  return editor.hidden?.join("") ?? editor.value
}

/** The text as a passphrase in NFC, which the caller wipes. */
export function linePassphrase(editor: LineEditor): Passphrase {
  const typed = Passphrase.of(partsOf(editor))
  const normalized = typed.normalized()
  typed.wipe()
  return normalized
}

export function isEmptyLine(editor: LineEditor): boolean {
  return editor.value === "" && (editor.hidden ?? []).length === 0
}

export function hasSameText(a: LineEditor, b: LineEditor): boolean {
  const others = b.hidden ?? []
  return a.value === b.value && (a.hidden ?? []).length === others.length && (a.hidden ?? []).every((part, at) => part === others[at])
}

function partsOf(editor: LineEditor): readonly string[] {
  return editor.hidden ?? graphemes(editor.value)
}

function withParts(editor: LineEditor, parts: readonly string[]): LineEditor {
  return editor.hidden === null ? { ...editor, value: parts.join("") } : { ...editor, hidden: parts }
}

type LineAction =
  "left" | "right" | "start" | "end" | "delete-before" | "delete-after" | "delete-to-start" | "delete-to-end" | "delete-word"

/**
 * The editing keys of every text field. They are in no screen's table, since a screen passes its field every key that the table does
 * not name.
 */
const LINE_KEYS: Readonly<Record<LineAction, readonly string[]>> = {
  left: ["left", "C-b"],
  right: ["right", "C-f"],
  start: ["home", "C-a"],
  end: ["end", "C-e"],
  "delete-before": ["backspace", "C-h"],
  "delete-after": ["delete", "C-d"],
  "delete-to-start": ["C-u"],
  "delete-to-end": ["C-k"],
  "delete-word": ["C-w"],
}

const LINE_ACTIONS = new Map(
  (Object.keys(LINE_KEYS) as LineAction[]).flatMap((action) => LINE_KEYS[action].map((key) => [key, action] as const)),
)

/**
 * The line after a key or a paste: typed text is inserted, editing keys move the cursor and delete. Line breaks inside a paste become one
 * space; those at its ends are dropped.
 *
 * @returns Null for every other message.
 */
export function editLine(editor: LineEditor, msg: Msg<string>): LineEditor | null {
  if (msg.type === "pasted") return insert(editor, msg.text)
  if (actionIn([SHOW_KEY], msg) !== undefined) return editor.hidden === null ? null : { ...editor, shown: !editor.shown }
  if (msg.type !== "key") return null
  const parts = partsOf(editor)
  const cursor = Math.min(editor.cursor, parts.length)
  const cut = (from: number, to: number): LineEditor => ({
    ...withParts(editor, [...parts.slice(0, from), ...parts.slice(to)]),
    cursor: from,
  })
  switch (LINE_ACTIONS.get(msg.key)) {
    case "left":
      return { ...editor, cursor: Math.max(0, cursor - 1) }
    case "right":
      return { ...editor, cursor: Math.min(parts.length, cursor + 1) }
    case "start":
      return { ...editor, cursor: 0 }
    case "end":
      return { ...editor, cursor: parts.length }
    case "delete-before":
      return cursor === 0 ? editor : cut(cursor - 1, cursor)
    case "delete-after":
      return cut(cursor, cursor + 1)
    case "delete-to-start":
      return cut(0, cursor)
    case "delete-to-end":
      return cut(cursor, parts.length)
    case "delete-word":
      return cut(wordStart(parts, cursor), cursor)
    case undefined:
      return msg.text === null ? null : insert(editor, msg.text)
  }
}

/** Where the word before the cursor starts. Blanks between the word and the cursor belong to it. */
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
  const parts = partsOf(editor)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (text === "" || length + text.length > MAX_LINE_LENGTH) return editor
  // With the grapheme before the cursor, which a typed combining mark joins.
  const kept = Math.max(0, editor.cursor - 1)
  const before = [...parts.slice(0, kept), ...graphemes(parts.slice(kept, editor.cursor).join("") + text)]
  return { ...withParts(editor, [...before, ...parts.slice(editor.cursor)]), cursor: before.length }
}

export interface LineView {
  /** Exactly `width` cells. */
  readonly spans: readonly Span[]
  /** The cursor's cell, 0 … width-1. */
  readonly cursorX: number
}

/**
 * The line as it is drawn: underlined over its whole width, so that an empty one is visible, and scrolled so that the cursor is visible.
 *
 * @param width - Cells, at least 1.
 */
export function lineView(editor: LineEditor, width: number): LineView {
  const isMasked = editor.hidden !== null && !editor.shown
  const cells = partsOf(editor).map((part) => (isMasked ? "*" : sanitize(part) || "?"))
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
  return { spans: [{ text: text + " ".repeat(Math.max(0, width - used)), role: "field" }], cursorX }
}
