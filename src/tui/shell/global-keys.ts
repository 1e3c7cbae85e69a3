import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { withoutCharacters } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"

const TEXTS = texts({
  help: { en: "this help", ja: "このヘルプ" },
  helpHint: { en: "help", ja: "ヘルプ" },
  back: { en: "one step back; cancels work that is going on", ja: "一つ前に戻る。実行中の処理は中断" },
  lock: { en: "lock the vault", ja: "保管庫をロック" },
  lockHint: { en: "lock", ja: "ロック" },
  redraw: { en: "redraw the screen", ja: "画面を描き直す" },
  suspend: { en: "lock, and back to the shell until fg", ja: "ロックしてシェルに戻る（fg で再開）" },
  quit: { en: "quit", ja: "終了" },
  quitNow: { en: "quit at once, from anywhere", ja: "どこからでもすぐに終了" },
})

export type GlobalAction = "help" | "back" | "lock" | "redraw" | "suspend" | "quit" | "quit-now"

/** The keys of every screen. A screen's own table and a text field come first, except for Ctrl-C, Ctrl-L and Ctrl-Z. */
export const GLOBAL_KEYS: readonly Binding<GlobalAction>[] = [
  { keys: ["?", "f1"], action: "help", help: TEXTS.help, hint: TEXTS.helpHint },
  { keys: ["escape"], action: "back", help: TEXTS.back },
  { keys: ["L"], action: "lock", help: TEXTS.lock },
  { keys: ["C-l"], action: "redraw", help: TEXTS.redraw },
  { keys: ["C-z"], action: "suspend", help: TEXTS.suspend },
  { keys: ["q"], action: "quit", help: TEXTS.quit },
  { keys: ["C-c"], action: "quit-now", help: TEXTS.quitNow },
]

/** Those that work now: no characters while a field is typed into, no lock without an open vault. */
export function globalKeys(typing: boolean, open: boolean): readonly Binding<GlobalAction>[] {
  const bindings = GLOBAL_KEYS.filter(({ action }) => open || action !== "lock")
  return typing ? withoutCharacters(bindings) : bindings
}

/** Shown in the footer where the screen's own keys leave room. */
export function spareKeys(typing: boolean, open: boolean): readonly Binding[] {
  const hints: Partial<Readonly<Record<GlobalAction, Sentence>>> = { lock: TEXTS.lockHint, quit: TEXTS.quit }
  return globalKeys(typing, open).flatMap((binding) => {
    const hint = hints[binding.action]
    return hint === undefined ? [] : [{ ...binding, hint }]
  })
}
