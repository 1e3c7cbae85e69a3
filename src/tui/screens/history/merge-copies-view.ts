import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { confirmRows } from "../../components/confirm.ts"
import { dateText } from "../../components/files/directory.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import { listWindow } from "../../components/list.ts"
import { chipSpans, chosenRow, columnsRow, EMPTY_ROW, paragraph, span, textRow, withBand } from "../../components/rows.ts"
import { scrolledRows } from "../../components/scroll.ts"
import type { Row } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"
import type { Context, View } from "../../core/screen.ts"
import type { CopyView, MergedAccount, MergeView } from "../../core/copies.ts"
import { accountRow, TABLE_WIDTH, tableRows } from "./account-row.ts"
import type { Happening } from "./account-row.ts"
import { chosenCopy } from "./merge-copies-state.ts"
import type { MergeCopiesState, PassphraseStage, PlanStage, ResultStage } from "./merge-copies-state.ts"

const TEXTS = texts({
  title: { en: "Copies of the vault", ja: "保管庫のコピー" },
  titlePassphrase: { en: "Copies of the vault › Passphrase", ja: "保管庫のコピー › パスフレーズ" },
  titlePlan: { en: "Copies of the vault › Merge", ja: "保管庫のコピー › マージ" },
  titleDone: { en: "Copies of the vault › Done", ja: "保管庫のコピー › 完了" },
  note: {
    en: "The vault was changed here and elsewhere, and the synchronisation kept both. Merging brings the changes of both together; you see what would change before anything does.",
    ja: "保管庫がここと別の場所の両方で変更され、同期で両方が残りました。マージすると両方の変更をまとめられます。実行の前に内容を確認できます。",
  },
  reading: { en: "Reading the copies…", ja: "コピーを読み込んでいます…" },
  none: { en: "There are no copies of the vault beside it.", ja: "保管庫のコピーはありません。" },
  name: { en: "Copy", ja: "コピー" },
  accounts: { en: "Accounts", ja: "件数" },
  saved: { en: "Saved", ja: "保存日時" },
  ready: { en: "can be merged", ja: "マージ可能" },
  unsigned: { en: "not signed", ja: "署名なし" },
  merged: { en: "merged", ja: "マージ済み" },
  locked: { en: "passphrase", ja: "要パスフレーズ" },
  broken: { en: "does not open", ja: "開けません" },
  whence: { en: "By its name: {origin}.", ja: "名前による作成元: {origin}。" },
  aboutUnsigned: { en: "It is not signed: anyone could have written it.", ja: "署名がありません。誰でも作成できた可能性があります。" },
  aboutMerged: { en: "The vault holds everything in it already.", ja: "内容はすべて保管庫に含まれています。" },
  aboutLocked: {
    en: "It belongs to another identity: from before a change of the passphrase, or of another vault.",
    ja: "別の鍵の保管庫です（パスフレーズ変更前のもの、または別の保管庫）。",
  },
  aboutBroken: { en: "It cannot be opened: {reason}.", ja: "開けません。{reason}。" },
  ask: { en: "Passphrase that {name} was saved with", ja: "{name} を保存したときのパスフレーズ" },
  wrong: { en: "That is not its passphrase. Please try again.", ja: "パスフレーズが違います。もう一度入力してください。" },
  opening: { en: "Opening… (Esc cancels)", ja: "開いています…（Esc で中断）" },
  counts: {
    en: "{new} new  {changed} changed  {removed} removed  {conflicts} in conflict  {present} unchanged",
    ja: "新規 {new}  変更 {changed}  削除 {removed}  競合 {conflicts}  変更なし {present}",
  },
  new: { en: "new", ja: "新規" },
  changed: { en: "changed", ja: "変更" },
  removed: { en: "removed", ja: "削除" },
  conflict: { en: "conflict", ja: "競合" },
  noRows: { en: "No account changes.", ja: "変わるアカウントはありません。" },
  conflicts: {
    en: "In conflict: both sides changed the same field. The later state is kept, the other goes to the trash for 30 days.",
    ja: "競合: 両方で同じ項目が変更されています。新しい方を残し、もう一方を 30 日間ごみ箱に入れます。",
  },
  recovery: {
    en: "The copy has another recovery key; the one of this vault stays.",
    ja: "コピーの回復キーは異なります。この保管庫の回復キーをそのまま残します。",
  },
  saving: { en: "Merging…", ja: "マージしています…" },
  done: { en: "Merged. The vault was saved and read back.", ja: "マージしました。保管庫を保存し、読み直して確認しました。" },
  already: {
    en: "The vault holds everything in it already; nothing was changed.",
    ja: "すべて保管庫に含まれています。何も変更していません。",
  },
})

