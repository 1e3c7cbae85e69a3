/** The languages of the interface. */
export type Lang = "en" | "ja"

/**
 * A text in every language of the interface. Texts are defined beside the code that uses them.
 *
 * `{name}` is replaced by the detail of that name. `{n|account|accounts}` becomes `account` where the detail `n` is 1, else `accounts`.
 */
export interface Sentence {
  readonly en: string
  readonly ja: string
}

/** Facts that are safe to show: never a secret, a URI, or a line of the user's file. A sentence is shown in the user's language. */
export type Detail = Readonly<Record<string, string | number | Sentence>>

/** A sentence with the details to fill in. Errors, issues and notices carry messages, because they do not know the user's language. */
export interface Message {
  readonly sentence: Sentence
  readonly detail: Detail
}

/** A message from a sentence and its details. */
export function messageOf(sentence: Sentence, detail: Detail = {}): Message {
  return { sentence, detail }
}

/** A detail that is the same in every language, as text; `""` where it is absent or a sentence. */
export function detailText(detail: Detail, name: string): string {
  const value = detail[name]
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}

/** Define a catalogue of texts; the compiler checks that no language is missing. */
export function texts<const T extends Readonly<Record<string, Sentence>>>(catalogue: T): T {
  return catalogue
}

/**
 * The text in one language, with its details filled in.
 *
 * @param text - A sentence; or a message, which has its own details.
 * @param detail - The details of a sentence; ignored for a message.
 * @throws TypeError where a placeholder has no detail (a programming error)
 */
export function format(text: Sentence | (Pick<Message, "sentence"> & Partial<Message>), lang: Lang, detail: Detail = {}): string {
  if ("sentence" in text) return format(text.sentence, lang, text.detail)
  return text[lang].replace(/\{([a-zA-Z]+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, other?: string) => {
    const value = detail[name]
    if (value === undefined) throw new TypeError(`no detail for {${name}}`)
    if (typeof value === "object") return value[lang]
    if (one === undefined || other === undefined) return String(value)
    return Number(value) === 1 ? one : other
  })
}
