import type { Lang } from "../../../base/language.ts"
import { keyNames } from "../../core/key-names.ts"
import { mergeBindings } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Command } from "./command.ts"

/** Keys that only move: choosing such a binding from a list would be slower than the key. */
const MOVING = ["up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "backtab", "g", "G"]

/**
 * The screen's own bindings as commands, in the order of its table.
 *
 * @param group - Keeps the ids of different tables apart.
 */
export function bindingCommands(bindings: readonly Binding[], group: string, lang: Lang): readonly Command[] {
  return mergeBindings(bindings).flatMap((merged): Command[] => {
    const [key] = merged.keys
    // A row of digits stands for one item each.
    if (key === undefined || merged.keys.length > 4 || merged.keys.some((each) => MOVING.includes(each))) return []
    const { help, disabled } = merged
    return [
      {
        id: `${group}.${help.en}`,
        label: { en: clauseOf(help.en), ja: clauseOf(help.ja) },
        keys: keyNames(merged, lang),
        closed: disabled ?? null,
        run: { type: "press", key },
      },
    ]
  })
}

/** The first clause of a help text, with a capital. */
function clauseOf(text: string): string {
  const clause = (/^[^;(（。]+/u.exec(text)?.[0] ?? text).trim()
  return clause.charAt(0).toUpperCase() + clause.slice(1)
}
