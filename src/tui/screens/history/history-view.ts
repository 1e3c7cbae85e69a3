import { labelOf } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { confirmRows } from "../../components/confirm.ts"
import { dateText } from "../../components/files/directory.ts"
import { LIST_START, listWindow } from "../../components/list.ts"
import { chipSpans, chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow, withBand } from "../../components/rows.ts"
import { scrolledRows } from "../../components/scroll.ts"
import type { Row } from "../../core/frame.ts"
import type { Context, View } from "../../core/screen.ts"
import type { AccountDifference, VersionView } from "../../core/versions.ts"
import { accountRow, fieldsText, TABLE_WIDTH, tableRows } from "./account-row.ts"
import type { Happening } from "./account-row.ts"
import { chosenVersion } from "./history-state.ts"
import type { HistoryState, PlanStage, VersionStage } from "./history-state.ts"

const TEXTS = texts({
  title: { en: "History", ja: "履歴" },
  titleOf: { en: "History › Version {n}", ja: "履歴 › 版 {n}" },
  titlePlan: { en: "History › Version {n} › Restore", ja: "履歴 › 版 {n} › 復元" },
  note: {
    en: "Each change of the accounts keeps the state before it as a version. Using codes does not count as a change.",
    ja: "アカウントを変更するたびに、直前の状態を版として残します。認証コードの使用は変更に数えません。",
  },
  reading: { en: "Reading the versions…", ja: "版を読み込んでいます…" },
  n: { en: "N", ja: "番号" },
  saved: { en: "Saved", ja: "保存日時" },
  accounts: { en: "Accounts", ja: "件数" },
  generation: { en: "Generation", ja: "世代" },
  now: { en: "now", ja: "現在" },
  unusable: { en: "does not open", ja: "開けません" },
  unknownTime: { en: "not known", ja: "不明" },
  reason: { en: "This version cannot be used: {reason}.", ja: "この版は使用できません。{reason}。" },
  oldest: { en: "This is the oldest version that is kept.", ja: "残っている中で最も古い版です。" },
  noAccounts: { en: "Its save changed no account.", ja: "この保存でのアカウントの変更はありません。" },
  bySave: { en: "Changed by its save: {changes}", ja: "この保存での変更: {changes}" },
  savedAdded: { en: "added {label}", ja: "{label} を追加" },
  savedRemoved: { en: "deleted {label}", ja: "{label} を削除" },
  savedChanged: { en: "changed {label} ({fields})", ja: "{label} を変更（{fields}）" },
  differ: {
    en: "Saved {time}. {count} {count|account differs|accounts differ} from now.",
    ja: "{time} に保存。現在と異なるアカウントは {count} 件です。",
  },
  same: { en: "Saved {time}. All accounts are as they are now.", ja: "{time} に保存。すべてのアカウントが現在と同じです。" },
  sinceAdded: { en: "added since", ja: "以後に追加" },
  sinceRemoved: { en: "deleted since", ja: "以後に削除" },
  sinceChanged: { en: "changed since", ja: "以後に変更" },
  planOne: { en: "Restoring {label} from version {n} would change:", ja: "版 {n} から {label} を復元すると変わるもの:" },
  planAll: { en: "Restoring version {n} would change:", ja: "版 {n} を復元すると変わるもの:" },
  planning: { en: "Comparing with the present state…", ja: "現在の状態と比べています…" },
  planAdded: { en: "comes back", ja: "戻ります" },
  planRemoved: { en: "to the trash", ja: "ごみ箱へ" },
  planChanged: { en: "changes", ja: "変わります" },
  safe: {
    en: "The present state stays as a version; what is replaced goes to the trash too.",
    ja: "現在の状態は版として残り、置き換えた内容はごみ箱にも入ります。",
  },
  saving: { en: "Saving…", ja: "保存しています…" },
})

