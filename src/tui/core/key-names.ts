import { format, texts } from "../../base/language.ts"
import type { Lang, Sentence } from "../../base/language.ts"
import type { ShownBinding } from "./keys.ts"

const NAMES = texts({
  enter: { en: "Enter", ja: "Enter" },
  escape: { en: "Esc", ja: "Esc" },
  space: { en: "Space", ja: "Space" },
  tab: { en: "Tab", ja: "Tab" },
  backtab: { en: "Shift-Tab", ja: "Shift-Tab" },
  backspace: { en: "Backspace", ja: "Backspace" },
  delete: { en: "Delete", ja: "Delete" },
  up: { en: "Up", ja: "Up" },
  down: { en: "Down", ja: "Down" },
  left: { en: "Left", ja: "Left" },
  right: { en: "Right", ja: "Right" },
  home: { en: "Home", ja: "Home" },
  end: { en: "End", ja: "End" },
  pageup: { en: "PgUp", ja: "PgUp" },
  pagedown: { en: "PgDn", ja: "PgDn" },
})

/** A key as it is shown: `C-l` is `Ctrl-L`, `pageup` is `PgUp`, a character is itself. */
export function keyName(key: string, lang: Lang): string {
  const named: Sentence | undefined = (NAMES as Readonly<Record<string, Sentence>>)[key]
  if (named !== undefined) return format(named, lang)
  if (key.startsWith("C-")) return `Ctrl-${key.slice(2).toUpperCase()}`
  if (/^f\d+$/.test(key)) return key.toUpperCase()
  return key
}

/** All keys of a binding; three or more digits in sequence become a range: `1-9`. */
export function keyNames({ keys }: Pick<ShownBinding, "keys">, lang: Lang): string {
  const out: string[] = []
  for (let at = 0; at < keys.length; at++) {
    let last = at
    while (isNext(keys[last], keys[last + 1])) last++
    if (last - at >= 2) {
      out.push(`${keys[at] ?? ""}-${keys[last] ?? ""}`)
      at = last
    } else out.push(keyName(keys[at] ?? "", lang))
  }
  return out.join(" ")
}

/** Whether two keys are neighbouring digits. */
function isNext(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && /^\d$/.test(a) && /^\d$/.test(b) && Number(b) === Number(a) + 1
}
