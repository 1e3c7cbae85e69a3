import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { guides } from "../../../formats/guides.ts"
import { fitList, hintedListKeys, LIST_KEYS, LIST_START, listWindow, moveList, moveListBy } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { chosenRow, EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Import: how to get a file out of your app", ja: "インポート: アプリからファイルを書き出す方法" },
  move: { en: "choose an app", ja: "アプリを選ぶ" },
})

type GuidesAction = ListAction | "back"

const KEYS: readonly Binding<GuidesAction>[] = [...hintedListKeys(TEXTS.move), BACK_KEY]

/** Rows of the longest guide in 80 columns. */
const TEXT_ROWS = 7

const listHeight = ({ body }: Context): number => Math.max(1, body.rows - TEXT_ROWS - 1)

/** The apps, and below them how the chosen app makes its export, or why it has none. */
export const guidesScreen: Screen<ListState, GuidesAction, RouteOf<"guides">> = {
  init: () => ({ state: LIST_START }),
  update(state, msg, context) {
    const count = guides(context.formats).length
    if (msg.type === "wheeled") return { state: moveList(state, msg.by, count, listHeight(context)) }
    if (isActionOf(LIST_KEYS, msg)) return { state: moveListBy(state, msg.action, count, listHeight(context)) }
    return msg.type === "action" ? { state, go: { type: "back" } } : { state }
  },
  view(state, context) {
    const { lang, body } = context
    const all = guides(context.formats)
    const height = listHeight(context)
    const { cursor } = fitList(state, all.length, height)
    const { from, to } = listWindow(state, all.length, height)
    const titles = all.slice(from, to).map(({ title }, at) => {
      const chosen = from + at === cursor
      const row = textRow(`${chosen ? "▌" : " "} ${sanitize(format(title, lang))}`, chosen ? "strong" : "text")
      return chosen ? chosenRow(row, body.columns) : row
    })
    const guide = all[cursor]
    const text = guide === undefined ? [] : paragraph(sanitize(format(guide.text, lang)), body.columns - 1, { indent: 1 })
    const filler = Array.from({ length: Math.max(0, height - titles.length) }, () => EMPTY_ROW)
    return { title: format(TEXTS.title, lang), body: [...titles, ...filler, EMPTY_ROW, ...text].slice(0, body.rows) }
  },
  keys: () => KEYS,
}
