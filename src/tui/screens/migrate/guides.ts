import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { guides } from "../../../formats/guides.ts"
import { chosenItem, findListFor, findListHeight, findListKeys, findListView, updateFindList } from "../../components/find/find-list.ts"
import type { FindItem, FindList, FindListAction } from "../../components/find/find-list.ts"
import { matchSpans } from "../../components/find/find-match.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Import: how to get a file out of your app", ja: "インポート: アプリからファイルを書き出す方法" },
})

/** Rows of the longest guide in 80 columns. */
const TEXT_ROWS = 7

const listSize = ({ body }: Context): Size => ({ columns: body.columns, rows: Math.max(2, body.rows - TEXT_ROWS - 1) })

interface GuideItem extends FindItem {
  readonly title: string
  readonly text: string
}

function guideItems({ formats, lang }: Context): readonly GuideItem[] {
  return guides(formats).map((guide) => {
    const title = sanitize(format(guide.title, lang))
    return { title, text: sanitize(format(guide.text, lang)), texts: [title, format(guide.title, "en")] }
  })
}

/** Enter has nothing to do here. */
function withoutChoose(keys: readonly Binding<FindListAction>[]): readonly Binding<FindListAction>[] {
  return keys.filter(({ action }) => action !== "choose")
}

/** The apps, and below them how the chosen app makes its export, or why it has none. */
export const guidesScreen: Screen<FindList, FindListAction, RouteOf<"guides">> = {
  init: ({ find = "" }, context) => ({ state: findListFor(find, guideItems(context)) }),
  update(state, msg, context) {
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    return { state: updateFindList(state, msg, guideItems(context), findListHeight(listSize(context)))?.state ?? state }
  },
  view(state, context) {
    const { lang, body } = context
    const items = guideItems(context)
    const size = listSize(context)
    const { rows, cursor } = findListView(state, items, ({ title }, words, width) => matchSpans(title, words, width), size, lang)
    const text = items[chosenItem(state, items) ?? -1]?.text ?? ""
    const filler = Array.from({ length: Math.max(0, size.rows - rows.length) }, () => EMPTY_ROW)
    const below = text === "" ? [] : paragraph(text, body.columns - 1, { indent: 1 })
    return { title: format(TEXTS.title, lang), body: [...rows, ...filler, EMPTY_ROW, ...below].slice(0, body.rows), cursor }
  },
  keys: (state, context) => withoutChoose(findListKeys(state, guideItems(context))),
  typing: () => true,
}
