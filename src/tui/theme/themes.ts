import { ROLES } from "../core/roles.ts"
import type { Role } from "../core/roles.ts"

/** How a role looks. A colour is an index: 0–15 follow the user's palette, 16–255 are the same everywhere; absent: the surface's own. */
export interface Look {
  readonly fg?: number
  readonly bg?: number
  readonly bold?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
}

/** Themes are data. Terminals of fewer colours are served by {@link themeFor}. */
export interface Theme {
  /** Every cell that has no colour of its own; absent colours: the terminal's own. */
  readonly base: Pick<Look, "fg" | "bg">
  /** The boxes over the screen. */
  readonly overlay: Pick<Look, "fg" | "bg">
  readonly roles: Readonly<Record<Role, Look>>
  /** States are written in brackets, since nothing else shows them. */
  readonly brackets: boolean
}

export const THEME_NAMES = ["terminal", "dark", "light"] as const
type ThemeName = (typeof THEME_NAMES)[number]

const monograms = (looks: readonly Look[]): Pick<Theme["roles"], Extract<Role, `monogram${string}`>> => {
  const at = (index: number): Look => looks[index % looks.length] ?? {}
  return { monogram0: at(0), monogram1: at(1), monogram2: at(2), monogram3: at(3), monogram4: at(4), monogram5: at(5) }
}

/**
 * Colours from the user's palette. No index below 16 can be read on black and on white in every palette, so what must be read is default
 * text, or black (16) or white (231) on a fill.
 */
const TERMINAL: Theme = {
  base: {},
  overlay: {},
  brackets: false,
  roles: {
    text: {},
    muted: {},
    strong: { bold: true },
    title: { bold: true },
    accent: { fg: 5 },
    match: { fg: 5, bold: true, underline: true },
    field: { underline: true },
    danger: { fg: 1, bold: true },
    selection: { fg: 16, bg: 6 },
    ok: { fg: 16, bg: 2 },
    warn: { fg: 16, bg: 3 },
    bad: { fg: 231, bg: 1 },
    border: {},
    ...monograms([
      { fg: 231, bg: 5 },
      { fg: 16, bg: 6 },
      { fg: 16, bg: 2 },
    ]),
  },
}

const DARK: Theme = {
  base: { fg: 252, bg: 234 },
  overlay: { fg: 252, bg: 235 },
  brackets: false,
  roles: {
    text: {},
    muted: { fg: 246 },
    strong: { fg: 255, bold: true },
    title: { fg: 255, bold: true },
    accent: { fg: 110 },
    match: { fg: 179, underline: true },
    field: { underline: true },
    danger: { fg: 210 },
    selection: { fg: 231, bg: 24 },
    ok: { fg: 234, bg: 114 },
    warn: { fg: 234, bg: 179 },
    bad: { fg: 234, bg: 210 },
    border: { fg: 240 },
    ...monograms([110, 108, 179, 174, 146, 73].map((bg) => ({ fg: 234, bg }))),
  },
}

const LIGHT: Theme = {
  base: { fg: 235, bg: 255 },
  overlay: { fg: 235, bg: 254 },
  brackets: false,
  roles: {
    text: {},
    muted: { fg: 241 },
    strong: { fg: 232, bold: true },
    title: { fg: 232, bold: true },
    accent: { fg: 25 },
    match: { fg: 25, underline: true },
    field: { underline: true },
    danger: { fg: 124 },
    selection: { fg: 231, bg: 25 },
    ok: { fg: 231, bg: 22 },
    warn: { fg: 231, bg: 94 },
    bad: { fg: 231, bg: 124 },
    border: { fg: 245 },
    ...monograms([24, 60, 95, 96, 22, 94].map((bg) => ({ fg: 231, bg }))),
  },
}

/** Without colours: NO_COLOR and monochrome terminals. */
const PLAIN: Theme = {
  base: {},
  overlay: {},
  brackets: true,
  roles: {
    text: {},
    muted: {},
    strong: { bold: true },
    title: { bold: true },
    accent: { bold: true },
    match: { bold: true, underline: true },
    field: { underline: true },
    danger: { bold: true },
    selection: { inverse: true },
    ok: {},
    warn: {},
    bad: { bold: true },
    border: {},
    ...monograms([{ bold: true }]),
  },
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = { terminal: TERMINAL, dark: DARK, light: LIGHT }

/** The number of colours that a terminal draws: none, the first 8, or 256. */
export type Depth = "none" | "8" | "256"

/** By `NO_COLOR` and `TERM`. Unknown names are taken for terminals of today. */
export function depthOf(env: Readonly<Record<string, string | undefined>>): Depth {
  const noColor = env["NO_COLOR"]
  const term = env["TERM"] ?? ""
  if ((noColor !== undefined && noColor !== "") || term.startsWith("vt")) return "none"
  return term.startsWith("linux") || /^(ansi|cygwin)$/.test(term) || term.endsWith("-8color") ? "8" : "256"
}

/**
 * Whether lines and blocks can be drawn in Unicode, by the locale and `TERM`. A login without a locale says nothing against it. Debian's
 * fonts for the Linux console have neither `▌` nor `✓`, the kernel's own lacks others.
 */
export function drawsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => value !== undefined && value !== "") ?? ""
  const isOther = /\.(?!utf-?8)/i.test(locale)
  return !isOther && !/^(vt|linux)/.test(env["TERM"] ?? "")
}

/** The theme as a terminal of this depth draws it. With 8 colours `dark` and `light` are drawn as `terminal`. */
export function themeFor(theme: Theme, depth: Depth): Theme {
  if (depth === "256") return theme
  if (depth === "none") return PLAIN
  const plain = usesPalette(theme) ? theme : TERMINAL
  return { ...plain, roles: mapLooks(plain.roles, eightColors) }
}

/** Whether all colours but black and white follow the palette. */
function usesPalette(theme: Theme): boolean {
  return theme.base.bg === undefined && Object.values(theme.roles).every(({ bg }) => bg === undefined || bg < 16 || bg === 16 || bg === 231)
}

function mapLooks(roles: Theme["roles"], map: (look: Look) => Look): Theme["roles"] {
  return Object.fromEntries(ROLES.map((role) => [role, map(roles[role])])) as Record<Role, Look>
}

/** Black and white by the names that 8 colours have for them. Bold would brighten them, so fills have none. */
function eightColors(look: Look): Look {
  const index = (color: number): number => (color === 16 ? 0 : color === 231 ? 7 : color % 8)
  return {
    ...look,
    ...(look.fg === undefined ? {} : { fg: index(look.fg) }),
    ...(look.bg === undefined ? {} : { bg: index(look.bg), bold: false }),
  }
}
