import { format, texts } from "../../../base/language.ts"
import { handlerById } from "../../../formats/lookup.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { formState, isChecked, moveFocus, updateForm, withFocus } from "../../components/forms/form.ts"
import type { FormState } from "../../components/forms/form.ts"
import { updateMenu } from "../../components/menu.ts"
import { focusProblem, newPassphrase, newPassphraseProblem, weakQuestion } from "../../components/forms/new-passphrase.ts"
import { needsReauth, REAUTH_START, updateReauth } from "../../components/forms/reauth.ts"
import { saveTyping, startSave, updateSave } from "../../components/files/save-file.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import type { ExportProtectState } from "./export-protect-state.ts"
import { exportProtectKeys, exportProtectView, passwordItems, saveSize } from "./export-protect-view.ts"
import { datedName } from "../../components/files/file-names.ts"

const TEXTS = texts({
  plainQuestion: {
    en: "WITHOUT A PASSWORD: whoever can read this file can make all your codes, now and later. Write it unprotected all the same?",
    ja: "パスワードなしで書き出します。このファイルを読める人は、今後ずっとすべての認証コードを作れます。それでも保護せずに書き出しますか?",
  },
  tick: { en: "Please tick this first (Space).", ja: "先にここにチェックを入れてください (Space)。" },
})

type Out = Outcome<ExportProtectState>

const emptyForm = (): FormState => formState({ focus: "new", masked: ["new", "again"], checks: { understood: false } })

/** Password or warning, then where, then the result. */
export const exportProtectScreen: Screen<ExportProtectState, never, RouteOf<"export-protect">> = {
  rawKeys: true,
  init({ format, ids }, context) {
    const protects = handlerById(context.formats, format)?.writer?.protects ?? "never"
    const state: ExportProtectState = {
      format,
      ids,
      protects,
      which: 0,
      form: emptyForm(),
      problem: null,
      password: null,
      save: null,
      stage: { at: "which" },
    }
    return { state: first(state, context) }
  },
  update(state, msg, context) {
    const { stage } = state
    switch (stage.at) {
      case "which":
        return inWhich(state, msg, context)
      case "password":
        return inPassword(state, msg, context)
      case "weak": {
        const step = answerConfirm(stage.confirm, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, stage: { at: "weak", confirm: step.state } } }
        if (step.answer) return where(state, newPassphrase(state.form), context)
        return { state: { ...state, form: withFocus(state.form, "new"), stage: { at: "password" } } }
      }
      case "plain": {
        const step = answerConfirm(stage.confirm, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, stage: { at: "plain", confirm: step.state } } }
        if (!step.answer) return before(state, context)
        if (needsReauth(context)) return { state: { ...state, stage: { at: "reauth", reauth: REAUTH_START } } }
        return where(state, null, context)
      }
      case "reauth": {
        const step = updateReauth(stage.reauth, msg)
        if (!step.done) return { state: { ...state, stage: { at: "reauth", reauth: step.state } }, effects: step.effects }
        return step.right ? where(state, null, context) : before(state, context)
      }
      case "save":
        return inSave(state, msg, context)
      case "done":
        return msg.type === "key" && (msg.key === "enter" || msg.key === "escape") ? { state, go: { type: "home" } } : { state }
    }
  },
  view: (state, context) => exportProtectView(state, context),
  keys: (state) => exportProtectKeys(state),
  typing(state) {
    const { stage } = state
    // Letters never leave the password step, not even from a button: nobody should quit in the middle of a password.
    return stage.at === "password" || stage.at === "reauth" || (stage.at === "save" && state.save !== null && saveTyping(state.save))
  },
}

function first(state: ExportProtectState, context: Context): ExportProtectState {
  if (state.protects === "optional") return { ...state, stage: { at: "which" } }
  return state.protects === "always" ? { ...state, stage: { at: "password" } } : warn(state, context)
}

function warn(state: ExportProtectState, context: Context): ExportProtectState {
  return { ...state, stage: { at: "plain", confirm: confirm(format(TEXTS.plainQuestion, context.lang)) } }
}

/** One step back from the password or the warning. */
function before(left: ExportProtectState, context: Context): Out {
  // Whoever comes back types it anew.
  const state = { ...left, form: emptyForm(), problem: null }
  if (state.protects === "optional") return { state: { ...state, stage: { at: "which" } } }
  return state.protects === "never" && state.stage.at === "reauth" ? { state: warn(state, context) } : { state, go: { type: "back" } }
}

function inWhich(state: ExportProtectState, msg: Msg, context: Context): Out {
  if (msg.type === "key" && msg.key === "escape") return { state, go: { type: "back" } }
  const step = updateMenu(state.which, msg, 2)
  if (step === null) return { state }
  const next = { ...state, which: step.cursor }
  if (step.chosen === null) return { state: next }
  return { state: step.chosen === 0 ? { ...next, stage: { at: "password" } } : warn(next, context) }
}

function inPassword(state: ExportProtectState, msg: Msg, context: Context): Out {
  if (msg.type === "key" && msg.key === "escape") return before(state, context)
  const items = passwordItems(state, context.lang, context.body.columns)
  const step = updateForm(items, state.form, msg)
  const next = { ...state, form: step.state }
  switch (step.event?.type) {
    case "entered":
      return { state: { ...next, form: moveFocus(items, step.state, 1) } }
    case "changed":
      return { state: { ...next, problem: null } }
    case "pressed": {
      const problem =
        newPassphraseProblem(next.form, "password") ??
        (isChecked(next.form, "understood") ? null : { id: "understood", sentence: TEXTS.tick })
      if (problem !== null) return { state: { ...next, problem, form: focusProblem(next.form, problem) } }
      const weak = weakQuestion(next.form, "password", context.lang)
      if (weak !== null) return { state: { ...next, problem: null, stage: { at: "weak", confirm: weak } } }
      return where({ ...next, problem: null }, newPassphrase(next.form), context)
    }
    case undefined:
      return { state: next }
  }
}

/** On to the file picker. Where one has been there already, it is as it was left, unless the ending changes. */
function where(state: ExportProtectState, password: string | null, context: Context): Out {
  if (state.save !== null && (state.password === null) === (password === null))
    return { state: { ...state, password, stage: { at: "save" } } }
  const extension = handlerById(context.formats, state.format)?.writer?.extension(password !== null) ?? "json"
  const start = state.format === "keyferry-json" ? "keyferry" : state.format
  const { save, effects } = startSave(context, datedName(start, context.nowMs, extension))
  return { state: { ...state, password, save, stage: { at: "save" } }, effects }
}

function inSave(state: ExportProtectState, msg: Msg, context: Context): Out {
  if (state.save === null) return { state }
  const { format, ids, password } = state
  const step = updateSave(state.save, msg, context, saveSize(context), (path, overwrite) => ({
    type: "write-export",
    format,
    ids,
    password,
    path,
    overwrite,
  }))
  const toast = step.toast === undefined ? {} : { toast: step.toast }
  const next = { ...state, save: step.save }
  if (step.written !== undefined) {
    // Nothing of the password stays behind.
    const form = emptyForm()
    return {
      state: { ...next, form, password: null, stage: { at: "done", ...step.written, guarded: password !== null } },
      effects: step.effects,
    }
  }
  if (step.left)
    return password === null ? { state: warn(next, context) } : { state: { ...next, form: emptyForm(), stage: { at: "password" } } }
  return { state: next, effects: step.effects, ...toast }
}
