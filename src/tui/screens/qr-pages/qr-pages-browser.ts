import { texts } from "../../../base/language.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { linkRows, updateLink } from "../../components/browser-page/page-link.ts"
import type { PageUse } from "../../components/browser-page/page-link.ts"
import { EMPTY_ROW, paragraph, span } from "../../components/rows.ts"
import { fullSentence } from "../../components/text.ts"
import { format } from "../../../base/language.ts"
import type { Effect } from "../../core/effects.ts"
import type { Row } from "../../core/frame.ts"
import type { Msg } from "../../core/messages.ts"
import type { ReceiverView } from "../../core/receiver.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import { codeBlocks, compareFirstBlock, pageBlocks } from "./qr-pages-blocks.ts"
import type { QrPagesAction } from "./qr-pages-keys.ts"
import { stackBlocks } from "./qr-pages-layout.ts"
import type { BrowserStage, QrPagesState } from "./qr-pages-state.ts"
import { pageCount } from "./qr-pages-turn.ts"

const TEXTS = texts({
  phone: { en: "Scan the code there with the phone.", ja: "そこに表示されるコードをスマートフォンで読み取ります。" },
  keyferry: { en: "Let the other computer scan the code there.", ja: "そこに表示されるコードを移行先のコンピューターで読み取ります。" },
  more: {
    en: "The arrows left and right turn the page, here and there.",
    ja: "ページは左右の矢印キーで、ここでもブラウザーでもめくれます。",
  },
  failed: { en: "The page could not be opened:", ja: "ページを開けませんでした:" },
  retry: { en: "r tries again.", ja: "r でもう一度試します。" },
})

type Step = Outcome<QrPagesState>

const useFor = (target: QrTarget): PageUse => ({ then: target === "keyferry" ? TEXTS.keyferry : TEXTS.phone, more: [TEXTS.more] })

/** Starts the page once its plan is there. */
export function startPage(state: QrPagesState, stage: BrowserStage, page: number, { lang }: Context): Step {
  return { state: { ...state, stage: { ...stage, page } }, effects: [{ type: "start-receiver", lang, page }] }
}

/** @returns `left` when the page is to be closed. */
export function updateBrowser(
  state: QrPagesState,
  stage: BrowserStage,
  plan: QrPlan,
  msg: Msg<QrPagesAction>,
  context: Context,
): Step | "left" {
  const at = (patch: Partial<BrowserStage>): QrPagesState => ({ ...state, stage: { ...stage, ...patch } })
  if (msg.type === "receiver-started" || msg.type === "receiver-changed")
    return { state: follow(at({ failed: null }), stage.page, msg.receiver) }
  if (msg.type === "failed" && msg.effect === "start-receiver") return { state: at({ failed: msg.message }), toast: "" }
  const link = updateLink(stage.way, msg, Math.min(state.page, plan.pages.length - 1), context)
  if (link !== null) {
    const { way, ...rest } = link
    return { state: at({ way }), ...rest }
  }
  if (msg.type !== "action") return { state }
  switch (msg.action) {
    case "next":
      return turn(state, stage, plan, state.page + 1, context)
    case "previous":
      return turn(state, stage, plan, state.page - 1, context)
    case "first":
      return turn(state, stage, plan, 0, context)
    case "last":
    case "code":
      return turn(state, stage, plan, Infinity, context)
    case "hide":
      return { state: { ...state, codeHidden: !state.codeHidden } }
    case "back":
      return "left"
    default:
      return { state }
  }
}

/** Shows the page that the browser shows, where it has turned. Only what is open in a browser counts as shown. */
function follow(state: QrPagesState, before: number, { page, connected }: ReceiverView): QrPagesState {
  const seen = connected ? new Set([...state.seen, page]) : state.seen
  if (state.stage.at !== "browser") return state
  return { ...state, seen, page: page === before ? state.page : page, stage: { ...state.stage, page } }
}

/** The verification code is never in the browser, which stays on the page that it shows. */
function turn(state: QrPagesState, stage: BrowserStage, plan: QrPlan, target: number, { receiver }: Context): Step {
  const page = Math.max(0, Math.min(pageCount(plan) - 1, target))
  const shown = page < plan.pages.length
  const turns: readonly Effect[] = shown && page !== stage.page && receiver?.place != null ? [{ type: "turn-receiver", page }] : []
  return { state: { ...state, page, stage: { ...stage, page: shown ? page : stage.page } }, effects: turns }
}

/** How to open the page; once it is open, what is on it. */
export function browserRows(state: QrPagesState, stage: BrowserStage, plan: QrPlan, context: Context): readonly Row[] {
  const { lang, body, receiver } = context
  const width = body.columns - 1
  if (stage.failed !== null)
    return [
      ...paragraph(format(TEXTS.failed, lang), width, { indent: 1 }),
      ...paragraph(fullSentence(format(stage.failed, lang), lang), width, { indent: 3, role: "strong" }),
      EMPTY_ROW,
      ...paragraph(format(TEXTS.retry, lang), width, { indent: 1 }),
    ]
  const link = linkRows(stage.way, useFor(state.target), context, body.rows)
  if (receiver?.connected !== true) return link
  const page = plan.pages[state.page]
  const blocks =
    page === undefined ? [...codeBlocks(state, plan, lang), compareFirstBlock(lang)] : pageBlocks(state, plan, page, context, false)
  const rows = stackBlocks(blocks, width - 2, body.rows - link.length - 1)
  return [...link, EMPTY_ROW, ...rows.map((row): Row => [span(" "), ...row])]
}
