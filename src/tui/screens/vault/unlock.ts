import { cellWidth, cutToWidth, sanitize } from "../../../base/display.ts"
import { format, messageOf, texts } from "../../../base/language.ts"
import type { Message } from "../../../base/language.ts"
import type { VaultWarning } from "../../../base/vault-warning.ts"
import { answerConfirm, confirm, CONFIRM_KEYS, confirmRows } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { shortPath } from "../../components/files/path-text.ts"
import { editLine, isEmptyLine, lineEditor, linePassphrase, lineView, SHOW_KEY } from "../../components/forms/line-editor.ts"
import type { LineEditor, ShowAction } from "../../components/forms/line-editor.ts"
import { fullSentence } from "../../components/text.ts"
import { EMPTY_ROW, paragraph, span, textRow } from "../../components/rows.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row } from "../../core/frame.ts"
import { keyOf } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { suspect, suspectView } from "./suspect.ts"
import type { Suspect } from "./suspect.ts"

const TEXTS = texts({
  title: { en: "Unlock", ja: "ロック解除" },
  locked: { en: "The vault is locked.", ja: "保管庫はロックされています。" },
  demo: {
    en: "This is the demo vault: Enter opens it, without a passphrase.",
    ja: "デモ用の保管庫です。Enter だけで開きます（パスフレーズ不要）。",
  },
  passphrase: { en: "Passphrase", ja: "パスフレーズ" },
  opening: { en: "opening…", ja: "開いています…" },
  wrong: { en: "That is not the passphrase. Please try again.", ja: "パスフレーズが違います。もう一度入力してください。" },
  damageTitle: { en: "The vault is damaged", ja: "保管庫が壊れています" },
  bringBack: { en: "Bring back version {n} now?", ja: "版 {n} に戻しますか？" },
  keptFile: {
    en: "A file that does not open is kept under another name.",
    ja: "開けないファイルは別の名前で残します。",
  },
  restore: { en: "Bring it back", ja: "戻す" },
  no: { en: "Leave it locked", ja: "ロックしたままにする" },
  open: { en: "open", ja: "開く" },
  openHelp: { en: "open the vault", ja: "保管庫を開く" },
  clear: { en: "clear", ja: "クリア" },
  clearHelp: { en: "clear what was typed", ja: "入力を消す" },
  recover: { en: "use the recovery key", ja: "回復キーを使う" },
  recoverHelp: { en: "open the vault with its recovery key, without the passphrase", ja: "パスフレーズの代わりに回復キーで保管庫を開く" },
  quit: { en: "quit", ja: "終了" },
  stopHelp: { en: "stop opening the vault", ja: "保管庫を開くのを中止" },
})

export interface UnlockState {
  readonly editor: LineEditor
  /** The agent opens the vault. */
  readonly inAgent: boolean
  /** Why it did not open; null: nothing has failed. */
  readonly problem: Message | null
  readonly opening: boolean
  /** The names of the keys that were pressed while the vault opens: at most {@link MOST_AHEAD}, for the account list. */
  readonly ahead: readonly string[]
  /** The warnings about this vault, until the user has decided. */
  readonly consent: Suspect | null
  /** Why it does not open, and the offer to bring a kept version back; null: it is not known to be damaged. */
  readonly damage: { readonly reason: Message; readonly n: number; readonly question: Confirm } | null
  /** The warnings already accepted with this passphrase. */
  readonly accepted: readonly VaultWarning[]
}

const START: UnlockState = {
  editor: lineEditor("", { masked: true }),
  inAgent: false,
  problem: null,
  opening: false,
  ahead: [],
  consent: null,
  damage: null,
  accepted: [],
}
/** What a failure changes: the passphrase opens the vault now. */
const AFTER_FAILURE = { inAgent: false, opening: false, ahead: [] } as const
const MOST_AHEAD = 64

/** Whether the vault is being opened; that of samples opens without Enter. */
function isOpening({ opening }: UnlockState, { demo, busy }: Context): boolean {
  return opening || (demo && busy?.effect === "open-vault")
}

