/** The languages of the interface. */
export type Lang = "en" | "ja"

/**
 * One text in every language; leaving one out is a compile error. Texts stand beside the code that uses them.
 *
 * `{name}` is filled from the details. `{n|account|accounts}` picks the second word where `n` is 1, the third otherwise.
 */
export interface Sentence {
  readonly en: string
  readonly ja: string
}

/** Facts that are safe to show: never a secret, a URI, or a line of the user's file. */
export type Detail = Readonly<Record<string, string | number>>

/** A sentence with its facts: what errors, issues and notices carry until the user's language is known. */
export interface Message {
  readonly sentence: Sentence
  readonly detail: Detail
}

export function messageOf(sentence: Sentence, detail: Detail = {}): Message {
  return { sentence, detail }
}

/** A catalogue of texts, checked for completeness where it is written. */
export function texts<const T extends Readonly<Record<string, Sentence>>>(catalogue: T): T {
  return catalogue
}

/**
 * The text in one language, with its facts filled in.
 *
 * @param text - A sentence, or a message that brings its own facts.
 * @param detail - The facts of a sentence.
 * @throws TypeError when a placeholder has no fact: a bug of ours.
 */
export function format(text: Sentence | (Pick<Message, "sentence"> & Partial<Message>), lang: Lang, detail: Detail = {}): string {
  if ("sentence" in text) return format(text.sentence, lang, text.detail)
  return text[lang].replace(/\{([a-zA-Z]+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, other?: string) => {
    const fact = detail[name]
    if (fact === undefined) throw new TypeError(`no fact for {${name}}`)
    if (one === undefined || other === undefined) return String(fact)
    return Number(fact) === 1 ? one : other
  })
}
