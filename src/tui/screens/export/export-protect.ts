import { format, texts } from "../../../base/language.ts"
import { handlerById } from "../../../formats/lookup.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { datedName } from "../../components/files/file-names.ts"
import { saveTyping, startSave, updateSave } from "../../components/files/save-file.ts"
import {
  newPassword,
  newPassphraseProblem,
  newPassphraseState,
  untickedProblem,
  updateNewPassphrase,
} from "../../components/forms/new-passphrase.ts"
import { needsReauth, REAUTH_START, updateReauth } from "../../components/forms/reauth.ts"
import { updateMenu } from "../../components/menu.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import type { ExportProtectState } from "./export-protect-state.ts"
import { exportProtectKeys, exportProtectView, passwordItems, saveSize } from "./export-protect-view.ts"
import type { ExportProtectAction } from "./export-protect-view.ts"

const TEXTS = texts({
  plainQuestion: {
    en: "WITHOUT A PASSWORD: anyone who can read this file can make all your codes, now and later. Write it unprotected anyway?",
    ja: "パスワードなしで書き出します。このファイルを読める人は、今後ずっとすべての認証コードを作れます。それでも保護せずに書き出しますか？",
  },
})

type Out = Outcome<ExportProtectState>
type ExportProtectMsg = Msg<ExportProtectAction>

const isBack = (msg: ExportProtectMsg): boolean => msg.type === "action" && msg.action === "back"

/** Password or warning, then the file's name and place, then the result. */
export const exportProtectScreen: Screen<ExportProtectState, ExportProtectAction, RouteOf<"export-protect">> = {
  init({ format, ids }, context) {
    const protects = handlerById(context.formats, format)?.writer?.protects ?? "never"
    const state: ExportProtectState = {
      format,
      ids,
      protects,
      protectionChoice: 0,
      entry: newPassphraseState(),
      password: null,
      save: null,
      stage: { at: "protection" },
    }
    return { state: firstStep(state, context) }
  },
  update(state, msg, context) {
    const { stage } = state
    switch (stage.at) {
      case "protection":
        return updateProtection(state, msg, context)
      case "password":
        return updatePassword(state, msg, context)
      case "plain": {
        const step = answerConfirm(stage.confirm, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, stage: { at: "plain", confirm: step.state } } }
        if (!step.answer) return goToPreviousStep(state, context)
        if (needsReauth(context)) return { state: { ...state, stage: { at: "reauth", reauth: REAUTH_START } } }
        return goToSaveStep(state, null, context)
      }
      case "reauth": {
        const step = updateReauth(stage.reauth, msg)
        if (!step.done) return { state: { ...state, stage: { at: "reauth", reauth: step.state } }, effects: step.effects }
        return step.right ? goToSaveStep(state, null, context) : goToPreviousStep(state, context)
      }
      case "save":
        return updateSaveStep(state, msg, context)
      case "done":
        return msg.type === "action" && msg.action === "go-home" ? { state, go: { type: "home" } } : { state }
    }
  },
  view: (state, context) => exportProtectView(state, context),
  keys: (state, context) => exportProtectKeys(state, context),
  typing(state) {
    const { stage } = state
    // Letters have no other effect on the password step, not even on a button: a password typed there must not quit the program.
    return stage.at === "password" || stage.at === "reauth" || (stage.at === "save" && state.save !== null && saveTyping(state.save))
  },
}

function firstStep(state: ExportProtectState, context: Context): ExportProtectState {
  if (state.protects === "optional") return { ...state, stage: { at: "protection" } }
  return state.protects === "always" ? { ...state, stage: { at: "password" } } : warnPlain(state, context)
}

function warnPlain(state: ExportProtectState, context: Context): ExportProtectState {
  return { ...state, stage: { at: "plain", confirm: confirm(format(TEXTS.plainQuestion, context.lang)) } }
}

/** Back from the password or the warning. A typed password is forgotten. */
function goToPreviousStep(state: ExportProtectState, context: Context): Out {
  const cleared = { ...state, entry: newPassphraseState() }
  if (state.protects === "optional") return { state: { ...cleared, stage: { at: "protection" } } }
  const fromReauth = state.protects === "never" && state.stage.at === "reauth"
  return fromReauth ? { state: warnPlain(cleared, context) } : { state: cleared, go: { type: "back" } }
}

function updateProtection(state: ExportProtectState, msg: ExportProtectMsg, context: Context): Out {
  if (isBack(msg)) return { state, go: { type: "back" } }
  const step = updateMenu(state.protectionChoice, msg, 2)
  if (step === null) return { state }
  const next = { ...state, protectionChoice: step.cursor }
  if (step.chosen === null) return { state: next }
  return { state: step.chosen === 0 ? { ...next, stage: { at: "password" } } : warnPlain(next, context) }
}

function updatePassword(state: ExportProtectState, msg: ExportProtectMsg, context: Context): Out {
  if (isBack(msg)) return goToPreviousStep(state, context)
  const {
    state: entry,
    accepted,
    effects,
  } = updateNewPassphrase(state.entry, msg, {
    kind: "password",
    items: passwordItems(state, context.lang, context.body.columns),
    problemOf: (form) => newPassphraseProblem(form, "password") ?? untickedProblem(form),
    lang: context.lang,
  })
  const next = { ...state, entry }
  return accepted === null ? { state: next, effects } : goToSaveStep(next, newPassword(entry), context)
}

/** On to the file picker. It is as it was left, unless the file's extension changes. */
function goToSaveStep(state: ExportProtectState, password: string | null, context: Context): Out {
  if (state.save !== null && (state.password === null) === (password === null))
    return { state: { ...state, password, stage: { at: "save" } } }
  const writer = handlerById(context.formats, state.format)?.writer
  const extension = writer?.extension(password !== null) ?? "json"
  const { save, effects } = startSave(context, datedName(writer?.fileStem ?? state.format, context.nowMs, extension))
  return { state: { ...state, password, save, stage: { at: "save" } }, effects }
}

function updateSaveStep(state: ExportProtectState, msg: ExportProtectMsg, context: Context): Out {
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
    // The password is forgotten.
    const stage = { at: "done", ...step.written, protected: password !== null } as const
    return { state: { ...next, entry: newPassphraseState(), password: null, stage }, effects: step.effects }
  }
  if (step.left)
    return { state: password === null ? warnPlain(next, context) : { ...next, entry: newPassphraseState(), stage: { at: "password" } } }
  return { state: next, effects: step.effects, ...toast }
}
