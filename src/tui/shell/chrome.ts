import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { fitRow, paragraph, rowWidth, span } from "../components/rows.ts"
import type { Row, Size } from "../core/frame.ts"

const TEXTS = texts({
  tooSmall: { en: "This window is too small.", ja: "ウィンドウが小さすぎます。" },
  sizes: { en: "It is {width}x{height}; {needWidth}x{needHeight} is needed.", ja: "現在 {width}x{height}、必要 {needWidth}x{needHeight}" },
  quit: { en: "Ctrl-C quits.", ja: "Ctrl-C で終了" },
})

/** The smallest window in which screens are drawn. Everything fits into 80x24. */
export const SMALLEST: Size = { columns: 40, rows: 10 }

/** Below this width the title leaves out the program's name. */
const NAMED_COLUMNS = 60

/**
 * The first row: the program and the screen's title on the left, notes on the right.
 *
 * @param note - The screen's own; shown where the title leaves room.
 * @param notes - Those that matter more, the most urgent first.
 */
export function titleRow(title: string, notes: readonly string[], width: number, note: Row = []): Row {
  const left = width < NAMED_COLUMNS ? [span(` ${title}`, "title")] : [span(" keyferry  ", "muted"), span(title, "title")]
  const fits = (right: Row): boolean => rowWidth(left) + 2 + rowWidth(right) + 1 <= width
  const right = [...notes.map((text): Row => [span(text, "muted")]), note].reduce<Row>((row, part) => {
    const longer = row.length === 0 ? part : part.length === 0 ? row : [...part, span("  "), ...row]
    return fits(longer) ? longer : row
  }, [])
  const room = width - rowWidth(right) - 1
  return fitRow([...fitRow(left, room), ...right, span(" ")], width)
}

export function isTooSmall(size: Size): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows
}

export function tooSmallRows(size: Size, lang: Lang): Row[] {
  const sizes = format(TEXTS.sizes, lang, {
    width: size.columns,
    height: size.rows,
    needWidth: SMALLEST.columns,
    needHeight: SMALLEST.rows,
  })
  return [TEXTS.tooSmall, sizes, TEXTS.quit]
    .flatMap((text) => paragraph(typeof text === "string" ? text : format(text, lang), size.columns))
    .slice(0, size.rows)
}
