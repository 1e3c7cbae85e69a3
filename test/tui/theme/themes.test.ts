import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../../src/base/language.ts"
import { DEFAULT_SETTINGS, settingsFrom } from "../../../src/settings/settings.ts"
import { CHIPS, ROLES } from "../../../src/tui/core/roles.ts"
import type { Role } from "../../../src/tui/core/roles.ts"
import { chosenTheme, wrongTheme } from "../../../src/tui/theme/own-theme.ts"
import { depthOf, drawsUnicode, themeFor, THEMES } from "../../../src/tui/theme/themes.ts"
import { attributesOf } from "../../../src/tui/terminal/cells.ts"
import type { Look, Theme } from "../../../src/tui/theme/themes.ts"

/** A palette: the colours 0–15, and the pairs of default text and background that its users have. */
interface Palette {
  readonly name: string
  readonly colors: readonly string[]
  readonly defaults: readonly { readonly text: string; readonly background: string }[]
}

const BLACK_AND_WHITE = [
  { text: "e5e5e5", background: "000000" },
  { text: "000000", background: "ffffff" },
  { text: "000000", background: "fdf6e3" },
]
const PALETTES: readonly Palette[] = [
  {
    name: "xterm",
    colors: "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff".split(" "),
    defaults: BLACK_AND_WHITE,
  },
  {
    name: "VGA",
    colors: "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff".split(" "),
    defaults: BLACK_AND_WHITE,
  },
  {
    name: "Solarized",
    colors: "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3".split(" "),
    defaults: [
      { text: "839496", background: "002b36" },
      { text: "657b83", background: "fdf6e3" },
    ],
  },
  {
    name: "GNOME",
    colors: "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33da7a e9ad0c 2a7bde c061cb 33c7de ffffff".split(" "),
    defaults: [
      { text: "d0cfcc", background: "171421" },
      { text: "171421", background: "ffffff" },
    ],
  },
  {
    name: "iTerm",
    colors: "000000 c91b00 00c200 c7c400 0225c7 c930c7 00c5c7 c7c7c7 676767 ff6d67 5ff967 fefb67 6871ff ff76ff 5ffdff fffefe".split(" "),
    defaults: BLACK_AND_WHITE,
  },
]

/** The colours 16–255, which no palette changes. */
function fixedColor(index: number): string {
  const hex = (level: number): string => level.toString(16).padStart(2, "0")
  if (index >= 232) return hex(8 + (index - 232) * 10).repeat(3)
  const cube = index - 16
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => hex(step === 0 ? 0 : 55 + step * 40)).join("")
}

/** Of WCAG: relative luminance of `rrggbb`, 0 … 1. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((left, right) => left - right)
  return (high + 0.05) / (low + 0.05)
}

/** The least contrast of a role over all palettes and backgrounds, or on the boxes over the screen. */
function least(theme: Theme, role: Role, surface: Pick<Look, "fg" | "bg">): number {
  return Math.min(
    ...PALETTES.flatMap(({ colors, defaults }) =>
      defaults.map(({ text, background }) => {
        const look = { ...surface, ...theme.roles[role] }
        const rgb = (index: number | undefined, fallback: string): string =>
          index === undefined ? fallback : index < 16 ? (colors[index] ?? "") : fixedColor(index)
        // Terminals with these palettes draw bold red in the bright red.
        const ink = look.bold === true && look.bg === undefined && look.fg === 1 ? 9 : look.fg
        return Math.max(contrast(rgb(ink, text), rgb(look.bg, background)), contrast(rgb(look.fg, text), rgb(look.bg, background)))
      }),
    ),
  )
}

/** Default text is as the user has chosen it: Solarized has 4.1 of its own. */
const OWN_TEXT = 4.1
const READ: readonly Role[] = ["text", "muted", "strong", "title", "field", "selection"]

describe("the themes", () => {
  for (const [name, theme] of Object.entries(THEMES)) {
    for (const role of ROLES.filter((one) => one !== "border")) {
      it(`${name}: ${role} can be read in every palette`, () => {
        const isOwn = name === "terminal" && theme.roles[role].fg === undefined
        const wanted = isOwn ? OWN_TEXT : READ.includes(role) ? 4.5 : 3
        for (const surface of [theme.base, theme.overlay]) {
          const ratio = least(theme, role, surface)
          assert.ok(ratio >= wanted, `${ratio.toFixed(2)} : 1`)
        }
      })
    }
  }

  it("use fills alone for what must be seen", () => {
    for (const theme of Object.values(THEMES))
      for (const role of [...CHIPS, "selection"] as const) assert.notEqual(theme.roles[role].bg, undefined)
  })

  it("have inks 5 and 1 alone in the user's palette", () => {
    const inks = Object.values(THEMES.terminal.roles).flatMap(({ fg, bg }) => (fg === undefined || bg !== undefined ? [] : [fg]))
    assert.deepEqual([...new Set(inks)].sort(), [1, 5])
  })
})

