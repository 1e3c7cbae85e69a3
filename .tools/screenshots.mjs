// Takes the pictures in man/pictures/ from the running program, each on an xterm of its own. Needs a build.
// Usage: node .tools/screenshots.mjs [NAME…]. Needs Debian's tmux, xterm, xvfb, imagemagick, fonts-dejavu-core, fonts-noto-cjk and xfonts-base.
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const OUT = "man/pictures"
const DISPLAY = ":97"
/** Background and text of the terminal. */
const TERMINALS = { dark: ["#1e1e2e", "#cdd6f4"], white: ["#ffffff", "#24292f"], cream: ["#fdf6e3", "#586e75"] }
/** Keys that choose a theme, from the account list. */
const THEMES = {
  terminal: [],
  dark: [",", 500, "Right", "Right", "Escape", /Northwind/],
  light: [",", 500, "Right", "Right", "Right", "Escape", /Northwind/],
}

/** Name, size, theme, background, language, and what is pressed: keys, a number of milliseconds, or what to wait for. */
const SHOTS = [
  ["accounts", "80x24", "dark", "dark", "en", []],
  ["accounts-terminal", "80x24", "terminal", "dark", "en", []],
  ["accounts-cream", "80x24", "terminal", "cream", "en", []],
  ["accounts-light", "80x24", "light", "white", "en", []],
  ["accounts-ja", "80x24", "dark", "dark", "ja", []],
  ["accounts-small", "40x12", "dark", "dark", "en", []],
  ["detail", "120x40", "dark", "dark", "en", ["Down"]],
  ["detail-light", "120x40", "light", "white", "en", ["Down"]],
  ["detail-ja", "120x40", "dark", "dark", "ja", ["Down"]],
  ["wide", "200x50", "dark", "dark", "en", ["Down"]],
  ["find", "80x24", "dark", "dark", "en", ["/", ..."con"]],
  ["palette", "80x24", "dark", "dark", "en", [":", ..."co"]],
  ["help", "80x24", "dark", "dark", "en", ["?"]],
  ["editor", "80x24", "dark", "dark", "en", ["Down", "e", /Issuer/]],
  ["settings", "80x24", "dark", "dark", "en", [",", /Preview/]],
  ["settings-ja", "80x24", "dark", "dark", "ja", [",", /Northwind/]],
  ["move", "80x24", "dark", "dark", "en", ["m", /Move in/]],
  ["move-ja", "80x24", "dark", "dark", "ja", ["m", /QR/]],
  ["formats", "80x24", "dark", "dark", "en", ["m", "2", "a", "Enter", /Find:/, ..."au"]],
  ["qr-page", "80x24", "dark", "dark", "en", ["m", "1", "a", "Enter", /phone/i, "Enter", /Page 1/]],
  ["transfer-page", "120x40", "dark", "dark", "en", ["m", "1", "a", "Enter", /phone/i, "Down", "Down", "Enter", /Page 1/]],
]

const env = { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", DISPLAY }

/** The program in tmux, inside an xterm of this look. @returns What presses, takes the picture and ends it. */
async function open(name, size, background, lang) {
  const socket = `keyferry-${name}`
  const tmux = (...args) => execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env })
  const [columns, rows] = size.split("x")
  tmux(...["new-session", "-d", "-x", columns, "-y", rows, `exec node .tools/demo.mjs --lang ${lang}`, ";", "set", "-g", "status", "off"])
  const [bg, fg] = TERMINALS[background]
  // Scaled fonts leave seams between the cells of a QR code.
  const fonts = /page/.test(name)
    ? ["-fn", "-misc-fixed-medium-r-normal--20-200-75-75-c-100-iso10646-1"]
    : ["-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK JP", "-fs", "11"]
  const look = ["-u8", "-title", socket, "-b", "2", "+sb", "-geometry", `${size}+0+0`, ...fonts, "-bg", bg, "-fg", fg]
  const xterm = spawn("xterm", [...look, "-e", "tmux", "-L", socket, "attach"], { stdio: "ignore", env })
  const waitFor = async (pattern) => {
    for (let tries = 0; tries < 300; tries++, await sleep(100)) if (pattern.test(tmux("capture-pane", "-p"))) return
    throw new Error(`${name}: the screen never showed ${pattern}:\n${tmux("capture-pane", "-p")}`)
  }
  return {
    async press(keys) {
      for (const key of keys) {
        if (key instanceof RegExp) await waitFor(key)
        else if (typeof key === "number") await sleep(key)
        else tmux("send-keys", key)
        await sleep(key === "Escape" ? 600 : 250)
      }
    },
    takePicture: () =>
      execFileSync("import", ["-silent", "-window", socket, "+dither", "-colors", "64", `PNG8:${OUT}/${name}.png`], { env }),
    end() {
      xterm.kill()
      try {
        tmux("kill-server")
      } catch {
        // The server has already ended with the program.
      }
    },
  }
}

/** Waits until the codes stay valid for at least 8 s, so that no chip warns of their end. */
async function waitForFreshCodes() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 8000) await sleep(left + 1500)
}

mkdirSync(OUT, { recursive: true })
const server = spawn("Xvfb", [DISPLAY, "-screen", "0", "2000x1100x24"], { stdio: "ignore" })
await sleep(1000)
const wanted = process.argv.slice(2)
try {
  for (const [name, size, theme, background, lang, keys] of SHOTS.filter(([one]) => wanted.length === 0 || wanted.includes(one))) {
    const program = await open(name, size, background, lang)
    try {
      await program.press([/Northwind/, ...THEMES[theme], ...keys])
      await waitForFreshCodes()
      await sleep(700)
      program.takePicture()
    } finally {
      program.end()
    }
  }
} finally {
  server.kill()
}
