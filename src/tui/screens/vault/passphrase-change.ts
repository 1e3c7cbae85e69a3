import { format, texts } from "../../../base/language.ts"
import { normalizePassphrase } from "../../../accounts/passphrase-strength.ts"
import { answerConfirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { Confirm } from "../../components/confirm.ts"
import { formState, formView, lineValue, moveFocus, setLine, updateForm, withFocus } from "../../components/forms/form.ts"
import type { FormItem, FormState } from "../../components/forms/form.ts"
import {
  focusProblem,
  newPassphrase,
  newPassphraseItems,
  newPassphraseProblem,
  weakQuestion,
  underWeakQuestion,
} from "../../components/forms/new-passphrase.ts"
import type { FormProblem } from "../../components/forms/new-passphrase.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Change the passphrase", ja: "パスフレーズの変更" },
  why: {
    en: "The vault and its kept versions are encrypted anew, so that the old passphrase opens none of them. Backups and copies made before keep the passphrase they were made with.",
    ja: "保管庫と保存済みの旧版を暗号化し直すため、古いパスフレーズでは開けなくなります。以前に作ったバックアップやコピーは、作成時のパスフレーズのままです。",
  },
  current: { en: "Current passphrase", ja: "現在のパスフレーズ" },
  next: { en: "New passphrase", ja: "新しいパスフレーズ" },
  again: { en: "Once more", ja: "もう一度" },
  missing: { en: "Please type the current passphrase.", ja: "現在のパスフレーズを入力してください。" },
  wrong: { en: "That is not the current passphrase.", ja: "現在のパスフレーズが違います。" },
  same: { en: "This is the current passphrase already.", ja: "現在と同じパスフレーズです。" },
  change: { en: "Change it", ja: "変更する" },
  back: { en: "back", ja: "戻る" },
  working: { en: "Encrypting anew…", ja: "暗号化し直しています…" },
  done: {
    en: "The passphrase is changed. The old one opens nothing any more.",
    ja: "パスフレーズを変更しました。古いパスフレーズは使えません。",
  },
  move: { en: "move", ja: "移動" },
  moveHelp: { en: "to the next or previous field", ja: "次、または前の項目へ" },
  enter: { en: "go on", ja: "進む" },
  enterHelp: { en: "on to the next field; presses a button", ja: "次の項目へ進む。ボタンを押す" },
})

export interface PassphraseChangeState {
  readonly form: FormState
  readonly problem: FormProblem | null
  readonly working: boolean
  /** Asked before a weak passphrase is taken. */
  readonly weak: Confirm | null
}

function items(state: PassphraseChangeState, { lang, body }: Context): FormItem[] {
  const wrong = state.problem?.id === "current" ? { problem: format(state.problem.sentence, lang) } : {}
  return [
    { kind: "note", rows: [...paragraph(format(TEXTS.why, lang), body.columns - 2, { indent: 1 }), EMPTY_ROW] },
    { kind: "line", id: "current", label: format(TEXTS.current, lang), ...wrong },
    { kind: "note", rows: [EMPTY_ROW] },
    ...newPassphraseItems(state.form, { first: format(TEXTS.next, lang), again: format(TEXTS.again, lang) }, state.problem, lang),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [{ id: "change", label: format(TEXTS.change, lang) }] },
    ...(state.working
      ? [{ kind: "note" as const, rows: [EMPTY_ROW, ...paragraph(format(TEXTS.working, lang), body.columns - 2, { indent: 1 })] }]
      : []),
  ]
}

function problemOf(form: FormState): FormProblem | null {
  const current = normalizePassphrase(lineValue(form, "current"))
  if (current === "") return { id: "current", sentence: TEXTS.missing }
  return newPassphraseProblem(form) ?? (newPassphrase(form) === current ? { id: "new", sentence: TEXTS.same } : null)
}

function change(state: PassphraseChangeState, sure: boolean, { lang }: Context): Outcome<PassphraseChangeState> {
  const problem = problemOf(state.form)
  if (problem !== null) return { state: { ...state, problem, form: focusProblem(state.form, problem) } }
  const weak = sure ? null : weakQuestion(state.form, "passphrase", lang)
  if (weak !== null) return { state: { ...state, problem: null, weak } }
  const current = normalizePassphrase(lineValue(state.form, "current"))
  return {
    state: { ...state, problem: null, working: true, weak: null },
    effects: [{ type: "change-passphrase", current, next: newPassphrase(state.form) }],
  }
}

const KEYS: readonly Binding[] = [
  { keys: ["tab", "down", "backtab", "up"], action: "move", help: TEXTS.moveHelp, hint: TEXTS.move },
  { keys: ["enter"], action: "enter", help: TEXTS.enterHelp, hint: TEXTS.enter },
  { keys: ["escape"], action: "back", help: TEXTS.back, hint: TEXTS.back },
]

/** A new passphrase for the vault. */
export const passphraseChangeScreen: Screen<PassphraseChangeState, never, RouteOf<"passphrase-change">> = {
  rawKeys: true,
  init: () => ({
    state: { form: formState({ focus: "current", masked: ["current", "new", "again"] }), problem: null, working: false, weak: null },
  }),

  update(state, msg, context) {
    if (msg.type === "passphrase-changed") return { state, go: { type: "back" }, toast: format(TEXTS.done, context.lang) }
    if (msg.type === "failed" && msg.effect === "change-passphrase") {
      if (msg.code !== "password-wrong") return { state: { ...state, working: false } }
      const form = withFocus(setLine(state.form, "current", ""), "current")
      return { state: { ...state, form, working: false, problem: { id: "current", sentence: TEXTS.wrong } }, toast: "" }
    }
    if (state.working) return { state }
    if (state.weak !== null) {
      const answer = answerConfirm(state.weak, msg)
      if (answer === null) return { state }
      if ("state" in answer) return { state: { ...state, weak: answer.state } }
      return answer.answer ? change(state, true, context) : { state: { ...state, weak: null, form: withFocus(state.form, "new") } }
    }
    if (msg.type === "key" && msg.key === "escape") return { state, go: { type: "back" } }
    const all = items(state, context)
    const step = updateForm(all, state.form, msg)
    const next = { ...state, form: step.state }
    switch (step.event?.type) {
      case "entered":
        return { state: { ...next, form: moveFocus(all, step.state, 1) } }
      case "pressed":
        return change(next, false, context)
      case "changed":
        return { state: { ...next, problem: null } }
      case undefined:
        return { state: next }
    }
  },

  view(state, context) {
    const { rows, cursor } = formView(items(state, context), state.form, context.body.columns, context.body.rows)
    const title = format(TEXTS.title, context.lang)
    return underWeakQuestion({ title, body: rows, cursor: state.working ? null : cursor }, state.weak, context)
  },

  keys: ({ weak }) => (weak === null ? KEYS : CONFIRM_KEYS),
  // Letters never leave this screen, not even from a button: nobody should quit in the middle of a passphrase.
  typing: () => true,
}
