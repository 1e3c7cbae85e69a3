import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"

const TEXTS = texts({
  today: { en: "today {time}", ja: "今日 {time}" },
  day: { en: "{day} {name}", ja: "{month}月{day}日" },
  dayOfYear: { en: "{day} {name} {year}", ja: "{year}年{month}月{day}日" },
})

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** `today 09:12`, `20 Nov`, or `20 Nov 2025`: in the machine's own time zone. @param ms - Milliseconds since 1970. */
export function dayText(ms: number, nowMs: number, lang: Lang): string {
  const [date, now] = [new Date(ms), new Date(nowMs)]
  if (Number.isNaN(date.getTime())) return "-"
  const two = (n: number): string => String(n).padStart(2, "0")
  if (date.toDateString() === now.toDateString())
    return format(TEXTS.today, lang, { time: `${two(date.getHours())}:${two(date.getMinutes())}` })
  const parts = { day: date.getDate(), month: date.getMonth() + 1, name: MONTHS[date.getMonth()] ?? "", year: date.getFullYear() }
  return format(date.getFullYear() === now.getFullYear() ? TEXTS.day : TEXTS.dayOfYear, lang, parts)
}
