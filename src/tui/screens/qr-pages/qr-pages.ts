import { format, texts } from "../../../base/language.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { pickerTyping } from "../../components/files/file-picker.ts"
import { lossLines, lossRows } from "../../components/loss-lines.ts"
import type { LossRow } from "../../components/loss-lines.ts"
import { needsReauth, REAUTH_START, updateReauth } from "../../components/forms/reauth.ts"
import { scrollTo } from "../../components/scroll.ts"
import type { Effect } from "../../core/effects.ts"
import type { Size } from "../../core/frame.ts"
import { actionOf } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Route, RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { targetLosses } from "./qr-target.ts"
import { advanced, nextSpeed, turned } from "./qr-pages-auto.ts"
import { qrPagesKeys } from "./qr-pages-keys.ts"
import { hasCodePage } from "./qr-pages-layout.ts"
import { askDelete, pages, startSave, startSheet, updateDelete, updateSave } from "./qr-pages-save.ts"
import { nextStyle, otherStyle, STYLE_TEXTS } from "./qr-pages-style.ts"
import type { QrPagesState, Stage } from "./qr-pages-state.ts"
import { drawnPage, qrPagesView } from "./qr-pages-view.ts"

const TEXTS = texts({
  copyQuestion: {
    en: "Copy the otpauth:// link of this account? It holds the secret, and the clipboard of your computer may keep it. It is not cleared.",
    ja: "このアカウントの otpauth:// リンクをコピーしますか? リンクにはシークレットが含まれ、手元のクリップボードに残ることがあります。自動では消去されません。",
  },
  copied: {
    en: "The link was sent to the terminal's clipboard; whether it took it, nobody can know.",
    ja: "リンクを端末のクリップボードへ送りました。端末が受け取ったかどうかは確認できません。",
  },
  leaveQuestion: {
    en: "Compare the codes now? You type what the other device shows, account by account: then you know that all has arrived.",
    ja: "認証コードを照合しますか? 相手の端末の認証コードを 1 件ずつ入力すると、すべて移ったことを確認できます。",
  },
  compare: { en: "Compare", ja: "照合する" },
  leave: { en: "Leave", ja: "終わる" },
})

type Out = Outcome<QrPagesState>

const MOST_ACCOUNTS = 10

/** Ask for a plan; while one is on its way, only note that another is wanted: dragging a window's edge must not queue up work. */
function planning(state: QrPagesState, size: Size, patch: Partial<QrPagesState> = {}): Out {
  const next = { ...state, ...patch }
  if (next.asked) return { state: { ...next, again: true } }
  const effect: Effect = { type: "plan-qr", target: next.target, ids: next.ids, size, choice: next.choice }
  // A page that is shown stays until the new one is there.
  const stage: Stage = next.plan === null ? { at: "planning" } : next.stage
  return { state: { ...next, asked: true, again: false, stage }, effects: [effect] }
}

/** Pages of QR codes over the whole window. */
export const qrPagesScreen: Screen<QrPagesState, never, RouteOf<"qr-pages">> = {
  rawKeys: true,
  init({ target, ids, paper = false }, context) {
    const { qrStyle } = context.settings
    const state: QrPagesState = {
      target,
      ids,
      paper,
      choice: { style: qrStyle === "auto" ? null : qrStyle, accountsPerPage: null },
      plan: null,
      asked: false,
      again: false,
      losses: [],
      page: 0,
      furthest: 0,
      compared: false,
      auto: null,
      hidden: false,
      saved: [],
      notice: null,
      stage: { at: "planning" },
    }
    if (needsReauth(context)) return { state: { ...state, stage: { at: "reauth", reauth: REAUTH_START, then: "plan" } } }
    return planning(state, context.window)
  },
  update(state, msg, context) {
    // Before the passphrase is typed nothing is drawn at all.
    if (msg.type === "resized" && !(state.stage.at === "reauth" && state.stage.then === "plan")) return planning(state, msg.size)
    if (msg.type === "qr-planned") return planned({ ...state, asked: false }, msg.plan, context)
    if (msg.type === "failed" && msg.effect === "plan-qr") return unplanned({ ...state, asked: false }, msg, context)
    return inStage(state, msg, context)
  },
  view: (state, context) => qrPagesView(state, context),
  keys: (state) => qrPagesKeys(state),
  full: (state, window) => drawnPage(state, window) !== null,
  typing: ({ stage }) => stage.at === "reauth" || (stage.at === "save" && pickerTyping(stage.picker)),
}

