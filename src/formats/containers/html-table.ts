import { checkRecords } from "../limits.ts"
import { unescapeHtml } from "../records/text.ts"

/**
 * The `th` and `td` cells of an HTML document's tables, row by row, still with their tags and escapes. It takes one pass without a regular
 * expression over the whole text, so that the time is linear for a hostile page too.
 *
 * @returns Rows with at least one cell.
 * @throws AppError `limit-exceeded`
 */
export function tableRows(html: string): string[][] {
  const lower = html.toLowerCase()
  const rows: string[][] = []
  let row: string[] = []
  let cellStart = -1
  const closeCell = (end: number): void => {
    if (cellStart >= 0) row.push(html.slice(cellStart, end))
    cellStart = -1
  }
  const closeRow = (end: number): void => {
    closeCell(end)
    if (row.length > 0) rows.push(row)
    checkRecords(rows.length)
    row = []
  }
  for (let at = lower.indexOf("<"); at >= 0; at = lower.indexOf("<", at + 1)) {
    const tag = readTagName(lower, at)
    if (tag === "tr" || tag === "/tr" || tag === "/table") closeRow(at)
    else if (tag === "td" || tag === "th") {
      closeCell(at)
      const end = lower.indexOf(">", at)
      if (end < 0) break
      cellStart = end + 1
      at = end
    } else if (tag === "/td" || tag === "/th") closeCell(at)
  }
  closeRow(html.length)
  return rows
}

function readTagName(lower: string, at: number): string {
  let end = at + 1
  if (lower.charAt(end) === "/") end++
  while (end - at < 8 && /[a-z]/.test(lower.charAt(end))) end++
  return lower.slice(at + 1, end)
}

/** A cell's text without tags, unescaped and trimmed. */
export function cellText(cell: string): string {
  let out = ""
  let at = 0
  while (at < cell.length) {
    const open = cell.indexOf("<", at)
    if (open < 0) return unescapeHtml(out + cell.slice(at)).trim()
    out += cell.slice(at, open)
    const close = cell.indexOf(">", open)
    if (close < 0) break
    at = close + 1
  }
  return unescapeHtml(out).trim()
}
