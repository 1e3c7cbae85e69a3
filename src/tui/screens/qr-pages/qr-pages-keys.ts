import { texts } from "../../../base/language.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { linkKeys } from "../../components/browser-page/page-link.ts"
import type { LinkAction } from "../../components/browser-page/page-link.ts"
import { CONFIRM_KEYS } from "../../components/confirm.ts"
import type { ConfirmAction } from "../../components/confirm.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerAction, PickerFocus } from "../../components/files/file-picker-keys.ts"
import { REAUTH_KEYS } from "../../components/forms/reauth.ts"
import type { ReauthAction } from "../../components/forms/reauth.ts"
import { hintedListKeys } from "../../components/list.ts"
import type { ListAction } from "../../components/list.ts"
import { BACK_KEY, MENU_KEYS } from "../../components/menu.ts"
import type { MenuAction } from "../../components/menu.ts"
import type { Binding } from "../../core/keys.ts"
import type { ReceiverView } from "../../core/receiver.ts"
import { pageCount } from "./qr-pages-turn.ts"

const TEXTS = texts({
  next: { en: "next page", ja: "次のページ" },
  nextHint: { en: "next", ja: "次" },
  previous: { en: "previous page", ja: "前のページ" },
  previousHint: { en: "previous", ja: "前" },
  first: { en: "first page", ja: "最初のページ" },
  last: { en: "last page", ja: "最後のページ" },
  code: { en: "the verification code", ja: "引き継ぎコードを表示する" },
  codeHint: { en: "code", ja: "引き継ぎコード" },
  losses: { en: "list what is lost", ja: "失われる内容の一覧" },
  lossesHint: { en: "losses", ja: "失われる内容" },
  more: { en: "more accounts per page", ja: "1 ページのアカウントを増やす" },
  moreHint: { en: "more", ja: "増" },
  fewer: { en: "fewer accounts per page", ja: "1 ページのアカウントを減らす" },
  fewerHint: { en: "fewer", ja: "減" },
  style: { en: "change the drawing style", ja: "描き方を切り替える" },
  styleHint: { en: "style", ja: "描き方" },
  hide: { en: "hide or show the verification code", ja: "引き継ぎコードを隠す・表示する" },
  hideHint: { en: "hide code", ja: "コードを隠す" },
  save: { en: "save the pages as PNG, SVG, or a printable sheet", ja: "ページを PNG・SVG・印刷用シートとして保存する" },
  saveHint: { en: "save", ja: "保存" },
  browser: { en: "show the codes in a browser", ja: "コードをブラウザーに表示する" },
  browserHint: { en: "in a browser", ja: "ブラウザー" },
  copy: { en: "copy the account's link (URI)", ja: "アカウントのリンク（URI）をコピーする" },
  copyHint: { en: "copy URI", ja: "URI をコピー" },
  single: { en: "one code per account instead", ja: "アカウントごとに 1 つのコードにする" },
  singleHint: { en: "single codes", ja: "1 件ずつ" },
  auto: {
    en: "turn the pages automatically: every 5, 4, 3, 2, 1 s, off; any other key of this page stops it",
    ja: "自動でページをめくる（5・4・3・2・1 秒ごと、オフ。ほかのキーで停止）",
  },
  autoHint: { en: "auto", ja: "自動" },
  compare: { en: "compare the codes with the other device", ja: "相手のデバイスの認証コードと照合する" },
  compareHint: { en: "compare codes", ja: "照合" },
  goOn: { en: "go on", ja: "進む" },
  home: { en: "to the accounts", ja: "アカウント一覧へ" },
  deleteSheet: { en: "delete the file", ja: "ファイルを削除する" },
  deleteSheetHint: { en: "delete", ja: "削除" },
  scroll: { en: "scroll", ja: "スクロール" },
})

/** The actions on a page of codes. */
export type PageAction =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "code"
  | "losses"
  | "auto"
  | "compare"
  | "copy"
  | "more"
  | "fewer"
  | "hide"
  | "style"
  | "save"
  | "single"
  | "browser"
  | "back"
export type QrPagesAction =
  PageAction | LinkAction | "go-on" | "go-home" | "delete-sheet" | ListAction | ConfirmAction | MenuAction | PickerAction | ReauthAction

