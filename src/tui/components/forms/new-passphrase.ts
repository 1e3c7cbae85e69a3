import { isLongEnough, isWeak, MIN_PASSPHRASE_LENGTH, STRENGTH_TEXTS, strengthText } from "../../../accounts/passphrase-strength.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang, Sentence } from "../../../base/language.ts"
import type { Passphrase } from "../../../base/passphrase.ts"
import type { StrengthEstimate } from "../../../base/ports.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context, View } from "../../core/screen.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../confirm.ts"
import type { ConfirmAction } from "../confirm.ts"
import { EMPTY_ROW, gauge } from "../rows.ts"
import { formState, isChecked, lineValue, passphraseValue, withFocus } from "./form-state.ts"
import { formView } from "./form-view.ts"
import { formKeys, moveFocus, updateForm } from "./form.ts"
import type { FormItem, FormState } from "./form-state.ts"
import type { FormAction } from "./form.ts"

const TEXTS = texts({
  passphraseTooShort: { en: "The passphrase needs {min} characters at least.", ja: "パスフレーズは {min} 文字以上にしてください。" },
  passwordTooShort: { en: "The password needs {min} characters at least.", ja: "パスワードは {min} 文字以上にしてください。" },
  differ: { en: "The two are different. Please type it again.", ja: "2 つの入力が一致しません。もう一度入力してください。" },
  useAnyway: { en: "Use it anyway?", ja: "それでも使いますか？" },
  weakPassphrase: { en: "This passphrase is easy to guess.", ja: "このパスフレーズはすぐに推測されるおそれがあります。" },
  weakPassword: { en: "This password is easy to guess.", ja: "このパスワードはすぐに推測されるおそれがあります。" },
  estimating: { en: "estimating…", ja: "強さを調べています…" },
  unknown: { en: "the strength is unknown", ja: "強さは不明です" },
  useIt: { en: "Use it", ja: "使う" },
  choose: { en: "Choose another", ja: "別のものにする" },
  tick: { en: "Please tick this first (Space).", ja: "先にここにチェックを入れてください（Space）。" },
  advice: {
    en: "Four or five random words are strong and easy to type.",
    ja: "無関係な単語を 4〜5 個並べると、強くて打ちやすくなります。",
  },
})

/** What a passphrase opens: a vault or a backup; a password opens an export file of another app. */
export type NewSecretKind = "passphrase" | "password"

/** Why a form cannot be accepted, and the id of the item to mend. */
export interface FormProblem {
  readonly id: string
  readonly sentence: Sentence
  readonly detail?: Readonly<Record<string, string | number>>
}

/** A form with the lines `new` and `again`, and the question that follows a weak passphrase. */
export interface NewPassphraseState {
  readonly form: FormState
  readonly problem: FormProblem | null
  /** `button`: the id of the button that was pressed. */
  readonly weak: { readonly question: Confirm; readonly button: string } | null
  /** Counts the changes of the line `new`; an estimate of an earlier text does not count. */
  readonly revision: number
  /** The strength of what is typed; null: not estimated yet. `estimate` null: unknown. */
  readonly strength: { readonly estimate: StrengthEstimate | null } | null
  /** The button that was pressed before the strength was known. */
  readonly pressed: string | null
}

/** `accepted`: the id of the button, once one is pressed, no problem is left, and a weak passphrase is confirmed; else null. */
export interface NewPassphraseStep {
  readonly state: NewPassphraseState
  readonly accepted: string | null
  readonly effects: readonly Effect[]
}

export type NewPassphraseAction = FormAction | ConfirmAction

/** What a screen asks for beside the two lines. */
export interface NewPassphraseForm {
  readonly kind: NewSecretKind
  readonly items: readonly FormItem[]
  /** The first thing to mend; null: the form can be accepted. */
  readonly problemOf: (form: FormState) => FormProblem | null
  readonly lang: Lang
}

/** An empty form. @param ownLine - The id of a masked line above the two, which gets the focus. */
export function newPassphraseState(ownLine?: string): NewPassphraseState {
  const masked = [...(ownLine === undefined ? [] : [ownLine]), "new", "again"]
  const form = formState({ focus: masked[0] ?? "new", masked, checks: { understood: false } })
  return { form, problem: null, weak: null, revision: 0, strength: null, pressed: null }
}

