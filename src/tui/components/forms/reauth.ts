import { format, texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row } from "../../core/frame.ts"
import { actionIn } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../rows.ts"
import { editLine, isEmptyLine, lineEditor, linePassphrase, lineView, SHOW_KEY } from "./line-editor.ts"
import type { LineEditor, ShowAction } from "./line-editor.ts"

const TEXTS = texts({
  ask: { en: "{reason} Please type the vault's passphrase again.", ja: "{reason}保管庫のパスフレーズをもう一度入力してください。" },
  label: { en: "Passphrase", ja: "パスフレーズ" },
  wrong: { en: "That is not the passphrase. Please try again.", ja: "パスフレーズが違います。もう一度入力してください。" },
  checking: { en: "checking…", ja: "確認しています…" },
  goOn: { en: "go on", ja: "進む" },
  back: { en: "back", ja: "戻る" },
})

/** Longest time since the passphrase was typed after which a secret leaves the vault without typing it again. */
export const REAUTH_AFTER_MS = 5 * 60_000

/** The question for the passphrase before a secret leaves the vault. A screen keeps it in its state while the question is shown. */
export interface Reauth {
  readonly editor: LineEditor
  readonly wrong: boolean
  readonly checking: boolean
}

export const REAUTH_START: Reauth = { editor: lineEditor("", { masked: true }), wrong: false, checking: false }

/** Whether the passphrase must be typed again. Never in the demo vault, whose secrets are samples. */
export function needsReauth(context: Pick<Context, "nowMs" | "passphraseAtMs" | "vault">): boolean {
  return context.vault?.demo !== true && context.nowMs - context.passphraseAtMs > REAUTH_AFTER_MS
}

export type ReauthStep =
  | { readonly done: false; readonly state: Reauth; readonly effects: readonly Effect[] }
  /** `right` false: the user went back. */
  | { readonly done: true; readonly right: boolean }

export type ReauthAction = "check-passphrase" | "cancel-reauth" | ShowAction

/** The whole table of a screen while it asks for the passphrase; the screen is `typing` then. */
export const REAUTH_KEYS: readonly Binding<ReauthAction>[] = [
  { keys: ["enter"], action: "check-passphrase", help: TEXTS.goOn, hint: TEXTS.goOn },
  { keys: ["escape"], action: "cancel-reauth", help: TEXTS.back, hint: TEXTS.back },
  SHOW_KEY,
]

/** Give it every message while the question is shown. */
export function updateReauth(state: Reauth, msg: Msg<string>): ReauthStep {
  const stay = (next: Reauth, effects: readonly Effect[] = []): ReauthStep => ({ done: false, state: next, effects })
  if (msg.type === "passphrase-checked") return msg.right ? { done: true, right: true } : stay({ ...REAUTH_START, wrong: true })
  if (msg.type === "failed" && msg.effect === "check-passphrase") return stay({ ...REAUTH_START, wrong: msg.code === "password-wrong" })
  if (state.checking) return stay(state)
  switch (actionIn(REAUTH_KEYS, msg)) {
    case "cancel-reauth":
      return { done: true, right: false }
    case "check-passphrase":
      if (isEmptyLine(state.editor)) return stay(state)
      return stay({ ...state, editor: { ...state.editor, shown: false }, checking: true }, [
        { type: "check-passphrase", passphrase: linePassphrase(state.editor) },
      ])
    case "show-hidden":
    case undefined: {
      const editor = editLine(state.editor, msg)
      return stay(editor === null ? state : { ...state, editor, wrong: false })
    }
  }
}

export interface ReauthView {
  readonly rows: readonly Row[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

/** @param reason - Why the passphrase is asked for: one sentence. */
export function reauthView(state: Reauth, reason: Sentence, context: Pick<Context, "body" | "lang">): ReauthView {
  const { lang, body } = context
  const why = paragraph(format(TEXTS.ask, lang, { reason: format(reason, lang) }), body.columns - 2, { indent: 1 })
  const line = lineView(state.editor, Math.max(4, Math.min(50, body.columns - 4)))
  const y = why.length + 2
  const below = state.checking ? format(TEXTS.checking, lang) : state.wrong ? format(TEXTS.wrong, lang) : ""
  return {
    rows: [
      ...why,
      EMPTY_ROW,
      textRow(" " + format(TEXTS.label, lang)),
      [span(" "), ...line.spans],
      EMPTY_ROW,
      textRow(" " + below, state.wrong ? "danger" : "text"),
    ],
    cursor: state.checking ? null : { x: 1 + line.cursorX, y },
  }
}
