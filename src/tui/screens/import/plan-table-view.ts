import { isShortSecret, secretBits } from "../../../accounts/secret.ts"
import { cellWidth, cutToWidth, labelOf, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { KIND_NAMES } from "../../../migrate/export/losses.ts"
import type { PlanRow } from "../../../migrate/import/plan.ts"
import { fitList, listWindow } from "../../components/list.ts"
import { chipSpans, chosenRow, columnsRow, EMPTY_ROW, fitRow, paragraph, span, textRow, tickRow } from "../../components/rows.ts"
import { withScrollbar } from "../../components/scrollbar.ts"
import { sourceLabel } from "../../components/text.ts"
import type { Row, Size } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import { canTick, markOf, MARKS, planLines } from "./plan-table.ts"
import type { PlanLine, PlanTable, RowMark, Unread } from "./plan-table.ts"

const TEXTS = texts({
  head: { en: "{ticked} of {total} come in", ja: "{total} 件中 {ticked} 件をインポート" },
  headRestore: { en: "{ticked} of {total} come back", ja: "{total} 件中 {ticked} 件を復元" },
  more: { en: "… {n} more", ja: "… あと {n} 件" },
  unread: { en: "unread", ja: "読込不可" },
  record: { en: "record {at}", ja: "{at} 番目" },
  digits: { en: "{n} digits", ja: "{n} 桁" },
  seconds: { en: "{n} s", ja: "{n} 秒" },
  counter: { en: "counter {n}", ja: "カウンター {n}" },
  isNew: {
    en: "A new account. Nothing here has its name or its secret.",
    ja: "新しいアカウントです。同じ名前やシークレットは登録されていません。",
  },
  trashed: {
    en: "It is in the other app's trash, so it is not ticked.",
    ja: "元のアプリのごみ箱にあるため、選択されていません。",
  },
  present: { en: "It is here already, with the same name and secret.", ja: "同じ名前とシークレットで登録済みです。" },
  repeated: { en: "Another record of this import is the same.", ja: "今回のインポートに同じ項目がもう 1 件あります。" },
  thereAs: { en: "It is here already as {label}.", ja: "{label} という名前で登録済みです。" },
  sameName: {
    en: "Its name is here with another secret; the new one is added beside it.",
    ja: "同じ名前が別のシークレットで登録されています。新しいものを並べて追加します。",
  },
  weak: {
    en: "Its secret has only {bits} bits; 80 or more are usual.",
    ja: "シークレットが {bits} ビットしかありません。通常は 80 ビット以上です。",
  },
  weakCount: { en: "short secret {n}", ja: "短いシークレット {n}" },
  counters: { en: "Counter here {here}, in the file {there}.", ja: "カウンター: ここでは {here}、ファイルでは {there}。" },
  from: { en: "from {file}", ja: "{file} より" },
  place: { en: "{file}, record {at}", ja: "{file} の {at} 番目" },
  skippedFiles: { en: "{n} {n|file|files} skipped: not opened", ja: "スキップしたファイル {n} 個（開いていません）" },
  failedFiles: { en: "{n} {n|file|files} could not be read", ja: "読み込めなかったファイル {n} 個" },
})

const MARK_TEXTS = texts({
  new: { en: "new", ja: "新規" },
  "other-secret": { en: "differs", ja: "別の鍵" },
  "counter-ahead": { en: "counter", ja: "カウンタ" },
  renamed: { en: "renamed", ja: "別名" },
  trashed: { en: "trashed", ja: "ごみ箱" },
  present: { en: "have", ja: "登録済み" },
  repeated: { en: "repeated", ja: "重複" },
} satisfies Record<RowMark, Sentence>)

const MARK_ROLES: Readonly<Partial<Record<RowMark, Role>>> = {
  new: "ok",
  "other-secret": "warn",
  "counter-ahead": "warn",
  renamed: "warn",
}
/** The widest mark with a blank on each side, and one before the issuer. */
const MARK_WIDTH = 11

/** The least number of rows below the list, for the details of the chosen line. */
const DETAIL_ROWS = 2
/** Rows besides the list and the details: the counts and a blank one above, one for the number of lines below. */
const OTHER_ROWS = 3

/** The number of rows of the list. The chosen line is shown in full below it, in up to half of all rows. */
export function planListHeight(table: PlanTable, lang: Lang, size: Size): number {
  return Math.max(1, size.rows - OTHER_ROWS - detailRows(table, lang, size).length)
}

function detailRows(table: PlanTable, lang: Lang, size: Size): readonly Row[] {
  const lines = planLines(table)
  const line = lines[fitList(table.list, lines.length, 1).cursor]
  const text = line === undefined ? [] : paragraph(detailOf(line, lang), size.columns - 2, { indent: 2 })
  const most = Math.max(DETAIL_ROWS, Math.floor(size.rows / 2))
  return Array.from({ length: Math.max(DETAIL_ROWS, Math.min(most, text.length)) }, (_, at) => text[at] ?? EMPTY_ROW)
}

/** Counts, the records, and the details of the chosen one; at most `size.rows` rows. */
export function planTableView(table: PlanTable, lang: Lang, size: Size): readonly Row[] {
  const lines = planLines(table)
  const height = planListHeight(table, lang, size)
  const { from, to } = listWindow(table.list, lines.length, height)
  const { cursor } = fitList(table.list, lines.length, height)
  const width = lines.length > height ? size.columns - 1 : size.columns
  const columns = columnWidths(table, lang, width)
  const rows = lines.slice(from, to).map((line, at) => {
    const isChosen = from + at === cursor
    const row = lineRow(line, isChosen ? "▌" : " ", columns, lang)
    return isChosen ? tickRow(chosenRow(row, width)) : fitRow(row, width)
  })
  const list = withScrollbar(rows, from, lines.length, size.columns)
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const below = lines.length - to
  const more = below === 0 ? EMPTY_ROW : textRow(`  ${format(TEXTS.more, lang, { n: below })}`, "muted")
  return [...countRows(table, lang, size.columns), ...list, ...filler, more, ...detailRows(table, lang, size)].slice(0, size.rows)
}

/** Two rows: `3 of 7 come in   1 file could not be read   new 2  differs 1`. The second is blank unless the first is too short. */
function countRows({ rows, unread, verb }: PlanTable, lang: Lang, width: number): readonly Row[] {
  const ticked = rows.filter((row) => row.ticked).length
  const unreadRecords = unread.filter(({ at }) => at !== null).length
  const total = rows.length + unreadRecords
  const files = unopenedText(unread, lang)
  const head = total === 0 && files.length > 0 ? [] : [format(verb === "restore" ? TEXTS.headRestore : TEXTS.head, lang, { ticked, total })]
  const counts = MARKS.map((mark) => [format(MARK_TEXTS[mark], lang), rows.filter((row) => markOf(row) === mark).length] as const)
  const marks = [...counts, [format(TEXTS.unread, lang), unreadRecords] as const].filter(([, n]) => n > 0)
  const weak = rows.filter(({ draft, status }) => canTick(status) && isShortSecret(draft)).length
  const parts = [
    ...[...head, ...files].map((text) => `   ${text}`),
    ...(weak === 0 ? [] : [`   ${format(TEXTS.weakCount, lang, { n: weak })}`]),
    ...marks.map(([word, n], at) => `${at === 0 ? "   " : "  "}${word} ${n}`),
  ]
  return twoRows(parts, width).map((text) => textRow(cutToWidth(text, width), "strong"))
}

/** Joins the parts in one row; from the first that does not fit, in a second one. */
function twoRows(parts: readonly string[], width: number): readonly [string, string] {
  const fits = parts.findIndex((_, at) => cellWidth(parts.slice(0, at + 1).join("")) > width + 1)
  const cut = fits === -1 ? parts.length : Math.max(1, fits)
  const joined = (some: readonly string[]): string => (some.length === 0 ? "" : `  ${some.join("").trimStart()}`)
  return [joined(parts.slice(0, cut)), joined(parts.slice(cut))]
}

/** The cells of each column; 0: it is left out. */
interface ColumnWidths {
  readonly issuer: number
  readonly name: number
  readonly facts: number
  readonly file: number
}

const MOST_ISSUER = 30
const MOST_NAME = 40
const FACTS_WIDTH = 16
const FILE_WIDTH = 24
/** Bar, tick box, mark and the gaps. */
const LEFT_WIDTH = 5 + MARK_WIDTH

/** Issuer and name share what the other columns leave, up to the widest of each. The file is named where there is room and more than one. */
function columnWidths({ rows }: PlanTable, lang: Lang, width: number): ColumnWidths {
  const facts = width < 60 ? 6 : FACTS_WIDTH
  const files = new Set(rows.map(({ file }) => sourceLabel(file, lang))).size
  const file = width >= 100 && files > 1 ? FILE_WIDTH : 0
  const room = Math.max(10, width - LEFT_WIDTH - facts - 2 - (file > 0 ? file + 1 : 0))
  const issuer = Math.min(MOST_ISSUER, Math.floor(room * 0.42))
  return { issuer, name: Math.min(MOST_NAME, room - issuer - 1), facts, file }
}

/** A mark as a chip, in a column of its own. */
export function markSpans(mark: RowMark, lang: Lang): Row {
  return chipSpans(format(MARK_TEXTS[mark], lang), MARK_ROLES[mark] ?? "text", MARK_WIDTH)
}

/** That something could not be read, as a chip in the same column. */
export function unreadSpans(lang: Lang): Row {
  return chipSpans(format(TEXTS.unread, lang), "bad", MARK_WIDTH)
}

function lineRow(line: PlanLine, bar: string, columns: ColumnWidths, lang: Lang): Row {
  if (line.kind === "unread") {
    const { at, file, reason } = line.unread
    const place = at === null ? sourceLabel(file, lang) : format(TEXTS.record, lang, { at })
    const room = columns.name + columns.facts + columns.file + 2
    return [
      span(`${bar}    `),
      ...unreadSpans(lang),
      ...columnsRow([
        { text: place, width: columns.issuer },
        { text: reason, width: room },
      ]),
    ]
  }
  const { draft, file, status, ticked } = line.row
  return [
    span(`${bar}${canTick(status) ? `[${ticked ? "x" : " "}]` : "   "} `),
    ...markSpans(markOf(line.row), lang),
    ...columnsRow([
      { text: sanitize(draft.issuer), width: columns.issuer, role: "strong" },
      { text: sanitize(draft.name), width: columns.name },
      { text: factsText(draft, lang), width: columns.facts },
      { text: sourceLabel(file, lang), width: columns.file, role: "muted" },
    ]),
  ]
}

/** `TOTP`, with the values that differ from the defaults. */
function factsText({ kind, algorithm, digits, period, counter }: PlanRow["draft"], lang: Lang): string {
  if (kind === "hotp") return `${KIND_NAMES.hotp} ${format(TEXTS.counter, lang, { n: counter ?? 0 })}`
  if (kind !== "totp") return KIND_NAMES[kind]
  const odd = [
    ...(algorithm === "SHA1" ? [] : [algorithm]),
    ...(digits === 6 ? [] : [String(digits)]),
    ...(period === 30 || period === null ? [] : [format(TEXTS.seconds, lang, { n: period })]),
  ]
  return [KIND_NAMES.totp, ...odd].join(" ")
}

/**
 * How many files the user skipped, and how many could not be read: one text each, such as `1 file skipped: not opened`; zero counts are left
 * out. Records that could not be read, whose `at` is a number, are not counted.
 */
export function unopenedText(unread: readonly Unread[], lang: Lang): readonly string[] {
  const files = unread.filter(({ at }) => at === null)
  const skipped = files.filter(({ skipped }) => skipped === true).length
  const failed = files.length - skipped
  return [
    ...(skipped > 0 ? [format(TEXTS.skippedFiles, lang, { n: skipped })] : []),
    ...(failed > 0 ? [format(TEXTS.failedFiles, lang, { n: failed })] : []),
  ]
}

/** What happens with the chosen record, then its facts. */
function detailOf(line: PlanLine, lang: Lang): string {
  if (line.kind === "unread") return `${placeText(line.unread, lang)}: ${line.unread.reason}`
  const { draft, file } = line.row
  const facts = [
    labelOf(draft),
    format(TEXTS.digits, lang, { n: draft.digits }),
    ...(draft.period === null ? [] : [format(TEXTS.seconds, lang, { n: draft.period })]),
    draft.algorithm,
    format(TEXTS.from, lang, { file: sourceLabel(file, lang) }),
  ].join(" · ")
  return [...reasonsOf(line.row, lang), facts].join("\n")
}

function reasonsOf(row: PlanRow, lang: Lang): readonly string[] {
  const weak = isShortSecret(row.draft) ? [format(TEXTS.weak, lang, { bits: secretBits(row.draft) })] : []
  return [...statusReasons(row, lang), ...weak]
}

function statusReasons({ draft, match, status }: PlanRow, lang: Lang): readonly string[] {
  const trashed = draft.trashed ? [format(TEXTS.trashed, lang)] : []
  switch (status) {
    case "new":
      return draft.trashed ? trashed : [format(TEXTS.isNew, lang)]
    case "other-secret":
      return [...trashed, format(TEXTS.sameName, lang)]
    case "renamed":
      return match === null ? [] : [format(TEXTS.thereAs, lang, { label: labelOf(match) })]
    case "counter-ahead":
      return match === null ? [] : [format(TEXTS.counters, lang, { here: match.counter ?? 0, there: draft.counter ?? 0 })]
    case "present":
      return [format(TEXTS.present, lang)]
    case "repeated":
      return [format(TEXTS.repeated, lang)]
  }
}

function placeText({ file, at }: Unread, lang: Lang): string {
  const name = sourceLabel(file, lang)
  return at === null ? name : format(TEXTS.place, lang, { file: name, at })
}
