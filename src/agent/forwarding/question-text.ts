import { sanitize } from "../../base/display.ts"
import { format } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Question } from "./rules.ts"
import { FORWARD_TEXTS } from "./texts.ts"

const MAX_LABEL_CELLS = 120

/** A question to be answered by yes or no. */
export function confirmText({ name, labels }: Question, lang: Lang): string {
  return format(FORWARD_TEXTS.confirm, lang, { name, label: sanitize(labels[0] ?? "", MAX_LABEL_CELLS) })
}

/** A question to be answered by the number of an account, each of which has a line. */
export function choiceText({ name, query, labels }: Question, lang: Lang): string {
  const rows = labels.map((label, index) => `${index + 1}  ${sanitize(label, MAX_LABEL_CELLS)}`)
  const [first, last] = [FORWARD_TEXTS.choose, FORWARD_TEXTS.number]
  return [
    format(first, lang, { name, query: sanitize(query, MAX_LABEL_CELLS) }),
    ...rows,
    format(last, lang, { name, count: labels.length }),
  ].join("\n")
}

/** The index of the account whose number was typed; null: none. */
export function chosenIndex(typed: string, { labels }: Question): number | null {
  const digits = typed.normalize("NFKC").trim()
  const number = /^\d$/.test(digits) ? Number(digits) : 0
  return number >= 1 && number <= labels.length ? number - 1 : null
}
