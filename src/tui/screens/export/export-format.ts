import { cutToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { Handler, Keeps, TreeWriter, Writer } from "../../../formats/handler.ts"
import { formatTitle, handlerById, listedTitle } from "../../../formats/lookup.ts"
import type { Registry } from "../../../formats/lookup.ts"
import { KIND_NAMES, preflight } from "../../../migrate/export/losses.ts"
import type { LossRow } from "../../../migrate/export/losses.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
import { chosenItem, findListFor, findListHeight, findListKeys, findListView, updateFindList } from "../../components/find/find-list.ts"
import type { FindItem, FindList, FindListAction } from "../../components/find/find-list.ts"
import { matchSpans } from "../../components/find/find-match.ts"
import { hintedListKeys } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { lossLines, lossRows } from "../../components/loss-lines.ts"
import { withRail } from "../../components/rail/rail.ts"
import { columnsRow, EMPTY_ROW, fitRow, paragraph, span, textRow } from "../../components/rows.ts"
import { scrolledRows, scrollTo } from "../../components/scroll.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"
import { exportRail, fileSteps } from "../../components/rail/export-rail.ts"

const TEXTS = texts({
  title: { en: "Export to a file", ja: "ファイルへエクスポート" },
  titleLosses: { en: "Export to {title}: what is lost", ja: "{title} へのエクスポート: 失われる内容" },
  chosen: { en: "{n} {n|account is|accounts are} chosen", ja: "{n} 件のアカウントを選択中" },
  cannotGo: { en: "{n} cannot go", ja: "{n} 件は移せません" },
  loseSome: { en: "{n} {n|loses|lose} something", ja: "{n} 件で一部が消失" },
  never: { en: "no password", ja: "パスワードなし" },
  optional: { en: "password optional", ja: "パスワード任意" },
  always: { en: "password always", ja: "パスワード必須" },
  keys: { en: "OpenPGP key", ja: "OpenPGP の鍵" },
  directory: { en: "directory", ja: "ディレクトリ" },
  keeps: { en: "{title} keeps {list}", ja: "{title} に残る情報: {list}" },
  note: { en: "notes", ja: "メモ" },
  groups: { en: "groups", ja: "グループ" },
  group: { en: "one group", ja: "グループ 1 つ" },
  favorite: { en: "favourites", ja: "お気に入り" },
  icon: { en: "icons", ja: "アイコン" },
  pin: { en: "PINs", ja: "PIN" },
  times: { en: "times", ja: "日時" },
  refused: { en: "{n} of {total} cannot be written", ja: "{total} 件中 {n} 件は書き出せません" },
  whole: { en: "{n} {n|is|are} kept whole", ja: "{n} 件はすべて残ります" },
  lossy: { en: "{n} {n|loses|lose} details", ja: "{n} 件で一部が失われます" },
  goOn: {
    en: "Enter goes on and leaves this out; Esc chooses another format.",
    ja: "Enter でこのまま進みます。Esc で別の形式を選びます。",
  },
  none: {
    en: "None of the accounts can be written in this format. Esc chooses another.",
    ja: "この形式で書き出せるアカウントがありません。Esc で別の形式を選んでください。",
  },
  move: { en: "move", ja: "移動" },
  otherFormat: { en: "another format", ja: "別の形式" },
  next: { en: "go on", ja: "進む" },
})

export interface ExportFormatState {
  readonly ids: readonly string[]
  readonly list: FindList
  /** The format whose losses are shown, and the first line in sight; null while the format is chosen. */
  readonly losses: { readonly format: string; readonly offset: number } | null
}

type Losses = NonNullable<ExportFormatState["losses"]>
type WritingHandler = Handler & ({ readonly writer: Writer } | { readonly treeWriter: TreeWriter })

/** Every format that can be written, our own first. */
export function writingHandlers(formats: Registry): readonly WritingHandler[] {
  const writing = formats.filter((handler): handler is WritingHandler => handler.writer !== undefined || handler.treeWriter !== undefined)
  const rank = ({ device }: Handler): number => (device === "keyferry" ? 0 : 1)
  return writing.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, "en"))
}

type ExportFormatAction = FindListAction | ListAction | "go-on" | "close-losses"

const LOSS_KEYS: readonly Binding<ExportFormatAction>[] = [
  { keys: ["enter", "right"], action: "go-on", help: TEXTS.next, hint: TEXTS.next },
  ...hintedListKeys(TEXTS.move),
  { keys: ["escape", "left"], action: "close-losses", help: TEXTS.otherFormat, hint: TEXTS.otherFormat },
]

/** Rows below the list of formats, for what the chosen one keeps. */
const DETAIL_ROWS = 4

const listSize = ({ body }: Context): Size => ({ columns: body.columns, rows: Math.max(2, body.rows - DETAIL_ROWS) })
const lossHeight = (context: Context): number => Math.max(1, context.body.rows - 4)

