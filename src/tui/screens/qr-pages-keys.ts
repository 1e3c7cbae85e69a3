import { texts } from "../../accounts/language.ts"
import type { QrPlan, QrTarget } from "../../migrate/qr-pages.ts"
import { CONFIRM_KEYS } from "../components/confirm.ts"
import { pickerKeys } from "../components/file-picker-keys.ts"
import type { PickerMode } from "../components/file-picker-keys.ts"
import { BACK_KEY } from "../components/menu.ts"
import { REAUTH_KEYS } from "../components/reauth.ts"
import type { Binding } from "../core/keys.ts"

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
  save: { en: "save the pages as PNG pictures", ja: "ページを PNG 画像として保存する" },
  saveHint: { en: "PNG", ja: "PNG" },
  copy: { en: "copy the account's link (URI)", ja: "アカウントのリンク (URI) をコピーする" },
  copyHint: { en: "link", ja: "リンク" },
  single: { en: "one code per account instead", ja: "アカウントごとに 1 つのコードにする" },
  singleHint: { en: "single codes", ja: "1 件ずつ" },
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
const SINGLE: Binding = { keys: ["1"], action: "single", help: TEXTS.single, hint: TEXTS.singleHint }
const LEAVE: Binding = { ...BACK_KEY, hint: TEXTS.leave }
const MOVE: Binding = { keys: ["up", "down", "j", "k"], action: "move", help: TEXTS.move, hint: TEXTS.move }
const GO_ON: Binding = { keys: ["enter", "right"], action: "go-on", help: TEXTS.goOn, hint: TEXTS.goOn }

/** As much of the screen's state as its keys depend on. */
interface Keyed {
  readonly target: QrTarget
  readonly plan: QrPlan | null
  readonly stage:
    | { readonly at: "reauth" | "planning" | "failed" | "before" | "pages" | "copy" | "saving" | "overwrite" }
    | { readonly at: "save"; readonly picker: { readonly mode: PickerMode; readonly focus: "list" | "filter" | "line" } }
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
    case "copy":
    case "overwrite":
      return CONFIRM_KEYS
    case "save":
      return pickerKeys(stage.picker)
    case "pages": {
      if (plan === null) return [BACK_KEY]
      const save = plan.pages.length > 0 ? [SAVE] : []
      if (plan.impossible !== null) return [...(target === "google" ? [SINGLE, FEWER, MORE] : []), STYLE, ...save, BACK_KEY]
      // The verification code may have a page of its own.
      const turn = plan.pages.length > 1 || plan.verificationCode !== null ? [NEXT, PREVIOUS] : []
      const byTarget = { phone: [COPY], google: [MORE, FEWER], keyferry: [HIDE] }[target]
      return [...turn, ...byTarget, STYLE, ...save, LEAVE]
    }
  }
}
