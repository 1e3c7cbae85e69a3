import { cutToWidth } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Confirm } from "../core/confirm.ts"
import type { Row, Size } from "../core/frame.ts"
import { keyName } from "../core/key-names.ts"
import { actionIn } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { centredBox } from "./box.ts"
import type { Box } from "./box.ts"
import { buttonsRow, EMPTY_ROW, paragraph, rowWidth, span } from "./rows.ts"

const TEXTS = texts({
  other: { en: "the other answer", ja: "もう一方の答え" },
  otherHint: { en: "switch", ja: "切り替え" },
  choose: { en: "choose", ja: "選ぶ" },
  yesKey: { en: "yes", ja: "はい" },
  noKey: { en: "no", ja: "いいえ" },
})

/** A question with `no` chosen. @param about - `text` absent: there is nothing more to know. */
export function confirm(title: string, about: Pick<Confirm, "yes" | "no"> & { readonly text?: string }): Confirm {
  return { title, text: "", ...about, onYes: false }
}

export type ConfirmAction = "other-answer" | "answer" | "yes" | "no"

/** The whole table of a screen while it asks a question. */
export const CONFIRM_KEYS: readonly Binding<ConfirmAction>[] = [
  { keys: ["tab", "left", "right", "backtab"], action: "other-answer", help: TEXTS.other, hint: TEXTS.otherHint },
  { keys: ["enter"], action: "answer", help: TEXTS.choose, hint: TEXTS.choose },
  { keys: ["y", "Y"], action: "yes", help: TEXTS.yesKey, hint: TEXTS.yesKey },
  { keys: ["n", "N", "escape"], action: "no", help: TEXTS.noKey, hint: TEXTS.noKey },
]

/** @returns The answer; the question with the other answer chosen; or null for a message that is none of {@link CONFIRM_KEYS}. */
export function answerConfirm(state: Confirm, msg: Msg<string>): { readonly answer: boolean } | { readonly state: Confirm } | null {
  switch (actionIn(CONFIRM_KEYS, msg)) {
    case "yes":
      return { answer: true }
    case "no":
      return { answer: false }
    case "other-answer":
      return { state: { ...state, onYes: !state.onYes } }
    case "answer":
      return { answer: state.onYes }
    case undefined:
      return null
  }
}

/** The question below a plan or a result, which must stay readable: rows for `withBand`, or for a body of their own. */
export function confirmRows({ title, text, ...answers }: Confirm, width: number): Row[] {
  return [
    ...paragraph(title, width - 2, { indent: 1, role: "strong" }),
    ...(text === "" ? [] : paragraph(text, width - 2, { indent: 1 })),
    EMPTY_ROW,
    ...buttonRows(answers, width),
  ]
}

/** Side by side where they fit, else one below the other. */
function buttonRows({ yes, no, onYes }: Pick<Confirm, "yes" | "no" | "onYes">, width: number): Row[] {
  const buttons = [
    { label: no, focused: !onYes, click: "escape" },
    { label: yes, focused: onYes, click: "y" },
  ]
  const row = buttonsRow(buttons)
  return rowWidth(row) <= width ? [row] : buttons.map((button) => buttonsRow([button]))
}

/** With the border, where the window has as many columns. */
const BOX_WIDTH = 56

/**
 * The question as a box in the middle of the screen. In a small window its text is cut; the answers are always there.
 *
 * @param keys - The table while it is asked, for the line of keys.
 */
export function confirmBox(question: Confirm, keys: readonly Binding[], size: Size, lang: Lang): Box {
  const width = Math.min(BOX_WIDTH, size.columns)
  const inside = width - 2
  const below = [...buttonRows(question, inside), keysRow(question, keys, inside, lang)]
  const room = Math.max(0, size.rows - 2 - below.length)
  const text = question.text === "" ? [] : paragraph(question.text, inside - 1, { indent: 2 })
  const spaced = [...text, EMPTY_ROW]
  const above = spaced.length <= room ? spaced : text.length <= room ? text : cutRows(text, room, inside - 1)
  return centredBox(question.title, [...above, ...below], width, size)
}

/** The first rows, with … where more would follow. */
function cutRows(rows: readonly Row[], height: number, width: number): readonly Row[] {
  return rows
    .slice(0, height)
    .map((row, at) => (at < height - 1 ? row : row.map((part) => ({ ...part, text: `${cutToWidth(part.text, width - 1)}…` }))))
}

/** `Enter choose  y delete  n keep  Esc keep`, without the last ones where they do not fit. */
function keysRow({ yes, no }: Confirm, keys: readonly Binding[], width: number, lang: Lang): Row {
  const words: Readonly<Record<string, string>> = { answer: format(TEXTS.choose, lang), yes: withoutCapital(yes), no: withoutCapital(no) }
  const hints = keys.flatMap(({ action, keys: names }) => {
    const word = words[action]
    return word === undefined ? [] : names.filter((key) => !/^[A-Z]$/.test(key)).map((key) => hintSpans(key, word, lang))
  })
  return hints.reduce<Row>((row, hint) => {
    const longer = [...row, span("  "), ...hint]
    return rowWidth(longer) < width ? longer : row
  }, [])
}

function hintSpans(key: string, word: string, lang: Lang): Row {
  return [
    { ...span(keyName(key, lang), "accent"), click: key },
    { ...span(` ${word}`), click: key },
  ]
}

/** A label within a line. */
const withoutCapital = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1)
