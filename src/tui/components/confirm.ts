import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import { actionIn } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"
import type { Msg } from "../core/messages.ts"
import { buttonsRow, EMPTY_ROW, paragraph } from "./rows.ts"

const TEXTS = texts({
  yes: { en: "Yes", ja: "はい" },
  no: { en: "No", ja: "いいえ" },
  choose: { en: "choose", ja: "選ぶ" },
  decide: { en: "decide", ja: "決定" },
  yesKey: { en: "yes", ja: "はい" },
  noKey: { en: "no", ja: "いいえ" },
})

/** A question with two answers. At first No is chosen. */
export interface Confirm {
  readonly question: string
  /** The answers' labels; absent: Yes and No. */
  readonly yes?: string
  readonly no?: string
  readonly onYes: boolean
}

export function confirm(question: string, answers: { yes?: string; no?: string } = {}): Confirm {
  return { question, ...answers, onYes: false }
}

export type ConfirmAction = "other-answer" | "answer" | "yes" | "no"

/** The whole table of a screen while it asks a question. */
export const CONFIRM_KEYS: readonly Binding<ConfirmAction>[] = [
  { keys: ["tab", "left", "right", "backtab"], action: "other-answer", help: TEXTS.choose, hint: TEXTS.choose },
  { keys: ["enter"], action: "answer", help: TEXTS.decide, hint: TEXTS.decide },
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

/** Rows for {@link withBand}, or for a body of their own. */
export function confirmRows(state: Confirm, width: number, lang: Lang): Row[] {
  return [
    ...paragraph(state.question, width - 2, { indent: 1, role: "strong" }),
    EMPTY_ROW,
    buttonsRow([
      { label: state.no ?? format(TEXTS.no, lang), focused: !state.onYes, click: "escape" },
      { label: state.yes ?? format(TEXTS.yes, lang), focused: state.onYes, click: "y" },
    ]),
  ]
}
