import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { wrap } from "../../base/wrap.ts"
import { keyLines } from "../../migrate/recovery/key-text.ts"
import { drawBest } from "../../qr/draw/plan.ts"
import { ansiRows } from "../ansi.ts"
import type { AlternateScreen } from "../ports.ts"

const TEXTS = texts({
  title: { en: "Recovery key of the vault", ja: "保管庫の回復キー" },
  copy: {
    en: "Write it down by hand, or scan the QR code with another device. It is not shown again.",
    ja: "紙に書き写すか、別のデバイスで QR コードを読み取ってください。再表示はできません。",
  },
  letters: { en: "0 is the digit zero. B, I and O do not occur.", ja: "0 は数字のゼロです。B、I、O は使われません。" },
  tooSmall: { en: "A larger window would show a QR code too.", ja: "ウィンドウを広げると QR コードも表示できます。" },
})

/** Enough for a line of a key. */
const TEXT_COLUMNS = 36
const MAX_TEXT_COLUMNS = 60

/** The rows that show a recovery key: its QR code with the text beside it, else below it, else the text alone. */
export async function recoveryPage(key: string, { columns, rows }: AlternateScreen["size"], lang: Lang): Promise<readonly string[]> {
  const text = (width: number, withCode: boolean): string[] => {
    const paragraphs = [TEXTS.copy, TEXTS.letters, ...(withCode ? [] : [TEXTS.tooSmall])]
    const lines = paragraphs.flatMap((sentence) => wrap(format(sentence, lang), Math.min(width, MAX_TEXT_COLUMNS)))
    return [format(TEXTS.title, lang), "", ...keyLines(key), "", ...lines]
  }
  const beside = await drawBest(key, { columns: columns - TEXT_COLUMNS, rows: rows + 2 }, null)
  if (beside !== null && beside.rows.length <= rows) {
    const code = ansiRows(beside)
    const side = text(columns - beside.columns - 2, true)
    return Array.from({ length: Math.max(code.length, side.length) }, (_, at) => {
      const left = code[at] ?? " ".repeat(beside.columns)
      return `${left}  ${side[at] ?? ""}`.trimEnd()
    })
  }
  const below = await drawBest(key, { columns, rows }, null)
  const lines = text(columns, true)
  if (below !== null && below.rows.length + lines.length <= rows) return [...ansiRows(below), ...lines]
  return text(columns, false)
}