function inStage(state: QrPagesState, msg: Msg, context: Context): Out {
  const { stage } = state
  switch (stage.at) {
    case "reauth": {
      const step = updateReauth(stage.reauth, msg)
      if (!step.done) return { state: { ...state, stage: { ...stage, reauth: step.state } }, effects: step.effects }
      if (!step.right) return stage.then === "plan" ? { state, go: { type: "back" } } : pages(state)
      return stage.then === "plan" ? planning(state, context.window) : proceed(state, stage.then, context)
    }
    case "planning":
      return msg.type === "key" && msg.key === "escape" ? { state, effects: [{ type: "cancel-work" }], go: { type: "back" } } : { state }
    case "failed":
      return msg.type === "key" && (msg.key === "escape" || msg.key === "enter") ? { state, go: { type: "back" } } : { state }
    case "before":
      return inBefore(state, stage.offset, msg, context)
    case "pages":
      return inPages(state, msg, context)
    case "leave": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      return { state, go: step.answer ? { type: "replace", route: checkList(state) } : { type: "back" } }
    }
    case "copy": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      const page = state.plan?.pages[state.page]
      if (!step.answer || page === undefined) return pages(state)
      return { ...pages(state), effects: [{ type: "copy", text: page.text, what: "uri", label: page.labels[0] ?? "" }] }
    }
    case "delete": {
      const step = updateDelete(state, stage, msg, context)
      return "left" in step ? { ...leaving({ ...state, saved: [] }, context), ...step.left } : step
    }
    case "save-kind":
    case "save":
    case "saving":
    case "overwrite":
      return updateSave(state, stage, msg, context)
  }
}

function inBefore(state: QrPagesState, offset: number, msg: Msg, context: Context): Out {
  if (msg.type === "key" && msg.key === "escape") return { state, go: { type: "back" } }
  if (msg.type === "key" && (msg.key === "enter" || msg.key === "right")) {
    return state.plan?.pages.length === 0 && state.plan.impossible === null ? { state } : begin(state, context)
  }
  const count = lossLines(state.losses, context.lang, context.body.columns - 1).length
  const next = scrollTo(offset, msg, count, context.body.rows - 4)
  return { state: next === null ? state : { ...state, stage: { at: "before", offset: next } } }
}

function inPages(before: QrPagesState, msg: Msg, context: Context): Out {
  const { plan } = before
  if (msg.type === "ticked" && plan !== null) return { state: advanced(before, pageCount(plan, context.window), msg.nowMs) }
  const action = msg.type === "key" ? actionOf(qrPagesKeys(before), msg.key) : undefined
  const state = msg.type === "key" && action !== "auto" ? { ...before, auto: null } : before
  if (msg.type === "copied") return { state: { ...state, notice: format(TEXTS.copied, context.lang) } }
  if (msg.type !== "key" || plan === null) return { state }
  const count = pageCount(plan, context.window)
  switch (action) {
    case "next":
      return { state: turned(state, 1, count) }
    case "previous":
      return { state: turned(state, -1, count) }
    case "auto":
      return { state: { ...state, auto: nextSpeed(state.auto, context.nowMs), notice: null } }
    case "compare":
      return { state: { ...state, compared: true, notice: null }, go: { type: "push", route: checkList(state) } }
    case "more":
    case "fewer": {
      const now = state.choice.accountsPerPage ?? Math.max(1, ...plan.pages.map(({ ids }) => ids.length))
      const accountsPerPage = Math.max(1, Math.min(MOST_ACCOUNTS, now + (action === "more" ? 1 : -1)))
      return planning(state, context.window, { choice: { ...state.choice, accountsPerPage }, notice: null })
    }
    case "style": {
      const style = nextStyle(state, plan)
      return planning(state, context.window, {
        choice: { ...state.choice, style },
        notice: format(STYLE_TEXTS[style ?? "auto"], context.lang),
      })
    }
    case "hide":
      return { state: { ...state, hidden: !state.hidden, notice: null } }
    case "save":
      return guarded(state, "save", context)
    case "copy":
      return guarded(state, "copy", context)
    case "single":
      return { state, go: { type: "replace", route: { to: "qr-pages", target: "phone", ids: state.ids } } }
    case "back":
      return leaving(state, context)
    case undefined:
    default:
      return { state: { ...state, notice: null } }
  }
}

