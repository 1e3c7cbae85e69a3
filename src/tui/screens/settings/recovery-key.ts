import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import { Passphrase } from "../../../base/passphrase.ts"
import { isLastGroup } from "../../../migrate/recovery/key-text.ts"
import { sanitize } from "../../../base/display.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { editLine, isEmptyLine, lineEditor, linePassphrase, lineText, SHOW_KEY } from "../../components/forms/line-editor.ts"
import type { ShowAction } from "../../components/forms/line-editor.ts"
import { BACK_KEY, MENU_KEYS, updateMenu } from "../../components/menu.ts"
import type { MenuAction } from "../../components/menu.ts"
import { fullSentence } from "../../components/text.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Binding } from "../../core/keys.ts"
import type { Answer } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import type { RecoveryKeyState } from "./recovery-key-state.ts"
import { itemsOf, offerItems, recoveryKeyView, SIDE_COLUMNS } from "./recovery-key-view.ts"

const TEXTS = texts({
  ask: { en: "Remove the recovery key?", ja: "回復キーを削除しますか？" },
  means: {
    en: "Then the passphrase alone opens the vault. Copies and backups made before still open with the key.",
    ja: "保管庫を開けるのはパスフレーズだけになります。以前に作ったコピーやバックアップは、このキーで開けるままです。",
  },
  yes: { en: "Remove", ja: "削除する" },
  no: { en: "Keep", ja: "残す" },
  made: {
    en: "The recovery key opens the vault; changes of the passphrase keep it.",
    ja: "回復キーで保管庫を開けるようになりました。パスフレーズを変更しても使えます。",
  },
  removed: { en: "The recovery key was removed.", ja: "回復キーを削除しました。" },
  copies: {
    en: "Copies and backups made before still open with the old key.",
    ja: "以前に作ったコピーやバックアップは、古いキーで開けるままです。",
  },
  unfinished: { en: "Not all is done: {reason}.", ja: "まだ処理が残っています。{reason}。" },
  notChanged: {
    en: "The recovery key was not changed: what was in force before still is.",
    ja: "回復キーは変更されていません。これまでのものがそのまま有効です。",
  },
  saved: {
    en: "Saved as {path}. Delete it after printing.",
    ja: "{path} に保存しました。印刷後は削除してください。",
  },
  givenUp: { en: "This key was given up: it opens nothing.", ja: "このキーは破棄しました。何も開けません。" },
  givenUpSheet: {
    en: "This key was given up: it opens nothing. Delete {path}, which holds it.",
    ja: "このキーは破棄したため、何も開けません。このキーが載っている {path} は削除してください。",
  },
  next: { en: "go on", ja: "進む" },
  save: { en: "save a sheet to print", ja: "印刷用シートを保存" },
})

type RecoveryKeyAction = MenuAction | ConfirmAction | ShowAction | "back" | "next" | "save"
type Step = Outcome<RecoveryKeyState>

const ENTER: Binding<RecoveryKeyAction> = { keys: ["enter"], action: "next", help: TEXTS.next, hint: TEXTS.next }
const SAVE: Binding<RecoveryKeyAction> = { keys: ["w"], action: "save", help: TEXTS.save, hint: TEXTS.save }
const MENU: RecoveryKeyState = { at: "menu", cursor: 0, working: false }
const SHEET_NAME = "keyferry-recovery-key.html"

const askPassphrase = (removing: boolean): RecoveryKeyState => ({
  at: "passphrase",
  removing,
  passphrase: lineEditor("", { masked: true }),
  problem: null,
  working: false,
})

