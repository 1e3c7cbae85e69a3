import { say, texts } from "../../accounts/language.ts"
import type { Lang, Sentence } from "../../accounts/language.ts"
import { MIN_PASSPHRASE_LENGTH, normalizePassphrase, strengthOf } from "../../accounts/strength.ts"
import { lineValue, withFocus } from "./form.ts"
import type { FormItem, FormState } from "./form.ts"
import { gauge } from "./rows.ts"

const TEXTS = texts({
  tooShort: { en: "The passphrase needs {min} characters at least.", ja: "パスフレーズは {min} 文字以上にしてください。" },
  differ: { en: "The two are not the same. Please type it once more.", ja: "二つの入力が違います。もう一度入力してください。" },
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
  const problemAt = (id: string): { problem?: string } =>
    problem?.id === id ? { problem: say(problem.sentence, lang, problem.detail) } : {}
  const typed = lineValue(state, "new")
  const strength = typed === "" ? { hint: say(TEXTS.advice, lang) } : { below: strengthText(typed, lang) }
  return [
    { kind: "line", id: "new", label: labels.first, ...strength, ...problemAt("new") },
    { kind: "line", id: "again", label: labels.again, ...problemAt("again") },
  ]
}

/** What is wrong with the two lines; null: they are a passphrase. */
export function newPassphraseProblem(state: FormState): FormProblem | null {
  const typed = lineValue(state, "new")
  if (!strengthOf(typed).longEnough) return { id: "new", sentence: TEXTS.tooShort, detail: { min: MIN_PASSPHRASE_LENGTH } }
  const same = normalizePassphrase(typed) === normalizePassphrase(lineValue(state, "again"))
  return same ? null : { id: "again", sentence: TEXTS.differ }
}

/** `######-- good` */
export function strengthText(passphrase: string, lang: Lang): string {
  const { score, longEnough, sentence } = strengthOf(passphrase)
  return `${gauge(longEnough ? (score + 1) / 5 : 0, 10)} ${say(sentence, lang)}`
}

/** The passphrase as it is handed on: composed (NFC), so that every keyboard makes the same bytes of it. */
export function newPassphrase(state: FormState): string {
  return normalizePassphrase(lineValue(state, "new"))
}

export function focusProblem(state: FormState, problem: FormProblem): FormState {
  return withFocus(state, problem.id)
}
