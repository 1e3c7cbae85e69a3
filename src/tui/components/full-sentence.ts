import type { Lang } from "../../base/language.ts"

/** An error's words as a sentence of its own: a capital at its start, a full stop at its end. */
export function fullSentence(text: string, lang: Lang): string {
  if (text === "") return text
  const ended = /[.!?…。！？:：]$/u.test(text) ? text : text + (lang === "ja" ? "。" : ".")
  return ended.charAt(0).toUpperCase() + ended.slice(1)
}
