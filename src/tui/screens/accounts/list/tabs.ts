import type { Account } from "../../../../accounts/account.ts"
import { cellWidth, sanitize } from "../../../../base/display.ts"
import { format, texts } from "../../../../base/language.ts"
import type { Lang } from "../../../../base/language.ts"
import { span } from "../../../components/rows.ts"
import type { Span } from "../../../core/frame.ts"

const TEXTS = texts({ all: { en: "All", ja: "すべて" } })

/** A part of the accounts: all, the favourites, or those of a group. */
export type Tab = "all" | "favorites" | { readonly group: string }

export interface CountedTab {
  readonly tab: Tab
  readonly count: number
}

export function isSameTab(a: Tab, b: Tab): boolean {
  return typeof a === "object" && typeof b === "object" ? a.group === b.group : a === b
}

export function isInTab(account: Account, tab: Tab): boolean {
  if (typeof tab === "object") return account.groups.includes(tab.group)
  return tab === "all" || account.favorite
}

const tabsOf = new WeakMap<readonly Account[], readonly CountedTab[]>()

/** The tabs of the accounts in use: all, the favourites where there are some, the groups with the largest first. */
export function countedTabs(accounts: readonly Account[]): readonly CountedTab[] {
  const known = tabsOf.get(accounts)
  if (known !== undefined) return known
  const used = accounts.filter(({ trashedAt }) => trashedAt === null)
  const favorites = used.filter(({ favorite }) => favorite).length
  const groups = new Map<string, number>()
  for (const group of used.flatMap((account) => [...new Set(account.groups)])) groups.set(group, (groups.get(group) ?? 0) + 1)
  const tabs: readonly CountedTab[] = [
    { tab: "all", count: used.length },
    ...(favorites === 0 ? [] : [{ tab: "favorites", count: favorites } as const]),
    ...[...groups].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([group, count]) => ({ tab: { group }, count })),
  ]
  tabsOf.set(accounts, tabs)
  return tabs
}

/** The tab `by` places further, round the ends. */
export function neighbourTab(tabs: readonly CountedTab[], tab: Tab, by: 1 | -1): Tab {
  const at = tabs.findIndex((each) => isSameTab(each.tab, tab))
  return tabs[(Math.max(0, at) + by + tabs.length) % tabs.length]?.tab ?? "all"
}

/** The name of a tab in at most `width` cells. */
export function tabName(tab: Tab, lang: Lang, width = 20): string {
  if (tab === "all") return format(TEXTS.all, lang)
  return tab === "favorites" ? "*" : sanitize(tab.group, width)
}

/** A tab in the line, and where. */
export interface TabSlot {
  readonly tab: Tab | null
  readonly text: string
  readonly x: number
}

/**
 * The tabs that fit into `width` cells, as `[All 33] * 6  Work 12 `: brackets take the place of blanks, so that nothing moves. Where not
 * all fit, those around the chosen one, with `…` for the others.
 */
export function tabSlots(tabs: readonly CountedTab[], chosen: Tab, width: number, lang: Lang): readonly TabSlot[] {
  const items = tabs.map(({ tab, count }) => {
    const text = `${tabName(tab, lang)} ${count}`
    return { tab, text: isSameTab(tab, chosen) ? `[${text}]` : ` ${text} ` }
  })
  const cells = (list: readonly { text: string }[]): number => list.reduce((sum, { text }) => sum + cellWidth(text), 0)
  const at = Math.max(
    0,
    items.findIndex(({ tab }) => isSameTab(tab, chosen)),
  )
  let [from, to] = [0, items.length]
  const more = { tab: null, text: "…" }
  const shown = (): readonly { tab: Tab | null; text: string }[] => [
    ...(from > 0 ? [more] : []),
    ...items.slice(from, to),
    ...(to < items.length ? [more] : []),
  ]
  // Tabs on the right of the chosen one go first: the order of the rest stays as long as possible.
  while (cells(shown()) > width && to - from > 1) {
    if (to - 1 > at) to--
    else from++
  }
  const slots: TabSlot[] = []
  let x = 0
  for (const { tab, text } of shown()) {
    slots.push({ tab, text, x })
    x += cellWidth(text)
  }
  return slots
}

export function tabSpans(slots: readonly TabSlot[], chosen: Tab): readonly Span[] {
  return slots.map(({ tab, text }) => span(text, tab !== null && isSameTab(tab, chosen) ? "selection" : "text"))
}

/** The tab of a cell of the line; null: there is none. */
export function tabAt(slots: readonly TabSlot[], x: number): Tab | null {
  return slots.find((slot) => x >= slot.x && x < slot.x + cellWidth(slot.text))?.tab ?? null
}
