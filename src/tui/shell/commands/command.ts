import { fold } from "../../../accounts/search.ts"
import type { Lang, Message, Sentence } from "../../../base/language.ts"
import { matchFolded, queryWords } from "../../components/find/find-match.ts"
import type { Route } from "../../core/routes.ts"

/** One thing that can be done from the command palette. */
export interface Command {
  /** The same in every session of the palette, so that the last used come first. */
  readonly id: string
  /** In both languages, since a command is found by either. */
  readonly label: Readonly<Record<Lang, string>>
  /** The keys that do it from here, as they are shown; empty: none. */
  readonly keys: string
  /** Why it is impossible now; null: it is not. */
  readonly closed: Sentence | Message | null
  readonly run: CommandRun
  /** Whether it is offered only once something is typed; such commands are many. */
  readonly onlyFound?: boolean
}

export type CommandRun =
  | { readonly type: "press"; readonly key: string }
  | { readonly type: "open"; readonly route: Route }
  /** The account on the list; `copy`: its code, too. */
  | { readonly type: "account"; readonly id: string; readonly copy: boolean }

/** More is not looked at. */
const MAX_QUERY_LENGTH = 64
const MOST_FOUND = 200

const foldedOf = new WeakMap<Command, readonly string[]>()

/** The folded texts of a command: the user's language counts most. */
function foldedTexts(command: Command, lang: Lang): readonly string[] {
  const known = foldedOf.get(command)
  if (known !== undefined) return known
  const { en, ja } = command.label
  const texts = (en === ja ? [en] : lang === "ja" ? [ja, en] : [en, ja]).map((text) => fold(text))
  foldedOf.set(command, texts)
  return texts
}

/** A key counts more than every text. */
const KEY_SCORE = 1000

/**
 * The commands that the query finds, the best first, those that are impossible now last; where nothing is typed all but those that are
 * only found, the last used first.
 *
 * @param last - The ids of the last used, the last first.
 */
export function foundCommands(commands: readonly Command[], query: string, lang: Lang, last: readonly string[]): readonly Command[] {
  const typed = query.slice(0, MAX_QUERY_LENGTH).trim()
  const words = queryWords(typed)
  const rankOf = (id: string): number => (last.includes(id) ? last.length - last.indexOf(id) : 0)
  const scored = commands.flatMap((command, at) => {
    const used = rankOf(command.id)
    if (typed === "") return command.onlyFound === true && used === 0 ? [] : [{ command, at, score: used }]
    const key = typed !== "" && command.keys.split(" ").includes(typed) ? KEY_SCORE : 0
    const text = words.length === 0 ? 0 : matchFolded(foldedTexts(command, lang), words)
    const score = Math.max(key, text)
    return score === 0 ? [] : [{ command, at, score }]
  })
  return scored
    .toSorted(
      (a, b) =>
        Number(a.command.closed !== null) - Number(b.command.closed !== null) ||
        b.score - a.score ||
        rankOf(b.command.id) - rankOf(a.command.id) ||
        a.at - b.at,
    )
    .slice(0, MOST_FOUND)
    .map(({ command }) => command)
}
