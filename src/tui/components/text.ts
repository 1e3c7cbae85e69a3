import { cellWidth, cutToWidth, labelOf, sanitize } from "../../base/display.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { nameOf } from "./files/path-text.ts"

const TEXTS = texts({
  pasted: { en: "the pasted text", ja: "貼り付けたテキスト" },
})

/**
 * `issuer: name` in at most `width` cells. Where it is too long, each part gets half of the width, and what one part does not need of its
 * half goes to the other.
 */
export function labelToWidth(account: { readonly issuer: string; readonly name: string }, width: number): string {
  const label = labelOf(account)
  const issuer = sanitize(account.issuer).trim()
  const name = sanitize(account.name).trim()
  if (cellWidth(label) <= width || issuer === "" || name === "" || width < 8) return cutToWidth(label, width)
  const room = width - 2
  const half = Math.floor(room / 2)
  const issuerWidth = Math.min(cellWidth(issuer), Math.max(half, room - cellWidth(name)))
  return `${cutToWidth(issuer, issuerWidth)}: ${cutToWidth(name, room - issuerWidth)}`
}

/** The name of a file, or of the program: no capital is put on it. */
const STARTS_WITH_NAME = /^(?:keyferry\b|[^\s:]+\.[^\s.:])/u

/** An error's text as a full sentence: it starts with a capital, but for a name, and ends with a full stop. */
export function fullSentence(text: string, lang: Lang): string {
  if (text === "") return text
  const ended = /[.!?…。！？:：]$/u.test(text) ? text : text + (lang === "ja" ? "。" : ".")
  return STARTS_WITH_NAME.test(ended) ? ended : ended.charAt(0).toUpperCase() + ended.slice(1)
}

/** Stands for the path of pasted text. Every real path is absolute, so none is equal to it. */
export const PASTED_NAME = "pasted"

/** The source of a record as it is shown: the file's name without its directory, or that it was pasted. Sanitised. */
export function sourceLabel(path: string, lang: Lang): string {
  return path === PASTED_NAME ? format(TEXTS.pasted, lang) : sanitize(nameOf(path))
}
