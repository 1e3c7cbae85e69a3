import type { Row } from "../core/frame.ts"
import { actionIn } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { LIST_KEYS, moveList, moveListBy } from "./list.ts"
import { EMPTY_ROW } from "./rows.ts"

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
