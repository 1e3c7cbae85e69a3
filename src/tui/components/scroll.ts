import type { Row } from "../core/frame.ts"
import type { Msg } from "../core/messages.ts"
import { listKey, moveList } from "./list.ts"
import { EMPTY_ROW } from "./rows.ts"

/** The first row in sight of a text of `count` rows, after a moving key or the wheel; null where the message means nothing to it. */
export function scrollTo(offset: number, msg: Msg, count: number, height: number): number | null {
  const places = Math.max(1, count - height + 1)
  const at = { cursor: Math.min(offset, places - 1), offset: 0 }
  if (msg.type === "wheeled") return moveList(at, msg.by * 3, places, height).cursor
  return msg.type === "key" ? (listKey(at, msg.key, places, height)?.cursor ?? null) : null
}

/** Exactly `height` rows of a text. */
export function scrolledRows(rows: readonly Row[], offset: number, height: number): readonly Row[] {
  const from = Math.max(0, Math.min(offset, rows.length - height))
  return Array.from({ length: Math.max(0, height) }, (_, at) => rows[from + at] ?? EMPTY_ROW)
}
