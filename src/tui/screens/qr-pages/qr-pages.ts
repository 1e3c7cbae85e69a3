import { format, texts } from "../../../base/language.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { answerConfirm, confirm } from "../../components/confirm.ts"
import { pickerTyping } from "../../components/files/file-picker.ts"
import { needsReauth, REAUTH_START, updateReauth } from "../../components/forms/reauth.ts"
import { lossLines } from "../../components/loss-lines.ts"
import { exportRail, qrSteps } from "../../components/rail/export-rail.ts"
import { withRail } from "../../components/rail/rail.ts"
import { scrollTo } from "../../components/scroll.ts"
import type { Effect } from "../../core/effects.ts"
import type { Size } from "../../core/frame.ts"
import { isActionOf } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { RouteOf } from "../../core/routes.ts"
import type { Context, Outcome, Screen } from "../../core/screen.ts"
import { startPage, updateBrowser } from "./qr-pages-browser.ts"
import { pageKeys, qrPagesKeys } from "./qr-pages-keys.ts"
import type { PageAction, QrPagesAction } from "./qr-pages-keys.ts"
import { hasCodePage } from "./qr-pages-layout.ts"
import { showPages, startSave, startSaveSheet, updateDelete, updateSave } from "./qr-pages-save.ts"
import type { QrPagesState, Stage } from "./qr-pages-state.ts"
import { checkListRoute, exportedIds } from "./qr-receipt.ts"
import { isAllSeen, leavePages } from "./qr-pages-leave.ts"
import { fallbackStyle, nextStyle, STYLE_TEXTS } from "./qr-pages-style.ts"
import { advanceOnTick, nextSpeed, receivePage, turnBy, turnTo } from "./qr-pages-turn.ts"
import { drawnPage, qrPagesView } from "./qr-pages-view.ts"
import { leaveSheet, sheetRail, updateSheet } from "./qr-sheet.ts"
import { planLosses } from "./qr-target.ts"

const TEXTS = texts({
  copyQuestion: { en: "Copy the account's link?", ja: "リンクをコピーしますか？" },
  copyMeans: {
    en: "The otpauth:// link contains the secret, and the clipboard of your computer may keep it. The clipboard is not cleared.",
    ja: "otpauth:// リンクにはシークレットが含まれ、手元のクリップボードに残ることがあります。自動では消去されません。",
  },
  copyYes: { en: "Copy", ja: "コピーする" },
  copyNo: { en: "Cancel", ja: "やめる" },
  copied: {
    en: "The link was sent to the terminal's clipboard. The terminal does not confirm whether it accepted it.",
    ja: "リンクをターミナルのクリップボードへ送りました。ターミナルが受け取ったかどうかは確認できません。",
  },
})

type Step = Outcome<QrPagesState>
type QrPagesMsg = Msg<QrPagesAction>
type AfterReauth = "copy" | "save" | "browser"

const MAX_ACCOUNTS_PER_PAGE = 10

/**
 * Requests a plan of the pages. While one is being made, only notes that it will be outdated: resizing a window by its edge must not
 * start one plan after the other.
 */
function requestPlan(state: QrPagesState, window: Size, patch: Partial<QrPagesState> = {}): Step {
  const next = { ...state, ...patch }
  if (next.planRequested) return { state: { ...next, planOutdated: true } }
  const inBrowser = next.stage.at === "browser"
  const effect: Effect = {
    type: "plan-qr",
    target: next.target,
    ids: next.ids,
    size: inBrowser ? null : window,
    choice: next.choice,
    page: next.page,
  }
  // A page that is shown stays until the new plan arrives.
  const stage: Stage = next.plan === null ? { at: "planning" } : next.stage
  return { state: { ...next, planRequested: true, planOutdated: false, stage }, effects: [effect] }
}

