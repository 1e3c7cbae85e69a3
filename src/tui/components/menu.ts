import { cutToWidth } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import { actionIn, keyOf } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { chosenRow, EMPTY_ROW, paragraph, textRow } from "./rows.ts"

const TEXTS = texts({
  move: { en: "move", ja: "移動" },
  choose: { en: "choose", ja: "選ぶ" },
  direct: { en: "choose by number", ja: "番号で選ぶ" },
  ends: { en: "to the first or the last", ja: "先頭・末尾へ" },
  back: { en: "one step back", ja: "一つ前に戻る" },
  backHint: { en: "back", ja: "戻る" },
})

/** Esc, the same on every screen. */
export const BACK_KEY: Binding<"back"> = { keys: ["escape"], action: "back", help: TEXTS.back, hint: TEXTS.backHint }

/** One item of a menu: a title, and a sentence below it. Texts are in the user's language. */
export interface MenuItem {
  readonly title: string
  readonly text: string
}

export type MenuAction = "up" | "down" | "first" | "last" | "choose" | "choose-number"

const MENU_ACTIONS: readonly Binding<MenuAction>[] = [
  { keys: ["up", "k", "backtab"], action: "up", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["down", "j", "tab"], action: "down", help: TEXTS.move, hint: TEXTS.move },
  { keys: ["enter", "right"], action: "choose", help: TEXTS.choose, hint: TEXTS.choose },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], action: "choose-number", help: TEXTS.direct },
  { keys: ["g", "home"], action: "first", help: TEXTS.ends },
  { keys: ["G", "end"], action: "last", help: TEXTS.ends },
]

/** The whole table of a screen while it shows a menu; Esc is the screen's own. */
export const MENU_KEYS: readonly Binding<MenuAction | "back">[] = [...MENU_ACTIONS, BACK_KEY]

/** `chosen`: the item that was chosen, 0-based. */
export type MenuStep = { readonly cursor: number; readonly chosen: number | null } | null

/** @returns Null for a message that is neither a menu's action nor a turn of the wheel. */
export function updateMenu(cursor: number, msg: Msg<string>, count: number): MenuStep {
  if (msg.type === "wheeled") return { cursor: clamp(cursor + msg.by, count), chosen: null }
  switch (actionIn(MENU_ACTIONS, msg)) {
    case "up":
      return { cursor: clamp(cursor - 1, count), chosen: null }
    case "down":
      return { cursor: clamp(cursor + 1, count), chosen: null }
    case "first":
      return { cursor: 0, chosen: null }
    case "last":
      return { cursor: clamp(count - 1, count), chosen: null }
    case "choose":
      return { cursor, chosen: cursor }
    case "choose-number": {
      const at = Number(keyOf(msg)) - 1
      return at < count ? { cursor: at, chosen: at } : null
    }
    case undefined:
      return null
  }
}

function clamp(cursor: number, count: number): number {
  return Math.max(0, Math.min(count - 1, cursor))
}

/** Title and sentence of every item. Where the height is too small, only the chosen item has its sentence. */
export function menuRows(items: readonly MenuItem[], cursor: number, width: number, height: number): Row[] {
  const rows = items.flatMap((item, at) => [...itemRows(item, at, at === cursor, width, true), EMPTY_ROW])
  if (rows.length <= height) return rows
  return items.flatMap((item, at) => itemRows(item, at, at === cursor, width, at === cursor))
}

function itemRows(item: MenuItem, at: number, chosen: boolean, width: number, explained: boolean): Row[] {
  const title = cutToWidth(`${chosen ? "▌" : " "} ${at + 1}  ${item.title} `, width)
  return [
    chosen ? chosenRow(textRow(title, "strong"), Math.min(width, 76)) : textRow(title, "strong"),
    ...(explained && item.text !== "" ? paragraph(item.text, width - 1, { indent: 5 }) : []),
  ]
}