export function newPassphraseKeys(
  { form, weak }: NewPassphraseState,
  items: readonly FormItem[],
  enter: { readonly help: Sentence; readonly hint: Sentence },
): readonly Binding<NewPassphraseAction>[] {
  return weak === null ? formKeys(items, form, enter) : CONFIRM_KEYS
}

/** The form after a message, and the effects that it asks for. */
export function updateNewPassphrase(
  state: NewPassphraseState,
  msg: Msg<string>,
  { kind, items, problemOf, lang }: NewPassphraseForm,
): NewPassphraseStep {
  const still = (next: NewPassphraseState, effects: readonly Effect[] = []): NewPassphraseStep => ({ state: next, accepted: null, effects })
  if (msg.type === "passphrase-estimated") {
    if (msg.revision !== state.revision) return still(state)
    const known = { ...state, strength: { estimate: msg.estimate }, pressed: null }
    return state.pressed === null ? still(known) : accept(known, state.pressed, msg.estimate, kind, lang)
  }
  if (state.weak !== null) return answerWeak(state, state.weak, msg)
  const step = updateForm(items, state.form, msg)
  const next = { ...state, form: step.state }
  switch (step.event?.type) {
    case "entered": {
      const unticked = step.event.id === "understood" ? untickedProblem(step.state) : null
      if (unticked !== null) return still(withProblem(next, unticked))
      return still({ ...next, form: moveFocus(items, step.state, 1) })
    }
    case "changed":
      return step.event.id === "new" ? estimateNew({ ...next, problem: null }) : still({ ...next, problem: null, pressed: null })
    case "pressed": {
      const problem = problemOf(next.form)
      if (problem !== null) return still(withProblem(next, problem))
      const waiting = { ...next, problem: null, pressed: step.event.id }
      return state.strength === null ? still(waiting) : accept(next, step.event.id, state.strength.estimate, kind, lang)
    }
    case undefined:
      return still(next)
  }
}

/** After a change of the passphrase. One that is too short is not estimated. */
function estimateNew(state: NewPassphraseState): NewPassphraseStep {
  const passphrase = passphraseValue(state.form, "new")
  const revision = state.revision + 1
  const changed = { ...state, revision, strength: null, pressed: null }
  if (isLongEnough(passphrase)) return { state: changed, accepted: null, effects: [{ type: "estimate-passphrase", passphrase, revision }] }
  passphrase.wipe()
  return { state: changed, accepted: null, effects: [] }
}

/** The button's work can start, except that a weak passphrase is asked about first. */
function accept(
  state: NewPassphraseState,
  button: string,
  estimate: StrengthEstimate | null,
  kind: NewSecretKind,
  lang: Lang,
): NewPassphraseStep {
  if (estimate === null || !isWeak(estimate)) return { state: { ...state, problem: null, pressed: null }, accepted: button, effects: [] }
  const text = format(kind === "password" ? TEXTS.weakPassword : TEXTS.weakPassphrase, lang)
  const question = confirm(format(TEXTS.useAnyway, lang), { text, yes: format(TEXTS.useIt, lang), no: format(TEXTS.choose, lang) })
  return { state: { ...state, problem: null, pressed: null, weak: { question, button } }, accepted: null, effects: [] }
}

function answerWeak(state: NewPassphraseState, weak: NonNullable<NewPassphraseState["weak"]>, msg: Msg<string>): NewPassphraseStep {
  const step = answerConfirm(weak.question, msg)
  if (step === null) return { state, accepted: null, effects: [] }
  if ("state" in step) return { state: { ...state, weak: { ...weak, question: step.state } }, accepted: null, effects: [] }
  if (step.answer) return { state: { ...state, weak: null }, accepted: weak.button, effects: [] }
  return { state: { ...state, weak: null, form: withFocus(state.form, "new") }, accepted: null, effects: [] }
}

/** The problem shown at its item, which gets the focus. */
export function withProblem(state: NewPassphraseState, problem: FormProblem): NewPassphraseState {
  return { ...state, problem, form: withFocus(state.form, problem.id) }
}

