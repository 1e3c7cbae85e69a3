import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import { matchScore, queryWords } from "../find/find-match.ts"

const PICTURE = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|hei[cf])$/i

/** Whether the file name ends like a picture's. For the order of entries only: reading goes by content. */
export function looksLikePicture(name: string): boolean {
  return PICTURE.test(name)
}

export interface DirectoryFilter {
  /** Show names that begin with a dot. */
  readonly hidden: boolean
  /** Pictures before other files. */
  readonly pictures: boolean
  /** Every word must occur in the name; case, width and kind of kana do not count. */
  readonly text: string
  readonly sort: FileSort
}

/** By name, or the newest first. */
export type FileSort = "name" | "date"

/**
 * The shown entries of a directory, in order: directories, then files (pictures first where wanted), by name (numbers by value) or date.
 * Where a text is searched for, the best match is first.
 */
export function shownEntries(entries: readonly DirectoryEntry[], filter: DirectoryFilter): readonly DirectoryEntry[] {
  const words = queryWords(filter.text)
  const rank = (entry: DirectoryEntry): number => {
    if (entry.kind === "directory") return 0
    return filter.pictures && looksLikePicture(entry.name) ? 1 : 2
  }
  const byName = (a: DirectoryEntry, b: DirectoryEntry): number => order.compare(a.name, b.name)
  const byDate = (a: DirectoryEntry, b: DirectoryEntry): number => b.modifiedMs - a.modifiedMs || byName(a, b)
  return entries
    .filter((entry) => filter.hidden || !entry.name.startsWith("."))
    .map((entry) => ({ entry, score: words.length === 0 ? 1 : matchScore([entry.name], words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || rank(a.entry) - rank(b.entry) || (filter.sort === "date" ? byDate : byName)(a.entry, b.entry))
    .map(({ entry }) => entry)
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" })

/** At most 7 cells: `812 B`, `1.2 KB`, `34 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  for (const unit of ["KB", "MB", "GB"]) {
    bytes /= 1000
    if (bytes < 999.5) return `${bytes < 9.95 ? bytes.toFixed(1) : bytes.toFixed(0)} ${unit}`
  }
  return `${(bytes / 1000).toFixed(0)} TB`
}

/** `2026-11-22 14:36` in the machine's own time zone; always 16 cells. */
export function dateText(ms: number): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime()) || date.getFullYear() > 9999) return " ".repeat(16)
  const two = (n: number): string => String(n).padStart(2, "0")
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

const TEXTS = texts({
  today: { en: "today", ja: "今日" },
  yesterday: { en: "yesterday", ja: "昨日" },
  days: { en: "{n} days ago", ja: "{n} 日前" },
})
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** Cells of {@link shortDateText}. */
export const SHORT_DATE_WIDTH = 12

/** `27 Nov 09:04`, and for another year than now `27 Nov 2025`; in Japanese `11/27 09:04` and `2025/11/27`. In the machine's time zone. */
export function shortDateText(ms: number, nowMs: number, lang: Lang): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime()) || date.getFullYear() > 9999) return ""
  const two = (n: number): string => String(n).padStart(2, "0")
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear()
  if (lang === "ja") {
    const day = `${two(date.getMonth() + 1)}/${two(date.getDate())}`
    return isThisYear ? `${day} ${time}` : `${date.getFullYear()}/${day}`
  }
  const day = `${String(date.getDate()).padStart(2)} ${MONTHS[date.getMonth()] ?? ""}`
  return isThisYear ? `${day} ${time}` : `${day} ${date.getFullYear()}`
}

/** How long ago in days of the calendar; empty for a time in the future. */
export function ageText(ms: number, nowMs: number, lang: Lang): string {
  const dayOf = (time: number): number => {
    const date = new Date(time)
    return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000)
  }
  const days = dayOf(nowMs) - dayOf(ms)
  if (days === 0) return format(TEXTS.today, lang)
  if (days === 1) return format(TEXTS.yesterday, lang)
  return days > 1 ? format(TEXTS.days, lang, { n: days }) : ""
}
