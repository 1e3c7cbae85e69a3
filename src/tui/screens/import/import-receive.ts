import { format, texts } from "../../../base/language.ts"
import type { Message } from "../../../base/language.ts"
import { areWhole } from "../../../receive/protocol.ts"
import { linkKeys, linkRows, updateLink } from "../../components/browser-page/page-link.ts"
import type { LinkAction, PageUse } from "../../components/browser-page/page-link.ts"
import { answerConfirm, confirm, CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { BACK_KEY } from "../../components/menu.ts"
import { importRail } from "../../components/rail/import-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { EMPTY_ROW, paragraph } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import type { Confirm } from "../../core/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { receivedRows } from "./received-rows.ts"

const TEXTS = texts({
  title: { en: "Import: scan with a camera", ja: "インポート: カメラで読み取り" },
  then: {
    en: "Hold the phone's export codes to the camera.",
    ja: "スマートフォンの QR コードをカメラにかざします。",
  },
  phone: {
    en: "Google Authenticator: menu › Transfer accounts › Export accounts. Other apps: their export as QR codes.",
    ja: "Google Authenticator: メニュー › アカウントを移行 › アカウントのエクスポート。ほかのアプリはエクスポート用の QR コード。",
  },
  whole: { en: "All read. Enter goes on.", ja: "すべて読み取りました。Enter で進みます。" },
  more: {
    en: "Screenshots and files of other apps can be pasted or dropped there too.",
    ja: "画像やほかのアプリのファイルも、ページに貼り付けるかドロップできます。",
  },
  failed: { en: "The page could not be opened:", ja: "ページを開けませんでした:" },
  retry: { en: "r tries again.", ja: "r でもう一度試します。" },
  goOn: { en: "go on with what was found", ja: "見つかったものの確認へ進む" },
  goOnHint: { en: "go on", ja: "進む" },
  nothing: { en: "Nothing has been found yet", ja: "まだ何も見つかっていません" },
  leave: { en: "Leave without importing?", ja: "インポートせずに戻りますか？" },
  discards: { en: "What was found is discarded.", ja: "見つかったものは破棄されます。" },
  leaveYes: { en: "Leave", ja: "戻る" },
  leaveNo: { en: "Stay", ja: "続ける" },
})

const USE: PageUse = { then: TEXTS.then, more: [TEXTS.phone, TEXTS.more] }
const GO_ON: Binding<"go-on"> = { keys: ["enter"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOnHint }

export interface ImportReceiveState {
  /** Which of the ways to reach the page is shown. */
  readonly way: number
  /** Why the page could not be started; null: it could. */
  readonly failed: Message | null
  /** The question whether to leave; null: none. */
  readonly leaving: Confirm | null
}

export type ImportReceiveAction = "go-on" | "back" | LinkAction | ConfirmAction

type Out = Outcome<ImportReceiveState>

const importable = ({ receiver }: Context): boolean => receiver?.found?.importable === true

const receiveScreen: Screen<ImportReceiveState, ImportReceiveAction, RouteOf<"import-receive">> = {
  init(_route, { lang, receiver }) {
    const running = receiver?.found !== null && receiver?.place != null
    const start: readonly Effect[] = running ? [] : [{ type: "start-receiver", lang, page: null }]
    return { state: { way: 0, failed: null, leaving: null }, effects: start }
  },
  update(state, msg, context) {
    if (msg.type === "receiver-started") return { state: { ...state, failed: null } }
    if (msg.type === "failed" && msg.effect === "start-receiver" && (context.receiver?.place ?? null) === null)
      return { state: { ...state, failed: msg.message }, toast: "" }
    if (state.leaving !== null) return answerLeaving(state, state.leaving, msg)
    const link = updateLink(state.way, msg, null, context)
    if (link !== null) {
      const { way, ...rest } = link
      return { state: { ...state, way }, ...rest }
    }
    if (msg.type !== "action") return { state }
    if (msg.action === "back") return leave(state, context)
    if (msg.action !== "go-on" || !importable(context)) return { state }
    return {
      state,
      effects: [{ type: "stop-receiver", reason: "done" }],
      go: { type: "push", route: { to: "import-run", paths: null, text: null, received: true } },
    }
  },
  view(state, context) {
    const { lang, body, receiver } = context
    const width = body.columns - 1
    const found = receiver?.found ?? null
    const use = found !== null && found.importable && areWhole(found.sets) ? { ...USE, whole: TEXTS.whole } : USE
    const link = state.failed === null ? linkRows(state.way, use, context, body.rows) : failedRows(state.failed, context)
    const rest = body.rows - link.length - 1
    const rows = found === null || rest < 1 ? [] : receivedRows(found, width, rest, lang)
    return {
      title: format(TEXTS.title, lang),
      body: [...link, ...(rows.length === 0 ? [] : [EMPTY_ROW, ...rows])].slice(0, body.rows),
      question: state.leaving,
    }
  },
  keys(state, context) {
    if (state.leaving !== null) return CONFIRM_KEYS
    const goOn = importable(context) ? GO_ON : { ...GO_ON, disabled: TEXTS.nothing }
    return [goOn, BACK_KEY, ...linkKeys(context.receiver, state.way, state.failed !== null)]
  },
}

/** Waits for what a page in a browser finds, and shows it at once. */
export const importReceiveScreen = withRail(receiveScreen, () =>
  importRail({ pasted: false, received: true, locked: false, restoring: false }, "camera"),
)

function failedRows(message: Message, { lang, body }: Context): ReturnType<typeof paragraph> {
  const width = body.columns - 1
  return [
    ...paragraph(format(TEXTS.failed, lang), width, { indent: 1 }),
    ...paragraph(fullSentence(format(message, lang), lang), width, { indent: 3, role: "strong" }),
    EMPTY_ROW,
    ...paragraph(format(TEXTS.retry, lang), width, { indent: 1 }),
  ]
}

/** Ends the page and goes back, at once where nothing would be lost. */
function leave(state: ImportReceiveState, context: Context): Out {
  const { lang } = context
  if (!importable(context)) return left(state)
  const answers = { text: format(TEXTS.discards, lang), yes: format(TEXTS.leaveYes, lang), no: format(TEXTS.leaveNo, lang) }
  return { state: { ...state, leaving: confirm(format(TEXTS.leave, lang), answers) } }
}

const left = (state: ImportReceiveState): Out => ({
  state,
  effects: [{ type: "stop-receiver", reason: "stopped" }],
  go: { type: "back" },
})

function answerLeaving(state: ImportReceiveState, leaving: Confirm, msg: Msg<string>): Out {
  const step = answerConfirm(leaving, msg)
  if (step === null) return { state }
  if ("state" in step) return { state: { ...state, leaving: step.state } }
  return step.answer ? left(state) : { state: { ...state, leaving: null } }
}
