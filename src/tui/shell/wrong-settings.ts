import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Settings } from "../../settings/settings.ts"
import { checkKeys } from "../core/key-map.ts"
import type { KeyTable, StoredKeys } from "../core/key-map.ts"
import { keyName } from "../core/key-names.ts"
import { wrongTheme } from "../theme/own-theme.ts"

const TEXTS = texts({
  fixed: {
    en: "The settings' keys are not used for {id}: {key} cannot be changed.",
    ja: "設定ファイルの {id} のキーは使いません。{key} は変更できません。",
  },
  taken: {
    en: "The settings' keys are not used for {id}: {key} is already the key of {other}.",
    ja: "設定ファイルの {id} のキーは使いません。{key} は {other} のキーです。",
  },
  typed: {
    en: "The settings' keys are not used for {id}: {key} is typed into a field there.",
    ja: "設定ファイルの {id} のキーは使いません。そこでは {key} が入力欄の文字になります。",
  },
  theme: {
    en: "The settings' theme {name} is not used: {reason}.",
    ja: "設定ファイルのテーマ {name} は使いません。{reason}。",
  },
  unknown: { en: "The settings name keys for {id}, which is no action.", ja: "設定ファイルにある {id} という操作はありません。" },
})

/** What is wrong with the keys of the settings, the first of it; null: nothing. */
export function wrongKeysText(stored: StoredKeys, tables: readonly KeyTable[], lang: Lang): string | null {
  const [wrong] = tables.length === 0 ? [] : checkKeys(stored, tables).wrong
  if (wrong === undefined) return null
  const detail = { id: sanitize(wrong.id), key: sanitize(keyName(wrong.key, lang)) }
  const { problem } = wrong
  return problem.reason === "taken"
    ? format(TEXTS.taken, lang, { ...detail, other: problem.other.id })
    : format(TEXTS[problem.reason], lang, detail)
}

/** What is wrong with a theme of the settings; null: nothing. */
export function wrongThemeText(settings: Settings, lang: Lang): string | null {
  const wrong = wrongTheme(settings)
  return wrong === null ? null : format(TEXTS.theme, lang, { name: sanitize(wrong.name), reason: sanitize(format(wrong.problem, lang)) })
}
