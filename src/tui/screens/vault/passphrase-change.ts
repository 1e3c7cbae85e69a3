import { format, texts } from "../../../base/language.ts"
import type { Lang, Message } from "../../../base/language.ts"
import { passphraseValue, setLine } from "../../components/forms/form-state.ts"
import type { FormItem } from "../../components/forms/form-state.ts"
import {
  newPassphrase,
  newPassphraseItems,
  newPassphraseKeys,
  newPassphraseProblem,
  newPassphraseState,
  newPassphraseView,
  problemAt,
  updateNewPassphrase,
  withProblem,
} from "../../components/forms/new-passphrase.ts"
import type { FormProblem, NewPassphraseAction, NewPassphraseState } from "../../components/forms/new-passphrase.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Passphrase } from "../../../base/passphrase.ts"
import type { Row } from "../../core/frame.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

const TEXTS = texts({
  title: { en: "Change the passphrase", ja: "パスフレーズの変更" },
  why: {
    en: "The vault and its kept versions are encrypted anew, so that the old passphrase opens none of them. Backups and copies made before keep the passphrase they were made with.",
    ja: "保管庫と保存済みの旧版を暗号化し直すため、古いパスフレーズでは開けなくなります。以前に作ったバックアップやコピーは、作成時のパスフレーズのままです。",
  },
  recovered: {
    en: "The recovery key has opened the vault. Choose a new passphrase now: it replaces the forgotten one, and makes a lost identity.age anew. The recovery key stays valid.",
    ja: "回復キーで保管庫を開きました。新しいパスフレーズを設定してください。忘れたパスフレーズは無効になり、失われた identity.age は作り直されます。回復キーは引き続き使えます。",
  },
  oldStays: {
    en: "No new passphrase is set: the old one stays in force. Settings, Passphrase sets a new one.",
    ja: "新しいパスフレーズは設定していません。以前のものが有効なままです。設定の「パスフレーズを変更」で設定できます。",
  },
  choose: { en: "Choose a new passphrase", ja: "新しいパスフレーズの設定" },
  set: { en: "Set it", ja: "設定する" },
  current: { en: "Current passphrase", ja: "現在のパスフレーズ" },
  next: { en: "New passphrase", ja: "新しいパスフレーズ" },
  again: { en: "Once more", ja: "もう一度" },
  missing: { en: "Please type the current passphrase.", ja: "現在のパスフレーズを入力してください。" },
  wrong: { en: "That is not the current passphrase.", ja: "現在のパスフレーズが違います。" },
  same: { en: "This is the current passphrase already.", ja: "現在と同じパスフレーズです。" },
  change: { en: "Change it", ja: "変更する" },
  working: { en: "Encrypting anew…", ja: "暗号化し直しています…" },
  done: {
    en: "The passphrase is changed. Copies and backups made before still open with the old one.",
    ja: "パスフレーズを変更しました。以前に作ったコピーやバックアップは古いパスフレーズのままです。",
  },
  unfinished: {
    en: "The new passphrase is in force, but not all is done: {reason}.",
    ja: "新しいパスフレーズに変わりましたが、まだ処理が残っています。{reason}。",
  },
  enter: { en: "go on", ja: "進む" },
  enterHelp: { en: "on to the next field; presses a button", ja: "次の項目へ進む。ボタンを押す" },
})

export interface PassphraseChangeState {
  readonly entry: NewPassphraseState
  /** Whether the recovery key has opened the vault, so that no current passphrase is asked for. */
  readonly recovered: boolean
  readonly working: boolean
}

