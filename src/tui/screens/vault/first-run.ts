import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { answerConfirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { Confirm } from "../../components/confirm.ts"
import { formState, formView, isChecked, moveFocus, updateForm, withFocus } from "../../components/forms/form.ts"
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
import { shortPath } from "../../components/files/path-text.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Welcome", ja: "ようこそ" },
  intro: {
    en: "There is no vault yet. A vault keeps your accounts in encrypted files; a passphrase opens it.",
    ja: "まだ保管庫がありません。保管庫はアカウントを暗号化したファイルで、パスフレーズで開きます。",
  },
  where: { en: "It will be stored in {directory}", ja: "保存先: {directory}" },
  passphrase: { en: "New passphrase", ja: "新しいパスフレーズ" },
  again: { en: "Once more", ja: "もう一度" },
  understood: {
    en: "I understand that the passphrase cannot be recovered: without it, the accounts are lost.",
    ja: "パスフレーズは復元できず、忘れるとアカウントが失われることを理解しました。",
  },
  create: { en: "Create the vault", ja: "保管庫を作る" },
  restore: { en: "Create it and restore a backup", ja: "作ってバックアップを復元" },
  tick: { en: "Please tick this first (Space).", ja: "先にここにチェックを入れてください（Space）。" },
  creating: { en: "Creating the vault…", ja: "保管庫を作成しています…" },
  next: { en: "move", ja: "移動" },
  nextHelp: { en: "to the next or previous field", ja: "次、または前の項目へ" },
  enter: { en: "go on", ja: "進む" },
  enterHelp: { en: "on to the next field; presses a button", ja: "次の項目へ進む。ボタンを押す" },
  space: { en: "tick", ja: "チェック" },
  quit: { en: "quit", ja: "終了" },
})

export interface FirstRunState {
  readonly form: FormState
  readonly problem: FormProblem | null
  /** A backup is restored as soon as the vault is there. */
  readonly restore: boolean
  readonly creating: boolean
  /** Asked before a weak passphrase is taken. */
  readonly weak: Confirm | null
}

function itemsOf(state: FirstRunState, { lang, body, vaultDirectory, homeDirectory }: Context): FormItem[] {
  const width = body.columns
  const directory = shortPath(vaultDirectory, homeDirectory)
  const problem = state.problem?.id === "understood" ? format(state.problem.sentence, lang) : ""
  return [
    {
      kind: "note",
      rows: [
        ...paragraph(format(TEXTS.intro, lang), width - 2, { indent: 1 }),
        ...paragraph(format(TEXTS.where, lang, { directory: sanitize(directory) }), width - 2, { indent: 1 }),
        EMPTY_ROW,
      ],
    },
    ...newPassphraseItems(state.form, { first: format(TEXTS.passphrase, lang), again: format(TEXTS.again, lang) }, state.problem, lang),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "check", id: "understood", label: format(TEXTS.understood, lang), ...(problem === "" ? {} : { hint: problem }) },
    { kind: "note", rows: [EMPTY_ROW] },
    {
      kind: "buttons",
      buttons: [
        { id: "create", label: format(TEXTS.create, lang) },
        { id: "restore", label: format(TEXTS.restore, lang) },
      ],
    },
    ...(state.creating
      ? [{ kind: "note" as const, rows: [EMPTY_ROW, ...paragraph(format(TEXTS.creating, lang), width - 2, { indent: 1 })] }]
      : []),
  ]
}

function create(state: FirstRunState, restore: boolean, sure: boolean, { lang }: Context): Outcome<FirstRunState> {
  const problem =
    newPassphraseProblem(state.form) ?? (isChecked(state.form, "understood") ? null : { id: "understood", sentence: TEXTS.tick })
  if (problem !== null) return { state: { ...state, problem, form: focusProblem(state.form, problem) } }
  const weak = sure ? null : weakQuestion(state.form, "passphrase", lang)
  if (weak !== null) return { state: { ...state, problem: null, restore, weak } }
  return {
    state: { ...state, problem: null, restore, creating: true, weak: null },
    effects: [{ type: "create-vault", passphrase: newPassphrase(state.form) }],
  }
}

const KEYS: readonly Binding[] = [
  { keys: ["tab", "down", "backtab", "up"], action: "move", help: TEXTS.nextHelp, hint: TEXTS.next },
  { keys: ["space"], action: "tick", help: TEXTS.space, hint: TEXTS.space },
  { keys: ["enter"], action: "enter", help: TEXTS.enterHelp, hint: TEXTS.enter },
  { keys: ["C-c"], action: "quit", help: TEXTS.quit, hint: TEXTS.quit },
]

/** Makes the first vault; with a backup at hand, goes on to restore it. */
export const firstRunScreen: Screen<FirstRunState, never, RouteOf<"first-run">> = {
  rawKeys: true,
  init: () => ({
    state: {
      form: formState({ focus: "new", masked: ["new", "again"], checks: { understood: false } }),
      problem: null,
      restore: false,
      creating: false,
      weak: null,
    },
  }),

  update(state, msg, context) {
    if (msg.type === "vault-opened") return { state, go: state.restore ? { type: "replace", route: { to: "restore" } } : { type: "home" } }
    if (msg.type === "failed" && msg.effect === "create-vault") return { state: { ...state, creating: false } }
    if (state.creating) return { state }
    if (state.weak !== null) {
      const answer = answerConfirm(state.weak, msg)
      if (answer === null) return { state }
      if ("state" in answer) return { state: { ...state, weak: answer.state } }
      if (answer.answer) return create(state, state.restore, true, context)
      return { state: { ...state, weak: null, form: withFocus(state.form, "new") } }
    }
    const all = itemsOf(state, context)
    const step = updateForm(all, state.form, msg)
    const next = { ...state, form: step.state }
    switch (step.event?.type) {
      case "entered":
        return { state: { ...next, form: moveFocus(all, step.state, 1) } }
      case "pressed":
        return create(next, step.event.id === "restore", false, context)
      case "changed":
        return { state: { ...next, problem: null } }
      case undefined:
        return { state: next }
    }
  },

  view(state, context) {
    const { rows, cursor } = formView(itemsOf(state, context), state.form, context.body.columns, context.body.rows)
    const title = format(TEXTS.title, context.lang)
    return underWeakQuestion({ title, body: rows, cursor: state.creating ? null : cursor }, state.weak, context)
  },

  keys: ({ weak }) => (weak === null ? KEYS : CONFIRM_KEYS),
  // Letters never leave this screen, not even from a button: nobody should quit in the middle of a passphrase.
  typing: () => true,
}
