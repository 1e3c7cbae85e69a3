import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import { shortPath } from "../../components/files/path-text.ts"
import type { FormItem } from "../../components/forms/form-state.ts"
import {
  acknowledgementItems,
  newPassphrase,
  newPassphraseItems,
  newPassphraseKeys,
  newPassphraseProblem,
  newPassphraseState,
  newPassphraseView,
  untickedProblem,
  updateNewPassphrase,
} from "../../components/forms/new-passphrase.ts"
import type { NewPassphraseAction, NewPassphraseState } from "../../components/forms/new-passphrase.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Screen } from "../../core/screen.ts"

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
    en: "I understand that the passphrase cannot be recovered: without it or a recovery key, the accounts are lost.",
    ja: "パスフレーズは復元できず、回復キーもなければアカウントが失われることを理解しました。",
  },
  create: { en: "Create the vault", ja: "保管庫を作る" },
  restore: { en: "Create it and restore a backup", ja: "作ってバックアップから復元" },
  creating: { en: "Creating the vault…", ja: "保管庫を作成しています…" },
  enter: { en: "go on", ja: "進む" },
  enterHelp: { en: "on to the next field; presses a button", ja: "次の項目へ進む。ボタンを押す" },
  quit: { en: "quit", ja: "終了" },
})

export interface FirstRunState {
  readonly entry: NewPassphraseState
  /** Whether a backup is to be restored once the vault is made. */
  readonly restore: boolean
  readonly creating: boolean
}

type FirstRunAction = NewPassphraseAction | "quit"

function itemsOf({ entry, creating }: FirstRunState, { lang, body, vaultDirectory, homeDirectory }: Context): FormItem[] {
  const directory = sanitize(shortPath(vaultDirectory, homeDirectory))
  const lines = (text: string): Row[] => paragraph(text, body.columns - 2, { indent: 1 })
  return [
    { kind: "note", rows: [...lines(format(TEXTS.intro, lang)), ...lines(format(TEXTS.where, lang, { directory })), EMPTY_ROW] },
    ...newPassphraseItems(entry, { first: format(TEXTS.passphrase, lang), again: format(TEXTS.again, lang) }, lang),
    ...acknowledgementItems(entry, format(TEXTS.understood, lang), lang),
    {
      kind: "buttons",
      buttons: [
        { id: "create", label: format(TEXTS.create, lang) },
        { id: "restore", label: format(TEXTS.restore, lang) },
      ],
    },
    ...(creating ? [{ kind: "note" as const, rows: [EMPTY_ROW, ...lines(format(TEXTS.creating, lang))] }] : []),
  ]
}

const QUIT_KEY: Binding<"quit"> = { keys: ["C-c"], action: "quit", help: TEXTS.quit, hint: TEXTS.quit }

/** Makes the first vault; with a backup at hand, goes on to restore it. */
export const firstRunScreen: Screen<FirstRunState, FirstRunAction, RouteOf<"first-run">> = {
  init: () => ({ state: { entry: newPassphraseState(), restore: false, creating: false } }),

  update(state, msg, context) {
    if (msg.type === "vault-opened")
      return { state, go: { type: "replace", route: state.restore ? { to: "restore" } : { to: "recovery-key", offer: true } } }
    if (msg.type === "failed" && msg.effect === "create-vault") return { state: { ...state, creating: false } }
    if (state.creating) return { state }
    const {
      state: entry,
      accepted,
      effects,
    } = updateNewPassphrase(state.entry, msg, {
      kind: "passphrase",
      items: itemsOf(state, context),
      problemOf: (form) => newPassphraseProblem(form, "passphrase") ?? untickedProblem(form),
      lang: context.lang,
    })
    if (accepted === null) return { state: { ...state, entry }, effects }
    return {
      state: { entry, restore: accepted === "restore", creating: true },
      effects: [{ type: "create-vault", passphrase: newPassphrase(entry) }],
    }
  },

  view(state, context) {
    return newPassphraseView(format(TEXTS.title, context.lang), state.entry, itemsOf(state, context), context, !state.creating)
  },

  keys(state, context) {
    const keys = newPassphraseKeys(state.entry, itemsOf(state, context), { help: TEXTS.enterHelp, hint: TEXTS.enter })
    return state.entry.weak === null ? [...keys, QUIT_KEY] : keys
  },
  // Letters have no other effect on this screen, not even on a button: a passphrase typed there must not quit the program.
  typing: () => true,
}
