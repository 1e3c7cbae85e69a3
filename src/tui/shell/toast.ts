import { cellWidth, cutToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { fitRow, rowWidth, sliceRow, span } from "../components/rows.ts"
import type { Row, Span } from "../core/frame.ts"

const TEXTS = texts({
  failed: { en: "failed", ja: "失敗" },
})

/** A short message over the screen. */
export interface Toast {
  readonly text: string
  /** When it goes by itself; null: it stays until a key is pressed. */
  readonly untilMs: number | null
  /** It reports an error. */
  readonly failed: boolean
}

const TOAST_MS = 4000
/** Longer messages stay longer: about as long as reading takes. */
const SHORT_LETTERS = 60
const TOAST_MS_PER_LETTER = 60

/** A message that goes by itself; null for an empty text. */
export function toastOf(text: string, nowMs: number): Toast | null {
  return text === ""
    ? null
    : { text, failed: false, untilMs: nowMs + TOAST_MS + Math.max(0, text.length - SHORT_LETTERS) * TOAST_MS_PER_LETTER }
}

/** An error: it stays until a key is pressed. */
export function errorToast(text: string): Toast {
  return { text, failed: true, untilMs: null }
}

/** Below this width a message takes the footer's place. */
const WIDE_COLUMNS = 80
const WIDEST = 76
const MOST_ROWS = 3

/** Where a message stands: its first row in the window, and its rows, all of one width. */
export interface PlacedToast {
  readonly top: number
  readonly rows: readonly Row[]
}

/**
 * The message right above the footer, or in its place; never over the chosen row or the text cursor.
 *
 * @param rows - The whole window.
 */
export function placeToast(rows: readonly Row[], toast: Toast, width: number, lang: Lang, cursorY: number | null): PlacedToast {
  const isWide = width >= WIDE_COLUMNS
  const lines = toastRows(toast, Math.min(WIDEST, width), lang).map((row) => (isWide ? row : fitRow(row, width)))
  const isFree = (top: number): boolean =>
    lines.every((_, at) => top + at !== cursorY && rows[top + at]?.some(({ selected }) => selected === true) !== true)
  const lowest = Math.max(0, rows.length - lines.length - (isWide ? 1 : 0))
  // The row of the title is not covered.
  const tops = Array.from({ length: Math.max(1, lowest) }, (_, up) => lowest - up)
  return { top: tops.find(isFree) ?? lowest, rows: lines }
}

/** The window with the message at its right end. */
export function drawToast(rows: readonly Row[], { top, rows: lines }: PlacedToast, width: number): Row[] {
  return rows.map((row, y) => {
    const line = lines[y - top]
    if (line === undefined) return row
    const from = width - rowWidth(line)
    return from <= 0 ? line : [...fitRow(sliceRow(row, 0, from), from), ...line]
  })
}

/** Its rows, all of one width. */
function toastRows({ text, failed }: Toast, width: number, lang: Lang): Row[] {
  const chip = failed ? [span(` ${format(TEXTS.failed, lang)} `, "bad"), span(" ")] : []
  const before = 2 + rowWidth(chip)
  const lines = wrap(text, width - before - 1)
  const shown =
    lines.length <= MOST_ROWS
      ? lines
      : [...lines.slice(0, MOST_ROWS - 1), cutToWidth(lines.slice(MOST_ROWS - 1).join(" "), width - before - 1)]
  const cells = before + 1 + Math.max(...shown.map(cellWidth))
  return shown.map((line, at): Row => {
    const row = [span("│ ", "border"), ...(at === 0 ? chip : [span(" ".repeat(before - 2))]), span(line, "strong")]
    return fitRow(row, cells).map((part): Span => ({ ...part, overlay: true }))
  })
}
