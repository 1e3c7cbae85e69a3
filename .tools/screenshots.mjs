// Takes pictures of the running program, each on an xterm of its own: those in man/pictures/, or with --all every screen in every look,
// language and size. Needs a build, and Debian's tmux, xterm, xvfb, imagemagick, fonts-dejavu-core, fonts-noto-cjk and xfonts-base.
// Usage: node .tools/screenshots.mjs [--all] [--out DIR] [PART-OF-A-NAME…]
import { execFileSync, spawn } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const ROOT = fileURLToPath(new URL("..", import.meta.url))
const DISPLAY = `:${200 + (process.pid % 500)}`
/** The program's theme, and background and text of the terminal. */
const LOOKS = {
  dark: ["dark", "#1e1e2e", "#cdd6f4"],
  terminal: ["terminal", "#1e1e2e", "#cdd6f4"],
  cream: ["terminal", "#fdf6e3", "#586e75"],
  light: ["light", "#ffffff", "#24292f"],
}
const SIZES = ["40x12", "80x24", "100x30", "120x40", "200x50"]
const PASSPHRASE = "only for pictures"

/**
 * The size of each screen, what is pressed to reach it (names of keys, or texts after `=`), and the vault: that of samples, or an empty one
 * that is locked or open.
 */
const SCREENS = {
  unlock: ["80x24", ["=wrong", "Enter"], "locked"],
  empty: ["80x24", [], "empty"],
  accounts: ["80x24", []],
  small: ["40x12", []],
  detail: ["120x40", ["Down"]],
  beside: ["100x30", ["Down"]],
  wide: ["200x50", ["Down"]],
  find: ["80x24", ["/", "=con"]],
  palette: ["80x24", [":", "=co"]],
  help: ["80x24", ["?"]],
  editor: ["80x24", ["Down", "e"]],
  toast: ["80x24", ["Down", "Down", "d"]],
  confirm: ["80x24", ["Space", "Space", "Space", "d"]],
  settings: ["80x24", [","]],
  move: ["80x24", ["m"]],
  target: ["40x12", ["m", "1", "a", "Enter"]],
  formats: ["80x24", ["m", "2", "a", "Enter", "=au"]],
  "qr-page": ["80x24", ["m", "1", "a", "Enter", "Enter"]],
  "transfer-page": ["120x40", ["m", "1", "a", "Enter", "Down", "Down", "Enter"]],
  camera: ["80x24", ["m", "3", "1"]],
  files: ["120x40", ["m", "3", "3", "/", "=aegis", "Escape", "Space", "Up"]],
  plan: ["80x24", ["m", "3", "3", "/", "=accounts", "Enter"]],
  result: ["80x24", ["m", "3", "3", "/", "=accounts", "Enter", "Enter"]],
  check: ["80x24", ["m", "6", "1"]],
}

/** The pictures of the repository: name, screen, look and language, and the size where it is another one. */
const PICTURES = [
  ["accounts", "accounts", "dark", "en"],
  ["accounts-terminal", "accounts", "terminal", "en"],
  ["accounts-cream", "accounts", "cream", "en"],
  ["accounts-light", "accounts", "light", "en"],
  ["accounts-ja", "accounts", "dark", "ja"],
  ["accounts-small", "small", "dark", "en"],
  ["beside", "beside", "dark", "en"],
  ["detail", "detail", "dark", "en"],
  ["detail-light", "detail", "light", "en"],
  ["detail-ja", "detail", "dark", "ja"],
  ["wide", "wide", "dark", "en"],
  ["find", "find", "dark", "en"],
  ["palette", "palette", "dark", "en"],
  ["help", "help", "dark", "en"],
  ["editor", "editor", "dark", "en"],
  ["confirm", "confirm", "dark", "en"],
  ["settings", "settings", "dark", "en"],
  ["settings-ja", "settings", "dark", "ja"],
  ["move", "move", "dark", "en"],
  ["move-ja", "move", "dark", "ja"],
  ["target-small", "target", "dark", "en"],
  ["formats", "formats", "dark", "en"],
  ["qr-page", "qr-page", "dark", "en"],
  ["transfer-page", "transfer-page", "dark", "en"],
  ["files-light", "files", "light", "en"],
  ["plan", "plan", "dark", "en"],
  ["result", "result", "dark", "en"],
  ["check", "check", "dark", "en"],
]

/** Every screen in every look at its own size, and in every size. */
function allPictures() {
  return Object.entries(SCREENS).flatMap(([screen, [own]]) =>
    ["en", "ja"].flatMap((lang) => [
      ...Object.keys(LOOKS).map((look) => [`${screen}-${own}-${look}-${lang}`, screen, look, lang]),
      ...SIZES.filter((size) => size !== own).map((size) => [`${screen}-${size}-dark-${lang}`, screen, "dark", lang, size]),
    ]),
  )
}

/** Links that compare with the samples in different ways. */
const LINKS = [
  "otpauth://totp/Adventure:dave?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Adventure",
  "otpauth://totp/Fourth%20Coffee:erin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR&issuer=Fourth%20Coffee&algorithm=SHA256&digits=8",
  "otpauth://totp/Adatum:peggy?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJS&issuer=Adatum",
  "otpauth://totp/Northwind:work?secret=3P7IIOTHIRB6GXWCN7MWONR25Y77ZZKC&issuer=Northwind",
  "otpauth://totp/Northwind:alice%40example.com?secret=3P7IIOTHIRB6GXWCN7MWONR25Y77ZZKC&issuer=Northwind",
  "otpauth://totp/Tailspin:broken?secret=1189&issuer=Tailspin",
]