describe("the theme of the settings", () => {
  const settings = (theme: string, themes: unknown = {}) => settingsFrom({ theme, themes })

  it("is built in, the user's own, or as the terminal's background is", () => {
    assert.equal(chosenTheme(settings("dark"), null), THEMES.dark)
    assert.equal(chosenTheme(settings("auto"), "light"), THEMES.light)
    assert.equal(chosenTheme(settings("auto"), null), THEMES.terminal)
    assert.equal(chosenTheme(settings("no such theme"), "dark"), THEMES.terminal)
    assert.equal(chosenTheme(DEFAULT_SETTINGS, "dark"), THEMES.terminal)
    const own = chosenTheme(settings("mine", { mine: { base: "dark", roles: { accent: { fg: 33, bold: true } } } }), null)
    assert.deepEqual(own.roles.accent, { fg: 33, bold: true })
    assert.deepEqual(own.roles.text, THEMES.dark.roles.text)
  })

  const wrong: readonly (readonly [stored: unknown, reason: string])[] = [
    [3, "it is not an object with base and roles"],
    [{ base: "dark", roles: [] }, "it is not an object with base and roles"],
    [{ base: "nothing" }, "its base is not terminal, dark or light"],
    [{ roles: { nobody: {} } }, "nobody is no role"],
    [{ roles: { muted: 3 } }, "muted is not an object"],
    [{ roles: { muted: { blink: true } } }, "muted.blink is not fg, bg, bold, underline or inverse"],
    [{ roles: { accent: { fg: 300 } } }, "accent.fg is not a number from 0 to 255"],
    [{ roles: { accent: { bg: "red" } } }, "accent.bg is not a number from 0 to 255"],
    [{ roles: { accent: { bold: 1 } } }, "accent.bold is not true or false"],
  ]
  for (const [stored, reason] of wrong) {
    it(`is terminal where of the own theme ${reason}: ${JSON.stringify(stored)}`, () => {
      const chosen = settings("mine", { other: 3, mine: stored })
      assert.equal(chosenTheme(chosen, "dark"), THEMES.terminal)
      const found = wrongTheme(chosen)
      assert.deepEqual([found?.name, found && format(found.problem, "en")], ["mine", reason])
    })
  }

  it("is terminal where no theme has its name", () => {
    for (const [name, themes] of [
      ["mine", [1]],
      ["__proto__", {}],
      ["__proto__", JSON.parse('{"__proto__": 3}')],
    ] as const) {
      assert.equal(chosenTheme(settings(name, themes), null), THEMES.terminal)
      assert.equal(wrongTheme(settings(name, themes))?.name, name)
    }
  })

  it("is right where an own theme is, and others are not looked for", () => {
    for (const name of ["terminal", "auto", "dark", "light", "mine"])
      assert.equal(wrongTheme(settings(name, { mine: { base: "light", roles: { accent: { fg: 33, underline: true } } } })), null)
  })
})

describe("a theme on a terminal of fewer colours", () => {
  it("has no colours with NO_COLOR and on a VT220", () => {
    for (const env of [{ TERM: "xterm-256color", NO_COLOR: "1" }, { TERM: "vt220" }]) {
      const theme = themeFor(THEMES.dark, depthOf(env))
      assert.ok(Object.values(theme.roles).every(({ fg, bg }) => fg === undefined && bg === undefined) && theme.brackets)
    }
    assert.equal(depthOf({ TERM: "xterm-256color", NO_COLOR: "" }), "256")
  })

  it("has ASCII marks on a VT220, and on the Linux console, whose fonts have neither ▌ nor ✓", () => {
    for (const TERM of ["vt220", "linux"]) assert.equal(drawsUnicode({ TERM, LANG: "C.UTF-8" }), false)
    for (const TERM of ["xterm-256color", "tmux-256color"]) assert.ok(drawsUnicode({ TERM, LANG: "C.UTF-8" }))
  })

  it("have no bold on the selected row with 8 colours, where it would turn black into grey", () => {
    const theme = themeFor(THEMES.terminal, depthOf({ TERM: "linux" }))
    const selected = { role: "strong", selected: true } as const
    assert.equal(attributesOf(selected, theme), attributesOf({ selected: true }, theme))
    assert.notEqual(attributesOf(selected, THEMES.terminal), attributesOf({ selected: true }, THEMES.terminal))
  })

  it("has the first eight colours on the Linux console, and no bold on a fill", () => {
    for (const name of ["terminal", "dark", "light"] as const) {
      const { roles, base } = themeFor(THEMES[name], depthOf({ TERM: "linux" }))
      assert.deepEqual(base, {})
      for (const { fg = 0, bg = 0 } of Object.values(roles)) assert.ok(fg < 8 && bg < 8)
      assert.deepEqual(roles.selection, { fg: 0, bg: 6, bold: false })
      assert.deepEqual(roles.bad, { fg: 7, bg: 1, bold: false })
    }
  })
})
