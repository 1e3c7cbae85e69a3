import type { Row, Size } from "../core/frame.ts"
import { actionIn } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { hintedListKeys, LIST_KEYS, moveList, moveListBy } from "./list.ts"
import type { ListAction } from "./list.ts"
import { EMPTY_ROW } from "./rows.ts"
import { withScrollbar } from "./scrollbar.ts"

/**
 * The first visible row of a text of `count` rows in a window of `height`, after a moving action ({@link LIST_KEYS}) or a turn of the wheel.
 *
 * @returns Null for every other message.
 */
export function scrollTo(offset: number, msg: Msg<string>, count: number, height: number): number | null {
  const places = Math.max(1, count - height + 1)
  const at = { cursor: Math.min(offset, places - 1), offset: 0 }
  if (msg.type === "wheeled") return moveList(at, msg.by * 3, places, height).cursor
  const action = actionIn(LIST_KEYS, msg)
  return action === undefined ? null : moveListBy(at, action, places, height).cursor
}

/** Exactly `height` rows of a text. */
export function scrolledRows(rows: readonly Row[], offset: number, height: number): readonly Row[] {
  const from = Math.max(0, Math.min(offset, rows.length - height))
  return Array.from({ length: Math.max(0, height) }, (_, at) => rows[from + at] ?? EMPTY_ROW)
}

/** The rows of a page of text: without the blank ones where the window is too low for them. */
const dense = (rows: readonly Row[], { rows: height }: Size): readonly Row[] =>
  rows.length <= height ? rows : rows.filter((row) => row !== EMPTY_ROW)

/**
 * A page of text, scrolled and with a scrollbar where it does not fit.
 *
 * @param rows - At least a cell narrower than the window.
 * @param offset - The first visible row.
 */
export function pageRows(rows: readonly Row[], offset: number, size: Size): readonly Row[] {
  const shown = dense(rows, size)
  if (shown.length <= size.rows) return shown
  const from = Math.min(offset, shown.length - size.rows)
  return withScrollbar(scrolledRows(shown, from, size.rows), from, shown.length, size.columns)
}

/** As {@link scrollTo}, for a page of text. */
export function scrollPage(offset: number, msg: Msg<string>, rows: readonly Row[], size: Size): number | null {
  return scrollTo(offset, msg, dense(rows, size).length, size.rows)
}

/** The keys that scroll a page of text; none where it fits. */
export function pageKeys(rows: readonly Row[], size: Size): readonly Binding<ListAction>[] {
  return dense(rows, size).length <= size.rows ? [] : hintedListKeys()
}