/** Makes, replaces and removes the vault's recovery key. */
export const recoveryKeyScreen: Screen<RecoveryKeyState, RecoveryKeyAction, RouteOf<"recovery-key">> = {
  init: ({ offer }) => ({ state: offer === true ? { at: "offer", cursor: 0, working: false } : MENU }),

  update(state, msg, context): Step {
    if (msg.type === "recovery-key-made" && state.at === "passphrase") {
      const { key, recipient, drawing } = msg
      return { state: { at: "shown", passphrase: state.passphrase, made: { key, recipient, drawing }, sheet: null, working: false } }
    }
    if (msg.type === "recovery-key-set") return { state: MENU, toast: doneText(state, msg, context) }
    if (msg.type === "recovery-sheet-saved") {
      const path = sanitize(shortPath(msg.path, context.homeDirectory))
      const saved = state.at === "shown" || state.at === "verify" ? { ...state, sheet: path } : state
      return { state: saved, toast: format(TEXTS.saved, context.lang, { path }) }
    }
    if (msg.type === "failed") return onFailed(state, msg)
    if (state.working) return { state }
    if (msg.type === "action" && msg.action === "back") return back(state, context)
    switch (state.at) {
      case "menu": {
        const step = updateMenu(state.cursor, msg, itemsOf(context).length)
        if (step === null) return { state }
        if (step.chosen === 0 && itemsOf(context).length > 0) return { state: askPassphrase(false) }
        if (step.chosen === 1) return { state: { at: "question", cursor: 1, question: askRemove(context.lang), working: false } }
        return { state: { ...state, cursor: step.cursor } }
      }
      case "offer": {
        const step = updateMenu(state.cursor, msg, offerItems(context).length)
        if (step === null) return { state }
        if (step.chosen === null) return { state: { ...state, cursor: step.cursor } }
        return step.chosen === 0 ? { state: askPassphrase(false) } : { state, go: { type: "home" } }
      }
      case "question": {
        const step = answerConfirm(state.question, msg)
        if (step === null) return { state }
        if ("state" in step) return { state: { ...state, question: step.state } }
        return { state: step.answer ? askPassphrase(true) : MENU }
      }
      case "passphrase": {
        if (msg.type === "action" && msg.action === "next") return send(state, context)
        const passphrase = editLine(state.passphrase, msg)
        return { state: passphrase === null ? state : { ...state, passphrase, problem: null } }
      }
      case "shown": {
        if (msg.type !== "action") return { state }
        if (msg.action === "next") return { state: { ...state, at: "verify", group: lineEditor(), mistyped: false } }
        if (msg.action !== "save") return { state }
        const path = `${context.startDirectory}/${SHEET_NAME}`
        return { state, effects: [{ type: "save-recovery-sheet", key: Passphrase.of(state.made.key), path, lang: context.lang }] }
      }
      case "verify": {
        if (msg.type === "action" && msg.action === "next") return verify(state)
        const group = editLine(state.group, msg)
        return { state: group === null ? state : { ...state, group, mistyped: false } }
      }
    }
  },

  view: recoveryKeyView,

  keys(state, context) {
    switch (state.at) {
      case "menu":
        return itemsOf(context).length === 0 ? [BACK_KEY] : MENU_KEYS
      case "offer":
        return MENU_KEYS
      case "question":
        return CONFIRM_KEYS
      case "passphrase":
        return [ENTER, BACK_KEY, SHOW_KEY]
      case "shown":
        return [ENTER, SAVE, BACK_KEY]
      case "verify":
        return [ENTER, BACK_KEY]
    }
  },

  typing: ({ at }) => at === "passphrase" || at === "verify",
}

function back(state: RecoveryKeyState, { lang }: Context): Step {
  if (state.at === "menu" || state.at === "offer") return { state, go: { type: "back" } }
  if (state.at === "verify") return { state: { ...state, at: "shown" } }
  if (state.at !== "shown") return { state: MENU }
  return {
    state: MENU,
    toast: state.sheet === null ? format(TEXTS.givenUp, lang) : format(TEXTS.givenUpSheet, lang, { path: state.sheet }),
  }
}

function send(state: Extract<RecoveryKeyState, { at: "passphrase" }>, { body, demo }: Context): Step {
  if (isEmptyLine(state.passphrase) && !demo) return { state }
  const passphrase = linePassphrase(state.passphrase)
  const size = { columns: body.columns - SIDE_COLUMNS, rows: body.rows }
  return {
    state: { ...state, passphrase: { ...state.passphrase, shown: false }, problem: null, working: true },
    effects: [state.removing ? { type: "set-recovery-key", passphrase, recipient: null } : { type: "make-recovery-key", passphrase, size }],
  }
}

function askRemove(lang: Lang): Confirm {
  const answers = { yes: format(TEXTS.yes, lang), no: format(TEXTS.no, lang) }
  return confirm(format(TEXTS.ask, lang), { text: format(TEXTS.means, lang), ...answers })
}

function verify(state: Extract<RecoveryKeyState, { at: "verify" }>): Step {
  const { made, passphrase, group } = state
  if (isEmptyLine(group)) return { state }
  if (!isLastGroup(made.key, lineText(group))) return { state: { ...state, group: lineEditor(), mistyped: true } }
  const effect = { type: "set-recovery-key", passphrase: linePassphrase(passphrase), recipient: made.recipient } as const
  return { state: { ...state, working: true }, effects: [effect] }
}

function onFailed(state: RecoveryKeyState, { effect, message }: Extract<Answer, { type: "failed" }>): Step {
  if (effect !== "make-recovery-key" && effect !== "set-recovery-key") return { state }
  if (state.at === "passphrase") {
    return { state: { ...state, passphrase: lineEditor("", { masked: true }), problem: message, working: false }, toast: "" }
  }
  // The shown key stays: it can be tried again. The shell shows why it failed.
  return { state: { ...state, working: false } }
}

function doneText(
  state: RecoveryKeyState,
  { inForce, unfinished }: Extract<Answer, { type: "recovery-key-set" }>,
  { lang }: Context,
): string {
  const removed = state.at === "passphrase"
  const parts = inForce ? [format(removed ? TEXTS.removed : TEXTS.made, lang)] : [format(TEXTS.notChanged, lang)]
  if (removed && inForce) parts.push(format(TEXTS.copies, lang))
  if (unfinished !== null) parts.push(fullSentence(format(TEXTS.unfinished, lang, { reason: format(unfinished, lang) }), lang))
  return parts.join(lang === "ja" ? "" : " ")
}
