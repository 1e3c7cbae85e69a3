import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import type { PlanRow, RowStatus } from "../../../migrate/import/plan.ts"
import { fitList, LIST_KEYS, LIST_START, moveList, moveListBy } from "../../components/list.ts"
import type { ListAction, ListState } from "../../components/list.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { actionIn, isActionOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"

const TEXTS = texts({
  toggle: { en: "tick or untick; on a heading, all below it", ja: "選択を切り替える（見出しではその全件）" },
  toggleHint: { en: "tick", ja: "選択" },
  all: { en: "tick all that are new here", ja: "ここにないものをすべて選択" },
  allHint: { en: "all", ja: "すべて" },
  none: { en: "untick all", ja: "すべて解除" },
  noneHint: { en: "none", ja: "解除" },
  invert: { en: "invert the ticks of all that are new here", ja: "ここにないものの選択を反転" },
  invertHint: { en: "invert", ja: "反転" },
  goOn: { en: "import the ticked records", ja: "選択した項目をインポート" },
  goOnHint: { en: "import", ja: "インポート" },
  restore: { en: "restore the ticked records", ja: "選択した項目を復元" },
  restoreHint: { en: "restore", ja: "復元" },
  fixed: { en: "It is already here; there is nothing to import", ja: "既に登録されているため、取り込むものはありません" },
  unread: { en: "This could not be read, so it cannot be imported", ja: "読み込めなかったため、取り込めません" },
})

export const SECTION_TEXTS = texts({
  new: { en: "New", ja: "新規" },
  "other-secret": { en: "Same name, other secret: both are kept", ja: "同じ名前で別のシークレット（両方を残します）" },
  "counter-ahead": { en: "Already there, but with a lower counter", ja: "登録済み（カウンターが先に進んでいます）" },
  renamed: { en: "Already there under another name", ja: "別の名前で登録済み" },
  present: { en: "Already there", ja: "登録済み" },
  repeated: { en: "Repeated in the files", ja: "読み込んだ内容の中で重複" },
} satisfies Record<RowStatus, Sentence>)

const ORDER: readonly RowStatus[] = ["new", "other-secret", "counter-ahead", "renamed", "present", "repeated"]
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
  | { readonly kind: "section"; readonly status: RowStatus; readonly count: number; readonly ticked: number }
  | { readonly kind: "row"; readonly row: PlanRow; readonly index: number }
  | { readonly kind: "unread-section"; readonly count: number }
  | { readonly kind: "unread"; readonly unread: Unread }

export function planTable(rows: readonly PlanRow[], unread: readonly Unread[], verb: PlanTable["verb"] = "import"): PlanTable {
  return { rows, unread, list: LIST_START, verb }
}

/** Headings and rows in the order of the screen. */
export function planLines({ rows, unread }: PlanTable): readonly PlanLine[] {
  const sections = ORDER.flatMap((status): readonly PlanLine[] => {
    const lines = rows.flatMap((row, index) => (row.status === status ? [{ kind: "row" as const, row, index }] : []))
    if (lines.length === 0) return []
    return [{ kind: "section", status, count: lines.length, ticked: lines.filter(({ row }) => row.ticked).length }, ...lines]
  })
  if (unread.length === 0) return sections
  return [...sections, { kind: "unread-section", count: unread.length }, ...unread.map((one) => ({ kind: "unread" as const, unread: one }))]
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
  { keys: ["space"], action: "toggle", help: TEXTS.toggle, hint: TEXTS.toggleHint },
  { keys: ["a"], action: "all", help: TEXTS.all, hint: TEXTS.allHint },
  { keys: ["x"], action: "none", help: TEXTS.none, hint: TEXTS.noneHint },
  { keys: ["i"], action: "invert", help: TEXTS.invert, hint: TEXTS.invertHint },
  { keys: ["enter"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOnHint },
  BACK_KEY,
]

const IMPORT_KEYS: readonly Binding<PlanAction>[] = [...TABLE_KEYS, ...LIST_KEYS]

const RESTORE_KEYS: readonly Binding<PlanAction>[] = IMPORT_KEYS.map((binding) =>
  binding.action === "go-on" ? { ...binding, help: TEXTS.restore, hint: TEXTS.restoreHint } : binding,
)

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
  if (msg.type === "wheeled") return still({ ...table, list: moveList(table.list, msg.by * 3, lines.length, height) })
  if (isActionOf(LIST_KEYS, msg)) return still({ ...table, list: moveListBy(table.list, msg.action, lines.length, height) })
  switch (actionIn(TABLE_KEYS, msg)) {
    case "toggle": {
      const line = lines[fitList(table.list, lines.length, height).cursor]
      const moved = { ...table, list: moveList(table.list, 1, lines.length, height) }
      switch (line?.kind) {
        case "row":
          return canTick(line.row.status)
            ? still(withTicks(moved, (_, index) => index === line.index, !line.row.ticked))
            : still(table, TEXTS.fixed)
        case "section":
          return canTick(line.status)
            ? still(withTicks(table, ({ status }) => status === line.status, line.ticked < line.count))
            : still(table, TEXTS.fixed)
        case "unread":
        case "unread-section":
          return still(table, TEXTS.unread)
        case undefined:
          return still(table)
      }
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

function withTicks(table: PlanTable, which: (row: PlanRow, index: number) => boolean, ticked: boolean): PlanTable {
  return { ...table, rows: table.rows.map((row, index) => (which(row, index) && canTick(row.status) ? { ...row, ticked } : row)) }
}