const HAPPENINGS: Readonly<Record<MergedAccount["status"], Happening>> = {
  new: { word: TEXTS.new, role: "ok" },
  changed: { word: TEXTS.changed, role: "warn" },
  removed: { word: TEXTS.removed, role: "warn" },
  conflict: { word: TEXTS.conflict, role: "bad" },
}
const STATE_ROLES: Readonly<Record<CopyView["state"], Role>> = {
  ready: "ok",
  unsigned: "warn",
  merged: "text",
  locked: "warn",
  broken: "bad",
}
/** A row for the name; the reason why a copy does not open, and the way out, needs four at 80 columns. */
const detailHeight = (rows: number): number => (rows < 16 ? 3 : 5)

const textWidth = (columns: number): number => Math.min(TABLE_WIDTH, columns - 1)

export function mergeCopiesView(state: MergeCopiesState, context: Context): View {
  const { stage } = state
  const { lang } = context
  switch (stage.at) {
    case "list":
      return { title: format(TEXTS.title, lang), body: listRows(state, context) }
    case "passphrase":
      return passphraseView(stage, context)
    case "planning":
      return { title: format(TEXTS.titlePlan, lang), body: [EMPTY_ROW, textRow(` ${format(TEXTS.reading, lang)}`)] }
    case "plan":
      return { title: format(TEXTS.titlePlan, lang), body: planRows(stage, context) }
    case "result":
      return { title: format(TEXTS.titleDone, lang), body: resultRows(stage, context) }
  }
}

/** The number of rows for the items of the list, or for the rows of the plan. */
export function mergeHeight({ stage }: MergeCopiesState, context: Context): number {
  const { rows } = context.body
  if (stage.at === "plan") return Math.max(1, rows - planHead(stage.plan, context).length - planBand(stage, context).length - 1)
  return Math.max(1, rows - noteRows(context).length - 1 - detailHeight(rows))
}

function noteRows({ lang, body }: Context): Row[] {
  if (body.rows < 16) return []
  return [...paragraph(format(TEXTS.note, lang), textWidth(body.columns), { indent: 1 }), EMPTY_ROW]
}

function listRows(state: MergeCopiesState, context: Context): Row[] {
  const { lang, body } = context
  const { copies, list } = state
  if (copies === null) return [EMPTY_ROW, textRow(` ${format(TEXTS.reading, lang)}`)]
  if (copies.length === 0) return [EMPTY_ROW, ...paragraph(format(TEXTS.none, lang), textWidth(body.columns), { indent: 1 })]
  const height = mergeHeight(state, context)
  const { from, to } = listWindow(list, copies.length, height)
  const rows = copies.slice(from, to).map((copy, at) => copyRow(copy, from + at === list.cursor, context))
  const filler = Array.from({ length: Math.max(0, height - rows.length) }, () => EMPTY_ROW)
  const chosen = chosenCopy(state)
  const detail = chosen === undefined ? [] : detailRows(chosen, lang, textWidth(body.columns)).slice(0, detailHeight(body.rows))
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  const head = columnsRow(copyColumns({ mark: "", name: t("name"), accounts: t("accounts"), saved: t("saved"), state: "" }, body.columns))
  const table = tableRows(rows, from, copies.length, body.columns)
  return [...noteRows(context), head.map((part) => ({ ...part, role: "strong" })), ...table, ...filler, ...detail]
}

/** A chip of the longest word. */
const STATE_WIDTH = 16

type Cells = Readonly<Record<"mark" | "name" | "accounts" | "saved" | "state", string>>

function copyColumns({ mark, name, accounts, saved, state }: Cells, columns: number): Parameters<typeof columnsRow>[0] {
  const wide = columns >= 60
  const width = Math.min(columns, TABLE_WIDTH)
  return [
    { text: mark, width: 1 },
    { text: name, width: Math.max(4, width - STATE_WIDTH - 4 - (wide ? 26 : 0)) },
    { text: accounts, width: wide ? 8 : 0, align: "right" },
    { text: saved, width: wide ? 16 : 0 },
    { text: state, width: STATE_WIDTH },
  ]
}

function copyRow(copy: CopyView, chosen: boolean, { lang, body }: Context): Row {
  const cells: Cells = {
    mark: chosen ? "▌" : "",
    name: sanitize(copy.name),
    accounts: copy.accounts === null ? "-" : String(copy.accounts),
    saved: copy.savedAt === null ? "-" : dateText(copy.savedAt),
    state: "",
  }
  const chip = chipSpans(format(TEXTS[copy.state], lang), STATE_ROLES[copy.state], STATE_WIDTH)
  const row = [...columnsRow(copyColumns(cells, body.columns).slice(0, -1)), span(" "), ...chip]
  return chosen ? chosenRow(row, Math.min(body.columns, TABLE_WIDTH)) : row
}

