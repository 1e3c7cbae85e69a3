import { handlerById } from "../../../formats/lookup.ts"
import { preflight } from "../../../migrate/export/losses.ts"
import { chosenAccounts, unreadableLosses } from "../../components/chosen-accounts.ts"
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
import { exportRail, fileSteps, writtenRail } from "../../components/rail/export-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { scrollPage } from "../../components/scroll.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { exportedCheckList, exportedGuide, exportedMove } from "./exported.ts"
import type { ExportProtectState } from "./export-protect-state.ts"
import { doneRows, exportProtectKeys, exportProtectView, passwordItems, saveSize } from "./export-protect-view.ts"
import type { ExportProtectAction } from "./export-protect-view.ts"

type Out = Outcome<ExportProtectState>
type ExportProtectMsg = Msg<ExportProtectAction>

const isBack = (msg: ExportProtectMsg): boolean => msg.type === "action" && msg.action === "back"

const protectScreen: Screen<ExportProtectState, ExportProtectAction, RouteOf<"export-protect">> = {
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
    return firstStep(state, context)
  },
  update(state, msg, context) {
    const { stage } = state
    switch (stage.at) {
      case "protection":
        return updateProtection(state, msg, context)
      case "password":
        return updatePassword(state, msg, context)
      case "reauth": {
        const step = updateReauth(stage.reauth, msg)
        if (!step.done) return { state: { ...state, stage: { at: "reauth", reauth: step.state } }, effects: step.effects }
        return step.right ? goToSaveStep(state, null, context) : goToPreviousStep(state)
      }
      case "save":
        return updateSaveStep(state, msg, context)
      case "done": {
        const offset = scrollPage(stage.offset, msg, doneRows(state, stage, context), context.body)
        if (offset !== null) return { state: { ...state, stage: { ...stage, offset } } }
        if (msg.type !== "action") return { state }
        if (msg.action === "compare") return { state, go: { type: "push", route: exportedCheckList(state, context) } }
        if (msg.action === "show-guide") return { state, go: { type: "push", route: exportedGuide(state, context) } }
        return msg.action === "go-home" ? { state, go: { type: "home" } } : { state }
      }
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

/** Password, then the file's name and place, then the result. */
export const exportProtectScreen = withRail(protectScreen, ({ format, ids, stage }, context) => {
  const steps = fileSteps(ids.length, isLossy(format, ids, context))
  return stage.at === "done" ? writtenRail(steps) : exportRail(steps, "save")
})

/** Whether the losses were shown on the way here. */
function isLossy(format: string, ids: readonly string[], context: Context): boolean {
  const handler = handlerById(context.formats, format)
  if (handler?.writer === undefined) return false
  return (
    unreadableLosses(ids, context).length > 0 || preflight(handler, chosenAccounts(ids, context)).some(({ losses }) => losses.length > 0)
  )
}

function firstStep(state: ExportProtectState, context: Context): Out {
  if (state.protects === "optional") return { state: { ...state, stage: { at: "protection" } } }
  if (state.protects === "always") return { state: { ...state, stage: { at: "password" } } }
  return goToPlainSave(state, context)
}

/** The step that saves without a password, after the passphrase where it was typed too long ago. */
function goToPlainSave(state: ExportProtectState, context: Context): Out {
  return needsReauth(context) ? { state: { ...state, stage: { at: "reauth", reauth: REAUTH_START } } } : goToSaveStep(state, null, context)
}

/** Back from the password, the passphrase or the path. What was typed is kept. */
function goToPreviousStep(state: ExportProtectState): Out {
  return state.protects === "optional" ? { state: { ...state, stage: { at: "protection" } } } : { state, go: { type: "back" } }
}

function updateProtection(state: ExportProtectState, msg: ExportProtectMsg, context: Context): Out {
  if (isBack(msg)) return { state, go: { type: "back" } }
  const step = updateMenu(state.protectionChoice, msg, 2)
  if (step === null) return { state }
  const next = { ...state, protectionChoice: step.cursor }
  if (step.chosen === null) return { state: next }
  return step.chosen === 0 ? { state: { ...next, stage: { at: "password" } } } : goToPlainSave(next, context)
}

function updatePassword(state: ExportProtectState, msg: ExportProtectMsg, context: Context): Out {
  if (isBack(msg)) return goToPreviousStep(state)
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
    const stage = { at: "done", ...step.written, protected: password !== null, offset: 0 } as const
    const receipt = {
      type: "record-receipt",
      move: exportedMove(next, { ...step.written, kind: "export-file", protected: password !== null }, context),
    } as const
    return { state: { ...next, entry: newPassphraseState(), password: null, stage }, effects: [...step.effects, receipt] }
  }
  if (step.left) return password === null ? goToPreviousStep(next) : { state: { ...next, stage: { at: "password" } } }
  return { state: next, effects: step.effects, ...toast }
}