const formatScreen: Screen<ExportFormatState, ExportFormatAction, RouteOf<"export-format">> = {
  init: ({ ids, find = "" }, context) => ({ state: { ids, list: findListFor(find, formatItems(context)), losses: null } }),
  update(state, msg, context) {
    if (state.losses !== null) return updateLosses(state, state.losses, msg, context)
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    const items = formatItems(context)
    const step = updateFindList(state.list, msg, items, findListHeight(listSize(context)))
    if (step === null) return { state }
    const next = { ...state, list: step.state }
    const handler = step.chosen === null ? undefined : items[step.chosen]?.handler
    if (handler === undefined) return { state: next }
    const rows = preflightOf(handler.id, state, context)
    if (rows.some(({ losses }) => losses.length > 0)) return { state: { ...next, losses: { format: handler.id, offset: 0 } } }
    return { state: next, go: { type: "push", route: nextRoute(handler.id, state.ids, context) } }
  },
  view(state, context) {
    return state.losses === null ? formatsView(state, context) : lossesView(state, state.losses, context)
  },
  keys: (state, context) => (state.losses === null ? findListKeys(state.list, formatItems(context)) : LOSS_KEYS),
  typing: ({ losses }) => losses === null,
}

/** Chooses the format, and shows what it cannot hold of the chosen accounts. */
export const exportFormatScreen = withRail(formatScreen, ({ ids, losses }) =>
  exportRail(fileSteps(ids.length, true), losses === null ? "target" : "losses"),
)

interface FormatItem extends FindItem {
  readonly handler: WritingHandler
  readonly title: string
}

/** The formats; each is found by its title in both languages, its endings and its id. */
function formatItems({ formats, lang }: Context): readonly FormatItem[] {
  return writingHandlers(formats).map((handler) => {
    const title = listedTitle(handler)
    const ending = handler.writer === undefined ? "" : endings(handler.writer)
    return { handler, title: title[lang], texts: [title[lang], title.en, handler.id, ending] }
  })
}

/** A directory encrypted to OpenPGP keys is written by its own screen. */
function nextRoute(format: string, ids: readonly string[], { formats }: Context): Route {
  return { to: handlerById(formats, format)?.treeWriter === undefined ? "export-protect" : "export-store", format, ids }
}

function preflightOf(format: string, state: ExportFormatState, context: Context): readonly LossRow[] {
  const handler = handlerById(context.formats, format)
  if (handler?.writer === undefined && handler?.treeWriter === undefined) return []
  return [...preflight(handler, chosenAccounts(state.ids, context)), ...unreadableLosses(state.ids, context)]
}

function updateLosses(
  state: ExportFormatState,
  losses: Losses,
  msg: Msg<ExportFormatAction>,
  context: Context,
): Outcome<ExportFormatState> {
  const rows = preflightOf(losses.format, state, context)
  if (msg.type === "action" && msg.action === "close-losses") return { state: { ...state, losses: null } }
  if (msg.type === "action" && msg.action === "go-on") {
    if (rows.every(({ writable }) => !writable)) return { state, toast: format(TEXTS.none, context.lang) }
    return { state, go: { type: "push", route: nextRoute(losses.format, state.ids, context) } }
  }
  const count = lossLines(lossRows(rows), context.lang, context.body.columns - 1).length
  const offset = scrollTo(losses.offset, msg, count, lossHeight(context))
  return { state: offset === null ? state : { ...state, losses: { ...losses, offset } } }
}

function formatsView(state: ExportFormatState, context: Context): View {
  const { lang, body } = context
  const items = formatItems(context)
  const size = listSize(context)
  const draw = (item: FormatItem, words: readonly string[], width: number): Row => formatRow(item, words, width, state, context)
  const { rows, cursor } = findListView(state.list, items, draw, size, lang)
  const chosen = items[chosenItem(state.list, items) ?? -1]?.handler
  const keeps = (chosen?.writer ?? chosen?.treeWriter)?.keeps
  const below =
    chosen === undefined || keeps === undefined
      ? []
      : paragraph(format(TEXTS.keeps, lang, { title: listedTitle(chosen), list: keptList(keeps, lang) }), body.columns - 2, { indent: 2 })
  const count = textRow(cutToWidth(`  ${format(TEXTS.chosen, lang, { n: state.ids.length })}`, body.columns), "muted")
  const filler = Array.from({ length: Math.max(0, size.rows - rows.length) }, () => EMPTY_ROW)
  return {
    title: format(TEXTS.title, lang),
    body: [...rows, ...filler, EMPTY_ROW, ...below.slice(0, DETAIL_ROWS - 2), count].slice(0, body.rows),
    cursor,
  }
}