/** Whoever has gone through all pages has moved something: now is the time to see whether it arrived. */
function leaving(state: QrPagesState, context: Context): Out {
  const { plan } = state
  const { lang } = context
  if (state.saved.length > 0) return askDelete(state, context)
  if (plan === null) return { state, go: { type: "back" } }
  const drawn = plan.impossible === null && plan.pages.length > 0
  if (state.compared || !drawn || state.furthest < plan.pages.length - 1) return { state, go: { type: "back" } }
  const question = confirm(format(TEXTS.leaveQuestion, lang), { yes: format(TEXTS.compare, lang), no: format(TEXTS.leave, lang) })
  return { state: { ...state, stage: { at: "leave", confirm: question } } }
}

/** Those that went over, in the order of the pages; a transfer's pages name none. */
function checkList({ plan, ids, target }: QrPagesState): Route {
  const shown = plan?.pages.flatMap((page) => page.ids) ?? []
  return { to: "check-list", ids: shown.length === 0 ? ids : shown, where: target }
}

function pageCount(plan: QrPlan, window: Size): number {
  return plan.pages.length + (hasCodePage(plan, window) ? 1 : 0)
}

/** What gives secrets away asks for the passphrase when it was typed long ago; an encrypted transfer does not. */
function guarded(state: QrPagesState, then: "copy" | "save", context: Context): Out {
  if (state.target === "keyferry" || !needsReauth(context)) return proceed(state, then, context)
  return { state: { ...state, notice: null, stage: { at: "reauth", reauth: REAUTH_START, then } } }
}

function proceed(state: QrPagesState, then: "copy" | "save", context: Context): Out {
  if (then === "copy")
    return { state: { ...state, notice: null, stage: { at: "copy", confirm: confirm(format(TEXTS.copyQuestion, context.lang)) } } }
  return startSave(state)
}

/** A plan has come: keep the place, by account where a page names them, else by how far one was. */
function planned(state: QrPagesState, plan: QrPlan, context: Context): Out {
  const first = state.plan === null
  const losses = first ? mergedLosses(state, plan, context) : state.losses
  const stage: Stage = !first ? state.stage : losses.length > 0 ? { at: "before", offset: 0 } : { at: "pages" }
  const recovered: Stage = stage.at === "failed" || stage.at === "planning" ? { at: "pages" } : stage
  const other = state.again ? null : otherStyle(state, plan)
  // What was drawn before stays until the next way is tried.
  if (other !== null)
    return planning(state, context.window, { choice: { ...state.choice, style: other.style }, notice: format(other.notice, context.lang) })
  const page = placeIn(state, plan)
  const next = { ...state, plan, losses, stage: recovered, page, furthest: page }
  if (state.again) return planning(next, context.window)
  return first && recovered.at === "pages" ? begin(next, context) : { state: next }
}

/** The first page, or what one came for. */
function begin(state: QrPagesState, context: Context): Out {
  return state.paper ? startSheet(state, context) : pages(state, state.notice)
}

function unplanned(state: QrPagesState, failed: Extract<Msg, { type: "failed" }>, context: Context): Out {
  if (failed.code === "interrupted") return state.plan === null ? { state, go: { type: "back" } } : { state, toast: "" }
  if (state.again) return { ...planning(state, context.window), toast: "" }
  return { state: { ...state, stage: { at: "failed", message: failed.message } }, toast: "" }
}

function placeIn(state: QrPagesState, plan: QrPlan): number {
  const old = state.plan
  if (old === null || plan.pages.length === 0) return 0
  const [id] = old.pages[state.page]?.ids ?? []
  const same = id === undefined ? -1 : plan.pages.findIndex(({ ids }) => ids.includes(id))
  if (same >= 0) return same
  const share = old.pages.length <= 1 ? 0 : Math.min(1, state.page / (old.pages.length - 1))
  return Math.round(share * (plan.pages.length - 1))
}

function mergedLosses(state: QrPagesState, plan: QrPlan, context: Context): readonly LossRow[] {
  const refused = new Set(plan.refused.map(({ id }) => id))
  const others = targetLosses(state.target, state.ids, context).filter(({ account }) => !refused.has(account.id))
  return [...plan.refused.map(({ label, losses }) => ({ label, losses })), ...lossRows(others)]
}