function detailRows({ name, origin, state, problem }: CopyView, lang: Lang, width: number): Row[] {
  const about = {
    ready: "",
    unsigned: format(TEXTS.aboutUnsigned, lang),
    merged: format(TEXTS.aboutMerged, lang),
    locked: format(TEXTS.aboutLocked, lang),
    broken: problem === null ? "" : format(TEXTS.aboutBroken, lang, { reason: format(problem, lang) }),
  }[state]
  const whence = origin === "" ? "" : format(TEXTS.whence, lang, { origin: sanitize(origin) })
  const more = [whence, about].filter((text) => text !== "").join(lang === "ja" ? "" : " ")
  return [textRow(cutToWidth(` ${sanitize(name)}`, width)), ...paragraph(more, width, { indent: 1 })]
}

function passphraseView({ name, editor, wrong, opening }: PassphraseStage, { lang, body }: Context): View {
  const width = textWidth(body.columns)
  const above = [
    EMPTY_ROW,
    ...paragraph(format(TEXTS.aboutLocked, lang), width, { indent: 1 }),
    EMPTY_ROW,
    ...paragraph(format(TEXTS.ask, lang, { name: sanitize(name) }), width, { indent: 1 }),
  ]
  const line = lineView(editor, Math.max(4, Math.min(60, body.columns - 2)))
  const below = opening ? format(TEXTS.opening, lang) : wrong ? format(TEXTS.wrong, lang) : ""
  return {
    title: format(TEXTS.titlePassphrase, lang),
    body: [...above, [span(" "), ...line.spans], EMPTY_ROW, ...paragraph(below, width, { indent: 1, role: wrong ? "danger" : "text" })],
    cursor: opening ? null : { x: 1 + line.cursorX, y: above.length },
  }
}

const countsText = ({ new: added, changed, removed, conflicts, present }: MergeView, lang: Lang): string =>
  format(TEXTS.counts, lang, { new: added, changed, removed, conflicts, present })

function planHead(plan: MergeView, { lang, body }: Context): Row[] {
  const width = textWidth(body.columns)
  const warnings = [
    ...(plan.otherIdentity ? [TEXTS.aboutLocked] : []),
    ...(plan.unsigned ? [TEXTS.aboutUnsigned] : []),
    ...(plan.otherRecovery ? [TEXTS.recovery] : []),
  ]
  return [
    ...paragraph(plan.names.map((name) => sanitize(name)).join(", "), width, { indent: 1 }).slice(0, 2),
    ...warnings.flatMap((text) => paragraph(format(text, lang), width, { indent: 1, role: "strong" })),
    ...paragraph(countsText(plan, lang), width, { indent: 1, role: "strong" }),
    ...(body.rows >= 16 ? [EMPTY_ROW] : []),
    ...(plan.rows.length === 0 ? [textRow(` ${format(TEXTS.noRows, lang)}`)] : []),
  ]
}

function planBand({ plan, question, saving }: PlanStage, { lang, body }: Context): Row[] {
  const about = plan.conflicts > 0 ? paragraph(format(TEXTS.conflicts, lang), textWidth(body.columns), { indent: 1 }) : []
  return saving ? [...about, EMPTY_ROW, textRow(` ${format(TEXTS.saving, lang)}`)] : [...about, ...confirmRows(question, body.columns)]
}

function planRows(stage: PlanStage, context: Context): Row[] {
  const { body } = context
  const height = mergeHeight({ copies: null, list: { cursor: 0, offset: 0 }, stage }, context)
  const rows = mergedRows(stage.plan, context)
  return withBand(
    [...planHead(stage.plan, context), ...tableRows(scrolledRows(rows, stage.offset, height), stage.offset, rows.length, body.columns)],
    planBand(stage, context),
    body.rows,
    body.columns,
  )
}

function mergedRows({ rows }: MergeView, { lang, body }: Context): Row[] {
  return rows.map((row) =>
    accountRow(row, HAPPENINGS[row.status], Object.values(HAPPENINGS), { chosen: false, lang, columns: body.columns }),
  )
}

function resultRows({ result, question }: ResultStage, context: Context): Row[] {
  const { lang, body } = context
  const width = textWidth(body.columns)
  const head = [
    EMPTY_ROW,
    ...paragraph(format(result.isDone ? TEXTS.already : TEXTS.done, lang), width, { indent: 1, role: "strong" }),
    ...(result.isDone ? [] : paragraph(countsText(result, lang), width, { indent: 1 })),
    ...(result.conflicts > 0 ? [EMPTY_ROW, ...paragraph(format(TEXTS.conflicts, lang), width, { indent: 1 })] : []),
  ]
  if (question === null) return head
  return withBand(head, confirmRows(question, body.columns), body.rows, body.columns)
}
