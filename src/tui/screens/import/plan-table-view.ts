import { cutToWidth, labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { KIND_NAMES } from "../../../migrate/export/losses.ts"
import type { PlanRow } from "../../../migrate/import/plan.ts"
import { fitList, listWindow } from "../../components/list.ts"
import { chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { sourceLabel } from "../../components/text.ts"
import type { Row, Size } from "../../core/frame.ts"
import { canTick, planLines, SECTION_TEXTS } from "./plan-table.ts"
import type { PlanLine, PlanTable, Unread } from "./plan-table.ts"

const TEXTS = texts({
  head: { en: "{ticked} of {total} {total|record|records} will be imported", ja: "{total} 件中 {ticked} 件をインポートします" },
  headRestore: { en: "{ticked} of {total} {total|record|records} will be restored", ja: "{total} 件中 {ticked} 件を復元します" },
  more: { en: "v {n} more {n|line|lines} below", ja: "v 下にあと {n} 行" },
  section: { en: "{name} ({count})", ja: "{name}（{count} 件）" },
  unread: { en: "Cannot be read ({count})", ja: "読み込めなかった項目（{count} 件）" },
  digits: { en: "{n} digits", ja: "{n} 桁" },
  seconds: { en: "{n} s", ja: "{n} 秒" },
  counter: { en: "counter {n}", ja: "カウンター {n}" },
  trashed: { en: "it is in the other app's trash", ja: "元のアプリのごみ箱にあります" },
  thereAs: { en: "here as {label}", ja: "ここでの名前: {label}" },
  sameName: {
    en: "its name is here with another secret; the new one is added beside it",
    ja: "同じ名前が別のシークレットで登録されています。新しいものを並べて追加します",
  },
  counters: { en: "counter here {here}, in the file {there}", ja: "カウンター: ここでは {here}、ファイルでは {there}" },
  from: { en: "from {file}", ja: "{file} より" },
  place: { en: "{file}, record {at}", ja: "{file} の {at} 番目" },
  skippedFiles: { en: "{n} {n|file|files} skipped: not opened", ja: "スキップしたファイル {n} 個（開いていません）" },
  failedFiles: { en: "{n} {n|file|files} could not be read", ja: "読み込めなかったファイル {n} 個" },
  sectionHelp: { en: "Space ticks or unticks all of these", ja: "Space でこの見出しの全件を切り替えます" },
})

/** The least number of rows below the list, for the details of the chosen line. */
const DETAIL_ROWS = 3

/** The number of rows of the list. The chosen line is shown in full below it, in up to half of all rows. */
export function planListHeight(table: PlanTable, lang: Lang, size: Size): number {
  return Math.max(1, size.rows - 2 - detailRows(table, lang, size).length)
}

function detailRows(table: PlanTable, lang: Lang, size: Size): readonly Row[] {
  const lines = planLines(table)
  const line = lines[fitList(table.list, lines.length, 1).cursor]
  const text = line === undefined ? [] : paragraph(detailOf(line, table, lang), size.columns - 1, { indent: 1, role: "muted" })
  const most = Math.max(DETAIL_ROWS, Math.floor(size.rows / 2))
  return Array.from({ length: Math.max(DETAIL_ROWS, Math.min(most, text.length)) }, (_, at) => text[at] ?? EMPTY_ROW)
}

/** Counts, sections with their rows, and a detail line for the chosen one; exactly `size.rows` rows. */
export function planTableView(table: PlanTable, lang: Lang, size: Size): readonly Row[] {
  const lines = planLines(table)
  const detail = detailRows(table, lang, size)
  const height = planListHeight(table, lang, size)
  const { from, to } = listWindow(table.list, lines.length, height)
  const { cursor } = fitList(table.list, lines.length, height)
  const rows = lines.slice(from, to).map((line, at) => {
    const chosen = from + at === cursor
    const row = lineRow(line, chosen, lang, size.columns)
    return chosen ? chosenRow(row, size.columns) : row
  })
  const ticked = table.rows.filter((row) => row.ticked).length
  const records = table.rows.length + table.unread.filter(({ at }) => at !== null).length
  const counts = format(table.verb === "restore" ? TEXTS.headRestore : TEXTS.head, lang, { ticked, total: records })
  const unopened = unopenedText(table.unread, lang)
  const summary = records === 0 && unopened.length > 0 ? unopened : [counts, ...unopened]
  const head = textRow(cutToWidth(` ${summary.join(" · ")}`, size.columns), "strong")
  const below = lines.length - to
  const more = below === 0 ? EMPTY_ROW : textRow(` ${format(TEXTS.more, lang, { n: below })}`, "muted")
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  return [head, ...rows, ...filler, more, ...detail].slice(0, size.rows)
}

function lineRow(line: PlanLine, chosen: boolean, lang: Lang, width: number): Row {
  const mark = chosen ? "▌" : " "
  switch (line.kind) {
    case "section": {
      const box = !canTick(line.status) ? "" : line.ticked === 0 ? "[ ] " : line.ticked === line.count ? "[x] " : "[-] "
      return [
        span(
          cutToWidth(
            `${mark} ${box}${format(TEXTS.section, lang, { name: format(SECTION_TEXTS[line.status], lang), count: line.count })}`,
            width,
          ),
          "strong",
        ),
      ]
    }
    case "row":
      return planRow(line.row, mark, lang, width)
    case "unread-section":
      return [span(cutToWidth(`${mark} ${format(TEXTS.unread, lang, { count: line.count })}`, width), "strong")]
    case "unread":
      return [span(cutToWidth(`${mark}    ! ${line.unread.reason} · ${placeText(line.unread, lang)}`, width))]
  }
}

const FILE_WIDTH = 18

function planRow({ draft, file, status, ticked }: PlanRow, mark: string, lang: Lang, width: number): Row {
  const box = canTick(status) ? `[${ticked ? "x" : " "}]` : " = "
  const files = width >= 60 ? FILE_WIDTH : 0
  const facts = 16
  const label = Math.max(10, width - 9 - facts - 1 - (files > 0 ? files + 1 : 0))
  return [
    span(`${mark}   ${box} `),
    ...columnsRow([
      { text: labelOf(draft), width: label },
      { text: factsText(draft, lang), width: facts, role: "muted" },
      { text: sourceLabel(file, lang), width: files, role: "muted" },
    ]),
  ]
}

/** `TOTP`, with the values that differ from the defaults. */
function factsText({ kind, algorithm, digits, period, counter }: PlanRow["draft"], lang: Lang): string {
  if (kind === "hotp") return `${KIND_NAMES.hotp} ${format(TEXTS.counter, lang, { n: counter ?? 0 })}`
  if (kind !== "totp") return KIND_NAMES[kind]
  const odd = [
    ...(algorithm === "SHA1" ? [] : [algorithm]),
    ...(digits === 6 ? [] : [format(TEXTS.digits, lang, { n: digits })]),
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

function detailOf(line: PlanLine, { unread }: PlanTable, lang: Lang): string {
  switch (line.kind) {
    case "section":
      return canTick(line.status) ? format(TEXTS.sectionHelp, lang) : ""
    case "unread-section":
      return unread.map((one) => `${placeText(one, lang)}: ${one.reason}`).join("\n")
    case "unread":
      return `${placeText(line.unread, lang)}: ${line.unread.reason}`
    case "row": {
      const { draft, match, status, file } = line.row
      const facts = [
        labelOf(draft),
        format(TEXTS.digits, lang, { n: draft.digits }),
        ...(draft.period === null ? [] : [format(TEXTS.seconds, lang, { n: draft.period })]),
        draft.algorithm,
        format(TEXTS.from, lang, { file: sourceLabel(file, lang) }),
      ].join(" · ")
      const why = [
        ...(draft.trashed ? [format(TEXTS.trashed, lang)] : []),
        ...(status === "other-secret" ? [format(TEXTS.sameName, lang)] : []),
        ...(status === "renamed" && match !== null ? [format(TEXTS.thereAs, lang, { label: labelOf(match) })] : []),
        ...(status === "counter-ahead" && match !== null
          ? [format(TEXTS.counters, lang, { here: match.counter ?? 0, there: draft.counter ?? 0 })]
          : []),
      ]
      return [facts, ...why].join("\n")
    }
  }
}

function placeText({ file, at }: Unread, lang: Lang): string {
  const name = sourceLabel(file, lang)
  return at === null ? name : format(TEXTS.place, lang, { file: name, at })
}
