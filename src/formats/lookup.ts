import { texts } from "../base/language.ts"
import type { Lang, Sentence } from "../base/language.ts"
import type { Handler } from "./handler.ts"
import type { Sniffed } from "./sniffed.ts"

/** Every format that this run of the program knows: the built-in ones sorted by id, then the user's plugins. Frozen; ids are unique. */
export type Registry = readonly Handler[]

/** @returns a new frozen registry: its formats, then the plugins */
export function withPlugins(registry: Registry, plugins: readonly Handler[]): Registry {
  return Object.freeze([...registry, ...plugins])
}

export function handlerById(registry: Registry, id: string): Handler | undefined {
  return registry.find((handler) => handler.id === id)
}

/** The app's or format's name in both languages. */
export function titleOf({ title, titleJa }: Pick<Handler, "title" | "titleJa">): Sentence {
  return { en: title, ja: titleJa ?? title }
}

/** The app's or format's name; the id where the registry does not have it. */
export function formatTitle(registry: Registry, id: string, lang: Lang): string {
  const handler = handlerById(registry, id)
  return handler === undefined ? id : titleOf(handler)[lang]
}

const TITLE_TEXTS = texts({ experimental: { en: "experimental", ja: "実験的" } })

/** The title as lists of formats show it: `Zoho OneAuth (experimental)`. */
export function listedTitle(handler: Pick<Handler, "title" | "titleJa" | "experimental">): Sentence {
  const title = titleOf(handler)
  if (handler.experimental !== true) return title
  const { en, ja } = TITLE_TEXTS.experimental
  return { en: `${title.en} (${en})`, ja: `${title.ja}（${ja}）` }
}

/**
 * The handlers to try, in the registry's order: those that answer yes (more than one is a bug), otherwise those that answer maybe.
 * Empty where no format recognises the input.
 */
export function detect(registry: Registry, sniffed: Sniffed): Handler[] {
  const answers = registry.filter(({ guesses }) => guesses !== true).map((handler) => ({ handler, answer: handler.detect(sniffed) }))
  const sure = answers.filter(({ answer }) => answer === "yes")
  return (sure.length > 0 ? sure : answers.filter(({ answer }) => answer === "maybe")).map(({ handler }) => handler)
}

/** The encrypted formats without a signature that the input could be in. Only for inputs where neither {@link detect} nor {@link guess} finds one. */
export function unsigned(registry: Registry, sniffed: Sniffed): Handler[] {
  return registry.filter((handler) => handler.detect(sniffed) === "unsigned")
}

/** The handlers that could read the input if the user agrees. Only for inputs where {@link detect} finds none. */
export function guess(registry: Registry, sniffed: Sniffed): Handler[] {
  return registry.filter((handler) => handler.guesses === true && handler.detect(sniffed) === "guess")
}
