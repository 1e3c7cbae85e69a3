import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { buttonsRow, EMPTY_ROW, paragraph } from "./rows.ts"

const TEXTS = texts({
  yes: { en: "Yes", ja: "はい" },
  no: { en: "No", ja: "いいえ" },
  choose: { en: "choose", ja: "選ぶ" },
  decide: { en: "decide", ja: "決定" },
  sayYes: { en: "yes", ja: "はい" },
  sayNo: { en: "no", ja: "いいえ" },
})

/** A question with two answers. It starts on No. */
export interface Confirm {
  readonly question: string
  /** What the answers are called; Yes and No where nothing is said. */
  readonly yes?: string
  readonly no?: string
  readonly onYes: boolean
}

export function confirm(question: string, answers: { yes?: string; no?: string } = {}): Confirm {
  return { question, ...answers, onYes: false }
}

/** @returns The answer, the question as it stands now, or null where the message means nothing to it. */
export function answerConfirm(state: Confirm, msg: Msg): { readonly answer: boolean } | { readonly state: Confirm } | null {
  if (msg.type !== "key") return null
  switch (msg.key) {
    case "y":
    case "Y":
      return { answer: true }
    case "n":
    case "N":
    case "escape":
      return { answer: false }
    case "left":
    case "right":
    case "tab":
    case "backtab":
      return { state: { ...state, onYes: !state.onYes } }
    case "enter":
      return { answer: state.onYes }
    default:
      return null
  }
}

/** Rows for {@link withBand}, or for a body of their own. */
export function confirmRows(state: Confirm, width: number, lang: Lang): Row[] {
  return [
    ...paragraph(state.question, width - 2, { indent: 1, style: { bold: true } }),
    EMPTY_ROW,
    buttonsRow([
      { label: state.no ?? format(TEXTS.no, lang), focused: !state.onYes },
      { label: state.yes ?? format(TEXTS.yes, lang), focused: state.onYes },
    ]),
  ]
}

/** The keys while a question stands. */
export const CONFIRM_KEYS: readonly Binding[] = [
  { keys: ["tab", "left", "right"], action: "choose", help: TEXTS.choose, hint: TEXTS.choose },
  { keys: ["enter"], action: "decide", help: TEXTS.decide, hint: TEXTS.decide },
  { keys: ["y"], action: "yes", help: TEXTS.sayYes, hint: TEXTS.sayYes },
  { keys: ["n", "escape"], action: "no", help: TEXTS.sayNo, hint: TEXTS.sayNo },
]
