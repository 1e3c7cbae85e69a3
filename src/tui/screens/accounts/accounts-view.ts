import type { Account } from "../../../accounts/account.ts"
import { codeAt } from "../../../accounts/codes.ts"
import type { SortBy } from "../../../accounts/sort.ts"
import { cellWidth, sanitize } from "../../../base/display.ts"
import { isAppError } from "../../../base/errors.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { sortName } from "../../components/accounts-list.ts"
import { lineView } from "../../components/forms/line-editor.ts"
import type { LineEditor } from "../../components/forms/line-editor.ts"
import { chosenRow, columnsRow, EMPTY_ROW, gauge, paragraph, span, textRow } from "../../components/rows.ts"
import type { Column } from "../../components/rows.ts"
import { labelToWidth } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Role } from "../../core/roles.ts"

const TEXTS = texts({
  empty: { en: "There is no account yet.", ja: "まだアカウントがありません。" },
  emptyAdd: {
    en: "a   adds one: type its secret, or paste an otpauth:// link",
    ja: "a   追加: シークレットを入力するか、otpauth:// リンクを貼り付け",
  },
  emptyImport: {
    en: "m   imports from other apps: files, pictures of QR codes, pasted text",
    ja: "m   ほかのアプリから移す: ファイル、QR コードの画像、貼り付け",
  },
  emptyHelp: { en: "?   shows all keys", ja: "?   すべてのキーを表示" },
  noMatch: { en: "No account matches. Esc clears the filter.", ja: "当てはまるアカウントがありません。Esc で絞り込みを解除します。" },
  count: { en: "{count} {count|account|accounts}", ja: "{count} 件のアカウント" },
  unreadable: { en: "+{count} unreadable", ja: "+{count} 件は読み取り不可" },
  found: { en: "{shown} of {count}", ja: "{shown} / {count} 件" },
  marked: { en: "{count} marked", ja: "{count} 件選択中" },
  order: { en: "order: {by}", ja: "並び順: {by}" },
  agrees: { en: "= agrees with {where}", ja: "= 一致: {where}" },
  noCode: { en: "no code", ja: "作成不可" },
  pinMissing: { en: "PIN missing: e to add", ja: "PIN なし: e で追加" },
  next: { en: "n: next", ja: "n: 次へ" },
})

/** `123456` as `123 456`: in two halves from six characters on, the longer one last. */
export function groupCode(code: string): string {
  const half = Math.floor(code.length / 2)
  return code.length < 6 ? code : `${code.slice(0, half)} ${code.slice(half)}`
}

/** The code of an account at one moment. */
export interface CodeCell {
  /** Without blanks; null: there is none. */
  readonly code: string | null
  readonly next: string | null
  readonly leftMs: number | null
  readonly periodMs: number
}

/** In the last seconds of a code the next one is shown too, so that the user need not type one that expires. */
const SOON_MS = 5000

export function codeCell(account: Account, nowMs: number): CodeCell {
  const none: CodeCell = { code: null, next: null, leftMs: null, periodMs: 0 }
  if (account.kind === "hotp") return none
  try {
    const { code, validForMs } = codeAt(account, nowMs)
    if (validForMs === null) return { ...none, code }
    const next = validForMs <= SOON_MS ? codeAt(account, nowMs + validForMs).code : null
    return { code, next, leftMs: validForMs, periodMs: (account.period ?? 30) * 1000 }
  } catch (e) {
    if (!isAppError(e)) throw e
    return none
  }
}

export interface AccountRow {
  readonly account: Account
  readonly chosen: boolean
  readonly marked: boolean
  /** 1–9 for the keys that copy by number; null below. */
  readonly number: number | null
  /** The code is shown as `*`. */
  readonly hidden: boolean
  /** The HOTP code that was requested last. */
  readonly hotpCode: string | null
}

export interface ListLook {
  readonly width: number
  readonly nowMs: number
  readonly lang: Lang
  /** Some accounts are marked: the boxes are shown. */
  readonly marks: boolean
  /** Some accounts were compared with another device: `=` stands before those that agreed. */
  readonly verified: boolean
}

