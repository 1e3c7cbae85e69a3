import { sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { nameOf } from "./files/path-text.ts"

const TEXTS = texts({
  pasted: { en: "the pasted text", ja: "貼り付けたテキスト" },
})

/** The name of what was pasted; no absolute path is like it. */
export const PASTED_NAME = "pasted"

/** Where a record came from, as it is shown: a file's name without its directory, sanitised, or that it was pasted. */
export function sourceLabel(path: string, lang: Lang): string {
  return path === PASTED_NAME ? format(TEXTS.pasted, lang) : sanitize(nameOf(path))
}
