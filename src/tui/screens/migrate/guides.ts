import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { guides } from "../../../formats/guides.ts"
import type { Guide } from "../../../formats/guides.ts"
import { chosenItem, findListFor, findListHeight, findListKeys, findListView, updateFindList } from "../../components/find/find-list.ts"
import type { FindItem, FindList, FindListAction } from "../../components/find/find-list.ts"
import { matchSpans } from "../../components/find/find-match.ts"
import { hintedListKeys } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { scrolledRows, scrollTo } from "../../components/scroll.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen, View } from "../../core/screen.ts"
import { guideRows } from "./guide-steps.ts"

const TEXTS = texts({
  title: { en: "How to move out of your app, or into it", ja: "アプリごとの移行の手順" },
  stepsTitle: { en: "Move out of and into: {app}", ja: "移行の手順: {app}" },
  steps: { en: "the steps", ja: "手順を表示する" },
  stepsHint: { en: "steps", ja: "手順" },
  scroll: { en: "scroll", ja: "スクロール" },
})

/** Rows of the longest guide in 80 columns. */
const TEXT_ROWS = 7

const listSize = ({ body }: Context): Size => ({ columns: body.columns, rows: Math.max(2, body.rows - TEXT_ROWS - 1) })

export interface GuidesState {
  readonly list: FindList
  /** The first row in sight of the chosen guide's steps; null while the guide is chosen. */
  readonly steps: number | null
  /** The steps were opened by another screen: back leads there. */
  readonly direct: boolean
}

type GuidesAction = FindListAction

interface GuideItem extends FindItem {
  readonly guide: Guide
  readonly title: string
  readonly text: string
}

/** The guides; each is found by its title and its app's name, in both languages. */
function guideItems({ formats, lang }: Context): readonly GuideItem[] {
  return guides(formats).map((guide) => {
    const title = sanitize(format(guide.title, lang))
    const names = [title, format(guide.title, "en"), format(guide.app, lang), format(guide.app, "en")]
    return { guide, title, text: sanitize(format(guide.text, lang)), texts: names }
  })
}

const chosenGuide = (state: GuidesState, items: readonly GuideItem[]): Guide | undefined =>
  items[chosenItem(state.list, items) ?? -1]?.guide

const rowsOf = (guide: Guide, { lang, body }: Context): ReturnType<typeof guideRows> => guideRows(guide, lang, body.columns - 2)

function listKeys(state: GuidesState, context: Context): readonly Binding<GuidesAction>[] {
  return findListKeys(state.list, guideItems(context)).map((key) =>
    key.action === "choose" ? { ...key, help: TEXTS.steps, hint: TEXTS.stepsHint } : key,
  )
}

function stepsView(guide: Guide, offset: number, context: Context): View {
  const { lang, body } = context
  const { rows } = rowsOf(guide, context)
  return {
    title: format(TEXTS.stepsTitle, lang, { app: sanitize(format(guide.app, lang)) }),
    body: withScrollbar(scrolledRows(rows, offset, body.rows), offset, rows.length, body.columns),
  }
}

function listView(state: GuidesState, items: readonly GuideItem[], context: Context): View {
  const { lang, body } = context
  const size = listSize(context)
  const { rows, cursor } = findListView(state.list, items, ({ title }, words, width) => matchSpans(title, words, width), size, lang)
  const text = items[chosenItem(state.list, items) ?? -1]?.text ?? ""
  const filler = Array.from({ length: Math.max(0, size.rows - rows.length) }, () => EMPTY_ROW)
  const below = text === "" ? [] : paragraph(text, body.columns - 1, { indent: 1 })
  return { title: format(TEXTS.title, lang), body: [...rows, ...filler, EMPTY_ROW, ...below].slice(0, body.rows), cursor }
}

/** The apps, and below them how the chosen app makes its export, or why it has none; Enter shows the steps, out of the app and into it. */
export const guidesScreen: Screen<GuidesState, GuidesAction, RouteOf<"guides">> = {
  init({ find = "", into }, context) {
    const items = guideItems(context)
    const state: GuidesState = { list: findListFor(find, items), steps: null, direct: into === true }
    const guide = into === true ? chosenGuide(state, items) : undefined
    return { state: guide === undefined ? state : { ...state, steps: rowsOf(guide, context).into } }
  },
  update(state, msg, context) {
    const items = guideItems(context)
    const guide = chosenGuide(state, items)
    if (state.steps !== null && guide !== undefined) {
      if (msg.type === "action" && msg.action === "back")
        return state.direct ? { state, go: { type: "back" } } : { state: { ...state, steps: null } }
      const steps = scrollTo(state.steps, msg, rowsOf(guide, context).rows.length, context.body.rows)
      return { state: steps === null ? state : { ...state, steps } }
    }
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    const step = updateFindList(state.list, msg, items, findListHeight(listSize(context)))
    if (step === null) return { state }
    return { state: { ...state, list: step.state, steps: step.chosen === null ? null : 0 } }
  },
  view(state, context) {
    const items = guideItems(context)
    const guide = chosenGuide(state, items)
    return state.steps === null || guide === undefined ? listView(state, items, context) : stepsView(guide, state.steps, context)
  },
  keys: (state, context) => (state.steps === null ? listKeys(state, context) : [BACK_KEY, ...hintedListKeys(TEXTS.scroll)]),
  typing: ({ steps }) => steps === null,
}
