import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import type { QrPlan } from "../../../migrate/qr/qr-pages.ts"
import type { QrStyle } from "../../../qr/draw/draw.ts"
import type { QrPagesState } from "./qr-pages-state.ts"

export const STYLE_TEXTS = texts({
  auto: { en: "Drawing: automatic", ja: "描き方: 自動" },
  half: { en: "Drawing: half blocks", ja: "描き方: 半ブロック" },
  full: { en: "Drawing: full cells", ja: "描き方: 塗りつぶし" },
  pixels: { en: "Drawing: pixels", ja: "描き方: ピクセル画像" },
})

/** The next style: from automatic through all styles of this terminal, then automatic again. The first one after automatic differs from what is drawn. */
export function nextStyle({ choice, page }: Pick<QrPagesState, "choice" | "page">, plan: QrPlan): QrStyle | null {
  const drawn = plan.pages[page]?.drawing?.style
  const styles = choice.style === null ? plan.styles.filter((style) => style !== drawn) : plan.styles
  return styles[choice.style === null ? 0 : styles.indexOf(choice.style) + 1] ?? null
}

const NOT_FITTING_TEXTS = texts({
  half: { en: "Half blocks do", ja: "半ブロック" },
  full: { en: "Full cells do", ja: "塗りつぶし" },
  pixels: { en: "Pixels do", ja: "ピクセル画像" },
})

/**
 * The style to try instead of a chosen style in which the codes do not fit, with the notice about it. Null if they fit, or if the
 * style was not chosen by the user.
 */
export function fallbackStyle(
  { choice }: Pick<QrPagesState, "choice">,
  plan: QrPlan,
): { readonly style: QrStyle | null; readonly notice: Sentence } | null {
  const { style } = choice
  if (style === null || (plan.impossible === null && plan.pages.every(({ drawn, drawing }) => !drawn || drawing !== null))) return null
  const next = plan.styles[plan.styles.indexOf(style) + 1] ?? null
  const shown = STYLE_TEXTS[next ?? "auto"]
  return {
    style: next,
    notice: {
      en: `${NOT_FITTING_TEXTS[style].en} not fit this window. ${shown.en}`,
      ja: `${NOT_FITTING_TEXTS[style].ja}ではこのウィンドウに収まりません。${shown.ja}`,
    },
  }
}
