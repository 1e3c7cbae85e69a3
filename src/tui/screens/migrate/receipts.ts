import { cellWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { receiptLines, receiptTitle } from "../../../migrate/receipts/receipt.ts"
import type { MoveReceipt } from "../../../migrate/receipts/receipt.ts"
import { datedName } from "../../components/files/file-names.ts"
import { saveKeys, saveTyping, saveView, startSave, updateSave } from "../../components/files/save-file.ts"
import type { SaveAction, SaveFile } from "../../components/files/save-file.ts"
import { fitList, hintedListKeys, LIST_KEYS, LIST_START, listWindow, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { scrolledRows, scrollTo } from "../../components/scroll.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row } from "../../core/frame.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Receipts", ja: "移行の記録" },
  none: { en: "Nothing was moved or backed up yet.", ja: "移行やバックアップの記録はまだありません。" },
  intro: { en: "What was moved, the newest first. No secret is kept here.", ja: "移行の記録（新しい順）。シークレットは含まれません。" },
  accounts: { en: "{n} {n|account|accounts}", ja: "{n} 件" },
  open: { en: "show the receipt", ja: "記録を表示する" },
  openHint: { en: "show", ja: "表示" },
  save: { en: "save as text, to print", ja: "印刷用にテキストで保存する" },
  saveHint: { en: "save", ja: "保存" },
  saved: { en: "Saved in {path}, readable by you alone.", ja: "{path} に保存しました（本人だけが読めます）。" },
  scroll: { en: "scroll", ja: "スクロール" },
})

export interface ReceiptsState {
  /** Null: not read yet. */
  readonly receipts: readonly MoveReceipt[] | null
  /** The files of receipts that no longer exist. */
  readonly gone: ReadonlySet<string>
  readonly list: ListState
  /** The receipt that is shown, and its first line in sight; null: the list. */
  readonly shown: { readonly receipt: MoveReceipt; readonly offset: number } | null
  /** Where it is being saved; null: it is not. */
  readonly save: SaveFile | null
}

export type ReceiptsAction = ListAction | SaveAction | "open" | "save" | "back"
type Out = Outcome<ReceiptsState>

const KEYS: readonly Binding<ReceiptsAction>[] = [
  { keys: ["enter", "right"], action: "open", help: TEXTS.open, hint: TEXTS.openHint },
  BACK_KEY,
  ...hintedListKeys(),
]
const SHOWN_KEYS: readonly Binding<ReceiptsAction>[] = [
  { keys: ["w"], action: "save", help: TEXTS.save, hint: TEXTS.saveHint },
  BACK_KEY,
  ...hintedListKeys(TEXTS.scroll),
]

const listHeight = ({ body }: Context): number => Math.max(1, body.rows - 3)

/** What was moved so far: the list of receipts, and each in full. */
export const receiptsScreen: Screen<ReceiptsState, ReceiptsAction, RouteOf<"receipts">> = {
  init: () => ({
    state: { receipts: null, gone: new Set(), list: LIST_START, shown: null, save: null },
    effects: [{ type: "list-receipts" }],
  }),
  update(state, msg, context) {
    if (msg.type === "receipts-listed") return { state: { ...state, receipts: msg.receipts, gone: new Set(msg.gone) } }
    if (state.save !== null) return updateSaving(state, state.save, msg, context)
    if (state.shown !== null) return updateShown(state, state.shown, msg, context)
    const receipts = state.receipts ?? []
    const pointed = pointList(state.list, msg, receipts.length, listHeight(context))
    if (pointed !== null) return { state: { ...state, list: pointed } }
    if (isActionOf(LIST_KEYS, msg))
      return { state: { ...state, list: moveListBy(state.list, msg.action, receipts.length, listHeight(context)) } }
    if (msg.type !== "action") return { state }
    if (msg.action === "back") return { state, go: { type: "back" } }
    const receipt = receipts[fitList(state.list, receipts.length, listHeight(context)).cursor]
    return { state: msg.action === "open" && receipt !== undefined ? { ...state, shown: { receipt, offset: 0 } } : state }
  },
  view(state, context) {
    const title = format(TEXTS.title, context.lang)
    if (state.save !== null) {
      const { rows, ...over } = saveView(state.save, context, context.body)
      return { title, body: rows, ...over }
    }
    return state.shown === null ? listView(state, title, context) : shownView(state.shown, state.gone, title, context)
  },
  keys: ({ save, shown }) => (save !== null ? saveKeys(save) : shown === null ? KEYS : SHOWN_KEYS),
  typing: ({ save }) => save !== null && saveTyping(save),
}

