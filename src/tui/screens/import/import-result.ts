import { lastVerifiedAt } from "../../../accounts/verification.ts"
import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { deviceTitle } from "../../../formats/devices.ts"
import { formatTitle } from "../../../formats/lookup.ts"
import { confirmRows } from "../../components/confirm.ts"
import type { MenuItem } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, textRow } from "../../components/rows.ts"
import { sourceLabel } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"
import { isRestore } from "./import-run-state.ts"
import type { Imported, ImportRunState } from "./import-run-state.ts"
import { unopenedText } from "./plan-table-view.ts"
import type { Unread } from "./plan-table.ts"

const TEXTS = texts({
  leftLocked: { en: "skipped: not opened", ja: "スキップしました（開いていません）" },
  cameIn: {
    en: "{n} {n|account|accounts} came in. The vault was saved and read back.",
    ja: "{n} 件のアカウントをインポートしました。保管庫を保存し、読み直しました。",
  },
  cameBack: {
    en: "{n} {n|account|accounts} came back. The vault was saved and read back.",
    ja: "{n} 件のアカウントを復元しました。保管庫を保存し、読み直しました。",
  },
  compare: { en: "Compare the codes with the device they came from", ja: "元のデバイスの認証コードと照合する" },
  goHome: { en: "Go to the accounts", ja: "アカウント一覧へ" },
  total: { en: "{n} {n|record|records}:", ja: "{n} 件の項目:" },
  restored: { en: "{n} restored", ja: "復元 {n} 件" },
  repeated: { en: "{n} repeated in the files", ja: "読み込んだ内容の中で重複 {n} 件" },
  updated: { en: "{n} of those updated", ja: "登録済みのうち {n} 件を更新" },
  notDeleted: { en: "Not deleted: {files}", ja: "削除していません: {files}" },
  new: { en: "{n} new", ja: "新規 {n} 件" },
  present: { en: "{n} already there", ja: "登録済み {n} 件" },
  renamed: { en: "{n} already there under another name", ja: "別の名前で登録済み {n} 件" },
  skipped: { en: "{n} left out", ja: "インポートしなかった項目 {n} 件" },
  broken: { en: "{n} not readable", ja: "読み込めなかった項目 {n} 件" },
  withoutSecret: { en: "{n} {n|item|items} without a second factor not counted", ja: "二要素認証のない項目 {n} 件は数に含みません" },
  leftOut: { en: "Left out by you:", ja: "選択しなかった項目:" },
  unread: { en: "Could not be read:", ja: "読み込めなかった項目:" },
  notices: { en: "Notes:", ja: "お知らせ:" },
  place: { en: "{file}, record {at}: {reason}", ja: "{file} の {at} 番目: {reason}" },
  whole: { en: "{file}: {reason}", ja: "{file}: {reason}" },
  verified: {
    en: "Verified: {n} of {total} agree with {device}.",
    ja: "照合済み: {device} と {total} 件中 {n} 件が一致しました。",
  },
  keep: {
    en: "Keep the phone and its app until the codes here and there agree.",
    ja: "双方の認証コードが一致するまで、元のスマートフォンとアプリはそのままにしてください。",
  },
  tunnel: {
    en: "The page has ended. Its tunnel can be closed: press Ctrl-C where ssh runs.",
    ja: "ページは終了しました。トンネルは、ssh を実行しているウィンドウで Ctrl-C を押すと閉じられます。",
  },
  deleted: { en: "Deleted:", ja: "削除しました:" },
  stay: { en: "These files stay:", ja: "次のファイルは残ります:" },
  stayFailed: { en: "it could not be read", ja: "読み込めませんでした" },
  stayUnread: { en: "{n} of its records could not be read", ja: "{n} 件の項目を読み込めませんでした" },
  stayLeftOut: { en: "{n} of its records {n|was|were} left out", ja: "{n} 件の項目をインポートしませんでした" },
  stayUnproved: { en: "not confirmed to be fully in the vault", ja: "すべてが保管庫に入ったことを確認できませんでした" },
})

/** Every record and every file that could not be read, with the reason. */
export function unreadOf({ files }: Pick<ImportRunState, "files">, lang: Lang): readonly Unread[] {
  return files.flatMap(({ files: names, outcome }): readonly Unread[] => {
    const file = sourceLabels(names, lang)
    switch (outcome.state) {
      case "read":
        return outcome.issues.map((issue) => ({ file: issue.file, at: issue.at, reason: format(issue.reason, lang, issue.detail) }))
      case "failed":
        return [{ file, at: null, reason: format(outcome.error, lang) }]
      case "locked":
      case "guessed":
        return outcome.skipped ? [{ file, at: null, reason: format(TEXTS.leftLocked, lang), skipped: true }] : []
    }
  })
}