const ENDING_WIDTH = 12
const PROTECTION_WIDTH = 19
const LOSS_WIDTH = 18
/** Below this width a row has the title and the losses alone. */
const NARROW = 60

function formatRow(
  { handler, title }: FormatItem,
  words: readonly string[],
  width: number,
  state: ExportFormatState,
  context: Context,
): Row {
  const { lang } = context
  const { id, writer } = handler
  const others = width < NARROW ? 0 : ENDING_WIDTH + PROTECTION_WIDTH + 2
  const loss = Math.min(LOSS_WIDTH, Math.floor(width / 2))
  const name = Math.max(8, Math.min(40, width - others - loss - 1))
  return [
    ...fitRow(matchSpans(title, words, name, "strong"), name),
    span(" "),
    ...columnsRow([
      { text: writer === undefined ? format(TEXTS.directory, lang) : endings(writer), width: others === 0 ? 0 : ENDING_WIDTH },
      { text: format(writer === undefined ? TEXTS.keys : TEXTS[writer.protects], lang), width: others === 0 ? 0 : PROTECTION_WIDTH },
      { text: lossText(countsOf(id, state, context), lang), width: loss },
    ]),
  ]
}

interface Counts {
  readonly refused: number
  readonly lossy: number
}

/** For the chosen accounts, whose array stays the same while the screen is shown. */
const knownCounts = new WeakMap<readonly string[], Map<string, Counts>>()

/** How many of the chosen accounts a format refuses, and how many it holds in part. */
function countsOf(format: string, state: ExportFormatState, context: Context): Counts {
  const known = knownCounts.get(state.ids) ?? new Map<string, Counts>()
  knownCounts.set(state.ids, known)
  const found = known.get(format)
  if (found !== undefined) return found
  const rows = preflightOf(format, state, context)
  const refused = rows.filter(({ writable }) => !writable).length
  const counts = { refused, lossy: rows.filter(({ losses }) => losses.length > 0).length - refused }
  known.set(format, counts)
  return counts
}

function lossText({ refused, lossy }: Counts, lang: Lang): string {
  if (refused > 0) return format(TEXTS.cannotGo, lang, { n: refused })
  return lossy > 0 ? format(TEXTS.loseSome, lang, { n: lossy }) : ""
}

function endings(writer: Writer): string {
  const { protects } = writer
  const all = protects === "optional" ? [writer.extension(true), writer.extension(false)] : [writer.extension(protects === "always")]
  return [...new Set(all)].map((ending) => `.${ending}`).join(" ")
}

/** What a format keeps, such as `TOTP HOTP; SHA1 SHA256; notes, one group`. */
function keptList(keeps: Keeps, lang: Lang): string {
  const details = [
    ...(keeps.note ? [TEXTS.note] : []),
    ...(keeps.groups === "many" ? [TEXTS.groups] : keeps.groups === "one" ? [TEXTS.group] : []),
    ...(keeps.favorite ? [TEXTS.favorite] : []),
    ...(keeps.icon ? [TEXTS.icon] : []),
    ...(keeps.pin ? [TEXTS.pin] : []),
    ...(keeps.times ? [TEXTS.times] : []),
  ].map((text) => format(text, lang))
  const list = [
    keeps.kinds.map((kind) => KIND_NAMES[kind]).join(" "),
    keeps.algorithms.join(" "),
    details.join(lang === "ja" ? "、" : ", "),
  ].filter((part) => part !== "")
  return list.join("; ")
}

function lossesView(state: ExportFormatState, losses: Losses, context: Context): View {
  const { lang, body } = context
  const rows = preflightOf(losses.format, state, context)
  const lines = lossLines(lossRows(rows), lang, body.columns - 1)
  const height = lossHeight(context)
  const refused = rows.filter(({ writable }) => !writable).length
  const whole = rows.filter((row) => row.losses.length === 0).length
  const lossy = rows.length - refused - whole
  const counts = [
    ...(refused > 0 ? [format(TEXTS.refused, lang, { n: refused, total: rows.length })] : []),
    ...(lossy > 0 ? [format(TEXTS.lossy, lang, { n: lossy })] : []),
    ...(whole > 0 ? [format(TEXTS.whole, lang, { n: whole })] : []),
  ].join(" · ")
  const end = format(refused === rows.length ? TEXTS.none : TEXTS.goOn, lang)
  return {
    title: format(TEXTS.titleLosses, lang, { title: formatTitle(context.formats, losses.format, lang) }),
    body: [
      textRow(cutToWidth(` ${counts}`, body.columns), "strong"),
      EMPTY_ROW,
      ...withScrollbar(scrolledRows(lines, losses.offset, height), losses.offset, lines.length, body.columns),
      EMPTY_ROW,
      textRow(cutToWidth(` ${end}`, body.columns)),
    ],
  }
}