/** The form, and the question about a weak passphrase. @param editable - Whether to show the text cursor. */
export function newPassphraseView(
  title: string,
  { form, weak }: NewPassphraseState,
  items: readonly FormItem[],
  { body }: Pick<Context, "body">,
  editable = true,
): View {
  const { rows, cursor } = formView(items, form, body.columns, body.rows)
  return { title, body: rows, cursor: editable ? cursor : null, question: weak?.question ?? null }
}

/** The lines `new` and `again`, with the strength of what is typed between them. */
export function newPassphraseItems(
  { form, problem, strength }: NewPassphraseState,
  labels: { readonly first: string; readonly again: string },
  lang: Lang,
): FormItem[] {
  const typed = passphraseValue(form, "new")
  const below = typed.isEmpty ? { hint: format(TEXTS.advice, lang) } : { below: strengthLine(isLongEnough(typed), strength, lang) }
  typed.wipe()
  return [
    { kind: "line", id: "new", label: labels.first, ...below, ...problemAt(problem, "new", lang) },
    { kind: "line", id: "again", label: labels.again, ...problemAt(problem, "again", lang) },
  ]
}

/** The problem of one line, as its {@link FormItem} shows it. */
export function problemAt(problem: FormProblem | null, id: string, lang: Lang): { readonly problem?: string } {
  return problem?.id === id ? { problem: format(problem, lang) } : {}
}

/** The check box by which the user acknowledges what the passphrase means; {@link untickedProblem} demands it. */
export function acknowledgementItems({ problem }: NewPassphraseState, label: string, lang: Lang): FormItem[] {
  const hint = problem?.id === "understood" ? { hint: format(problem, lang) } : {}
  return [
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "check", id: "understood", label, ...hint },
    { kind: "note", rows: [EMPTY_ROW] },
  ]
}

/** Null: the check box of {@link acknowledgementItems} is ticked. */
export function untickedProblem(form: FormState): FormProblem | null {
  return isChecked(form, "understood") ? null : { id: "understood", sentence: TEXTS.tick }
}

/** What is wrong with the two lines; null: nothing. */
export function newPassphraseProblem(form: FormState, kind: NewSecretKind): FormProblem | null {
  const tooShort = kind === "password" ? TEXTS.passwordTooShort : TEXTS.passphraseTooShort
  const typed = passphraseValue(form, "new")
  const longEnough = isLongEnough(typed)
  typed.wipe()
  if (!longEnough) return { id: "new", sentence: tooShort, detail: { min: MIN_PASSPHRASE_LENGTH } }
  return isTypedTwice(form, kind) ? null : { id: "again", sentence: TEXTS.differ }
}

/** A bar and words, such as `##-------- very weak: a common password; add uncommon words`. */
function strengthLine(longEnough: boolean, strength: NewPassphraseState["strength"], lang: Lang): string {
  const bar = (share: number, text: string): string => `${gauge(share, 10)} ${text}`
  if (!longEnough) return bar(0, format(STRENGTH_TEXTS.tooShort, lang))
  if (strength === null) return bar(0, format(TEXTS.estimating, lang))
  if (strength.estimate === null) return bar(0, format(TEXTS.unknown, lang))
  return bar((strength.estimate.score + 1) / 5, strengthText(strength.estimate, lang))
}

/** Whether both lines hold the same: a passphrase in NFC, so that every keyboard makes the same bytes of it; a password as typed. */
function isTypedTwice(form: FormState, kind: NewSecretKind): boolean {
  if (kind === "password") return lineValue(form, "new") === lineValue(form, "again")
  const [first, again] = [passphraseValue(form, "new"), passphraseValue(form, "again")]
  const same = first.equals(again)
  first.wipe()
  again.wipe()
  return same
}

/** In NFC; the caller wipes it. */
export function newPassphrase({ form }: NewPassphraseState): Passphrase {
  return passphraseValue(form, "new")
}

/** As typed, as other apps use it. */
export function newPassword({ form }: NewPassphraseState): string {
  return lineValue(form, "new")
}
