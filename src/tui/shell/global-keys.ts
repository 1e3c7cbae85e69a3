import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { withoutCharacters } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"

const TEXTS = texts({
  help: { en: "this help", ja: "このヘルプ" },
  helpHint: { en: "help", ja: "ヘルプ" },
  commands: { en: "all commands: type to find one", ja: "すべてのコマンド（入力して検索）" },
  commandsShort: { en: "all", ja: "コマンド" },
  commandsHint: { en: "all commands", ja: "すべてのコマンド" },
  commandsTyping: { en: "commands", ja: "コマンド" },
  back: { en: "one step back; cancels work that is going on", ja: "一つ前に戻る。実行中の処理は中断" },
  lock: { en: "lock the vault", ja: "保管庫をロック" },
  lockHint: { en: "lock", ja: "ロック" },
  redraw: { en: "redraw the screen", ja: "画面を描き直す" },
  suspend: { en: "lock, and back to the shell until fg", ja: "ロックしてシェルに戻る（fg で再開）" },
  quit: { en: "one step back; on the account list quit", ja: "一つ前に戻る。アカウント一覧では終了" },
  quitHint: { en: "quit", ja: "終了" },
  quitNow: { en: "quit at once, from anywhere", ja: "どこからでもすぐに終了" },
})

export type GlobalAction = "help" | "commands" | "back" | "lock" | "redraw" | "suspend" | "quit" | "quit-now"

/** The keys of every screen. A screen's own table and a text field come first, except for Ctrl-C, Ctrl-L and Ctrl-Z. */
export const GLOBAL_KEYS: readonly Binding<GlobalAction>[] = [
  { keys: ["?", "f1"], action: "help", help: TEXTS.help, hint: TEXTS.helpHint },
  { keys: [":", "C-p"], action: "commands", help: TEXTS.commands, hint: TEXTS.commandsShort },
  { keys: ["escape"], action: "back", help: TEXTS.back },
  { keys: ["q"], action: "quit", help: TEXTS.quit },
  { keys: ["L"], action: "lock", help: TEXTS.lock },
  { keys: ["C-l"], action: "redraw", help: TEXTS.redraw },
  { keys: ["C-z"], action: "suspend", help: TEXTS.suspend },
  { keys: ["C-c"], action: "quit-now", help: TEXTS.quitNow },
]

/** Those that work now: no characters while a field is typed into, no lock without an open vault. @param all - With the user's own keys. */
export function globalKeys(
  typing: boolean,
  open: boolean,
  all: readonly Binding<GlobalAction>[] = GLOBAL_KEYS,
): readonly Binding<GlobalAction>[] {
  const bindings = all.filter(({ action }) => open || action !== "lock")
  return typing ? withoutCharacters(bindings) : bindings
}

/** From this width the footer has room for longer words, and for the keys that lock and quit. */
const WIDE_COLUMNS = 100

/** The global keys in the footer: the commands, the help, and what is shown where room is left. @param global - See {@link globalKeys}. */
export function footerKeys(
  global: readonly Binding<GlobalAction>[],
  now: { readonly typing: boolean; readonly onList: boolean; readonly width: number },
): { readonly commands: readonly Binding[]; readonly help: readonly Binding[]; readonly spare: readonly Binding[] } {
  const isWide = now.width >= WIDE_COLUMNS
  const hint = now.typing ? TEXTS.commandsTyping : isWide ? TEXTS.commandsHint : TEXTS.commandsShort
  const spare: Partial<Readonly<Record<GlobalAction, Sentence>>> = { lock: TEXTS.lockHint, ...(now.onList ? { quit: TEXTS.quitHint } : {}) }
  return {
    commands: global.filter(({ action }) => action === "commands").map((binding) => ({ ...binding, hint })),
    help: global.filter(({ action }) => action === "help"),
    spare: !isWide
      ? []
      : global.flatMap((binding) => {
          const text = spare[binding.action]
          return text === undefined ? [] : [{ ...binding, hint: text }]
        }),
  }
}
