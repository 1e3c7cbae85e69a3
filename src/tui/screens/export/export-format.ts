import { cutToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { Handler, Keeps, TreeWriter, Writer } from "../../../formats/handler.ts"
import { formatTitle, handlerById } from "../../../formats/lookup.ts"
import type { Registry } from "../../../formats/lookup.ts"
import { KIND_NAMES, preflight } from "../../../migrate/export/losses.ts"
import type { LossRow } from "../../../migrate/export/losses.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
import { fitList, hintedListKeys, LIST_KEYS, LIST_START, listWindow, moveList, moveListBy } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { lossLines, lossRows } from "../../components/loss-lines.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { scrolledRows, scrollTo } from "../../components/scroll.ts"
import type { Row } from "../../core/frame.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Export to a file: which format", ja: "ファイルへエクスポート: 形式の選択" },
  titleLosses: { en: "Export to {title}: what is lost", ja: "{title} へのエクスポート: 失われる内容" },
  intro: {
    en: "{n} {n|account|accounts}. The first format keeps everything.",
    ja: "{n} 件のアカウント。先頭の形式ではすべての情報が残ります。",
  },
  never: { en: "no password", ja: "パスワードなし" },
  optional: { en: "optional password", ja: "パスワード任意" },
  always: { en: "always a password", ja: "パスワード必須" },
  keys: { en: "OpenPGP key", ja: "OpenPGP の鍵" },
  directory: { en: "directory", ja: "ディレクトリ" },
  keeps: { en: "Keeps: {list}", ja: "残る情報: {list}" },
  note: { en: "notes", ja: "メモ" },
  groups: { en: "groups", ja: "グループ" },
  group: { en: "one group", ja: "グループ 1 個" },
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
  choose: { en: "choose", ja: "選ぶ" },
  otherFormat: { en: "another format", ja: "別の形式" },
  next: { en: "go on", ja: "進む" },
})

export interface ExportFormatState {
  readonly ids: readonly string[]
  readonly list: ListState
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

type ExportFormatAction = ListAction | "choose" | "go-on" | "back" | "close-losses"

const KEYS: readonly Binding<ExportFormatAction>[] = [
  ...hintedListKeys(TEXTS.move),
  { keys: ["enter", "right"], action: "choose", help: TEXTS.choose, hint: TEXTS.choose },
  BACK_KEY,
]
const LOSS_KEYS: readonly Binding<ExportFormatAction>[] = [
  { keys: ["enter", "right"], action: "go-on", help: TEXTS.next, hint: TEXTS.next },
  ...hintedListKeys(TEXTS.move),
  { keys: ["escape", "left"], action: "close-losses", help: TEXTS.otherFormat, hint: TEXTS.otherFormat },
]

const listHeight = (context: Context): number => Math.max(1, context.body.rows - 6)
const lossHeight = (context: Context): number => Math.max(1, context.body.rows - 4)

/** Chooses the format, and shows what it cannot hold of the chosen accounts. */
export const exportFormatScreen: Screen<ExportFormatState, ExportFormatAction, RouteOf<"export-format">> = {
  init: ({ ids }) => ({ state: { ids, list: LIST_START, losses: null } }),
  update(state, msg, context) {
    if (state.losses !== null) return updateLosses(state, state.losses, msg, context)
    const handlers = writingHandlers(context.formats)
    if (msg.type === "wheeled") return { state: { ...state, list: moveList(state.list, msg.by, handlers.length, listHeight(context)) } }
    if (isActionOf(LIST_KEYS, msg))
      return { state: { ...state, list: moveListBy(state.list, msg.action, handlers.length, listHeight(context)) } }
    if (msg.type !== "action") return { state }
    if (msg.action === "back") return { state, go: { type: "back" } }
    if (msg.action === "choose") {
      const handler = handlers[fitList(state.list, handlers.length, listHeight(context)).cursor]
      if (handler === undefined) return { state }
      const rows = preflightOf(handler.id, state, context)
      if (rows.some(({ losses }) => losses.length > 0)) return { state: { ...state, losses: { format: handler.id, offset: 0 } } }
      return { state, go: { type: "push", route: nextRoute(handler.id, state.ids, context) } }
    }
    return { state }
  },
  view(state, context) {
    return state.losses === null ? formatsView(state, context) : lossesView(state, state.losses, context)
  },
  keys: (state) => (state.losses === null ? KEYS : LOSS_KEYS),
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
  const handlers = writingHandlers(context.formats)
  const height = listHeight(context)
  const { from, to } = listWindow(state.list, handlers.length, height)
  const { cursor } = fitList(state.list, handlers.length, height)
  const rows = handlers.slice(from, to).map((handler, at) => {
    const row = formatRow(handler, from + at === cursor, lang, body.columns)
    return from + at === cursor ? chosenRow(row, body.columns) : row
  })
  const handler = handlers[cursor]
  const keeps =
    handler === undefined
      ? []
      : paragraph(keepsText((handler.writer ?? handler.treeWriter)?.keeps, lang), body.columns - 1, { indent: 1, role: "muted" })
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const intro = textRow(cutToWidth(` ${format(TEXTS.intro, lang, { n: state.ids.length })}`, body.columns))
  return { title: format(TEXTS.title, lang), body: [intro, EMPTY_ROW, ...rows, ...filler, EMPTY_ROW, ...keeps].slice(0, body.rows) }
}

function formatRow({ title, writer }: WritingHandler, chosen: boolean, lang: Lang, width: number): Row {
  return [
    span(chosen ? "▌ " : "  "),
    ...columnsRow([
      { text: title, width: Math.max(10, width - 38), role: "strong" },
      { text: writer === undefined ? format(TEXTS.directory, lang) : endings(writer), width: 14 },
      { text: format(writer === undefined ? TEXTS.keys : TEXTS[writer.protects], lang), width: 20 },
    ]),
  ]
}

function endings(writer: Writer): string {
  const { protects } = writer
  const all = protects === "optional" ? [writer.extension(true), writer.extension(false)] : [writer.extension(protects === "always")]
  return [...new Set(all)].map((ending) => `.${ending}`).join(" ")
}

/** What a format keeps, such as `TOTP HOTP · SHA1 SHA256 · notes, one group`. */
function keepsText(keeps: Keeps | undefined, lang: Lang): string {
  if (keeps === undefined) return ""
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
  return format(TEXTS.keeps, lang, { list: list.join(" · ") })
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
    title: format(TEXTS.titleLosses, lang, { title: formatTitle(context.formats, losses.format) }),
    body: [
      textRow(cutToWidth(` ${counts}`, body.columns), "strong"),
      EMPTY_ROW,
      ...scrolledRows(lines, losses.offset, height),
      EMPTY_ROW,
      textRow(cutToWidth(` ${end}`, body.columns)),
    ],
  }
}