const NEXT: Binding<PageAction> = {
  keys: ["enter", "n", "right", "pagedown", "space"],
  action: "next",
  help: TEXTS.next,
  hint: TEXTS.nextHint,
}
/** On the last page Enter leads to the next step, so that no key in the footer does nothing. */
const NEXT_OF_LAST: Binding<PageAction> = { keys: ["n", "right", "pagedown", "space"], action: "next", help: TEXTS.next }
const PREVIOUS: Binding<PageAction> = {
  keys: ["p", "left", "pageup", "backspace"],
  action: "previous",
  help: TEXTS.previous,
  hint: TEXTS.previousHint,
}
const FIRST: Binding<PageAction> = { keys: ["home", "g"], action: "first", help: TEXTS.first }
const LAST: Binding<PageAction> = { keys: ["end", "G"], action: "last", help: TEXTS.last }
const CODE: Binding<PageAction> = { keys: ["v"], action: "code", help: TEXTS.code, hint: TEXTS.codeHint }
const LOSSES: Binding<PageAction> = { keys: ["l"], action: "losses", help: TEXTS.losses, hint: TEXTS.lossesHint }
const MORE: Binding<PageAction> = { keys: ["+", "="], action: "more", help: TEXTS.more, hint: TEXTS.moreHint }
const FEWER: Binding<PageAction> = { keys: ["-"], action: "fewer", help: TEXTS.fewer, hint: TEXTS.fewerHint }
const STYLE: Binding<PageAction> = { keys: ["b"], action: "style", help: TEXTS.style, hint: TEXTS.styleHint }
const HIDE: Binding<PageAction> = { keys: ["h"], action: "hide", help: TEXTS.hide, hint: TEXTS.hideHint }
const SAVE: Binding<PageAction> = { keys: ["w"], action: "save", help: TEXTS.save, hint: TEXTS.saveHint }
const BROWSER: Binding<PageAction> = { keys: ["o"], action: "browser", help: TEXTS.browser, hint: TEXTS.browserHint }
const COPY: Binding<PageAction> = { keys: ["y"], action: "copy", help: TEXTS.copy, hint: TEXTS.copyHint }
const AUTO: Binding<PageAction> = { keys: ["a"], action: "auto", help: TEXTS.auto, hint: TEXTS.autoHint }
const COMPARE: Binding<PageAction> = { keys: ["c"], action: "compare", help: TEXTS.compare, hint: TEXTS.compareHint }
const SHEET_KEYS: readonly Binding<QrPagesAction>[] = [
  { keys: ["enter", "escape"], action: "go-home", help: TEXTS.home, hint: TEXTS.home },
  { keys: ["d"], action: "delete-sheet", help: TEXTS.deleteSheet, hint: TEXTS.deleteSheetHint },
]
const COMPARE_NEXT: Binding<PageAction> = { ...COMPARE, keys: ["enter", "c"] }
const SINGLE: Binding<PageAction> = { keys: ["1"], action: "single", help: TEXTS.single, hint: TEXTS.singleHint }
const GO_ON: Binding<QrPagesAction> = { keys: ["enter", "right"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOn }
/** All that a page of codes ever has, but for the keys to its ends and back. */
export const PAGE_KEYS: readonly Binding<PageAction>[] = [
  ...[NEXT, PREVIOUS, CODE, SAVE, BROWSER, STYLE, COPY, MORE, FEWER, HIDE, SINGLE, LOSSES, COMPARE, AUTO],
]
const SCROLL = hintedListKeys(TEXTS.scroll)

/** The part of the screen's state that its keys depend on. */
interface KeysState {
  readonly target: QrTarget
  readonly plan: QrPlan | null
  /** The page that is shown, 0-based. */
  readonly page: number
  readonly losses: readonly unknown[]
  readonly stage:
    | {
        readonly at:
          | "reauth"
          | "planning"
          | "failed"
          | "losses"
          | "pages"
          | "sheet"
          | "leave"
          | "copy"
          | "save-kind"
          | "saving"
          | "overwrite"
          | "delete"
      }
    | { readonly at: "save"; readonly picker: PickerFocus }
    | { readonly at: "browser"; readonly way: number; readonly failed: unknown }
}

/** @param receiver - The page for a browser. */
export function qrPagesKeys(state: KeysState, receiver: ReceiverView | null): readonly Binding<QrPagesAction>[] {
  const { plan, stage } = state
  switch (stage.at) {
    case "reauth":
      return REAUTH_KEYS
    case "planning":
    case "saving":
      return [BACK_KEY]
    case "failed":
      return [{ ...BACK_KEY, keys: ["escape", "enter"] }]
    case "losses":
      return plan?.pages.length === 0 && plan.impossible === null ? [...SCROLL, BACK_KEY] : [GO_ON, ...SCROLL, BACK_KEY]
    case "leave":
    case "copy":
    case "overwrite":
    case "delete":
      return CONFIRM_KEYS
    case "save-kind":
      return MENU_KEYS
    case "sheet":
      return SHEET_KEYS
    case "save":
      return pickerKeys(stage.picker)
    case "browser":
      return browserKeys(plan, receiver?.connected === true, linkKeys(receiver, stage.way, stage.failed !== null))
    case "pages":
      return pageKeys(state)
  }
}

/** The keys while the codes are in a browser. Before the page is open there, only the help shows those that turn it. */
function browserKeys(plan: QrPlan | null, isOpen: boolean, link: readonly Binding<LinkAction>[]): readonly Binding<QrPagesAction>[] {
  if (plan === null) return [BACK_KEY]
  const code = plan.verificationCode === null ? [] : [CODE, HIDE]
  const turn = pageCount(plan) > 1 ? [NEXT, PREVIOUS, ...code, FIRST, LAST] : code
  return isOpen ? [...turn, BACK_KEY, ...link] : [...link, BACK_KEY, ...turn.map(({ hint: _, ...binding }) => binding)]
}

/** The keys on a page of codes, or where the codes do not fit the window. */
export function pageKeys({ target, plan, page, losses }: Omit<KeysState, "stage">): readonly Binding<PageAction>[] {
  if (plan === null) return [BACK_KEY]
  const save = plan.pages.length > 0 ? [SAVE, BROWSER] : []
  const lost = losses.length > 0 ? [LOSSES] : []
  if (plan.impossible !== null)
    return [...save.toReversed(), ...(target === "google" ? [SINGLE, FEWER, MORE] : []), STYLE, ...lost, BACK_KEY]
  const several = plan.pages.length > 1 || plan.verificationCode !== null
  const last = several && page >= pageCount(plan) - 1
  const next = several ? [last ? NEXT_OF_LAST : NEXT] : []
  const turn = several ? [PREVIOUS] : []
  const others = several ? [AUTO, FIRST, LAST] : []
  const code = plan.verificationCode === null ? [] : [CODE]
  const byTarget = { phone: [COPY], google: [MORE, FEWER], keyferry: [HIDE] }[target]
  const compare = last ? COMPARE_NEXT : COMPARE
  const first = last ? [compare] : next
  const then = last ? next : [compare]
  return [...first, BACK_KEY, ...code, ...turn, ...save, STYLE, ...byTarget, ...lost, ...then, ...others]
}
