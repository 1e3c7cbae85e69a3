import { cutToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang, Sentence } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import { actionIn, keyOf } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { chosenRow, EMPTY_ROW, itemRow, paragraph, textRow } from "./rows.ts"

const TEXTS = texts({
  move: { en: "move", ja: "移動" },
  choose: { en: "choose", ja: "選ぶ" },
  direct: { en: "choose by number", ja: "番号で選ぶ" },
  ends: { en: "to the first or the last", ja: "先頭・末尾へ" },
  back: { en: "one step back", ja: "一つ前に戻る" },
  backHint: { en: "back", ja: "戻る" },
  more: { en: "{n} more", ja: "他 {n} 件" },
  above: { en: "{n} above", ja: "上に {n} 件" },
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

/** @returns Null for a message that is neither a menu's action nor one of the mouse. A click on the item that the cursor is on chooses it. */
export function updateMenu(cursor: number, msg: Msg<string>, count: number): MenuStep {
  if (msg.type === "wheeled") return { cursor: clamp(cursor + msg.by, count), chosen: null }
  if (msg.type === "clicked") {
    const { item } = msg
    return item === undefined || item >= count ? null : { cursor: item, chosen: item === cursor ? item : null }
  }
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

/**
 * Title and sentence of every item, at most `height` rows. Where they do not fit, the blank rows go first, then the sentences one at a
 * time, from the last item; the chosen item's goes last. Of a menu that is still too high, the part around the chosen item is left, in
 * the first and last row with a sign that there is more.
 */
export function menuRows(items: readonly MenuItem[], cursor: number, width: number, height: number, lang: Lang): Row[] {
  const blocks = items.map((item, at) => itemRows(item, at, at === cursor, width, true))
  const total = blocks.reduce((sum, block) => sum + block.length, 0)
  if (total + items.length <= height) return blocks.flatMap((block) => [...block, EMPTY_ROW])
  let over = total - height
  for (let at = items.length - 1; at >= 0 && over > 0; at--) {
    const block = blocks[at] ?? []
    if (at === cursor) continue
    over -= block.length - 1
    blocks[at] = block.slice(0, 1)
  }
  const start = blocks.slice(0, cursor).reduce((sum, block) => sum + block.length, 0)
  return cutRows(blocks.flat(), { from: start, to: start + (blocks[cursor]?.length ?? 0) }, width, height, lang)
}

/** How many rows {@link menuRows} needs for every title and sentence. */
export function fullHeight(items: readonly MenuItem[], width: number): number {
  return items.reduce((sum, item, at) => sum + itemRows(item, at, false, width, true).length, 0)
}

/** At most `height` of the rows: those of the chosen item among them, and where some are cut, how many are above or below. */
function cutRows(rows: Row[], chosen: { readonly from: number; readonly to: number }, width: number, height: number, lang: Lang): Row[] {
  if (rows.length <= height || height < 3) return rows.slice(0, Math.max(0, height))
  const from = Math.max(0, Math.min(rows.length - height, chosen.to + 1 - height, chosen.from - 1))
  const shown = rows.slice(from, from + height)
  const mark = (text: Sentence, n: number): Row => textRow(cutToWidth(`  … ${format(text, lang, { n })}`, width), "muted")
  if (from > 0) shown[0] = mark(TEXTS.above, from + 1)
  if (from + height < rows.length) shown[height - 1] = mark(TEXTS.more, rows.length - from - height + 1)
  return shown
}

function itemRows(item: MenuItem, at: number, chosen: boolean, width: number, explained: boolean): Row[] {
  const title = cutToWidth(`${chosen ? "▌" : " "} ${at + 1}  ${item.title} `, width)
  const rows = [
    chosen ? chosenRow(textRow(title, "strong"), Math.min(width, 76)) : textRow(title, "strong"),
    ...(explained && item.text !== "" ? paragraph(item.text, width - 1, { indent: 5 }) : []),
  ]
  return rows.map((row) => itemRow(row, at))
}
