import type { Account } from "../../../../accounts/account.ts"
import type { Hits } from "../../../../accounts/find/hits.ts"
import { cellWidth, cutToWidth, graphemes, padToWidth, sanitize } from "../../../../base/display.ts"
import { format, texts } from "../../../../base/language.ts"
import type { Lang } from "../../../../base/language.ts"
import { checkboxText, chosenRow, span } from "../../../components/rows.ts"
import type { Row, Span } from "../../../core/frame.ts"
import type { Role } from "../../../core/roles.ts"
import { codeText, groupCode, lacksPin, nextCodeText, periodOf } from "./account-code.ts"
import { badge } from "./badge.ts"
import { periodText } from "./countdown.ts"
import type { Columns } from "./layout.ts"

const TEXTS = texts({
  noCode: { en: "no code", ja: "作成不可" },
  pinMissing: { en: "PIN missing", ja: "PIN なし" },
  next: { en: "n next", ja: "n 次へ" },
  nextPress: { en: "#{counter} n next", ja: "#{counter} n 次へ" },
  then: { en: "then {code}", ja: "次 {code}" },
  inGroup: { en: "in group", ja: "グループ内" },
  inNote: { en: "in note", ja: "メモ内" },
  new: { en: "new", ja: "新規" },
})

/** In place of a HOTP code before one is requested. */
const NOT_MADE = "--- ---"

export interface AccountRow {
  readonly account: Account
  readonly chosen: boolean
  readonly marked: boolean
  /** Came in by an import, by another program, or from the form. */
  readonly fresh: boolean
  /** 1–9 for the keys that copy by number; null below. */
  readonly number: number | null
  /** The code is shown as `*`. */
  readonly hidden: boolean
  /** The HOTP code that was requested last. */
  readonly hotpCode: string | null
  /** What a search has found. */
  readonly hits: Hits
}

export interface RowLook {
  readonly columns: Columns
  readonly nowMs: number
  readonly lang: Lang
  /** The commonest period in seconds: rows do not name it. */
  readonly period: number | null
  /** A pane beside the list shows the details of the chosen account. */
  readonly hasDetail: boolean
}

/** One account in one row. It shows no time, so that it changes only with its code. */
export function accountRow(row: AccountRow, look: RowLook): Row {
  const { columns } = look
  const { account } = row
  const line = [
    span(row.chosen ? "▌" : " "),
    span(row.number === null ? " " : String(row.number), "muted"),
    ...(columns.badge === 0 ? [span(" ")] : [span(account.favorite ? "*" : " ")]),
    ...(columns.mark === 0 ? [] : [span(padToWidth(checkboxText(row.marked, ""), columns.mark))]),
    ...(columns.badge === 0 ? [] : [badge(account), span(" ")]),
    ...labelSpans(row, columns),
    span(padToWidth(codeCell(row, look), columns.code), "strong"),
    ...auxSpans(row, look),
  ]
  return row.chosen ? chosenRow(line, columns.width) : line
}

/** Issuer and name with the blanks behind them. */
function labelSpans({ account, hits }: AccountRow, columns: Columns): readonly Span[] {
  if (columns.name > 0) {
    return [
      ...marked(cell(account.issuer, columns.issuer), hits.issuer, "strong"),
      span(" "),
      ...marked(cell(account.name, columns.name), hits.name, "text"),
      span("  "),
    ]
  }
  const favorite = account.favorite ? "* " : ""
  const room = columns.issuer - favorite.length
  const [first, second] = [sanitize(account.issuer, room).trim(), sanitize(account.name, room).trim()]
  // Each has at least half of the room, and what the other leaves.
  const most = second === "" ? room : Math.max(Math.ceil(room / 2), room - 1 - cellWidth(second))
  const head = cutToWidth(first, most)
  const gap = head === "" || second === "" ? "" : " "
  const rest = padToWidth(second, room - cellWidth(head) - gap.length)
  return [span(favorite), ...marked(head, hits.issuer, "strong"), span(gap), ...marked(rest, hits.name, "text"), span(" ")]
}

/** An untrusted text in exactly `width` cells. */
function cell(text: string, width: number): string {
  return padToWidth(sanitize(text, width * 2 + 8).trim(), width)
}

/** A text with its matched graphemes marked. */
function marked(text: string, hits: ReadonlySet<number>, role: Role): readonly Span[] {
  if (hits.size === 0) return [span(text, role)]
  const spans: { text: string; role: Role }[] = []
  for (const [at, part] of graphemes(text).entries()) {
    const here = hits.has(at) ? "match" : role
    const last = spans.at(-1)
    if (last?.role === here) last.text += part
    else spans.push({ text: part, role: here })
  }
  return spans
}

function codeCell({ account, hidden, hotpCode }: AccountRow, { nowMs, lang }: RowLook): string {
  if (lacksPin(account)) return ""
  const code = account.kind === "hotp" ? hotpCode : codeText(account, nowMs)
  if (code === null) return account.kind === "hotp" ? NOT_MADE : format(TEXTS.noCode, lang)
  return groupCode(hidden ? "*".repeat(code.length) : code)
}

/** What there is to know besides, and whether the codes agreed with another device. */
function auxSpans(row: AccountRow, look: RowLook): readonly Span[] {
  const width = look.columns.aux
  if (width === 0) return []
  const chip = row.fresh ? ` ${format(TEXTS.new, look.lang)} ` : ""
  const text = auxText(row, look, width - cellWidth(chip))
  return [
    span(" "),
    ...(chip === "" ? [] : [span(chip, "ok")]),
    span(padToWidth(text, width - cellWidth(chip))),
    ...(look.columns.badge === 0 ? [] : [span(row.account.verified === undefined ? "  " : "✓ ")]),
  ]
}

/**
 * The first of these that applies: no PIN, how to get a code, the next code of the chosen account, where a search has found something, a
 * period that is not the commonest.
 */
function auxText(row: AccountRow, look: RowLook, width: number): string {
  const { account } = row
  const { lang } = look
  if (lacksPin(account)) return format(TEXTS.pinMissing, lang)
  if (account.kind === "hotp") {
    const long = format(TEXTS.nextPress, lang, { counter: account.counter ?? 0 })
    return cellWidth(long) <= width ? long : format(TEXTS.next, lang)
  }
  const next = row.chosen && !row.hidden ? nextCodeText(account, look.nowMs) : null
  if (next !== null) return nextText(groupCode(next), look, width)
  const { elsewhere } = row.hits
  if (elsewhere !== null) return format(elsewhere === "group" ? TEXTS.inGroup : TEXTS.inNote, lang)
  const period = periodOf(account)
  return period === null || period === look.period ? "" : periodText(period, lang)
}

/** A code is shown whole or not at all. */
function nextText(code: string, { hasDetail, lang }: RowLook, width: number): string {
  const long = format(TEXTS.then, lang, { code })
  const short = `› ${code}`
  return [...(hasDetail ? [] : [long]), short].find((text) => cellWidth(text) <= width) ?? ""
}
