import { format, texts } from "../../../base/language.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { confirm } from "../../components/confirm.ts"
import type { Effect } from "../../core/effects.ts"
import type { Context, Outcome } from "../../core/screen.ts"
import { askDeleteFiles } from "./qr-pages-save.ts"
import type { QrPagesState } from "./qr-pages-state.ts"
import { exportedIds, moveOf } from "./qr-receipt.ts"

const TEXTS = texts({
  leaveQuestion: { en: "Compare the codes now?", ja: "認証コードを照合しますか？" },
  leaveMeans: {
    en: "You type the codes that the other device shows, account by account, to check that all accounts arrived.",
    ja: "相手のデバイスの認証コードを 1 件ずつ入力すると、すべて移ったことを確認できます。",
  },
  compare: { en: "Compare", ja: "照合する" },
  leave: { en: "Leave", ja: "終わる" },
})

type Step = Outcome<QrPagesState>

/** Whether all pages of the plan were shown. */
export const isAllSeen = ({ seen }: QrPagesState, { pages }: QrPlan): boolean => pages.every((_, at) => seen.has(at))

/** Leaves the screen. Asks first whether to delete saved files, and after all pages were shown, whether to compare the codes. */
export function leavePages(state: QrPagesState, context: Context): Step {
  const { plan } = state
  const { lang } = context
  if (state.saved.length > 0) return askDeleteFiles(state, context)
  if (plan === null) return { state, go: { type: "back" } }
  const allSeen = state.allSeen || (plan.impossible === null && isAllSeen(state, plan))
  const several = exportedIds(state).length > 1
  const effects: Effect[] =
    allSeen && (several || state.moving) && !state.recorded ? [{ type: "record-receipt", move: moveOf(state, plan) }] : []
  const left = { ...state, recorded: state.recorded || allSeen }
  if (state.compared || !allSeen || !several) return { state: left, effects, go: { type: "back" } }
  const answers = { yes: format(TEXTS.compare, lang), no: format(TEXTS.leave, lang) }
  const question = confirm(format(TEXTS.leaveQuestion, lang), { text: format(TEXTS.leaveMeans, lang), ...answers })
  return { state: { ...left, stage: { at: "leave", confirm: question } }, effects }
}