/** The same, one sentence each. */
export function unreadTexts(state: Pick<ImportRunState, "files">, lang: Lang): readonly string[] {
  return unreadOf(state, lang).map(({ file, at, reason }) =>
    at === null
      ? format(TEXTS.whole, lang, { file: sourceLabel(file, lang), reason })
      : format(TEXTS.place, lang, { file: sourceLabel(file, lang), at, reason }),
  )
}

/** What was noticed in the files besides accounts. */
export function notesOf(
  files: ImportRunState["files"],
  lang: Lang,
): { readonly notices: readonly string[]; readonly withoutSecret: number } {
  const read = files.flatMap(({ outcome }) => (outcome.state === "read" ? [outcome] : []))
  return {
    notices: read.flatMap(({ notices }) => notices.map((message) => format(message, lang))),
    withoutSecret: read.reduce((sum, outcome) => sum + outcome.withoutSecret, 0),
  }
}

/** The rows that would have made accounts, but were not ticked. */
export function leftOutRows({ rows }: Pick<ImportRunState, "rows">): ImportRunState["rows"] {
  return rows.filter(({ status, ticked }) => !ticked && (status === "new" || status === "other-secret"))
}

/** The counts, then everything that was not imported, with the reason. */
export function resultRows(state: ImportRunState, imported: Imported, context: Context): readonly Row[] {
  const { lang, body } = context
  const width = body.columns - 1
  const { result, deleted } = imported
  const total = result.new + result.present + result.renamed + result.skipped
  const restore = isRestore(state, context)
  // As in the plan, repeated records are counted separately.
  const repeated = state.rows.filter(({ status }) => status === "repeated").length
  const updated = state.rows.filter(({ status, ticked }) => ticked && status !== "new" && status !== "other-secret").length
  const issues = state.files.reduce((sum, { outcome }) => sum + (outcome.state === "read" ? outcome.issues.length : 0), 0)
  const broken = Math.min(issues, result.skipped)
  const count = (text: Sentence, n: number, bold = false): readonly Row[] =>
    n > 0 || bold ? paragraph(format(text, lang, { n }), width, { indent: 3, role: bold ? "strong" : "text" }) : []
  const numbers = [
    ...count(restore ? TEXTS.restored : TEXTS.new, result.new, true),
    ...count(TEXTS.present, result.present - repeated),
    ...count(TEXTS.repeated, repeated),
    ...count(TEXTS.renamed, result.renamed),
    ...count(TEXTS.updated, updated),
    ...count(TEXTS.skipped, result.skipped - broken),
    ...count(TEXTS.broken, broken),
  ]
  const sum = [format(TEXTS.total, lang, { n: total }), ...unopenedText(unreadOf(state, lang), lang)]
  const { notices, withoutSecret } = notesOf(state.files, lang)
  const unread = unreadTexts(state, lang)
  const leftOut = leftOutRows(state).map(({ draft }) => labelOf(draft))
  return [
    EMPTY_ROW,
    ...(result.new === 0
      ? []
      : [
          ...paragraph(`✓ ${format(restore ? TEXTS.cameBack : TEXTS.cameIn, lang, { n: result.new })}`, width, {
            indent: 1,
            role: "strong",
          }),
          EMPTY_ROW,
        ]),
    ...paragraph(sum[0] ?? "", width, { indent: 1 }),
    ...numbers,
    ...sum.slice(1).flatMap((line) => paragraph(line, width, { indent: 1 })),
    ...(withoutSecret > 0 ? paragraph(format(TEXTS.withoutSecret, lang, { n: withoutSecret }), width, { indent: 3, role: "muted" }) : []),
    ...(restore ? [] : comparedRows(imported, context)),
    ...(state.received && context.receiver?.overSsh === true
      ? [EMPTY_ROW, ...paragraph(format(TEXTS.tunnel, lang), width, { indent: 1 })]
      : []),
    ...part(
      format(TEXTS.deleted, lang),
      deleted.map((path) => sourceLabel(path, lang)),
      width,
    ),
    ...part(format(TEXTS.unread, lang), unread, width),
    ...(imported.confirm === null && !restore ? stayingRows(state, imported, lang, width) : []),
    ...part(format(TEXTS.notices, lang), notices, width),
    ...part(format(TEXTS.leftOut, lang), leftOut, width),
  ]
}

/** How many of the accounts agree with the device that they came from. */
function comparisonOf(
  { checkList }: Imported,
  { vault }: Context,
): { readonly n: number; readonly total: number; readonly device: string } {
  if (checkList?.to !== "check-list") return { n: 0, total: 0, device: "phone" }
  const { ids, where } = checkList
  const compared = (vault?.accounts ?? []).filter(({ id, trashedAt }) => trashedAt === null && ids.includes(id))
  return { n: compared.filter((account) => lastVerifiedAt(account, where) !== null).length, total: compared.length, device: where }
}