/** The state with one more key for the account list. An Enter that comes first is the one that opens the vault, pressed twice. */
function keepKey(state: UnlockState, msg: Msg<UnlockAction>): UnlockState {
  const { ahead } = state
  const key = keyOf(msg)
  if (key === "" || ahead.length === MOST_AHEAD || (ahead.length === 0 && key === "enter")) return state
  return { ...state, ahead: [...ahead, key] }
}

function open(state: UnlockState, accept: readonly VaultWarning[]): Outcome<UnlockState> {
  return {
    state: { ...state, editor: { ...state.editor, shown: false }, opening: true, problem: null, consent: null, accepted: accept },
    effects: [{ type: "open-vault", passphrase: state.inAgent ? null : linePassphrase(state.editor), accept }],
  }
}

type UnlockAction = ShowAction | "open" | "clear" | "recover" | "quit" | "stop-opening" | ConfirmAction

const STOP_KEY: Binding<UnlockAction> = { keys: ["L"], action: "stop-opening", help: TEXTS.stopHelp }
const QUIT_KEY: Binding<UnlockAction> = { keys: ["C-c"], action: "quit", help: TEXTS.quit, hint: TEXTS.quit }
const KEYS: readonly Binding<UnlockAction>[] = [
  { keys: ["enter"], action: "open", help: TEXTS.openHelp, hint: TEXTS.open },
  { keys: ["escape"], action: "clear", help: TEXTS.clearHelp, hint: TEXTS.clear },
]
const RECOVER_KEY: Binding<UnlockAction> = { keys: ["f2"], action: "recover", help: TEXTS.recoverHelp, hint: TEXTS.recover }

function keysOf(state: UnlockState, context: Context): readonly Binding<UnlockAction>[] {
  if (state.consent !== null || state.damage !== null) return CONFIRM_KEYS
  // Among other keys an L is part of a text.
  if (isOpening(state, context)) return [...KEYS, QUIT_KEY, SHOW_KEY, ...(state.ahead.length === 0 ? [STOP_KEY] : [])]
  return [...KEYS, ...(context.demo ? [] : [RECOVER_KEY]), QUIT_KEY, SHOW_KEY]
}

/** Asks for the passphrase, and shows the warnings about a vault before it is opened. */
export const unlockScreen: Screen<UnlockState, UnlockAction, RouteOf<"unlock">> = {
  init: ({ agent = false }) => (agent ? open({ ...START, inAgent: true }, []) : { state: START }),

  update(state, msg, context) {
    if (msg.type === "vault-opened") {
      if ((msg.copies?.unmerged ?? 0) > 0) return { state: START, go: { type: "replace", route: { to: "merge-copies" } } }
      // A key would remove a notice before it is read.
      const effects: Effect[] = msg.notices.length > 0 || state.ahead.length === 0 ? [] : [{ type: "press-keys", keys: state.ahead }]
      return { state: START, effects, go: { type: "home" } }
    }
    if (msg.type === "vault-suspect") return { state: { ...state, opening: false, ahead: [], consent: suspect(msg.warnings, context) } }
    if (msg.type === "vault-damaged") {
      const { reason, n } = msg
      const labels = {
        text: format(TEXTS.keptFile, context.lang),
        yes: format(TEXTS.restore, context.lang),
        no: format(TEXTS.no, context.lang),
      }
      const question = confirm(format(TEXTS.bringBack, context.lang, { n }), labels)
      return { state: { ...state, opening: false, ahead: [], damage: { reason, n, question } } }
    }
    if (msg.type === "failed" && msg.effect === "restore-damaged") return { state: START }
    if (msg.type === "failed" && msg.effect === "open-vault") {
      // In the body, not in a toast: what brings the vault back is long, and must stay readable.
      const isWrong = msg.code === "password-wrong"
      const failed = isWrong ? { ...START, problem: messageOf(TEXTS.wrong) } : { ...state, ...AFTER_FAILURE, problem: msg.message }
      return { state: failed, toast: "" }
    }
    if (isOpening(state, context)) {
      const stops = msg.type === "action" && msg.action === "stop-opening"
      return stops ? { state: START, effects: [{ type: "cancel-work" }] } : { state: keepKey(state, msg) }
    }
    if (state.consent !== null) {
      const step = answerConfirm(state.consent.question, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, consent: { ...state.consent, question: step.state } } }
      return step.answer ? open(state, [...new Set([...state.accepted, ...state.consent.warnings])]) : { state: START }
    }
    if (state.damage !== null) {
      const { damage } = state
      const step = answerConfirm(damage.question, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, damage: { ...damage, question: step.state } } }
      if (!step.answer) return { state: START }
      const passphrase = linePassphrase(state.editor)
      return { state: { ...state, damage: null, opening: true }, effects: [{ type: "restore-damaged", passphrase, n: damage.n }] }
    }
    if (msg.type === "action" && msg.action === "clear") return { state: START }
    if (msg.type === "action" && msg.action === "recover") return { state: START, go: { type: "replace", route: { to: "recover" } } }
    if (msg.type === "action" && msg.action === "open") return isEmptyLine(state.editor) && !context.demo ? { state } : open(state, [])
    const editor = editLine(state.editor, msg)
    return { state: editor === null ? state : { ...state, editor, problem: null } }
  },

  view(state, context) {
    if (state.damage !== null) return damageView(state.damage, context)
    return state.consent === null ? passphraseView(state, context) : suspectView(state.consent, context)
  },

  keys: keysOf,
  typing: (state) => state.consent === null && state.damage === null,
}

