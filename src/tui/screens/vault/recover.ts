import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Message } from "../../../base/language.ts"
import type { VaultWarning } from "../../../base/vault-warning.ts"
import { answerConfirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { editLine, isEmptyLine, lineEditor, linePassphrase, lineView, SHOW_KEY } from "../../components/forms/line-editor.ts"
import type { LineEditor, ShowAction } from "../../components/forms/line-editor.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import type { Row } from "../../core/frame.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen, View } from "../../core/screen.ts"
import { suspect, suspectView } from "./suspect.ts"
import type { Suspect } from "./suspect.ts"

const TEXTS = texts({
  title: { en: "Use the recovery key", ja: "回復キーを使う" },
  intro: {
    en: "Type or paste the recovery key from your paper copy, or the path of the file that holds it. Spaces and lower case do not matter.",
    ja: "控えてある回復キーを入力するか貼り付けてください。キーを保存したファイルのパスも使えます。空白や小文字は区別しません。",
  },
  then: {
    en: "It opens the vault without the passphrase. You then choose a new passphrase.",
    ja: "パスフレーズなしで保管庫を開き、続けて新しいパスフレーズを設定します。",
  },
  key: { en: "Recovery key", ja: "回復キー" },
  opening: { en: "opening…", ja: "開いています…" },
  open: { en: "open", ja: "開く" },
  openHelp: { en: "open the vault", ja: "保管庫を開く" },
  stopHelp: { en: "stop opening the vault", ja: "保管庫を開くのを中止" },
})

export interface RecoverState {
  /** The key, or the path of its file. */
  readonly editor: LineEditor
  readonly opening: boolean
  /** Why it did not open; null: nothing has failed. */
  readonly problem: Message | null
  /** The warnings about this vault, until the user has decided. */
  readonly consent: Suspect | null
  /** The warnings already accepted. */
  readonly accepted: readonly VaultWarning[]
}

type RecoverAction = ShowAction | "open" | "back" | "stop-opening" | ConfirmAction

const START: RecoverState = { editor: lineEditor("", { masked: true }), opening: false, problem: null, consent: null, accepted: [] }
const TO_UNLOCK = { type: "replace", route: { to: "unlock" } } as const

const KEYS: readonly Binding<RecoverAction>[] = [
  { keys: ["enter"], action: "open", help: TEXTS.openHelp, hint: TEXTS.open },
  BACK_KEY,
  SHOW_KEY,
]
const STOP_KEYS: readonly Binding<RecoverAction>[] = [{ keys: ["L"], action: "stop-opening", help: TEXTS.stopHelp }]

function open(state: RecoverState, accept: readonly VaultWarning[]): Outcome<RecoverState> {
  return {
    state: { ...state, editor: { ...state.editor, shown: false }, opening: true, problem: null, consent: null, accepted: accept },
    effects: [{ type: "recover-vault", key: linePassphrase(state.editor), accept }],
  }
}

/** Opens the vault with its recovery key, and leads to a new passphrase. */
export const recoverScreen: Screen<RecoverState, RecoverAction, RouteOf<"recover">> = {
  init: () => ({ state: START }),

  update(state, msg, context) {
    // Replaced: below it there must be no screen of a locked vault.
    if (msg.type === "vault-opened") return { state: START, go: { type: "replace", route: { to: "passphrase-change" } } }
    if (msg.type === "vault-suspect") return { state: { ...state, opening: false, consent: suspect(msg.warnings, context) } }
    if (msg.type === "failed" && msg.effect === "recover-vault") {
      return { state: { ...state, opening: false, problem: msg.message }, toast: "" }
    }
    if (state.opening) {
      const stops = msg.type === "action" && msg.action === "stop-opening"
      return stops ? { state: START, effects: [{ type: "cancel-work" }] } : { state }
    }
    if (state.consent !== null) {
      const step = answerConfirm(state.consent.question, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, consent: { ...state.consent, question: step.state } } }
      if (!step.answer) return { state: START, go: TO_UNLOCK }
      return open(state, [...new Set([...state.accepted, ...state.consent.warnings])])
    }
    if (msg.type === "action") {
      if (msg.action === "back") return { state: START, go: TO_UNLOCK }
      if (msg.action === "open") return isEmptyLine(state.editor) ? { state } : open(state, [])
    }
    const editor = editLine(state.editor, withoutComments(msg))
    return { state: editor === null ? state : { ...state, editor, problem: null } }
  },

  view: (state, context) => (state.consent === null ? keyView(state, context) : suspectView(state.consent, context)),
  keys: ({ consent, opening }) => (consent !== null ? CONFIRM_KEYS : opening ? STOP_KEYS : KEYS),
  typing: (state) => state.consent === null,
}

/** A paste of a whole key file without its comments: it becomes one line, which a comment would be all of. */
function withoutComments(msg: Msg<string>): Msg<string> {
  if (msg.type !== "pasted") return msg
  const lines = msg.text.split(/[\r\n]+/).filter((line) => !line.trimStart().startsWith("#"))
  return { type: "pasted", text: lines.join("\n") }
}

function keyView({ editor, opening, problem }: RecoverState, { lang, body, vaultDirectory, homeDirectory }: Context): View {
  const lines = (text: string, bold = false): Row[] =>
    paragraph(text, Math.min(76, body.columns - 4), { indent: 2, role: bold ? "strong" : "text" })
  const roomy = body.rows >= 16
  const above: Row[] = [
    ...Array.from({ length: roomy ? 3 : 0 }, () => EMPTY_ROW),
    ...(roomy
      ? [textRow("  " + cutToWidth(sanitize(shortPath(vaultDirectory, homeDirectory)), body.columns - 4), "muted"), EMPTY_ROW]
      : []),
    ...lines(format(TEXTS.intro, lang)),
    ...(roomy ? [EMPTY_ROW, ...lines(format(TEXTS.then, lang)), EMPTY_ROW] : []),
    textRow("  " + format(TEXTS.key, lang)),
  ]
  const line = lineView(editor, Math.max(4, Math.min(76, body.columns - 4)))
  const below = opening ? format(TEXTS.opening, lang) : problem === null ? "" : fullSentence(sanitize(format(problem, lang)), lang)
  const rows = [...above, [span("  "), ...line.spans], ...(roomy ? [EMPTY_ROW] : []), ...lines(below, true)]
  return {
    title: format(TEXTS.title, lang),
    body: rows.slice(0, body.rows),
    cursor: opening ? null : { x: 2 + line.cursorX, y: above.length },
  }
}
