import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { Settings } from "../../settings/settings.ts"
import { ROLES } from "../core/roles.ts"
import type { Role } from "../core/roles.ts"
import { THEME_NAMES, THEMES } from "./themes.ts"
import type { Look, Theme } from "./themes.ts"

const TEXTS = texts({
  unknown: { en: "no theme has this name", ja: "この名前のテーマはありません" },
  shape: { en: "it is not an object with base and roles", ja: "base と roles を持つオブジェクトではありません" },
  base: { en: "its base is not terminal, dark or light", ja: "base が terminal、dark、light のどれでもありません" },
  role: { en: "{role} is no role", ja: "{role} というロールはありません" },
  look: { en: "{role} is not an object", ja: "{role} がオブジェクトではありません" },
  attribute: {
    en: "{role}.{attribute} is not fg, bg, bold, underline or inverse",
    ja: "{role}.{attribute} は fg、bg、bold、underline、inverse のどれでもありません",
  },
  color: { en: "{role}.{attribute} is not a number from 0 to 255", ja: "{role}.{attribute} が 0〜255 の数値ではありません" },
  flag: { en: "{role}.{attribute} is not true or false", ja: "{role}.{attribute} が true でも false でもありません" },
})

type Themes = Settings["themes"]

/** A theme of the user's own, or the first that is wrong with it. */
type CheckedTheme = { readonly theme: Theme } | { readonly problem: Message }

/**
 * The theme that the settings name.
 *
 * @param background - What the terminal says of itself; null: nothing.
 * @returns `terminal` where no theme has the name, or something is wrong with it.
 */
export function chosenTheme({ theme, themes }: Pick<Settings, "theme" | "themes">, background: "dark" | "light" | null): Theme {
  if (Object.hasOwn(themes, theme)) {
    const own = ownTheme(themes[theme])
    return "theme" in own ? own.theme : THEMES.terminal
  }
  return builtIn(theme === "auto" ? (background ?? "terminal") : theme) ?? THEMES.terminal
}

/** A theme of the settings that cannot be used, and why: the chosen one, else the first; null: all can. */
export function wrongTheme({ theme, themes }: { readonly theme: string; readonly themes: Themes }): {
  readonly name: string
  readonly problem: Message
} | null {
  if (theme !== "auto" && builtIn(theme) === undefined && !Object.hasOwn(themes, theme))
    return { name: theme, problem: messageOf(TEXTS.unknown) }
  const names = Object.keys(themes).sort((a, b) => Number(b === theme) - Number(a === theme))
  for (const name of names) {
    const own = ownTheme(themes[name])
    if ("problem" in own) return { name, problem: own.problem }
  }
  return null
}

function builtIn(name: string): Theme | undefined {
  const known = THEME_NAMES.find((each) => each === name)
  return known === undefined ? undefined : THEMES[known]
}

/** A built-in theme with the user's changes. @param stored - From an untrusted file. */
function ownTheme(stored: unknown): CheckedTheme {
  if (!isRecord(stored)) return { problem: messageOf(TEXTS.shape) }
  const { base = "terminal", roles = {} } = stored
  const theme = typeof base === "string" ? builtIn(base) : undefined
  if (theme === undefined) return { problem: messageOf(TEXTS.base) }
  if (!isRecord(roles)) return { problem: messageOf(TEXTS.shape) }
  const changed: Partial<Record<Role, Look>> = {}
  for (const [name, look] of Object.entries(roles)) {
    const role = ROLES.find((each) => each === name)
    if (role === undefined) return { problem: { sentence: TEXTS.role, detail: { role: name } } }
    const problem = lookProblem(role, look)
    if (problem !== null) return { problem }
    changed[role] = { ...theme.roles[role], ...(look as Look) }
  }
  return { theme: { ...theme, roles: { ...theme.roles, ...changed } } }
}

/** Null: it is a {@link Look}. */
function lookProblem(role: Role, look: unknown): Message | null {
  if (!isRecord(look)) return { sentence: TEXTS.look, detail: { role } }
  for (const [attribute, value] of Object.entries(look)) {
    const detail = { role, attribute }
    if (attribute === "fg" || attribute === "bg") {
      if (!isColor(value)) return { sentence: TEXTS.color, detail }
    } else if (attribute === "bold" || attribute === "underline" || attribute === "inverse") {
      if (typeof value !== "boolean") return { sentence: TEXTS.flag, detail }
    } else return { sentence: TEXTS.attribute, detail }
  }
  return null
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isColor = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255
