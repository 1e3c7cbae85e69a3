import { texts } from "../../../base/language.ts"
import type { QrTarget } from "../../../migrate/qr/qr-losses.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import { CONFIRM_KEYS } from "../../components/confirm.ts"
import { pickerKeys } from "../../components/files/file-picker-keys.ts"
import type { PickerFocus } from "../../components/files/file-picker-keys.ts"
import { BACK_KEY, MENU_KEYS } from "../../components/menu.ts"
import { REAUTH_KEYS } from "../../components/forms/reauth.ts"
import type { Binding } from "../../core/keys.ts"

const TEXTS = texts({
  next: { en: "next page", ja: "次のページ" },
  nextHint: { en: "next", ja: "次" },
  previous: { en: "page before", ja: "前のページ" },
  previousHint: { en: "back", ja: "前" },
  more: { en: "more accounts a page", ja: "1 ページのアカウントを増やす" },
  moreHint: { en: "more", ja: "増" },
  fewer: { en: "fewer accounts a page", ja: "1 ページのアカウントを減らす" },
  fewerHint: { en: "fewer", ja: "減" },
  style: { en: "other drawing style", ja: "描き方を切り替える" },
  styleHint: { en: "style", ja: "描き方" },
  hide: { en: "hide or show the verification code", ja: "引き継ぎコードを隠す・表示する" },
  hideHint: { en: "hide code", ja: "コードを隠す" },
  save: { en: "save the pages as PNG, SVG, or a sheet to be printed", ja: "ページを PNG・SVG・印刷用の用紙として保存する" },
  saveHint: { en: "save", ja: "保存" },
  copy: { en: "copy the account's link (URI)", ja: "アカウントのリンク (URI) をコピーする" },
  copyHint: { en: "link", ja: "リンク" },
  single: { en: "one code per account instead", ja: "アカウントごとに 1 つのコードにする" },
  singleHint: { en: "single codes", ja: "1 件ずつ" },
  auto: {
    en: "turn the pages by themselves: 5, 4, 3, 2, 1 s a page, off; any other key here stops it",
    ja: "自動でページをめくる (5・4・3・2・1 秒ごと、オフ。ほかのキーで停止)",
  },
  autoHint: { en: "auto", ja: "自動" },
  compare: { en: "compare the codes with the other device", ja: "相手の端末の認証コードと照合する" },
  compareHint: { en: "compare codes", ja: "照合" },
  leave: { en: "leave", ja: "終わる" },
  goOn: { en: "show the codes", ja: "コードを表示する" },
  move: { en: "scroll", ja: "スクロール" },
})

const NEXT: Binding = { keys: ["n", "right", "pagedown", "space"], action: "next", help: TEXTS.next, hint: TEXTS.nextHint }
const PREVIOUS: Binding = { keys: ["p", "left", "pageup", "backspace"], action: "previous", help: TEXTS.previous, hint: TEXTS.previousHint }
const MORE: Binding = { keys: ["+", "="], action: "more", help: TEXTS.more, hint: TEXTS.moreHint }
const FEWER: Binding = { keys: ["-"], action: "fewer", help: TEXTS.fewer, hint: TEXTS.fewerHint }
const STYLE: Binding = { keys: ["b"], action: "style", help: TEXTS.style, hint: TEXTS.styleHint }
const HIDE: Binding = { keys: ["h"], action: "hide", help: TEXTS.hide, hint: TEXTS.hideHint }
const SAVE: Binding = { keys: ["w"], action: "save", help: TEXTS.save, hint: TEXTS.saveHint }
const COPY: Binding = { keys: ["y"], action: "copy", help: TEXTS.copy, hint: TEXTS.copyHint }
const AUTO: Binding = { keys: ["a"], action: "auto", help: TEXTS.auto, hint: TEXTS.autoHint }
const COMPARE: Binding = { keys: ["c"], action: "compare", help: TEXTS.compare, hint: TEXTS.compareHint }
const SINGLE: Binding = { keys: ["1"], action: "single", help: TEXTS.single, hint: TEXTS.singleHint }
const LEAVE: Binding = { ...BACK_KEY, hint: TEXTS.leave }
const MOVE: Binding = { keys: ["up", "down", "j", "k"], action: "move", help: TEXTS.move, hint: TEXTS.move }
const GO_ON: Binding = { keys: ["enter", "right"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOn }

/** As much of the screen's state as its keys depend on. */
interface Keyed {
  readonly target: QrTarget
  readonly plan: QrPlan | null
  readonly stage:
    | {
        readonly at:
          "reauth" | "planning" | "failed" | "before" | "pages" | "leave" | "copy" | "save-kind" | "saving" | "overwrite" | "delete"
      }
    | { readonly at: "save"; readonly picker: PickerFocus }
}

export function qrPagesKeys({ target, plan, stage }: Keyed): readonly Binding[] {
  switch (stage.at) {
    case "reauth":
      return REAUTH_KEYS
    case "planning":
    case "failed":
    case "saving":
      return [BACK_KEY]
    case "before":
      return plan?.pages.length === 0 && plan.impossible === null ? [MOVE, BACK_KEY] : [GO_ON, MOVE, BACK_KEY]
    case "leave":
    case "copy":
    case "overwrite":
    case "delete":
      return CONFIRM_KEYS
    case "save-kind":
      return MENU_KEYS
    case "save":
      return pickerKeys(stage.picker)
    case "pages": {
      if (plan === null) return [BACK_KEY]
      const save = plan.pages.length > 0 ? [SAVE] : []
      if (plan.impossible !== null) return [...(target === "google" ? [SINGLE, FEWER, MORE] : []), STYLE, ...save, BACK_KEY]
      // The verification code may have a page of its own.
      const turn = plan.pages.length > 1 || plan.verificationCode !== null ? [NEXT, PREVIOUS, AUTO] : []
      const byTarget = { phone: [COPY], google: [MORE, FEWER], keyferry: [HIDE] }[target]
      return [...turn, COMPARE, ...byTarget, STYLE, ...save, LEAVE]
    }
  }
}