const pagesScreen: Screen<QrPagesState, QrPagesAction, RouteOf<"qr-pages">> = {
  init({ target, ids, moving = false, paper = false }, context) {
    const { qrStyle } = context.settings
    const state: QrPagesState = {
      target,
      ids,
      moving,
      paper,
      choice: { style: qrStyle === "auto" ? null : qrStyle, accountsPerPage: null },
      plan: null,
      planRequested: false,
      planOutdated: false,
      losses: [],
      page: 0,
      wanted: null,
      seen: new Set(),
      allSeen: false,
      recorded: false,
      compared: false,
      auto: null,
      codeHidden: false,
      saved: [],
      notice: null,
      stage: { at: "planning" },
    }
    if (needsReauth(context)) return { state: { ...state, stage: { at: "reauth", reauth: REAUTH_START, then: "plan" } } }
    return requestPlan(state, context.window)
  },
  update(state, msg, context) {
    // Nothing is drawn before the passphrase is checked.
    if (msg.type === "resized" && state.stage.at === "browser") return { state }
    if (msg.type === "resized" && !(state.stage.at === "reauth" && state.stage.then === "plan")) return requestPlan(state, msg.size)
    if (msg.type === "qr-planned") return receivePlan({ ...state, planRequested: false }, msg, context)
    if (msg.type === "qr-page-drawn" && state.plan !== null) return receiveDrawing(state, state.plan, msg, context)
    if (msg.type === "failed" && msg.effect === "draw-qr-page") return { state: { ...state, wanted: null } }
    if (msg.type === "failed" && msg.effect === "plan-qr") return handlePlanFailure({ ...state, planRequested: false }, msg, context)
    return updateStage(state, msg, context)
  },
  view: (state, context) => qrPagesView(state, context),
  keys: (state, { receiver }) => qrPagesKeys(state, receiver),
  full: (state, window) => drawnPage(state, window) !== null,
  typing: ({ stage }) => stage.at === "reauth" || (stage.at === "save" && pickerTyping(stage.picker)),
}

/** Shows pages of QR codes over the whole window, or saves them as a sheet for paper. */
export const qrPagesScreen = withRail(pagesScreen, (state) => {
  if (state.paper) return sheetRail(state)
  const steps = qrSteps(exportedIds(state).length)
  return exportRail(steps, state.stage.at === "leave" ? "compare" : "codes")
})

function updateStage(state: QrPagesState, msg: QrPagesMsg, context: Context): Step {
  const { stage } = state
  switch (stage.at) {
    case "reauth": {
      const step = updateReauth(stage.reauth, msg)
      if (!step.done) return { state: { ...state, stage: { ...stage, reauth: step.state } }, effects: step.effects }
      if (!step.right) return stage.then === "plan" ? { state, go: { type: "back" } } : showPages(state)
      return stage.then === "plan" ? requestPlan(state, context.window) : startAfterReauth(state, stage.then, context)
    }
    case "planning":
      return isBack(msg) ? { state, effects: [{ type: "cancel-work" }], go: { type: "back" } } : { state }
    case "failed":
      return isBack(msg) ? { state, go: { type: "back" } } : { state }
    case "losses":
      return updateLossesStep(state, stage, msg, context)
    case "pages":
      return updatePageStep(state, msg, context)
    case "leave": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      return { state, go: step.answer ? { type: "replace", route: checkListRoute(state) } : { type: "back" } }
    }
    case "copy": {
      const step = answerConfirm(stage.confirm, msg)
      if (step === null) return { state }
      if ("state" in step) return { state: { ...state, stage: { ...stage, confirm: step.state } } }
      const page = state.plan?.pages[state.page]
      if (!step.answer || page === undefined) return showPages(state)
      return { ...showPages(state), effects: [{ type: "copy", text: page.text, what: "uri", label: page.labels[0] ?? "" }] }
    }
    case "delete": {
      const step = updateDelete(state, stage, msg, context)
      if (!("left" in step)) return step
      return state.paper ? leaveSheet(state, step.left) : { ...leavePages({ ...state, saved: [] }, context), ...step.left }
    }
    case "browser": {
      if (state.plan === null) return { state }
      const step = updateBrowser(state, stage, state.plan, msg, context)
      return step === "left" ? leaveBrowser(state, state.plan, context) : step
    }
    case "sheet":
      return updateSheet(state, msg, context)
    case "save-kind":
    case "save":
    case "saving":
    case "overwrite":
      return updateSave(state, stage, msg, context)
  }
}