function itemsOf({ entry, recovered, working }: PassphraseChangeState, { lang, body }: Context): FormItem[] {
  const lines = (text: string): Row[] => paragraph(text, body.columns - 2, { indent: 1 })
  const current: FormItem[] = [
    { kind: "line", id: "current", label: format(TEXTS.current, lang), ...problemAt(entry.problem, "current", lang) },
    { kind: "note", rows: [EMPTY_ROW] },
  ]
  return [
    { kind: "note", rows: [...lines(format(recovered ? TEXTS.recovered : TEXTS.why, lang)), EMPTY_ROW] },
    ...(recovered ? [] : current),
    ...newPassphraseItems(entry, { first: format(TEXTS.next, lang), again: format(TEXTS.again, lang) }, lang),
    { kind: "note", rows: [EMPTY_ROW] },
    { kind: "buttons", buttons: [{ id: "change", label: format(recovered ? TEXTS.set : TEXTS.change, lang) }] },
    ...(working ? [{ kind: "note" as const, rows: [EMPTY_ROW, ...lines(format(TEXTS.working, lang))] }] : []),
  ]
}

const currentOf = ({ form }: NewPassphraseState): Passphrase => passphraseValue(form, "current")

function problemOf(entry: NewPassphraseState, recovered: boolean): FormProblem | null {
  if (recovered) return newPassphraseProblem(entry.form, "passphrase")
  const [current, next] = [currentOf(entry), newPassphrase(entry)]
  try {
    if (current.isEmpty) return { id: "current", sentence: TEXTS.missing }
    return newPassphraseProblem(entry.form, "passphrase") ?? (next.equals(current) ? { id: "new", sentence: TEXTS.same } : null)
  } finally {
    current.wipe()
    next.wipe()
  }
}

function doneText(unfinished: Message | null, lang: Lang): string {
  return unfinished === null ? format(TEXTS.done, lang) : format(TEXTS.unfinished, lang, { reason: format(unfinished, lang) })
}

/** A new passphrase for the vault. */
export const passphraseChangeScreen: Screen<PassphraseChangeState, NewPassphraseAction | "back", RouteOf<"passphrase-change">> = {
  init(_, { vault }) {
    const recovered = vault?.recovered === true
    return { state: { entry: recovered ? newPassphraseState() : newPassphraseState("current"), recovered, working: false } }
  },

  update(state, msg, context) {
    if (msg.type === "passphrase-changed") return { state, go: { type: "back" }, toast: doneText(msg.unfinished, context.lang) }
    if (msg.type === "failed" && msg.effect === "change-passphrase") {
      if (msg.code !== "password-wrong") return { state: { ...state, working: false } }
      const emptied = { ...state.entry, form: setLine(state.entry.form, "current", "") }
      return { state: { ...state, entry: withProblem(emptied, { id: "current", sentence: TEXTS.wrong }), working: false }, toast: "" }
    }
    if (state.working) return { state }
    if (msg.type === "action" && msg.action === "back")
      return { state, go: { type: "back" }, ...(state.recovered ? { toast: format(TEXTS.oldStays, context.lang) } : {}) }
    const {
      state: entry,
      accepted,
      effects,
    } = updateNewPassphrase(state.entry, msg, {
      kind: "passphrase",
      items: itemsOf(state, context),
      problemOf: (form) => problemOf({ ...state.entry, form }, state.recovered),
      lang: context.lang,
    })
    if (accepted === null) return { state: { ...state, entry }, effects }
    return {
      state: { ...state, entry, working: true },
      effects: [{ type: "change-passphrase", current: state.recovered ? null : currentOf(entry), next: newPassphrase(entry) }],
    }
  },

  view(state, context) {
    return newPassphraseView(
      format(state.recovered ? TEXTS.choose : TEXTS.title, context.lang),
      state.entry,
      itemsOf(state, context),
      context,
      !state.working,
    )
  },

  keys(state, context) {
    const keys = newPassphraseKeys(state.entry, itemsOf(state, context), { help: TEXTS.enterHelp, hint: TEXTS.enter })
    return state.entry.weak === null ? [...keys, BACK_KEY] : keys
  },
  // Letters have no other effect on this screen, not even on a button: a passphrase typed there must not quit the program.
  typing: () => true,
}
