import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { QrStyle } from "../../../qr/draw/draw.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

export const STYLE_TEXTS = texts({
  auto: { en: "Drawing: automatic", ja: "描き方: 自動" },
  half: { en: "Drawing: half blocks", ja: "描き方: ハーフブロック" },
  full: { en: "Drawing: full cells", ja: "描き方: 全角セル" },
  pixels: { en: "Drawing: pixels", ja: "描き方: ピクセル画像" },
})

/** From automatic through all that this terminal can show, and back; leaving automatic, what is drawn so already is passed over. */
export function nextStyle({ choice, page }: Pick<QrPagesState, "choice" | "page">, plan: QrPlan): QrStyle | null {
  const drawn = plan.pages[page]?.drawing?.style
  const styles = choice.style === null ? plan.styles.filter((style) => style !== drawn) : plan.styles
  return styles[choice.style === null ? 0 : styles.indexOf(choice.style) + 1] ?? null
}

const NAMES = texts({
  half: { en: "Half blocks do", ja: "ハーフブロック" },
  full: { en: "Full cells do", ja: "全角セル" },
  pixels: { en: "Pixels do", ja: "ピクセル画像" },
})

/**
 * Where the codes do not fit in the style that was chosen: the next one, and what to say of it. Null: they fit, or the choice was
 * the planner's own and nothing else is left.
 */
export function otherStyle(
  { choice }: Pick<QrPagesState, "choice">,
  plan: QrPlan,
): { readonly style: QrStyle | null; readonly notice: Sentence } | null {
  const { style } = choice
  if (style === null || (plan.impossible === null && plan.pages.every(({ drawing }) => drawing !== null))) return null
  const next = plan.styles[plan.styles.indexOf(style) + 1] ?? null
  const shown = STYLE_TEXTS[next ?? "auto"]
  return {
    style: next,
    notice: {
      en: `${NAMES[style].en} not fit this window. ${shown.en}`,
      ja: `${NAMES[style].ja}ではこのウィンドウに収まりません。${shown.ja}`,
    },
  }
}