/** The block of name, directory, field and message: its width, and the rows that are above it where it is in the middle. */
const BLOCK_WIDTH = 64
const BLOCK_ROWS = 8

function passphraseView(state: UnlockState, context: Context): ReturnType<typeof unlockScreen.view> {
  const { lang, body, demo, vaultDirectory, homeDirectory } = context
  const opening = isOpening(state, context)
  const indent = Math.max(2, Math.floor((body.columns - BLOCK_WIDTH) / 2))
  const width = Math.max(4, Math.min(BLOCK_WIDTH, body.columns - indent - 2))
  const blanks = " ".repeat(indent)
  const label = format(TEXTS.passphrase, lang)
  const isBeside = body.columns >= 60
  const fieldAt = isBeside ? indent + cellWidth(label) + 2 : indent
  const line = lineView(state.editor, Math.max(4, Math.min(40, body.columns - fieldAt - 2)))
  const place = demo
    ? paragraph(format(TEXTS.demo, lang), indent + width, { indent })
    : [textRow(blanks + cutToWidth(sanitize(shortPath(vaultDirectory, homeDirectory)), width), "muted")]
  const above: Row[] = [
    ...Array.from({ length: Math.max(1, Math.floor((body.rows - BLOCK_ROWS) / 2)) }, () => EMPTY_ROW),
    textRow(`${blanks}keyferry`, "title"),
    ...place,
    EMPTY_ROW,
    ...(isBeside ? [] : [textRow(blanks + label)]),
  ]
  const field: Row = isBeside ? [span(`${blanks}${label}  `), ...line.spans] : [span(blanks), ...line.spans]
  const problem = state.problem === null ? "" : fullSentence(sanitize(format(state.problem, lang)), lang)
  const message = opening ? format(TEXTS.opening, lang) : problem || format(TEXTS.locked, lang)
  const role = opening ? "text" : problem === "" ? "muted" : "danger"
  const rows = [...above, field, EMPTY_ROW, ...paragraph(message, indent + width, { indent, role })]
  return {
    title: format(TEXTS.title, lang),
    body: rows.slice(0, body.rows),
    cursor: opening ? null : { x: fieldAt + line.cursorX, y: above.length },
  }
}

function damageView(
  { reason, question }: NonNullable<UnlockState["damage"]>,
  { lang, body }: Context,
): ReturnType<typeof unlockScreen.view> {
  const questionRows = confirmRows(question, body.columns)
  const why = paragraph(fullSentence(format(reason, lang), lang), Math.min(76, body.columns - 2), { indent: 1 })
  return {
    title: format(TEXTS.damageTitle, lang),
    body: [...why.slice(0, Math.max(0, body.rows - questionRows.length - 1)), EMPTY_ROW, ...questionRows],
  }
}
