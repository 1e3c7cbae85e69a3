import type { CopyName } from "./names.ts"

/** How many copies are kept: the newest of each of the last days, weeks and months that have one. */
export const KEPT_COPIES = { days: 7, weeks: 5, months: 12 } as const

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Which copies of one vault are no longer needed: those that are not the newest of one of the last seven days, five weeks (from Monday) or
 * twelve months that have a copy. Days without a copy do not count, so that a long pause, or a wrong clock, removes nothing.
 *
 * Copies with a later day than the newest one are kept: they were dated by a wrong clock, and are not newer.
 *
 * @param copies - Of one vault, in any order.
 * @param newest - The copy that was just made and read back. It is never removed.
 */
export function copiesToRemove(copies: readonly CopyName[], newest: CopyName): CopyName[] {
  const older = copies.filter(({ name, day }) => name !== newest.name && day <= newest.day).sort((a, b) => (a.day < b.day ? 1 : -1))
  const all = [newest, ...older]
  const kept = new Set([
    // By name: of the day of a change of the passphrase, the copy from before it is kept too.
    ...newestOfEach(all, ({ name }) => name, KEPT_COPIES.days),
    ...newestOfEach(all, ({ day }) => weekOf(day), KEPT_COPIES.weeks),
    ...newestOfEach(all, ({ day }) => day.slice(0, "YYYY-MM".length), KEPT_COPIES.months),
  ])
  return older.filter((copy) => !kept.has(copy))
}

/** The first copy of each of the first `count` periods. @param copies - The newest first. */
function newestOfEach(copies: readonly CopyName[], periodOf: (copy: CopyName) => string | number, count: number): CopyName[] {
  const first = new Map<string | number, CopyName>()
  for (const copy of copies) {
    const period = periodOf(copy)
    if (!first.has(period)) first.set(period, copy)
  }
  return [...first.values()].slice(0, count)
}

/** The number of weeks, from Monday, since 1970. */
function weekOf(day: string): number {
  // 1970-01-01 was a Thursday.
  return Math.floor((Date.parse(day) / DAY_MS + 3) / 7)
}
