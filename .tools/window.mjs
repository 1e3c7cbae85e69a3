// The running program in a window of its own, on a display of its own, for the scripts that take pictures of it.
// Needs a build, and Debian's tmux, xterm, xvfb, imagemagick, fonts-dejavu-core, fonts-noto-cjk and xfonts-base.
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("..", import.meta.url))
export const PASSPHRASE = "only for pictures"
/** The program's theme, and background and text of the terminal. */
export const LOOKS = {
  dark: ["dark", "#1e1e2e", "#cdd6f4"],
  terminal: ["terminal", "#1e1e2e", "#cdd6f4"],
  cream: ["terminal", "#fdf6e3", "#586e75"],
  light: ["light", "#ffffff", "#24292f"],
}

const DISPLAY = `:${200 + (process.pid % 500)}`
const { PATH, TMPDIR = "/tmp" } = process.env
const env = { PATH, TMPDIR, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", DISPLAY, TERM: "xterm-256color", HOME: TMPDIR }

/** @returns The process of the display, to be killed at the end. */
export async function openDisplay() {
  const server = spawn("Xvfb", [DISPLAY, "-screen", "0", "2000x1100x24"], { stdio: "ignore" })
  await sleep(1000)
  return server
}

/** Runs a command of the program. @returns Its standard output. */
export function runProgram(home, args) {
  const passphrase = ["--passphrase-file", join(home, "passphrase")]
  return execFileSync(process.execPath, [join(ROOT, "dist/main.js"), ...args, ...passphrase], {
    env: { ...env, HOME: home },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
}

/** A home directory with an empty vault. @returns Its path. */
export function makeEmptyHome() {
  const home = mkdtempSync(join(tmpdir(), "keyferry-pictures-"))
  writeFileSync(join(home, "passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 })
  mkdirSync(join(home, "Downloads"))
  runProgram(home, ["init"])
  return home
}

/** Waits until the codes stay valid for at least 8 s, so that no chip warns of their end. */
export async function waitForFreshCodes() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 8000) await sleep(left + 1500)
}

/** The program in tmux, inside an xterm of this look. */
export function openWindow({ name, size, look, lang, home, program }) {
  const socket = `keyferry-${process.pid}-${name}`
  const tmux = (...args) => execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env })
  const [columns, rows] = size.split("x")
  const [theme, bg, fg] = LOOKS[look]
  const settings = join(home, ".config/keyferry")
  mkdirSync(settings, { recursive: true, mode: 0o700 })
  writeFileSync(join(settings, "settings.json"), JSON.stringify({ theme }), { mode: 0o600 })
  const command = `exec env HOME='${home}' '${process.execPath}' '${ROOT}${program}' --lang ${lang}`
  tmux(...["new-session", "-d", "-c", join(home, "Downloads"), "-x", columns, "-y", rows, command, ";", "set", "-g", "status", "off"])
  // Scaled fonts leave seams between the cells of a QR code; the other has no kanji.
  const fonts =
    /page/.test(name) && lang === "en"
      ? ["-fn", "-misc-fixed-medium-r-normal--20-200-75-75-c-100-iso10646-1"]
      : ["-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK JP", "-fs", "11"]
  const place = ["-title", socket, "-b", "2", "+sb", "-geometry", `${size}+0+0`]
  const window = ["-u8", "-tn", "xterm-256color", ...place, ...fonts, "-bg", bg, "-fg", fg]
  const xterm = spawn("xterm", [...window, "-e", "tmux", "-L", socket, "attach"], { stdio: "ignore", env })
  const capture = () => tmux("capture-pane", "-p")
  /** The screen without what a countdown changes. */
  const still = () => capture().replace(/[\d━─\s]/g, "")
  /** Waits until the screen has changed, for two seconds at most, and then until it stays as it is and no work is going on. */
  const settle = async (before) => {
    const start = Date.now()
    let [last, changed] = [before, false]
    while (Date.now() - start < 30_000) {
      await sleep(300)
      const now = still()
      changed ||= now !== before
      if (changed ? now === last : Date.now() - start > 2000) return
      last = /Esc (cancels|中断)/.test(capture()) ? before : now
    }
  }
  /** @param key - The name of a key, or a text after `=`. */
  const send = (key) => tmux("send-keys", ...(key.startsWith("=") ? ["-l", key.slice(1)] : [key]))
  return {
    capture,
    send,
    async waitFor(pattern) {
      for (let tries = 0; !pattern.test(capture()); tries++, await sleep(200))
        if (tries > 300) throw new Error(`${name}: ${pattern} is not on the screen:\n${capture()}`)
    },
    async press(keys) {
      for (const key of keys) {
        const before = still()
        send(key)
        await settle(before)
      }
    },
    /** One bracketed paste. */
    async paste(text) {
      const before = still()
      tmux("set-buffer", "--", text)
      tmux("paste-buffer", "-p", "-d")
      await settle(before)
    },
    takePicture(file) {
      execFileSync("import", ["-silent", "-window", socket, "+dither", "-colors", "64", `PNG8:${file}`], { env })
    },
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