/** One account in one row. With less width groups, then the next code, then the bar are left out. */
export function accountRow(row: AccountRow, { width, nowMs, lang, marks, verified }: ListLook): Row {
  const { account } = row
  const cell = codeCell(account, nowMs)
  const columns: Column[] = [
    { text: row.chosen ? "▌" : "", width: 1 },
    { text: row.marked ? "[x]" : "[ ]", width: marks ? 3 : 0 },
    { text: row.number === null ? "" : String(row.number), width: 1, role: "muted" },
    { text: account.verified === undefined ? "" : "=", width: verified ? 1 : 0 },
  ]
  const groups = width >= 100 ? 18 : 0
  const nextWidth = width >= 90 ? 13 : 0
  const bar = width >= 64 ? 10 : 0
  const codeWidth = width >= 56 ? 11 : 9
  const right: Column[] = lacksPin(account)
    ? [{ text: format(TEXTS.pinMissing, lang), width: 22 }]
    : [
        { text: sanitize(account.groups.join(", ")), width: groups, role: "muted" },
        { text: codeText(row, cell, lang), width: codeWidth, role: "strong" },
        { text: nextText(row, cell), width: nextWidth },
        { text: leftText(account, cell), width: 5, align: "right", role: soonRole(cell) },
        { text: barText(account, cell, bar, lang), width: bar, role: soonRole(cell) },
      ]
  const taken = [...columns, ...right].reduce((sum, column) => sum + (column.width === 0 ? 0 : column.width + 1), 0)
  const star = account.favorite ? "* " : ""
  const room = Math.max(4, width - taken - 1)
  const line = columnsRow([...columns, { text: star + labelToWidth(account, room - star.length), width: room }, ...right])
  return row.chosen ? chosenRow(line, width) : line
}

/** Whether codes cannot be made since the PIN is missing. */
function lacksPin({ kind, pin }: Account): boolean {
  return (kind === "motp" || kind === "yandex") && (pin === null || pin === "")
}

function soonRole({ leftMs }: CodeCell): Role {
  return leftMs !== null && leftMs <= SOON_MS ? "strong" : "text"
}

function codeText(row: AccountRow, { code }: CodeCell, lang: Lang): string {
  if (row.account.kind === "hotp") return row.hotpCode === null ? "-".repeat(3) + " " + "-".repeat(3) : groupCode(row.hotpCode)
  if (code === null) return format(TEXTS.noCode, lang)
  return groupCode(row.hidden ? "*".repeat(code.length) : code)
}

function nextText(row: AccountRow, { next }: CodeCell): string {
  return next === null || row.hidden ? "" : `› ${groupCode(next)}`
}

function leftText(account: Account, { leftMs }: CodeCell): string {
  if (account.kind === "hotp") return `#${account.counter ?? 0}`
  return leftMs === null ? "" : `${Math.ceil(leftMs / 1000)} s`
}

function barText(account: Account, { leftMs, periodMs }: CodeCell, width: number, lang: Lang): string {
  if (account.kind === "hotp") return format(TEXTS.next, lang)
  return leftMs === null ? "" : gauge(leftMs / periodMs, width)
}

/** The row above the list: the number of accounts and what the chosen one agrees with, or the filter. */
export function headerRow(
  now: {
    filter: LineEditor
    filtering: boolean
    shown: number
    count: number
    unreadable: number
    marked: number
    sort: SortBy
    verified: string
    notice: string
  },
  width: number,
  lang: Lang,
): { readonly row: Row; readonly cursorX: number | null } {
  const unreadable = now.unreadable === 0 ? "" : " " + format(TEXTS.unreadable, lang, { count: now.unreadable })
  const found = format(TEXTS.found, lang, { shown: now.shown, count: now.count }) + unreadable
  const marked = now.marked === 0 ? "" : "   " + format(TEXTS.marked, lang, { count: now.marked })
  if (now.filtering || now.filter.value !== "") {
    const line = lineView(now.filter, Math.max(4, Math.min(40, width - cellWidth(found + marked) - 6)))
    return { row: [span(" / "), ...line.spans, span(`  ${found}${marked}`)], cursorX: now.filtering ? 3 + line.cursorX : null }
  }
  const agrees = now.verified === "" ? "" : "   " + format(TEXTS.agrees, lang, { where: now.verified })
  const order = format(TEXTS.order, lang, { by: sortName(now.sort, lang) })
  const text = ` ${format(TEXTS.count, lang, { count: now.count })}${unreadable}   ${order}${marked}${agrees}`
  return {
    row: now.notice === "" ? textRow(text, "muted") : [span(`${text}   `, "muted"), span(now.notice, "strong")],
    cursorX: null,
  }
}

/** The rows in place of an empty list. */
export function emptyRows(filtered: boolean, width: number, lang: Lang): Row[] {
  if (filtered) return [EMPTY_ROW, ...paragraph(format(TEXTS.noMatch, lang), width - 4, { indent: 2 })]
  return [EMPTY_ROW, ...paragraph(format(TEXTS.empty, lang), width - 4, { indent: 2, role: "strong" }), EMPTY_ROW].concat(
    [TEXTS.emptyAdd, TEXTS.emptyImport, TEXTS.emptyHelp].flatMap((text) => paragraph(format(text, lang), width - 6, { indent: 4 })),
  )
}
