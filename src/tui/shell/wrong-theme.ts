import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Settings } from "../../settings/settings.ts"
import { wrongTheme } from "../theme/own-theme.ts"

const TEXTS = texts({
  wrong: {
    en: "The settings' theme {name} is not used: {reason}.",
    ja: "設定ファイルのテーマ {name} は使いません。{reason}。",
  },
})

/** What is wrong with a theme of the settings; null: nothing. */
export function wrongThemeText(settings: Settings, lang: Lang): string | null {
  const wrong = wrongTheme(settings)
  return wrong === null ? null : format(TEXTS.wrong, lang, { name: sanitize(wrong.name), reason: sanitize(format(wrong.problem, lang)) })
}