function isVerified(imported: Imported, context: Context): boolean {
  const { n, total } = comparisonOf(imported, context)
  return n > 0 && n === total
}

/** What the comparison has shown so far; until all agree, that the device is still needed. */
function comparedRows(imported: Imported, context: Context): readonly Row[] {
  const { lang, body, formats } = context
  const { n, total, device } = comparisonOf(imported, context)
  const strong = (text: string): readonly Row[] => paragraph(text, body.columns - 1, { indent: 1, role: "strong" })
  const text = format(TEXTS.verified, lang, { n, total, device: deviceTitle(formats, device, lang) })
  return [
    EMPTY_ROW,
    ...(n === 0 ? [] : strong(n === total ? `✓ ${text}` : text)),
    ...(isVerified(imported, context) ? [] : strong(format(TEXTS.keep, lang))),
  ]
}

/** The entry of the menu that is chosen. */
export function resultCursor(imported: Imported, context: Context): number {
  return imported.cursor ?? (isVerified(imported, context) ? 1 : 0)
}

function part(title: string, lines: readonly string[], width: number): readonly Row[] {
  if (lines.length === 0) return []
  return [EMPTY_ROW, textRow(` ${title}`), ...lines.flatMap((line) => paragraph(`- ${line}`, width, { indent: 3 }))]
}

/** The source files that are not deleted: those that could have been in one line, the others with the reason. */
function stayingRows(state: ImportRunState, { deleted, deletable }: Imported, lang: Lang, width: number): readonly Row[] {
  // Directories are left out: only files can be deleted.
  const read = new Set(state.files.flatMap(({ files }) => files))
  const staying = (state.paths ?? []).filter((path) => read.has(path) && !deleted.includes(path))
  const declined = staying.filter((path) => deletable.includes(path)).map((path) => sourceLabel(path, lang))
  const others = staying
    .filter((path) => !deletable.includes(path))
    .map((path) => format(TEXTS.whole, lang, { file: sourceLabel(path, lang), reason: reasonToStay(state, path, lang) }))
  const kept = declined.length === 0 ? [] : paragraph(format(TEXTS.notDeleted, lang, { files: declined.join(", ") }), width, { indent: 1 })
  return [...(kept.length > 0 ? [EMPTY_ROW, ...kept] : []), ...part(format(TEXTS.stay, lang), others, width)]
}

function reasonToStay(state: ImportRunState, path: string, lang: Lang): string {
  const reads = state.files.filter(({ files }) => files.includes(path))
  if (reads.some(({ outcome }) => outcome.state === "failed")) return format(TEXTS.stayFailed, lang)
  if (reads.some(({ outcome }) => outcome.state === "locked" || outcome.state === "guessed")) return format(TEXTS.leftLocked, lang)
  const unread = reads.reduce(
    (sum, { outcome }) => sum + (outcome.state === "read" ? outcome.issues.filter(({ file }) => file === path).length : 0),
    0,
  )
  if (unread > 0) return format(TEXTS.stayUnread, lang, { n: unread })
  const leftOut = state.rows.filter(
    ({ file, status, ticked }) => file === path && !ticked && status !== "present" && status !== "repeated",
  ).length
  return leftOut > 0 ? format(TEXTS.stayLeftOut, lang, { n: leftOut }) : format(TEXTS.stayUnproved, lang)
}

/** Where to go from the result. */
export function resultItems({ checkList }: Imported, lang: Lang): readonly MenuItem[] {
  const home = { title: format(TEXTS.goHome, lang), text: "" }
  return checkList === null ? [home] : [{ title: format(TEXTS.compare, lang), text: "" }, home]
}

/** The number of visible rows of the result, above the question. */
export function resultHeight({ confirm, checkList }: Imported, { body }: Context): number {
  const menu = checkList === null ? 1 : 2
  return Math.max(1, body.rows - (confirm === null ? menu + 1 : confirmRows(confirm, body.columns).length + 1))
}

export function sourceLabels(files: readonly string[], lang: Lang): string {
  const names = files.slice(0, 2).map((path) => sourceLabel(path, lang))
  return files.length > 2 ? `${names[0] ?? ""} +${files.length - 1}` : names.join(", ")
}

/** The names of files that were opened together, and of their format: `backup.json (Aegis)`. */
export function sourceName(file: ImportRunState["files"][number], { lang, formats }: Context): string {
  const shown = sourceLabels(file.files, lang)
  return file.format === "" ? shown : `${shown} (${formatTitle(formats, file.format, lang)})`
}
