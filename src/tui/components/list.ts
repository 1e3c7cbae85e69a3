import { texts } from "../../base/language.ts"
import type { Binding } from "../core/keys.ts"

/** Where one stands in a long list of which only a window is drawn. Immutable; the items themselves are the screen's. */
export interface ListState {
  /** The chosen item, 0-based; 0 where the list is empty. */
  readonly cursor: number
  /** The first item drawn. */
  readonly offset: number
}

export const LIST_START: ListState = { cursor: 0, offset: 0 }

/**
 * The state put right for a list of `count` items in a window of `height` rows: the cursor on an item and inside the window, no
 * empty rows below the last item.
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

/** What {@link listKey} understands, for the `?` overlay. Their action means nothing else to a screen. */
export const LIST_MOVES: readonly Binding[] = [
  { keys: ["up", "k", "down", "j"], action: "move", help: TEXTS.move },
  { keys: ["pageup", "pagedown", "C-b", "C-f"], action: "move", help: TEXTS.pages },
  { keys: ["g", "home", "G", "end"], action: "move", help: TEXTS.ends },
]

/**
 * What the moving keys do: up, down, `k`, `j`, pageup, pagedown, Ctrl-B, Ctrl-F, home, end, `g`, `G`.
 *
 * @returns Null for every other key.
 */
export function listKey(list: ListState, key: string, count: number, height: number): ListState | null {
  const page = Math.max(1, height - 1)
  switch (key) {
    case "up":
    case "k":
      return moveList(list, -1, count, height)
    case "down":
    case "j":
      return moveList(list, 1, count, height)
    case "pageup":
    case "C-b":
      return moveList(list, -page, count, height)
    case "pagedown":
    case "C-f":
      return moveList(list, page, count, height)
    case "home":
    case "g":
      return moveListTo(list, 0, count, height)
    case "end":
    case "G":
      return moveListTo(list, count - 1, count, height)
    default:
      return null
  }
}

/** The items in the window: `from` up to, not with, `to`. */
export function listWindow(list: ListState, count: number, height: number): { readonly from: number; readonly to: number } {
  const { offset } = fitList(list, count, height)
  return { from: offset, to: Math.min(count, offset + Math.max(1, height)) }
}
