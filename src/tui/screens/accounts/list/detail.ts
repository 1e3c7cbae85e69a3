import type { Account } from "../../../../accounts/account.ts"
import { cellWidth, padToWidth, sanitize } from "../../../../base/display.ts"
import { format, texts } from "../../../../base/language.ts"
import type { Lang } from "../../../../base/language.ts"
import { wrap } from "../../../../base/wrap.ts"
import { deviceTitle } from "../../../../formats/devices.ts"
import { KIND_NAMES } from "../../../../migrate/export/losses.ts"
import { dayText } from "../../../components/day-text.ts"
import { EMPTY_ROW, gauge, span, textRow } from "../../../components/rows.ts"
import type { Row } from "../../../core/frame.ts"
import type { Context } from "../../../core/screen.ts"
import { codeText, groupCode, lacksPin, nextCodeText, periodOf } from "./account-code.ts"
import { bigCode } from "./big-code.ts"
import { numberSpan, periodText, secondsLeft } from "./countdown.ts"

const TEXTS = texts({
  then: { en: "then {code}", ja: "次 {code}" },
  digits: { en: "{n} {n|digit|digits}", ja: "{n} 桁" },
  counter: { en: "counter {n}", ja: "カウンター {n}" },
  groups: { en: "Groups", ja: "グループ" },
  note: { en: "Note", ja: "メモ" },
  used: { en: "Used", ja: "使用" },
  agrees: { en: "Agrees", ja: "一致" },
  agreesWith: { en: "{device}, {day}", ja: "{device}、{day}" },
  never: { en: "never", ja: "なし" },
  noPin: { en: "The PIN is missing; e adds it.", ja: "PIN がありません。e で追加できます。" },
  noCode: { en: "No code can be made.", ja: "認証コードを作れません。" },
  pressN: { en: "n makes the next code", ja: "n で次の認証コード" },
  hidden: { en: "r shows", ja: "r で表示" },
})

export interface Detailed {
  readonly account: Account
  readonly hidden: boolean
  readonly hotpCode: string | null
}

/** The lines of a note that are shown. */
const NOTE_LINES = 6

/** Everything about one account. @param width - Cells, at least 27. */
export function detailRows(shown: Detailed, width: number, context: Context): readonly Row[] {
  const { account } = shown
  const { lang } = context
  const [issuer, name] = [sanitize(account.issuer).trim(), sanitize(account.name).trim()]
  const title = issuer === "" ? name : issuer
  return [
    ...lines(title, width, 2).map((line) => textRow(line, "strong")),
    ...(issuer === "" || name === "" ? [] : lines(name, width, 2).map((line) => textRow(line))),
    EMPTY_ROW,
    ...codeRows(shown, width, context),
    EMPTY_ROW,
    ...wrap(parameters(account, lang).join("  "), width).map((line) => textRow(line)),
    ...factRows(shown, width, context),
  ]
}

function lines(text: string, width: number, most: number): readonly string[] {
  const all = wrap(text, width)
  return all.length <= most ? all : [...all.slice(0, most - 1), padToWidth(all.slice(most - 1).join(" "), width)]
}

/** The code in large figures, how long it is valid, and the code after it. */
function codeRows({ account, hidden, hotpCode }: Detailed, width: number, context: Context): readonly Row[] {
  const { lang, nowMs, settings } = context
  if (lacksPin(account)) return [textRow(format(TEXTS.noPin, lang))]
  const code = account.kind === "hotp" ? hotpCode : codeText(account, nowMs)
  const pressN = account.kind === "hotp" ? [EMPTY_ROW, textRow(format(TEXTS.pressN, lang))] : []
  if (code === null) return account.kind === "hotp" ? pressN.slice(1) : [textRow(format(TEXTS.noCode, lang))]
  if (hidden) return [[span(groupCode("*".repeat(code.length)), "strong"), span(`   ${format(TEXTS.hidden, lang)}`)], ...pressN]
  const figures = (context.ascii ? null : bigCode(groupCode(code), width)) ?? [groupCode(code)]
  const period = periodOf(account)
  const next = nextCodeText(account, nowMs)
  const left = period === null ? 0 : secondsLeft(period, nowMs, settings.countdown)
  return [
    ...figures.map((row) => textRow(row, "strong")),
    ...(period === null ? [] : [EMPTY_ROW, [span(gauge(left / period, Math.min(24, width - 5)), "accent"), numberSpan(period, left)]]),
    ...(next === null ? [] : [textRow(format(TEXTS.then, lang, { code: groupCode(next) }))]),
    ...pressN,
  ]
}

function parameters(account: Account, lang: Lang): readonly string[] {
  const period = periodOf(account)
  return [
    KIND_NAMES[account.kind],
    account.algorithm,
    format(TEXTS.digits, lang, { n: account.digits }),
    period === null ? format(TEXTS.counter, lang, { n: account.counter ?? 0 }) : periodText(period, lang),
  ]
}

function factRows({ account, hidden }: Detailed, width: number, { lang, nowMs, formats }: Context): readonly Row[] {
  const note = account.note.trim() === "" ? "" : hidden ? `*** ${format(TEXTS.hidden, lang)}` : sanitize(account.note).trim()
  const agrees = (account.verified ?? []).map(({ where, at }) =>
    format(TEXTS.agreesWith, lang, { device: deviceTitle(formats, where, lang), day: dayText(at, nowMs, lang) }),
  )
  const facts: readonly (readonly [label: string, texts: readonly string[]])[] = [
    [format(TEXTS.groups, lang), account.groups.length === 0 ? [] : [sanitize(account.groups.join(", "))]],
    [format(TEXTS.note, lang), note === "" ? [] : [note]],
    [format(TEXTS.used, lang), [account.usedAt === null ? format(TEXTS.never, lang) : dayText(account.usedAt, nowMs, lang)]],
    [format(TEXTS.agrees, lang), agrees],
  ]
  const labelWidth = Math.max(...facts.map(([label]) => cellWidth(label))) + 3
  return facts.flatMap(([label, values]) =>
    values
      .flatMap((value) => lines(value, Math.max(8, width - labelWidth), NOTE_LINES))
      .map((line, at) => [span(padToWidth(at === 0 ? label : "", labelWidth), "muted"), span(line)]),
  )
}
