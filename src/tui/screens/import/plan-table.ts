import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import type { PlanRow, RowStatus } from "../../../migrate/import/plan.ts"
import { fitList, isSecondClick, LIST_KEYS, LIST_START, moveList, moveListBy, pointList } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { actionIn, isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"

const TEXTS = texts({
  toggle: { en: "tick or untick the record", ja: "項目の選択を切り替える" },
  toggleHint: { en: "tick", ja: "選択" },
  all: { en: "tick all that are new here", ja: "ここにないものをすべて選択" },
  allHint: { en: "all", ja: "すべて" },
  none: { en: "untick all", ja: "すべて解除" },
  noneHint: { en: "none", ja: "解除" },
  invert: { en: "invert the ticks of all that are new here", ja: "ここにないものの選択を反転" },
  invertHint: { en: "invert", ja: "反転" },
  goOn: { en: "import or restore the ticked records", ja: "選択した項目をインポートまたは復元" },
  goOnHint: { en: "import", ja: "インポート" },
  restoreHint: { en: "restore", ja: "復元" },
  fixed: { en: "It is already here; there is nothing to import", ja: "既に登録されているため、インポートするものはありません" },
  unread: { en: "This could not be read, so it cannot be imported", ja: "読み込めなかったため、インポートできません" },
})

/** How a row is marked: its status, or that it is in the other app's trash. */
export type RowMark = RowStatus | "trashed"

export function markOf({ status, draft }: PlanRow): RowMark {
  return draft.trashed && (status === "new" || status === "other-secret") ? "trashed" : status
}

/** The marks in the order of the table. */
export const MARKS: readonly RowMark[] = ["new", "other-secret", "counter-ahead", "renamed", "trashed", "present", "repeated"]
/** Records equal to an account of the vault or to another record. They cannot be ticked. */
const FIXED: ReadonlySet<RowStatus> = new Set<RowStatus>(["present", "repeated"])

/** Something that could not be read: a record, or a whole file. */
export interface Unread {
  readonly file: string
  /** The record's place in the file; null: the file itself. */
  readonly at: number | null
  readonly reason: string
  /** The user skipped the file. */
  readonly skipped?: true
}

/** The rows of a plan with tick boxes. Immutable. */
export interface PlanTable {
  /** With `ticked` as the user left it. */
  readonly rows: readonly PlanRow[]
  readonly unread: readonly Unread[]
  readonly list: ListState
  /** Whether the screen imports or restores. */
  readonly verb: "import" | "restore"
}

export type PlanLine =
  { readonly kind: "row"; readonly row: PlanRow; readonly index: number } | { readonly kind: "unread"; readonly unread: Unread }

export function planTable(rows: readonly PlanRow[], unread: readonly Unread[], verb: PlanTable["verb"] = "import"): PlanTable {
  return { rows, unread, list: LIST_START, verb }
}

/** The records by their marks, each in the order of the files, then what could not be read. */
export function planLines({ rows, unread }: PlanTable): readonly PlanLine[] {
  const lines = rows.map((row, index) => ({ kind: "row" as const, row, index, rank: MARKS.indexOf(markOf(row)) }))
  return [
    ...lines.toSorted((a, b) => a.rank - b.rank).map(({ row, index }) => ({ kind: "row" as const, row, index })),
    ...unread.map((one) => ({ kind: "unread" as const, unread: one })),
  ]
}

function isNew({ status }: PlanRow): boolean {
  return status === "new" || status === "other-secret"
}

export function canTick(status: RowStatus): boolean {
  return !FIXED.has(status)
}

type TableAction = "toggle" | "all" | "none" | "invert" | "go-on" | "back"
export type PlanAction = TableAction | ListAction

const TABLE_KEYS: readonly Binding<TableAction>[] = [
  { keys: ["enter"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOnHint },
  { keys: ["space"], action: "toggle", help: TEXTS.toggle, hint: TEXTS.toggleHint },
  { keys: ["a"], action: "all", help: TEXTS.all, hint: TEXTS.allHint },
  { keys: ["x"], action: "none", help: TEXTS.none, hint: TEXTS.noneHint },
  { keys: ["i"], action: "invert", help: TEXTS.invert, hint: TEXTS.invertHint },
  BACK_KEY,
]

const IMPORT_KEYS: readonly Binding<PlanAction>[] = [...TABLE_KEYS, ...LIST_KEYS]

const RESTORE_KEYS: readonly Binding<PlanAction>[] = IMPORT_KEYS.map((binding) =>
  binding.action === "go-on" ? { ...binding, hint: TEXTS.restoreHint } : binding,
)

/** Without records, Enter too leads back. */
export const EMPTY_PLAN_KEYS: readonly Binding<PlanAction>[] = [{ ...BACK_KEY, keys: ["escape", "enter"] }, ...LIST_KEYS]

/** Whether there is nothing to show, not even something unread. */
export const isBlank = ({ rows, unread }: PlanTable): boolean => rows.length === 0 && unread.length === 0

/** The whole table of a screen while it shows a plan. */
export function planKeys(verb: PlanTable["verb"]): readonly Binding<PlanAction>[] {
  return verb === "restore" ? RESTORE_KEYS : IMPORT_KEYS
}

export interface PlanTableStep {
  readonly table: PlanTable
  readonly event: "go-on" | "left" | null
  readonly toast?: string
}

/** @param height - Rows of the list. */
export function updatePlanTable(table: PlanTable, msg: Msg<string>, lang: Lang, height: number): PlanTableStep {
  const still = (next: PlanTable, toast?: Sentence): PlanTableStep => ({
    table: next,
    event: null,
    ...(toast === undefined ? {} : { toast: format(toast, lang) }),
  })
  const lines = planLines(table)
  if (isSecondClick(msg, table.list, lines.length, height))
    return still(...toggledLine(table, lines[fitList(table.list, lines.length, height).cursor]))
  const pointed = pointList(table.list, msg, lines.length, height)
  if (pointed !== null) return still({ ...table, list: pointed })
  if (isActionOf(LIST_KEYS, msg)) return still({ ...table, list: moveListBy(table.list, msg.action, lines.length, height) })
  switch (actionIn(TABLE_KEYS, msg)) {
    case "toggle": {
      const [next, toast] = toggledLine(table, lines[fitList(table.list, lines.length, height).cursor])
      return next === table ? still(table, toast) : still({ ...next, list: moveList(table.list, 1, lines.length, height) })
    }
    case "all":
      return still(withTicks(table, isNew, true))
    case "none":
      return still(withTicks(table, () => true, false))
    case "invert":
      return still({ ...table, rows: table.rows.map((row) => (isNew(row) ? { ...row, ticked: !row.ticked } : row)) })
    case "go-on":
      return { table, event: "go-on" }
    case "back":
      return { table, event: "left" }
    case undefined:
      return still(table)
  }
}

/** The table with the other tick on a line; where it can have none, the same table, and why. */
function toggledLine(table: PlanTable, line: PlanLine | undefined): [PlanTable, Sentence?] {
  if (line === undefined) return [table]
  if (line.kind === "unread") return [table, TEXTS.unread]
  if (!canTick(line.row.status)) return [table, TEXTS.fixed]
  return [withTicks(table, (_, index) => index === line.index, !line.row.ticked)]
}

function withTicks(table: PlanTable, which: (row: PlanRow, index: number) => boolean, ticked: boolean): PlanTable {
  return { ...table, rows: table.rows.map((row, index) => (which(row, index) && canTick(row.status) ? { ...row, ticked } : row)) }
}