type Happenings = Readonly<Record<AccountDifference["change"], Happening>>
const SINCE: Happenings = {
  added: { word: TEXTS.sinceAdded, role: "ok" },
  removed: { word: TEXTS.sinceRemoved, role: "bad" },
  changed: { word: TEXTS.sinceChanged, role: "warn" },
}
const PLANNED: Happenings = {
  added: { word: TEXTS.planAdded, role: "ok" },
  removed: { word: TEXTS.planRemoved, role: "bad" },
  changed: { word: TEXTS.planChanged, role: "warn" },
}
const SAVED: Readonly<Record<AccountDifference["change"], Sentence>> = {
  added: TEXTS.savedAdded,
  removed: TEXTS.savedRemoved,
  changed: TEXTS.savedChanged,
}

const DETAIL_ROWS = 3

export function historyView(state: HistoryState, context: Context): View {
  const { stage } = state
  const { lang } = context
  switch (stage.at) {
    case "list":
      return { title: format(TEXTS.title, lang), body: listRows(state, context) }
    case "version":
      return { title: format(TEXTS.titleOf, lang, { n: stage.version.n }), body: versionRows(stage, context) }
    case "plan":
      return { title: format(TEXTS.titlePlan, lang, { n: stage.from.version.n }), body: planRows(stage, context) }
  }
}

/** The number of rows for the items of the list that is shown. */
export function historyHeight({ stage }: HistoryState, context: Context): number {
  const above = stage.at === "plan" ? planHead(stage, context).length : stage.at === "version" ? versionHead(stage, context).length : 0
  const { rows } = context.body
  switch (stage.at) {
    case "list":
      return Math.max(1, rows - noteRows(context).length - 1 - DETAIL_ROWS)
    case "version":
      return Math.max(1, rows - above)
    case "plan":
      return Math.max(1, rows - above - planBand(stage, context).length - 1)
  }
}

function noteRows({ lang, body }: Context): Row[] {
  if (body.rows < 16) return []
  return [...paragraph(format(TEXTS.note, lang), textWidth(body.columns), { indent: 1, role: "muted" }), EMPTY_ROW]
}

function textWidth(columns: number): number {
  return Math.min(TABLE_WIDTH, columns - 1)
}

function listRows(state: HistoryState, context: Context): Row[] {
  const { lang, body } = context
  if (state.versions === null) return [EMPTY_ROW, textRow(` ${format(TEXTS.reading, lang)}`)]
  const height = historyHeight(state, context)
  const { from, to } = listWindow(state.list, state.versions.length, height)
  const rows = state.versions.slice(from, to).map((version, at) => versionRow(version, from + at === state.list.cursor, context))
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const chosen = chosenVersion(state)
  const detail = chosen === undefined ? [] : paragraph(detailText(chosen, lang), textWidth(body.columns), { indent: 1, role: "muted" })
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  const head = columnsRow(
    versionColumns(
      { mark: "", n: t("n"), saved: t("saved"), accounts: t("accounts"), generation: t("generation"), state: "" },
      body.columns,
    ),
  )
  const table = tableRows(rows, from, state.versions.length, body.columns)
  return [...noteRows(context), head.map((part) => ({ ...part, role: "strong" })), ...table, ...filler, ...detail.slice(0, DETAIL_ROWS)]
}

type Cells = Readonly<Record<"mark" | "n" | "saved" | "accounts" | "generation" | "state", string>>

function versionColumns({ mark, n, saved, accounts, generation, state }: Cells, columns: number): Parameters<typeof columnsRow>[0] {
  const wide = columns >= 60
  return [
    { text: mark, width: 1 },
    { text: n, width: 4, align: "right" },
    { text: saved, width: 16 },
    { text: accounts, width: wide ? 9 : 0, align: "right" },
    { text: generation, width: wide ? 11 : 0, align: "right" },
    { text: state, width: wide ? 18 : Math.max(1, columns - 25) },
  ]
}

