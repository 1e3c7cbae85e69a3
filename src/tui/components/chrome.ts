import { cellWidth, cutToWidth } from "../../accounts/display.ts"
import { say, texts } from "../../accounts/language.ts"
import type { Lang } from "../../accounts/language.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyName } from "../core/key-names.ts"
import type { Binding } from "../core/keys.ts"
import type { Context } from "../core/screen.ts"
import { fitRow, paragraph, span, textRow, wrap } from "./rows.ts"

const TEXTS = texts({
  tooSmall: { en: "This window is too small.", ja: "ウィンドウが小さすぎます。" },
  sizes: { en: "It is {width}x{height}; {needWidth}x{needHeight} is needed.", ja: "現在 {width}x{height}、必要 {needWidth}x{needHeight}" },
  quit: { en: "Ctrl-C quits.", ja: "Ctrl-C で終了" },
  working: { en: "working…", ja: "処理中…" },
  workingOf: { en: "working… {done} of {total}", ja: "処理中… {done} / {total}" },
  cancel: { en: "Esc cancels", ja: "Esc で中断" },
})

/** Below this nothing useful can be drawn. 80x24 always has room for everything. */
export const SMALLEST: Size = { columns: 40, rows: 10 }
const MOST_HINTS = 8

/** The first row: where one is on the left, what is special about it on the right. */
export function titleRow(title: string, notes: readonly string[], width: number): Row {
  const left = ` keyferry - ${title}`
  let right = ""
  for (const note of notes) {
    const longer = right === "" ? `${note} ` : `${note} | ${right}`
    if (cellWidth(left) + 2 + cellWidth(longer) <= width) right = longer
  }
  const room = width - cellWidth(right)
  return fitRow(fitRow([span(left)], room).concat(span(right)), width).map(({ text }) => span(text, { inverse: true }))
}

/** Hints for the keys that work here, as many as fit, 8 at most; `last` keep their place at the end. */
export function footerRow(bindings: readonly Binding[], last: readonly Binding[], width: number, lang: Lang): Row {
  const parts = (list: readonly Binding[]): { key: string; hint: string }[] =>
    list.flatMap(({ keys, hint, disabled }) =>
      hint === undefined || disabled !== undefined ? [] : [{ key: footerKey(keys, lang), hint: say(hint, lang) }],
    )
  const cells = ({ key, hint }: { key: string; hint: string }): number => cellWidth(key) + 1 + cellWidth(hint) + 3
  const ends = parts(last)
  let left = width - 1 - ends.reduce((sum, part) => sum + cells(part), 0)
  const shown: { key: string; hint: string }[] = []
  for (const part of parts(bindings)) {
    if (shown.length + ends.length >= MOST_HINTS || cells(part) > left) break
    shown.push(part)
    left -= cells(part)
  }
  return [span(" "), ...[...shown, ...ends].flatMap(({ key, hint }) => [span(key, { bold: true }), span(` ${hint}   `)])]
}

/** The first key, or both of a pair of arrows. */
function footerKey(keys: readonly string[], lang: Lang): string {
  const pair = (["up", "down"] as const).every((key) => keys.includes(key)) ? ["up", "down"] : keys.slice(0, 1)
  return pair.map((key) => keyName(key, lang)).join("/")
}

/** What is said for a few seconds in the footer's place: up to three rows. */
export function toastRows(text: string, width: number): Row[] {
  const lines = wrap(text, width - 2)
  const shown = lines.length <= 3 ? lines : [...lines.slice(0, 2), cutToWidth(lines.slice(2).join(" "), width - 2)]
  return shown.map((line) => fitRow(textRow(" " + line, { bold: true }), width))
}

export function busyText(busy: NonNullable<Context["busy"]>, lang: Lang): string {
  const { done, total } = busy
  const what = total > 0 ? say(TEXTS.workingOf, lang, { done, total }) : say(TEXTS.working, lang)
  return `${what}   ${say(TEXTS.cancel, lang)}`
}

export function isTooSmall(size: Size): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows
}

export function tooSmallRows(size: Size, lang: Lang): Row[] {
  const sizes = say(TEXTS.sizes, lang, {
    width: size.columns,
    height: size.rows,
    needWidth: SMALLEST.columns,
    needHeight: SMALLEST.rows,
  })
  return [TEXTS.tooSmall, sizes, TEXTS.quit]
    .flatMap((text) => paragraph(typeof text === "string" ? text : say(text, lang), size.columns))
    .slice(0, size.rows)
}