function isBack(msg: QrPagesMsg): boolean {
  return msg.type === "action" && msg.action === "back"
}

function updateLossesStep(state: QrPagesState, stage: Extract<Stage, { at: "losses" }>, msg: QrPagesMsg, context: Context): Step {
  const goOn = msg.type === "action" && msg.action === "go-on"
  if (goOn && stage.then === "sheet") return startSaveSheet(state, context)
  if (isBack(msg) || goOn) return stage.then === "pages" && hasPages(state) ? showPages(state) : { state, go: { type: "back" } }
  const count = lossLines(state.losses, context.lang, context.body.columns - 1).length
  const next = scrollTo(stage.offset, msg, count, context.body.rows - 4)
  return { state: next === null ? state : { ...state, stage: { ...stage, offset: next } } }
}

/** Whether there is a page to show, if only one that tells why no code fits. */
function hasPages({ plan }: QrPagesState): boolean {
  return plan !== null && (plan.pages.length > 0 || plan.impossible !== null)
}

function updatePageStep(state: QrPagesState, msg: QrPagesMsg, context: Context): Step {
  const { plan } = state
  if (plan === null) return isBack(msg) ? { state, go: { type: "back" } } : { state }
  if (msg.type === "ticked") return advanceOnTick(state, plan, msg.nowMs)
  if (msg.type === "copied") return { state: { ...state, notice: format(TEXTS.copied, context.lang) } }
  // Every key except the one for speed stops the automatic turning.
  if (msg.type === "key") return { state: { ...state, auto: null, notice: null } }
  if (!isActionOf(pageKeys(state), msg)) return { state }
  if (msg.action === "auto") return { state: { ...state, auto: nextSpeed(state.auto, context.nowMs), notice: null } }
  return runPageAction({ ...state, auto: null }, msg.action, plan, context)
}

function runPageAction(state: QrPagesState, action: Exclude<PageAction, "auto">, plan: QrPlan, context: Context): Step {
  switch (action) {
    case "next":
      return turnBy(state, plan, 1)
    case "previous":
      return turnBy(state, plan, -1)
    case "first":
      return turnTo(state, plan, 0)
    case "last":
    case "code":
      return turnTo(state, plan, Infinity)
    case "losses":
      return { state: { ...state, stage: { at: "losses", offset: 0, then: "pages" } } }
    case "compare":
      return { state: { ...state, compared: true, notice: null }, go: { type: "push", route: checkListRoute(state) } }
    case "more":
      return changeAccountsPerPage(state, 1, plan, context)
    case "fewer":
      return changeAccountsPerPage(state, -1, plan, context)
    case "style": {
      const style = nextStyle(state, plan)
      const notice = format(STYLE_TEXTS[style ?? "auto"], context.lang)
      return requestPlan(state, context.window, { choice: { ...state.choice, style }, notice })
    }
    case "hide":
      return { state: { ...state, codeHidden: !state.codeHidden, notice: null } }
    case "save":
    case "copy":
    case "browser":
      return reauthBefore(state, action, context)
    case "single":
      return {
        state,
        go: { type: "replace", route: { to: "qr-pages", target: "phone", ids: state.ids, ...(state.moving ? { moving: true } : {}) } },
      }
    case "back":
      return leavePages(state, context)
  }
}

function changeAccountsPerPage(state: QrPagesState, by: 1 | -1, plan: QrPlan, context: Context): Step {
  const current = state.choice.accountsPerPage ?? Math.max(1, ...plan.pages.map(({ ids }) => ids.length))
  const accountsPerPage = Math.max(1, Math.min(MAX_ACCOUNTS_PER_PAGE, current + by))
  return requestPlan(state, context.window, { choice: { ...state.choice, accountsPerPage }, notice: null })
}

/** Closes the page in the browser, and plans for the window again. */
function leaveBrowser(state: QrPagesState, plan: QrPlan, context: Context): Step {
  const allSeen = state.allSeen || isAllSeen(state, plan)
  const step = requestPlan(state, context.window, { allSeen, stage: { at: "planning" } })
  return { ...step, effects: [{ type: "stop-receiver", reason: "stopped" }, ...(step.effects ?? [])] }
}