/** A home directory with files to import and a vault. @returns Its path. */
function makeHome() {
  const home = mkdtempSync(join(tmpdir(), "keyferry-pictures-"))
  mkdirSync(join(home, "Downloads", "exports"), { recursive: true })
  copyFileSync(join(ROOT, "samples/aegis/encrypted.json"), join(home, "Downloads/aegis-backup.json"))
  copyFileSync(join(ROOT, "samples/qr-image/batch-1.png"), join(home, "Downloads/codes.png"))
  copyFileSync(join(ROOT, "README.md"), join(home, "Downloads/README.md"))
  writeFileSync(join(home, "Downloads/accounts.txt"), `${LINKS.join("\n")}\n`)
  const passphrase = join(home, "passphrase")
  writeFileSync(passphrase, `${PASSPHRASE}\n`, { mode: 0o600 })
  execFileSync(process.execPath, [join(ROOT, "dist/main.js"), "init", "--passphrase-file", passphrase], {
    env: { ...env, HOME: home },
    stdio: "ignore",
  })
  return home
}

const { PATH, TMPDIR = "/tmp" } = process.env
const env = { PATH, TMPDIR, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", DISPLAY, TERM: "xterm-256color", HOME: TMPDIR }

/** The program in tmux, inside an xterm of this look. @returns What presses, takes the picture and ends it. */
async function open({ name, size, look, lang, vault, home, out }) {
  const socket = `keyferry-${process.pid}-${name}`
  const tmux = (...args) => execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env })
  const [columns, rows] = size.split("x")
  const [theme, bg, fg] = LOOKS[look]
  const settings = join(home, ".config/keyferry")
  mkdirSync(settings, { recursive: true, mode: 0o700 })
  writeFileSync(join(settings, "settings.json"), JSON.stringify({ theme }), { mode: 0o600 })
  const program = vault === undefined ? `.tools/demo.mjs` : "dist/main.js"
  const command = `exec env HOME='${home}' '${process.execPath}' '${ROOT}${program}' --lang ${lang}`
  tmux(...["new-session", "-d", "-c", join(home, "Downloads"), "-x", columns, "-y", rows, command, ";", "set", "-g", "status", "off"])
  // Scaled fonts leave seams between the cells of a QR code; the other has no kanji.
  const fonts =
    /page/.test(name) && lang === "en"
      ? ["-fn", "-misc-fixed-medium-r-normal--20-200-75-75-c-100-iso10646-1"]
      : ["-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK JP", "-fs", "11"]
  const window = [
    "-u8",
    "-tn",
    "xterm-256color",
    "-title",
    socket,
    "-b",
    "2",
    "+sb",
    "-geometry",
    `${size}+0+0`,
    ...fonts,
    "-bg",
    bg,
    "-fg",
    fg,
  ]
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
  const press = async (keys) => {
    for (const key of keys) {
      const before = still()
      tmux("send-keys", ...(key.startsWith("=") ? ["-l", key.slice(1)] : [key]))
      await settle(before)
    }
  }
  return {
    async start() {
      for (let tries = 0; !/keyferry|Northwind/.test(capture()); tries++, await sleep(200))
        if (tries > 300) throw new Error(`${name}: no screen`)
      if (vault === undefined) for (let tries = 0; !/Northwind/.test(capture()) && tries < 300; tries++) await sleep(200)
      if (vault === "empty") await press([`=${PASSPHRASE}`, "Enter"])
      // The vault of samples has settings of its own.
      if (vault === undefined && theme !== "terminal") await press([",", ...Array(theme === "dark" ? 2 : 3).fill("Right"), "Escape"])
      await sleep(500)
    },
    press,
    takePicture() {
      execFileSync("import", ["-silent", "-window", socket, "+dither", "-colors", "64", `PNG8:${join(out, name)}.png`], { env })
      if (out !== PICTURES_DIRECTORY) writeFileSync(join(out, `${name}.txt`), capture())
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

/** Waits until the codes stay valid for at least 8 s, so that no chip warns of their end. */
async function waitForFreshCodes() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 8000) await sleep(left + 1500)
}

const PICTURES_DIRECTORY = join(ROOT, "man/pictures")
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, out: { type: "string", default: PICTURES_DIRECTORY } },
})
if (values.all && values.out === PICTURES_DIRECTORY) throw new Error("--all needs --out DIR")
mkdirSync(values.out, { recursive: true })
const wanted = (values.all ? allPictures() : PICTURES).filter(
  ([name]) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
)
const home = makeHome()
const server = spawn("Xvfb", [DISPLAY, "-screen", "0", "2000x1100x24"], { stdio: "ignore" })
await sleep(1000)
try {
  for (const [name, screen, look, lang, otherSize] of wanted) {
    const [ownSize, keys, vault] = SCREENS[screen]
    const program = await open({ name, size: otherSize ?? ownSize, look, lang, vault, home, out: values.out })
    try {
      await program.start()
      await program.press(keys)
      await waitForFreshCodes()
      await sleep(700)
      program.takePicture()
    } finally {
      program.end()
    }
  }
} finally {
  server.kill()
  rmSync(home, { recursive: true, force: true })
}
