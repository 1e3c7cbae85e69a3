import type { Settings } from "../../settings/settings.ts"
import { chosenTheme } from "../theme/own-theme.ts"
import { depthOf, drawsUnicode, themeFor } from "../theme/themes.ts"
import type { Appearance } from "./cells.ts"

export type TerminalSettings = Pick<Settings, "mouse" | "synchronizedOutput" | "escapeMs" | "theme" | "themes" | "glyphs">

/** What is known of the terminal. */
export interface Known {
  /** `TERM`, `NO_COLOR` and the locale are used. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The number of cells in which it draws `▀`; null: unknown. */
  readonly halfBlockColumns: 1 | 2 | null
  /** What it reports of its background; null: nothing. */
  readonly background: "dark" | "light" | null
}

/** Whether lines, bars and marks are drawn as ASCII characters. */
export function drawsAscii({ glyphs }: Pick<TerminalSettings, "glyphs">, { env, halfBlockColumns }: Known): boolean {
  return glyphs === "auto" ? halfBlockColumns === 2 || !drawsUnicode(env) : glyphs === "ascii"
}

export function appearanceOf(settings: TerminalSettings, known: Known): Appearance {
  return { theme: themeFor(chosenTheme(settings, known.background), depthOf(known.env)), ascii: drawsAscii(settings, known) }
}
