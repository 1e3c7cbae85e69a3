import type { Lang, Message, Sentence } from "../../base/language.ts"
import { format, texts } from "../../base/language.ts"
import type { Binding } from "./keys.ts"

const NAMES = texts({
  enter: { en: "Enter", ja: "Enter" },
  escape: { en: "Esc", ja: "Esc" },
  space: { en: "Space", ja: "Space" },
  tab: { en: "Tab", ja: "Tab" },
  backtab: { en: "Shift-Tab", ja: "Shift-Tab" },
  backspace: { en: "Backspace", ja: "Backspace" },
  delete: { en: "Delete", ja: "Delete" },
  up: { en: "Up", ja: "↑" },
  down: { en: "Down", ja: "↓" },
  left: { en: "Left", ja: "←" },
  right: { en: "Right", ja: "→" },
  home: { en: "Home", ja: "Home" },
  end: { en: "End", ja: "End" },
  pageup: { en: "PgUp", ja: "PgUp" },
  pagedown: { en: "PgDn", ja: "PgDn" },
})

/** A key as people write it: `C-l` is `Ctrl-L`, `pageup` is `PgUp`; a character is itself. */
export function keyName(key: string, lang: Lang): string {
  const named: Sentence | undefined = (NAMES as Readonly<Record<string, Sentence>>)[key]
  if (named !== undefined) return format(named, lang)
  if (key.startsWith("C-")) return `Ctrl-${key.slice(2).toUpperCase()}`
  if (/^f\d+$/.test(key)) return key.toUpperCase()
  return key
}

/** All keys of a binding; `1`, `2`, … `9` in a row become `1-9`. */
export function keyNames(binding: Binding, lang: Lang): string {
  const out: string[] = []
  for (let at = 0; at < binding.keys.length; at++) {
    let last = at
    while (isNext(binding.keys[last], binding.keys[last + 1])) last++
    if (last - at >= 2) {
      out.push(`${binding.keys[at] ?? ""}-${binding.keys[last] ?? ""}`)
      at = last
    } else out.push(keyName(binding.keys[at] ?? "", lang))
  }
  return out.join(" ")
}

function isNext(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && /^\d$/.test(a) && /^\d$/.test(b) && Number(b) === Number(a) + 1
}

/** The binding that a key belongs to. */
export function bindingOf(bindings: readonly Binding[], key: string): Binding | undefined {
  return bindings.find(({ keys }) => keys.includes(key))
}

/** What a key does, or undefined. Screens switch on it. */
export function actionOf(bindings: readonly Binding[], key: string): string | undefined {
  return bindingOf(bindings, key)?.action
}

/** A finished text in both languages, as {@link Binding.disabled} wants it. */
export function asSentence({ sentence, detail }: Message): Sentence {
  return { en: format(sentence, "en", detail), ja: format(sentence, "ja", detail) }
}