function versionRow(version: VersionView, chosen: boolean, { lang, body }: Context): Row {
  const state =
    version.problem !== null
      ? ({ word: TEXTS.unusable, role: "bad" } as const)
      : version.current
        ? ({ word: TEXTS.now, role: "ok" } as const)
        : null
  const cells: Cells = {
    mark: chosen ? "▌" : "",
    n: String(version.n),
    saved: timeText(version, lang),
    accounts: version.accounts === null ? "-" : String(version.accounts),
    generation: String(version.generation),
    state: "",
  }
  const columns = columnsRow(versionColumns(cells, body.columns).slice(0, -1))
  const row = state === null ? columns : [...columns, span(" "), ...chipSpans(format(state.word, lang), state.role, 18)]
  return chosen ? chosenRow(row, Math.min(body.columns, TABLE_WIDTH)) : row
}

/** When it was saved, in the machine's own time zone. */
function timeText({ savedAt }: VersionView, lang: Lang): string {
  return savedAt === null ? format(TEXTS.unknownTime, lang) : dateText(savedAt)
}

function detailText({ problem, changes }: VersionView, lang: Lang): string {
  if (problem !== null) return format(TEXTS.reason, lang, { reason: format(problem, lang) })
  if (changes === null) return format(TEXTS.oldest, lang)
  if (changes.length === 0) return format(TEXTS.noAccounts, lang)
  const parts = changes.map((one) => format(SAVED[one.change], lang, { label: labelOf(one), fields: fieldsText(one, lang) }))
  return format(TEXTS.bySave, lang, { changes: parts.join(lang === "ja" ? "、" : "; ") })
}

function versionHead({ version }: VersionStage, { lang, body }: Context): Row[] {
  const time = timeText(version, lang)
  const count = version.since.length
  const text = count === 0 ? format(TEXTS.same, lang, { time }) : format(TEXTS.differ, lang, { time, count })
  return [...paragraph(text, textWidth(body.columns), { indent: 1, role: "strong" }), EMPTY_ROW]
}

function versionRows(stage: VersionStage, context: Context): Row[] {
  const height = historyHeight({ versions: null, list: LIST_START, stage }, context)
  return [...versionHead(stage, context), ...shownDifferences(stage, height, context)]
}

function planHead({ from, account }: PlanStage, { lang, body }: Context): Row[] {
  const { n } = from.version
  const text = account === null ? format(TEXTS.planAll, lang, { n }) : format(TEXTS.planOne, lang, { n, label: labelOf(account) })
  return [...paragraph(text, textWidth(body.columns), { indent: 1, role: "strong" }), EMPTY_ROW]
}

function planBand({ question, saving }: PlanStage, { lang, body }: Context): Row[] {
  const safe = paragraph(format(TEXTS.safe, lang), textWidth(body.columns), { indent: 1 })
  return saving ? [...safe, EMPTY_ROW, textRow(` ${format(TEXTS.saving, lang)}`)] : [...safe, ...confirmRows(question, body.columns)]
}

function planRows(stage: PlanStage, context: Context): Row[] {
  const { body, lang } = context
  const head = planHead(stage, context)
  if (stage.changes === null) return [...head, textRow(` ${format(TEXTS.planning, lang)}`)]
  const height = historyHeight({ versions: null, list: LIST_START, stage }, context)
  const changes = stage.changes.map((one) => differenceRow(one, PLANNED, false, context))
  const table = tableRows(scrolledRows(changes, stage.offset, height), stage.offset, changes.length, body.columns)
  return withBand([...head, ...table], planBand(stage, context), body.rows, body.columns)
}

function shownDifferences({ version, list }: VersionStage, height: number, context: Context): readonly Row[] {
  const { from, to } = listWindow(list, version.since.length, height)
  const rows = version.since.slice(from, to).map((one, at) => differenceRow(one, SINCE, from + at === list.cursor, context))
  return tableRows(rows, from, version.since.length, context.body.columns)
}

function differenceRow(one: AccountDifference, happenings: Happenings, chosen: boolean, { lang, body }: Context): Row {
  return accountRow(one, happenings[one.change], Object.values(happenings), { chosen, lang, columns: body.columns })
}
