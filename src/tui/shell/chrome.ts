import { cellWidth, cutToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { fitRow, paragraph, rowWidth, span, textRow } from "../components/rows.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyName } from "../core/key-names.ts"
import { mergeBindings } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Context } from "../core/screen.ts"

const TEXTS = texts({
  tooSmall: { en: "This window is too small.", ja: "ウィンドウが小さすぎます。" },
  sizes: { en: "It is {width}x{height}; {needWidth}x{needHeight} is needed.", ja: "現在 {width}x{height}、必要 {needWidth}x{needHeight}" },
  quit: { en: "Ctrl-C quits.", ja: "Ctrl-C で終了" },
  working: { en: "working…", ja: "処理中…" },
  opening: { en: "opening the vault…", ja: "保管庫を開いています…" },
  encrypting: { en: "encrypting…", ja: "暗号化しています…" },
  checking: { en: "checking the passphrase…", ja: "パスフレーズを確認しています…" },
  reading: { en: "reading…", ja: "読み込んでいます…" },
  drawing: { en: "preparing the pages…", ja: "ページを準備しています…" },
  workingOf: { en: "working… {done} of {total}", ja: "処理中… {done} / {total}" },
  cancel: { en: "Esc cancels", ja: "Esc で中断" },
})

/** The smallest window in which screens are drawn. Everything fits into 80x24. */
export const SMALLEST: Size = { columns: 40, rows: 10 }
const MOST_HINTS = 8

/** The first row: the screen's title on the left, notes on the right. */
export function titleRow(title: string, notes: readonly string[], width: number): Row {
  const left = ` keyferry - ${title}`
  let right = ""
  for (const note of notes) {
    const longer = right === "" ? `${note} ` : `${note} | ${right}`
    if (cellWidth(left) + 2 + cellWidth(longer) <= width) right = longer
  }
  const room = width - cellWidth(right)
  return fitRow(fitRow([span(left, "title")], room).concat(span(right, "muted")), width)
}

interface Hint {
  /** The key that a click presses. */
  readonly press: string
  readonly key: string
  readonly hint: string
  /** Esc: always shown. */
  readonly out: boolean
}

/**
 * Hints for the keys that work here: as many as fit, at most 8. Esc and `last` are always shown.
 *
 * @param spare - Shown where room is left.
 * @param position - Of the cursor, at the right end where room is left.
 */
export function footerRow(
  bindings: readonly Binding[],
  last: readonly Binding[],
  width: number,
  lang: Lang,
  spare: readonly Binding[] = [],
  position = "",
): Row {
  const parts = (list: readonly Binding[]): Hint[] =>
    mergeBindings(list.filter(({ hint, disabled }) => hint !== undefined && disabled === undefined)).flatMap(({ keys, hint }) =>
      hint === undefined ? [] : [{ press: keys[0] ?? "", key: footerKey(keys, lang), hint: format(hint, lang), out: keys[0] === "escape" }],
    )
  const cells = ({ key, hint }: Hint): number => cellWidth(key) + 1 + cellWidth(hint) + 3
  const ends = parts(last)
  const here = parts(bindings)
  const kept = [...ends, ...here.filter(({ out }) => out)]
  let left = width - 1 - kept.reduce((sum, part) => sum + cells(part), 0)
  let places = MOST_HINTS - kept.length
  let full = false
  const fits = (part: Hint): boolean => {
    if (part.out) return true
    full ||= places <= 0 || cells(part) > left
    if (full) return false
    places--
    left -= cells(part)
    return true
  }
  const shown = [...here, ...parts(spare)].filter(fits)
  const hints = [...shown, ...ends].flatMap(({ press, key, hint }): Row => [
    { ...span(key, "accent"), click: press },
    { ...span(` ${hint}`), click: press },
    span("   "),
  ])
  const row = [span(" "), ...hints]
  const room = width - rowWidth(row) - cellWidth(position) - 1
  return position === "" || room < 0 ? row : [...row, span(" ".repeat(room)), span(position), span(" ")]
}

const PAIRS = [
  ["up", "down"],
  ["left", "right"],
  ["pageup", "pagedown"],
] as const

/** The first key, or both keys of a pair of arrows. */
function footerKey(keys: readonly string[], lang: Lang): string {
  const pair = PAIRS.find((both) => both.every((key) => keys.includes(key)) && both.some((key) => key === keys[0])) ?? keys.slice(0, 1)
  const names = pair.map((key) => keyName(key, lang))
  // Arrows need nothing between them.
  return names.join(names.every((name) => name.length === 1) ? "" : "/")
}

/** A toast in place of the footer: up to three rows. */
export function toastRows(text: string, width: number): Row[] {
  const lines = wrap(text, width - 2)
  const shown = lines.length <= 3 ? lines : [...lines.slice(0, 2), cutToWidth(lines.slice(2).join(" "), width - 2)]
  return shown.map((line) => fitRow(textRow(" " + line, "strong"), width))
}

export function busyText(busy: NonNullable<Context["busy"]>, lang: Lang): string {
  return `${workText(busy, lang)}   ${format(TEXTS.cancel, lang)}`
}

/** The running work and its progress. */
function workText({ effect, done, total }: NonNullable<Context["busy"]>, lang: Lang): string {
  if (effect === "plan-qr" && total === 0) return format(TEXTS.drawing, lang)
  if (total > 0) return format(TEXTS.workingOf, lang, { done, total })
  switch (effect) {
    case "open-vault":
    case "recover-vault":
      return format(TEXTS.opening, lang)
    case "check-passphrase":
      return format(TEXTS.checking, lang)
    case "plan-merge":
    case "open-import":
    case "unlock-import":
      return format(TEXTS.reading, lang)
    case "create-vault":
    case "change-passphrase":
    case "write-backup":
    case "write-export":
      return format(TEXTS.encrypting, lang)
    default:
      return format(TEXTS.working, lang)
  }
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
