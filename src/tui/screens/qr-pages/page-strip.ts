import { cellWidth } from "../../../base/display.ts"
import { span } from "../../components/rows.ts"
import type { Row, Span } from "../../core/frame.ts"

/** The most pages that are named. */
const MOST_ITEMS = 9
const GAP = "  "

interface Strip {
  /** The pages of codes. */
  readonly pages: number
  /** The page that is shown, 0-based. */
  readonly current: number
  /** The pages that were shown. */
  readonly seen: ReadonlySet<number>
  /** The name of one more page behind the others; null: there is none. */
  readonly extra: string | null
}

/** All pages in one row: `✓ 1  [2]  3`. Where there are many, the first, the last, and those around the current one. */
export function stripRow(strip: Strip, width: number): Row {
  const count = strip.pages + (strip.extra === null ? 0 : 1)
  for (let most = MOST_ITEMS; most > 1; most -= 2) {
    const row = itemsOf(strip, namedPages(count, strip.current, most))
    if (row.reduce((sum, { text }) => sum + cellWidth(text), 0) <= width) return row
  }
  return itemsOf(strip, [strip.current])
}

/** At most `most` page numbers, 0-based and in order: the first, the last and those around `current`. */
function namedPages(count: number, current: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at)
  const inner = Math.max(1, most - 2)
  const from = Math.max(1, Math.min(count - 1 - inner, current - Math.floor(inner / 2)))
  return [0, ...Array.from({ length: inner }, (_, at) => from + at), count - 1]
}

function itemsOf(strip: Strip, named: readonly number[]): Row {
  return named.flatMap((page, at): readonly Span[] => {
    const before = at === 0 ? "" : (named[at - 1] ?? 0) + 1 === page ? GAP : `${GAP}…${GAP}`
    return [span(before), pageItem(strip, page)]
  })
}

function pageItem({ pages, current, seen, extra }: Strip, page: number): Span {
  const name = page < pages ? String(page + 1) : (extra ?? "")
  if (page === current) return span(`[${name}]`, "selection")
  return seen.has(page) ? span(`✓ ${name}`) : span(name)
}
