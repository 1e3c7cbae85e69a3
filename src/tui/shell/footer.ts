import { cellWidth } from "../../base/display.ts"
import { format } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { fitRow, rowWidth, span } from "../components/rows.ts"
import type { Row } from "../core/frame.ts"
import { keyName } from "../core/key-names.ts"
import { mergeBindings } from "../core/keys.ts"
import type { Binding } from "../core/keys.ts"

/** Below this width hints are shortened to one word before they are left out. */
const SHORT_COLUMNS = 60

/** What the footer is written from. Bindings without a hint, and those that are impossible now, are not shown. */
export interface FooterParts {
  /** The screen's own table; the first is what the screen is for, unless one has Enter. */
  readonly here: readonly Binding[]
  /** Of the keys that work everywhere: the command palette and the help. */
  readonly commands: readonly Binding[]
  readonly help: readonly Binding[]
  /** Shown where the screen's own keys leave room. */
  readonly spare: readonly Binding[]
  /** Whether a field is typed into: help then stands third, since it has another key. */
  readonly typing: boolean
  /** Of the cursor in the list; empty: none. */
  readonly position: string
}

interface Hint {
  /** The key that a click presses. */
  readonly press: string
  readonly key: string
  readonly text: string
  /** Hints are kept in this order; those below 3 always. */
  readonly rank: number
}
const PRIMARY = 0
const OUT = 1
const HELP = 2
const FIND = 3
const COMMANDS = 4
const OTHER = 5
const SPARE = 6

/** Hints for the keys that work here, as many as fit, and the cursor's position at the right end. */
export function footerRow(parts: FooterParts, width: number, lang: Lang): Row {
  const { spare, typing, position } = parts
  const here = hintsOf(parts.here, lang)
  const primary = here.find(({ keys }) => keys.includes("enter")) ?? here.find(({ keys }) => keys[0] !== "escape")
  const ranked = here.map(({ keys, hint }): Hint => {
    const rank = keys.includes("escape") ? OUT : keys.includes("/") ? FIND : OTHER
    return { ...hint, rank: keys === primary?.keys ? PRIMARY : rank }
  })
  const help = hintsOf(parts.help, lang).map(({ hint }) => ({ ...hint, rank: HELP }))
  const commands = hintsOf(parts.commands, lang).map(({ hint }) => ({ ...hint, rank: COMMANDS }))
  const first = ranked.filter(({ rank }) => rank === PRIMARY).concat(ranked.filter(({ rank }) => rank === OUT))
  const others = ranked.filter(({ rank }) => rank > OUT)
  const end = typing ? commands : [...commands, ...help]
  const all = [...first, ...(typing ? help : []), ...others, ...end, ...hintsOf(spare, lang).map(({ hint }) => ({ ...hint, rank: SPARE }))]
  const hints = width < SHORT_COLUMNS ? all.map(shortened) : all
  const kept = fitting(hints, width - 1, position === "" ? 0 : cellWidth(position) + 3)
  const row = [span(" "), ...kept.flatMap((hint, at) => [...(at === 0 ? [] : [span("  ")]), ...hintSpans(hint)])]
  const room = width - rowWidth(row) - cellWidth(position) - 1
  const placed = position === "" || room < 2 ? row : [...row, span(" ".repeat(room)), span(position), span(" ")]
  return fitRow(placed, width)
}

function hintsOf(bindings: readonly Binding[], lang: Lang): { readonly keys: readonly string[]; readonly hint: Omit<Hint, "rank"> }[] {
  return mergeBindings(bindings.filter(({ hint, disabled }) => hint !== undefined && disabled === undefined)).map(
    ({ keys, hint, help }) => ({
      keys,
      hint: { press: keys[0] ?? "", key: shownKey(keys, lang), text: format(hint ?? help, lang) },
    }),
  )
}

const cells = ({ key, text }: Hint): number => cellWidth(key) + (text === "" ? 0 : 1 + cellWidth(text)) + 2
const totalCells = (hints: readonly Hint[]): number => hints.reduce((sum, hint) => sum + cells(hint), -2)

/** The first word of a hint that may be left out. */
function shortened(hint: Hint): Hint {
  return hint.rank === OTHER ? { ...hint, text: hint.text.split(" ")[0] ?? "" } : hint
}

/**
 * As many hints as fit, in their order on the screen. Those that are always shown lose their words, the last first, rather than their keys.
 *
 * @param end - Cells that spare hints leave free for the position.
 */
function fitting(hints: readonly Hint[], width: number, end: number): readonly Hint[] {
  const shown = hints.filter(({ rank }) => rank <= HELP)
  const always = [...new Set([...shown].sort((a, b) => b.rank - a.rank))].reduce<readonly Hint[]>(
    (list, { rank }) => (totalCells(list) <= width ? list : list.map((hint) => (hint.rank === rank ? { ...hint, text: "" } : hint))),
    shown,
  )
  let left = width - totalCells(always)
  let full = false
  const kept = new Set<Hint>()
  for (const hint of hints.filter(({ rank }) => rank > HELP).sort((a, b) => a.rank - b.rank)) {
    const fits = cells(hint) + (hint.rank === SPARE ? end : 0) <= left
    // The screen's own keys are left out from the end; find and commands each for itself.
    if (!fits && hint.rank >= OTHER) full = true
    if (!fits || full) continue
    kept.add(hint)
    left -= cells(hint)
  }
  return hints.flatMap((hint) =>
    hint.rank <= HELP ? always.filter((each) => each.press === hint.press && each.rank === hint.rank) : kept.has(hint) ? [hint] : [],
  )
}

function hintSpans({ press, key, text }: Hint): Row {
  const name = { ...span(key, "accent"), click: press }
  return text === "" ? [name] : [name, { ...span(` ${text}`), click: press }]
}

const PAIRS = [
  ["left", "right"],
  ["up", "down"],
  ["pageup", "pagedown"],
] as const

/** The first key, or both keys of a pair. */
function shownKey(keys: readonly string[], lang: Lang): string {
  const pair = PAIRS.find((both) => both.every((key) => keys.includes(key)) && both.some((key) => key === keys[0]))
  return (pair ?? keys.slice(0, 1)).map((key) => keyName(key, lang)).join("/")
}
