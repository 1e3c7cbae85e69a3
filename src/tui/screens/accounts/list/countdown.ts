import type { Account } from "../../../../accounts/account.ts"
import { format, texts } from "../../../../base/language.ts"
import type { Lang } from "../../../../base/language.ts"
import { gauge, span } from "../../../components/rows.ts"
import type { Span } from "../../../core/frame.ts"
import { periodOf } from "./account-code.ts"

const TEXTS = texts({ seconds: { en: "{n} s", ja: "{n} 秒" } })

/** In the last seconds of a code its countdown steps every second, and stands out; of a short period only for its last sixth. */
const SOON_S = 5
const SOON_PART = 6

/** The seconds left of the present code. @param step - Seconds between two values; every second in the last {@link SOON_S}. */
export function secondsLeft(periodS: number, nowMs: number, step: number): number {
  const left = Math.ceil((periodS * 1000 - (nowMs % (periodS * 1000))) / 1000)
  return left <= SOON_S ? left : Math.min(periodS, Math.ceil(left / step) * step)
}

export function periodText(periodS: number, lang: Lang): string {
  return format(TEXTS.seconds, lang, { n: periodS })
}

const periodsOf = new WeakMap<readonly Account[], readonly number[]>()

/** The periods of the accounts in use in seconds, the commonest first. */
export function commonPeriods(accounts: readonly Account[]): readonly number[] {
  const known = periodsOf.get(accounts)
  if (known !== undefined) return known
  const counts = new Map<number, number>()
  for (const account of accounts) {
    const period = account.trashedAt === null ? periodOf(account) : null
    if (period !== null) counts.set(period, (counts.get(period) ?? 0) + 1)
  }
  const periods = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([period]) => period)
  periodsOf.set(accounts, periods)
  return periods
}

/**
 * The periods that are counted down: the commonest first, then `more` others. That of the chosen account is among them.
 *
 * @param chosen - Seconds; null: the chosen account has none.
 */
export function shownPeriods(periods: readonly number[], chosen: number | null, more: number): readonly number[] {
  const [main, ...others] = periods
  if (main === undefined) return []
  const first = others.slice(0, more)
  if (chosen === null || more === 0 || chosen === main || first.includes(chosen)) return [main, ...first]
  return [main, ...first.slice(0, more - 1), chosen]
}

/** `60 s 47   30 s ━━━━━━━───── 17 `: the first period last, with a gauge. Every number has a blank on each side. */
export function countdownSpans(
  periods: readonly number[],
  now: { readonly nowMs: number; readonly step: number; readonly lang: Lang },
  gaugeWidth: number,
): readonly Span[] {
  const [main, ...others] = periods
  if (main === undefined) return []
  const left = secondsLeft(main, now.nowMs, now.step)
  return [
    ...others.flatMap((period) => [
      span(periodText(period, now.lang)),
      numberSpan(period, secondsLeft(period, now.nowMs, now.step)),
      span("  "),
    ]),
    span(`${periodText(main, now.lang)} `),
    span(gauge(left / main, gaugeWidth), "accent"),
    numberSpan(main, left),
  ]
}

/** As wide as the period's own number, so that nothing moves. */
export function numberSpan(periodS: number, left: number): Span {
  return span(
    ` ${String(left).padStart(String(periodS).length)} `,
    left <= Math.min(SOON_S, Math.ceil(periodS / SOON_PART)) ? "warn" : "text",
  )
}
