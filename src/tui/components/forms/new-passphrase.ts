import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import { MIN_PASSPHRASE_LENGTH, normalizePassphrase, estimateStrength } from "../../../accounts/passphrase-strength.ts"
import type { Context, View } from "../../core/screen.ts"
import { confirm, confirmRows } from "../confirm.ts"
import type { Confirm } from "../confirm.ts"
import { lineValue, withFocus } from "./form.ts"
import type { FormItem, FormState } from "./form.ts"
import { gauge, withBand } from "../rows.ts"

const TEXTS = texts({
  passphraseTooShort: { en: "The passphrase needs {min} characters at least.", ja: "パスフレーズは {min} 文字以上にしてください。" },
  passwordTooShort: { en: "The password needs {min} characters at least.", ja: "パスワードは {min} 文字以上にしてください。" },
  differ: { en: "The two are not the same. Please type it once more.", ja: "二つの入力が違います。もう一度入力してください。" },
  weakPassphrase: {
    en: "This passphrase is soon guessed. Use it anyway?",
    ja: "このパスフレーズはすぐに推測されるおそれがあります。それでも使いますか？",
  },
  weakPassword: {
    en: "This password is soon guessed. Use it anyway?",
    ja: "このパスワードはすぐに推測されるおそれがあります。それでも使いますか？",
  },
  useIt: { en: "Use it", ja: "使う" },
  choose: { en: "Choose another", ja: "別のものにする" },
  advice: {
    en: "Four or five random words are strong and easy to type.",
    ja: "無関係な単語を 4〜5 個並べると、強くて打ちやすくなります。",
  },
})

/** Why a form cannot be taken as it is, and the item it is about. */
export interface FormProblem {
  readonly id: string
  readonly sentence: Sentence
  readonly detail?: Readonly<Record<string, string | number>>
}

/** The lines `new` and `again` of a form, with the strength between. Used wherever a passphrase or password is made. */
export function newPassphraseItems(
  state: FormState,
  labels: { readonly first: string; readonly again: string },
  problem: FormProblem | null,
  lang: Lang,
): FormItem[] {
  const problemAt = (id: string): { problem?: string } => (problem?.id === id ? { problem: format(problem, lang) } : {})
  const typed = lineValue(state, "new")
  const strength = typed === "" ? { hint: format(TEXTS.advice, lang) } : { below: strengthText(typed, lang) }
  return [
    { kind: "line", id: "new", label: labels.first, ...strength, ...problemAt("new") },
    { kind: "line", id: "again", label: labels.again, ...problemAt("again") },
  ]
}

/**
 * What is wrong with the two lines; null: nothing.
 *
 * @param what - What is being made: a `passphrase` opens a vault or a backup, a `password` somebody's export file.
 */
export function newPassphraseProblem(state: FormState, what: "passphrase" | "password" = "passphrase"): FormProblem | null {
  const tooShort = what === "password" ? TEXTS.passwordTooShort : TEXTS.passphraseTooShort
  const typed = lineValue(state, "new")
  if (!estimateStrength(typed).longEnough) return { id: "new", sentence: tooShort, detail: { min: MIN_PASSPHRASE_LENGTH } }
  const same = normalizePassphrase(typed) === normalizePassphrase(lineValue(state, "again"))
  return same ? null : { id: "again", sentence: TEXTS.differ }
}

/** From this score on nothing is asked. */
const FAIR = 2

/** The question before something weak is taken; null: it is not weak. */
export function weakQuestion(state: FormState, what: "passphrase" | "password", lang: Lang): Confirm | null {
  if (estimateStrength(lineValue(state, "new")).score >= FAIR) return null
  const question = format(what === "password" ? TEXTS.weakPassword : TEXTS.weakPassphrase, lang)
  return confirm(question, { yes: format(TEXTS.useIt, lang), no: format(TEXTS.choose, lang) })
}

/** A form, with the question over it where something weak was typed. */
export function underWeakQuestion(form: View, question: Confirm | null, { body, lang }: Pick<Context, "body" | "lang">): View {
  if (question === null) return form
  return { title: form.title, body: withBand(form.body, confirmRows(question, body.columns, lang), body.rows, body.columns) }
}

/** `######-- good` */
export function strengthText(passphrase: string, lang: Lang): string {
  const { score, longEnough, sentence } = estimateStrength(passphrase)
  return `${gauge(longEnough ? (score + 1) / 5 : 0, 10)} ${format(sentence, lang)}`
}

/** The passphrase as it is handed on: composed (NFC), so that every keyboard makes the same bytes of it. */
export function newPassphrase(state: FormState): string {
  return normalizePassphrase(lineValue(state, "new"))
}

export function focusProblem(state: FormState, problem: FormProblem): FormState {
  return withFocus(state, problem.id)
}