function updateShown(state: ReceiptsState, shown: NonNullable<ReceiptsState["shown"]>, msg: Msg<ReceiptsAction>, context: Context): Out {
  if (msg.type === "action" && msg.action === "back") return { state: { ...state, shown: null } }
  if (msg.type === "action" && msg.action === "save") {
    const { save, effects } = startSave(context, datedName("keyferry-receipt", shown.receipt.at, "txt"))
    return { state: { ...state, save }, effects }
  }
  const offset = scrollTo(shown.offset, msg, shownRows(shown.receipt, state.gone, context).length, context.body.rows)
  return { state: offset === null ? state : { ...state, shown: { ...shown, offset } } }
}

function updateSaving(state: ReceiptsState, save: SaveFile, msg: Msg<ReceiptsAction>, context: Context): Out {
  const text = state.shown === null ? "" : printedText(state.shown.receipt, state.gone, context)
  const step = updateSave(save, msg, context, context.body, (path, overwrite) => ({ type: "save-receipt", text, path, overwrite }))
  const toast = step.toast === undefined ? {} : { toast: step.toast }
  if (step.written !== undefined)
    return {
      state: { ...state, save: null },
      effects: step.effects,
      toast: format(TEXTS.saved, context.lang, { path: sanitize(step.written.path) }),
    }
  return { state: { ...state, save: step.left ? null : step.save }, effects: step.effects, ...toast }
}

/** The day and the time of day, in the local zone. */
function timeText(ms: number): string {
  const date = new Date(ms)
  const two = (n: number): string => String(n).padStart(2, "0")
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-")
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

function linesOf(receipt: MoveReceipt, gone: ReceiptsState["gone"], { vault, formats, lang }: Context): readonly string[] {
  const lines = receiptLines(receipt, { accounts: vault?.accounts ?? [], title: deviceTitle(formats, receipt.device, lang), gone }, lang)
  return [timeText(receipt.at), ...lines].map((line) => sanitize(line))
}

function printedText(receipt: MoveReceipt, gone: ReceiptsState["gone"], context: Context): string {
  return linesOf(receipt, gone, context)
    .map((line) => `${line}\n`)
    .join("")
}

function shownRows(receipt: MoveReceipt, gone: ReceiptsState["gone"], context: Context): readonly Row[] {
  const [when = "", what = "", ...lines] = linesOf(receipt, gone, context)
  return [
    textRow(` ${when}`, "muted"),
    ...paragraph(what, context.body.columns - 2, { indent: 1, role: "strong" }),
    ...lines.flatMap((line) => (line === "" ? [EMPTY_ROW] : paragraph(line, context.body.columns - 2, { indent: 1 }))),
  ]
}

function shownView(
  { receipt, offset }: NonNullable<ReceiptsState["shown"]>,
  gone: ReceiptsState["gone"],
  title: string,
  context: Context,
): View {
  const { columns, rows } = context.body
  const lines = shownRows(receipt, gone, context)
  return { title, body: withScrollbar(scrolledRows(lines, offset, rows), offset, lines.length, columns) }
}

const widest = (all: readonly string[]): number => Math.max(0, ...all.map((text) => cellWidth(text)))

function listView({ receipts, list }: ReceiptsState, title: string, context: Context): View {
  const { lang, body } = context
  if (receipts === null) return { title, body: [] }
  if (receipts.length === 0) return { title, body: [EMPTY_ROW, textRow(` ${format(TEXTS.none, lang)}`)] }
  const height = listHeight(context)
  const { from, to } = listWindow(list, receipts.length, height)
  const { cursor } = fitList(list, receipts.length, height)
  const counted = ({ moved }: MoveReceipt): string => format(TEXTS.accounts, lang, { n: moved })
  const titleWidth = Math.min(24, body.columns - 22, widest(receipts.map((receipt) => receiptTitle(receipt, lang))))
  const countWidth = body.columns < 64 ? 0 : Math.min(14, widest(receipts.map(counted)))
  const rows = receipts.slice(from, to).map((receipt, at): Row => {
    const isChosen = from + at === cursor
    const row = [
      span(isChosen ? "▌ " : "  "),
      ...columnsRow(
        [
          { text: timeText(receipt.at), width: 16 },
          { text: receiptTitle(receipt, lang), width: titleWidth, role: "strong" },
          { text: counted(receipt), width: countWidth },
          {
            text: deviceTitle(context.formats, receipt.device, lang),
            width: countWidth === 0 ? 0 : body.columns - 25 - titleWidth - countWidth,
          },
        ],
        2,
      ),
    ]
    return isChosen ? chosenRow(row, body.columns - 1) : row
  })
  return {
    title,
    body: [
      ...paragraph(format(TEXTS.intro, lang), body.columns - 1, { indent: 1 }).slice(0, 2),
      EMPTY_ROW,
      ...withScrollbar(rows, from, receipts.length, body.columns),
    ].slice(0, body.rows),
  }
}