/** Asks for the passphrase if it was typed too long ago, then copies or saves. A transfer is encrypted and needs no passphrase. */
function reauthBefore(state: QrPagesState, then: AfterReauth, context: Context): Step {
  if (state.target === "keyferry" || !needsReauth(context)) return startAfterReauth(state, then, context)
  return { state: { ...state, notice: null, stage: { at: "reauth", reauth: REAUTH_START, then } } }
}

function startAfterReauth(state: QrPagesState, then: AfterReauth, context: Context): Step {
  if (then === "save") return startSave(state)
  if (then === "browser")
    return requestPlan(state, context.window, { notice: null, stage: { at: "browser", way: 0, page: state.page, failed: null } })
  const { lang } = context
  const answers = { yes: format(TEXTS.copyYes, lang), no: format(TEXTS.copyNo, lang) }
  const question = confirm(format(TEXTS.copyQuestion, lang), { text: format(TEXTS.copyMeans, lang), ...answers })
  return { state: { ...state, notice: null, stage: { at: "copy", confirm: question } } }
}

/** Shows a new plan, on the page that the user was on. */
function receivePlan(before: QrPagesState, { plan, page }: Extract<Msg, { type: "qr-planned" }>, context: Context): Step {
  const first = before.plan === null
  const losses = first ? planLosses(before, plan, context) : before.losses
  const stage: Stage = before.stage.at === "failed" || before.stage.at === "planning" ? { at: "pages" } : before.stage
  const state = { ...before, losses }
  const fallback = state.planOutdated || stage.at === "browser" ? null : fallbackStyle(state, plan)
  // The previous plan stays on the screen while the fallback style is planned.
  if (fallback !== null) return planFallback(state, fallback, context)
  const onCode = before.plan !== null && hasCodePage(plan) && before.page >= before.plan.pages.length
  const shown = onCode ? plan.pages.length : page
  const kept = before.plan?.pages.length === plan.pages.length ? state.seen : []
  const next: QrPagesState = {
    ...state,
    plan,
    stage,
    page: shown,
    wanted: null,
    seen: new Set(stage.at === "browser" ? kept : [...kept, shown]),
  }
  if (state.planOutdated) return requestPlan(next, context.window)
  if (stage.at === "browser") return startPage(next, stage, page, context)
  return first && stage.at === "pages" ? showFirstStage(next, context) : { state: next }
}

function receiveDrawing(state: QrPagesState, plan: QrPlan, msg: Extract<Msg, { type: "qr-page-drawn" }>, context: Context): Step {
  const step = receivePage(state, plan, msg.page, msg.drawn)
  const fallback = step.effects !== undefined || state.planRequested ? null : fallbackStyle(step.state, step.state.plan ?? plan)
  return fallback === null ? step : planFallback(step.state, fallback, context)
}

function planFallback(state: QrPagesState, { style, notice }: NonNullable<ReturnType<typeof fallbackStyle>>, context: Context): Step {
  return requestPlan(state, context.window, { choice: { ...state.choice, style }, notice: format(notice, context.lang) })
}

/** Shows the first page. Before a sheet is saved, and where no page is left, shows what is lost. */
function showFirstStage(state: QrPagesState, context: Context): Step {
  const then = state.paper ? "sheet" : "pages"
  if (state.losses.length > 0 && (state.paper || !hasPages(state))) return { state: { ...state, stage: { at: "losses", offset: 0, then } } }
  return state.paper && hasPages(state) ? startSaveSheet(state, context) : showPages(state, state.notice)
}

function handlePlanFailure(state: QrPagesState, failed: Extract<Msg, { type: "failed" }>, context: Context): Step {
  if (failed.code === "interrupted") return state.plan === null ? { state, go: { type: "back" } } : { state, toast: "" }
  if (state.planOutdated) return { ...requestPlan(state, context.window), toast: "" }
  return { state: { ...state, stage: { at: "failed", message: failed.message } }, toast: "" }
}
