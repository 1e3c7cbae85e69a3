import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { chosenRow, EMPTY_ROW, fitRow, gauge, span, stillRow } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Context } from "../../core/screen.ts"

const TEXTS = texts({
  preview: { en: "Preview", ja: "プレビュー" },
  new: { en: "new", ja: "新規" },
  differs: { en: "differs", ja: "別の鍵" },
  unread: { en: "unread", ja: "読込不可" },
  key: { en: "key", ja: "キー" },
  seconds: { en: "{n} s", ja: "{n} 秒" },
})

/** Examples that are no accounts. */
const SAMPLES = [
  { badge: "NW", role: "monogram0", issuer: "Northwind", code: "353 527" },
  { badge: "CO", role: "monogram1", issuer: "Contoso", code: "214 935" },
] as const

const PERIOD_S = 30

/** How the chosen theme, glyphs, density and countdown look, in at most `width` cells; a click does nothing. @param short - Only the most telling rows. */
export function previewRows({ lang, settings, nowMs }: Context, width: number, short = false): readonly Row[] {
  const hidden = settings.hideCodes
  const accounts = SAMPLES.map(({ badge, role, issuer, code }, at): Row => {
    const row = [
      span(at === 1 ? "▌" : " "),
      span(`${at + 1}  `, "muted"),
      span(` ${badge} `, role),
      span(` ${issuer.padEnd(11)}`, "strong"),
      span(` ${hidden ? "*** ***" : code}`, "strong"),
    ]
    return at === 1 ? chosenRow(row, width) : fitRow(row, width)
  })
  const [first = EMPTY_ROW, second = EMPTY_ROW] = accounts
  const list = settings.density === "comfortable" ? [first, EMPTY_ROW, second] : [first, second]
  const t = (key: keyof typeof TEXTS): string => format(TEXTS[key], lang)
  const states: Row = [
    span(" "),
    span(` ${t("new")} `, "ok"),
    span(" "),
    span(` ${t("differs")} `, "warn"),
    span(" "),
    span(` ${t("unread")} `, "bad"),
  ]
  const countdown = countdownRow(nowMs, settings.countdown, lang)
  const words: Row = [span(" "), span("Enter", "accent"), span(` ${t("key")}  `), span("gi", "match"), span("thub")]
  const rows = short
    ? [second, [...states, span("  "), ...words]]
    : [[span(` ${t("preview")}`, "title")], ...list, EMPTY_ROW, states, countdown, words]
  return rows.map((row) => stillRow(fitRow(row, width)))
}

/** The time that is left, as it steps with this setting: in the last seconds every second. */
function countdownRow(nowMs: number, steps: number, lang: Lang): Row {
  const left = PERIOD_S - (Math.floor(nowMs / 1000) % PERIOD_S)
  const shown = left <= 5 ? left : Math.ceil(left / steps) * steps
  return [
    span(` ${format(TEXTS.seconds, lang, { n: PERIOD_S })} `, "muted"),
    span(gauge(shown / PERIOD_S, 12), "accent"),
    span(" "),
    left <= 5 ? span(` ${shown} `, "warn") : span(String(shown), "strong"),
  ]
}
