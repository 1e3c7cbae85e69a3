import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"

/** The cursor in a list, and the part of it that is drawn. Immutable. The screen owns the items. */
export interface ListState {
  /** The chosen item, 0-based; 0 where the list is empty. */
  readonly cursor: number
  /** The first item drawn. */
  readonly offset: number
}

export const LIST_START: ListState = { cursor: 0, offset: 0 }

/**
 * The state corrected for a list of `count` items in a window of `height` rows: the cursor is on an item and inside the window, and no
 * row below the last item is empty.
 */
export function fitList(list: ListState, count: number, height: number): ListState {
  const rows = Math.max(1, height)
  const cursor = Math.max(0, Math.min(list.cursor, count - 1))
  const offset = Math.max(0, Math.min(Math.max(cursor - rows + 1, Math.min(list.offset, cursor)), count - rows))
  return { cursor, offset }
}

export function moveList(list: ListState, by: number, count: number, height: number): ListState {
  return fitList({ ...list, cursor: list.cursor + by }, count, height)
}

export function moveListTo(list: ListState, cursor: number, count: number, height: number): ListState {
  return fitList({ ...list, cursor }, count, height)
}

const TEXTS = texts({
  move: { en: "move", ja: "移動" },
  pages: { en: "a page up or down", ja: "1 ページ移動" },
  ends: { en: "to the start or the end", ja: "先頭・末尾へ" },
})

export type ListAction = "up" | "down" | "page-up" | "page-down" | "first" | "last"

/** The keys that move in a list, for the `?` overlay alone. */
export const LIST_KEYS: readonly Binding<ListAction>[] = [
  { keys: ["up", "k"], action: "up", help: TEXTS.move },
  { keys: ["down", "j"], action: "down", help: TEXTS.move },
  { keys: ["pageup", "C-b"], action: "page-up", help: TEXTS.pages },
  { keys: ["pagedown", "C-f"], action: "page-down", help: TEXTS.pages },
  { keys: ["g", "home"], action: "first", help: TEXTS.ends },
  { keys: ["G", "end"], action: "last", help: TEXTS.ends },
]

/** The same keys, with up and down in the footer too. @param move - The text of both. */
export function hintedListKeys(move: Sentence = TEXTS.move): readonly Binding<ListAction>[] {
  return LIST_KEYS.map((binding) =>
    binding.action === "up" || binding.action === "down" ? { ...binding, help: move, hint: move } : binding,
  )
}

/** The list after a moving action. @param height - Rows of the window. */
export function moveListBy(list: ListState, action: ListAction, count: number, height: number): ListState {
  const page = Math.max(1, height - 1)
  switch (action) {
    case "up":
      return moveList(list, -1, count, height)
    case "down":
      return moveList(list, 1, count, height)
    case "page-up":
      return moveList(list, -page, count, height)
    case "page-down":
      return moveList(list, page, count, height)
    case "first":
      return moveListTo(list, 0, count, height)
    case "last":
      return moveListTo(list, count - 1, count, height)
  }
}

/** Rows that a turn of the wheel moves. */
const WHEEL_ROWS = 3

/** The list after a turn of the wheel, or a click on one of its items; null for every other message. */
export function pointList(list: ListState, msg: Msg<string>, count: number, height: number): ListState | null {
  if (msg.type === "wheeled") return moveList(list, msg.by * WHEEL_ROWS, count, height)
  return msg.type === "clicked" && msg.item !== undefined ? moveListTo(list, msg.item, count, height) : null
}

/** Whether it is a click on the item that the cursor is on. In a list with ticks, whose chosen row is a {@link tickRow}, it ticks the item. */
export function isSecondClick(msg: Msg<string>, list: ListState, count: number, height: number): boolean {
  return msg.type === "clicked" && msg.item === fitList(list, count, height).cursor
}

/** The items in the window: from index `from` up to but not including `to`. */
export function listWindow(list: ListState, count: number, height: number): { readonly from: number; readonly to: number } {
  const { offset } = fitList(list, count, height)
  return { from: offset, to: Math.min(count, offset + Math.max(1, height)) }
}
