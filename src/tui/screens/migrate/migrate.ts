import { cellWidth, cutToWidth, padToWidth } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { MENU_KEYS, updateMenu } from "../../components/menu.ts"
import type { MenuAction } from "../../components/menu.ts"
import { chosenRow, EMPTY_ROW, itemRow, paragraph, span } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Move in/out", ja: "移行" },
  intro: { en: "Nothing changes before you have seen what would happen.", ja: "内容を確認するまで、何も変更されません。" },
  qr: { en: "Export as QR codes", ja: "QR コードでエクスポート" },
  qrText: { en: "to a phone, to another keyferry, or to paper", ja: "スマートフォン、別の keyferry、または紙へ" },
  file: { en: "Export to a file", ja: "ファイルへエクスポート" },
  fileText: { en: "in another app's format, with a password", ja: "ほかのアプリの形式で。パスワードで保護できます" },
  import: { en: "Import", ja: "インポート" },
  importText: { en: "a camera, QR pictures, files of other apps, links", ja: "カメラ、QR 画像、ほかのアプリのファイル、リンク" },
  backup: { en: "Back up the whole vault", ja: "保管庫のバックアップ" },
  backupText: { en: "one file with a passphrase of its own", ja: "専用のパスフレーズで保護した 1 つのファイル" },
  restore: { en: "Restore a backup", ja: "バックアップから復元" },
  restoreText: { en: "adds what is missing; nothing is lost", ja: "足りないものを追加します。何も失われません" },
  compare: { en: "Compare codes", ja: "認証コードの照合" },
  compareText: { en: "type what the other device shows, until all agree", ja: "相手の認証コードを入力し、一致を確認します" },
  check: { en: "Check the vault", ja: "保管庫の点検" },
  checkText: { en: "what is wrong, and what to do", ja: "問題と対処方法を表示します" },
  receipts: { en: "Receipts", ja: "移行の記録" },
  receiptsText: { en: "what was moved, lost and verified, what is left", ja: "移した内容、失われた内容、照合の結果、残りの作業" },
  noAccounts: { en: "There is no account here yet", ja: "アカウントがまだありません" },
  readOnly: { en: "This vault cannot be changed: {why}", ja: "この保管庫は変更できません: {why}" },
})

/** Why an import cannot go into this vault; null: it can. */
export function whyReadOnly(context: Context): string | null {
  const why = context.vault?.readOnly ?? null
  return why === null ? null : format(TEXTS.readOnly, context.lang, { why: format(why, context.lang) })
}

interface Link {
  readonly title: string
  /** In one line; no sentence. */
  readonly text: string
  readonly to: Route
  /** Why it cannot be chosen now; null: it can. */
  readonly closed: string | null
}

const hasAccounts = ({ vault }: Context): boolean => (vault?.accounts ?? []).some(({ trashedAt }) => trashedAt === null)

/** The links in groups: out, in, safety, check. */
function linkGroups(context: Context, marked: readonly string[] = []): readonly (readonly Link[])[] {
  const { lang } = context
  const empty = hasAccounts(context) ? null : format(TEXTS.noAccounts, lang)
  const readOnly = whyReadOnly(context)
  const ticked = marked.length > 0 ? { marked } : {}
  const link = (
    name: "qr" | "file" | "import" | "backup" | "restore" | "compare" | "check" | "receipts",
    to: Route,
    closed: string | null,
  ): Link => ({
    title: format(TEXTS[name], lang),
    text: format(TEXTS[`${name}Text`], lang),
    to,
    closed,
  })
  return [
    [
      link("qr", { to: "export-select", kind: "qr", ...ticked }, empty),
      link("file", { to: "export-select", kind: "file", ...ticked }, empty),
    ],
    [link("import", { to: "import-source" }, readOnly)],
    [link("backup", { to: "backup" }, null), link("restore", { to: "restore" }, readOnly)],
    [link("compare", { to: "check-list-start" }, empty), link("check", { to: "check" }, null), link("receipts", { to: "receipts" }, null)],
  ]
}

/** The link that the cursor is on, 0-based over all groups. */
export interface MigrateState {
  readonly cursor: number
  /** The ids that an export starts with; empty: all. */
  readonly marked: readonly string[]
}

/** The place of the import among the links. */
const IMPORT = 2

/** Links to every screen that moves accounts. */
export const migrateScreen: Screen<MigrateState, MenuAction | "back", RouteOf<"migrate">> = {
  init: ({ marked }, context) => ({ state: { cursor: hasAccounts(context) ? 0 : IMPORT, marked: marked ?? [] } }),
  update(state, msg, context) {
    if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
    const links = linkGroups(context, state.marked).flat()
    const step = updateMenu(state.cursor, msg, links.length)
    if (step === null) return { state }
    const next = { ...state, cursor: step.cursor }
    const link = step.chosen === null ? undefined : links[step.chosen]
    if (link === undefined) return { state: next }
    return link.closed === null ? { state: next, go: { type: "push", route: link.to } } : { state: next, toast: link.closed }
  },
  view({ cursor }, context) {
    const { lang, body } = context
    const intro = paragraph(format(TEXTS.intro, lang), body.columns - 1, { indent: 1 })
    const links = linkRows(linkGroups(context), cursor, context)
    const spaced = [EMPTY_ROW, ...intro, EMPTY_ROW, ...links.spaced]
    return { title: format(TEXTS.title, lang), body: spaced.length <= body.rows ? spaced : links.dense.slice(0, body.rows) }
  },
  keys: () => MENU_KEYS,
}

/** Below this width only the chosen link is explained, in a row of its own. */
const MIN_WIDTH_EXPLAINED = 60
const MAX_WIDTH = 80

/** `spaced`: with a blank row between groups. */
function linkRows(
  groups: readonly (readonly Link[])[],
  cursor: number,
  { body }: Context,
): { readonly spaced: readonly Row[]; readonly dense: readonly Row[] } {
  const width = Math.min(MAX_WIDTH, body.columns)
  const titles = Math.max(...groups.flat().map(({ title }) => cellWidth(title)))
  let at = -1
  const rows = groups.map((links) =>
    links.flatMap((link): readonly Row[] => {
      at++
      return linkRow(link, at, at === cursor, { titles, width })
    }),
  )
  return { spaced: rows.flatMap((group, index) => (index === 0 ? group : [EMPTY_ROW, ...group])), dense: rows.flat() }
}

function linkRow(
  { title, text }: Link,
  at: number,
  chosen: boolean,
  { titles, width }: { readonly titles: number; readonly width: number },
): readonly Row[] {
  const head = [span(`${chosen ? "▌" : " "} ${at + 1}  `), span(padToWidth(title, titles), "strong")]
  const mark = (row: Row): Row => (chosen ? chosenRow(row, width) : row)
  const rows =
    width < MIN_WIDTH_EXPLAINED
      ? [mark(head), ...(chosen ? paragraph(text, width - 1, { indent: 5 }) : [])]
      : [mark([...head, span(`   ${cutToWidth(text, Math.max(0, width - titles - 8))}`)])]
  return rows.map((row) => itemRow(row, at))
}
