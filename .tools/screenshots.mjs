// Takes the pictures of the README from the running program. Needs a build. Usage: node .tools/screenshots.mjs
// Needs Debian's tmux, xterm, xvfb, imagemagick and xfonts-base.
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const out = "man/pictures"
const display = ":97"
const socket = "keyferry-screenshots"
const FONT = "-misc-fixed-medium-r-normal--20-200-75-75-c-100-iso10646-1"
const env = { ...process.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", DISPLAY: display }
const tmux = (...args) => execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env })

async function waitForScreen(pattern) {
  for (let tries = 0; tries < 200; tries++, await sleep(100)) if (pattern.test(tmux("capture-pane", "-p"))) return
  throw new Error(`the screen never showed ${pattern}`)
}

async function press(...keys) {
  for (const key of keys) {
    tmux("send-keys", key)
    await sleep(300)
  }
}

/** Waits until the codes stay valid for at least 12 s, so that they do not change while the picture is taken. */
async function waitForFreshCodes() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 12_000) await sleep(left + 1500)
}

const takePicture = (name) => execFileSync("import", ["-silent", "-window", socket, `${out}/${name}.png`], { env })

mkdirSync(out, { recursive: true })
const server = spawn("Xvfb", [display, "-screen", "0", "1400x900x24"], { stdio: "ignore" })
await sleep(1000)
execFileSync(
  "tmux",
  [
    "-L",
    socket,
    "-f",
    "/dev/null",
    "new-session",
    "-d",
    "-x",
    "80",
    "-y",
    "24",
    "exec node .tools/demo.mjs --lang en",
    ";",
    "set",
    "-g",
    "status",
    "off",
  ],
  { env },
)
const colours = ["-bg", "#1e1e2e", "-fg", "#cdd6f4"]
const xterm = spawn(
  "xterm",
  ["-u8", "-title", socket, "-b", "2", "+sb", "-geometry", "80x24+0+0", "-fn", FONT, ...colours, "-e", "tmux", "-L", socket, "attach"],
  { stdio: "ignore", env },
)
try {
  await waitForScreen(/Northwind/)
  await sleep(1500)
  await waitForFreshCodes()
  takePicture("accounts")
  await press("m")
  await waitForScreen(/Export as QR codes/)
  await press("Enter", "a", "Enter")
  await waitForScreen(/for whom/)
  await press("Down", "Down", "Enter")
  await waitForScreen(/Before the first code/)
  await press("Enter")
  await waitForScreen(/Page 1 of/i)
  await sleep(500)
  takePicture("transfer-page")
  await press("C-c")
} finally {
  xterm.kill()
  server.kill()
  try {
    tmux("kill-server")
  } catch {
    // The server has already ended with the program.
  }
}
