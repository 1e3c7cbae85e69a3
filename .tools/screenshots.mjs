// Takes pictures of the running program, each on an xterm of its own: those in man/pictures/, or with --all every screen in every look,
// language and size. Needs what window.mjs needs.
// Usage: node .tools/screenshots.mjs [--all] [--out DIR] [PART-OF-A-NAME…]
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { LOOKS, makeEmptyHome, openDisplay, openWindow, PASSPHRASE, ROOT, waitForFreshCodes } from "./window.mjs"

const SIZES = ["40x12", "80x24", "100x30", "120x40", "200x50"]

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
  const home = makeEmptyHome()
  mkdirSync(join(home, "Downloads", "exports"), { recursive: true })
  copyFileSync(join(ROOT, "samples/aegis/encrypted.json"), join(home, "Downloads/aegis-backup.json"))
  copyFileSync(join(ROOT, "samples/qr-image/batch-1.png"), join(home, "Downloads/codes.png"))
  copyFileSync(join(ROOT, "README.md"), join(home, "Downloads/README.md"))
  writeFileSync(join(home, "Downloads/accounts.txt"), `${LINKS.join("\n")}\n`)
  return home
}

/** The program with the vault of samples, or that of `home`, locked or open. */
async function open({ name, size, look, lang, vault, home }) {
  const window = openWindow({ name, size, look, lang, home, program: vault === undefined ? ".tools/demo.mjs" : "dist/main.js" })
  const [theme] = LOOKS[look]
  await window.waitFor(vault === undefined ? /Northwind/ : /keyferry/)
  if (vault === "empty") await window.press([`=${PASSPHRASE}`, "Enter"])
  // The vault of samples has settings of its own.
  if (vault === undefined && theme !== "terminal") await window.press([",", ...Array(theme === "dark" ? 2 : 3).fill("Right"), "Escape"])
  await sleep(500)
  return window
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
const display = await openDisplay()
try {
  for (const [name, screen, look, lang, otherSize] of wanted) {
    const [ownSize, keys, vault] = SCREENS[screen]
    const window = await open({ name, size: otherSize ?? ownSize, look, lang, vault, home })
    try {
      await window.press(keys)
      await waitForFreshCodes()
      await sleep(700)
      window.takePicture(join(values.out, `${name}.png`))
      if (values.out !== PICTURES_DIRECTORY) writeFileSync(join(values.out, `${name}.txt`), window.capture())
    } finally {
      window.end()
    }
  }
} finally {
  display.kill()
  rmSync(home, { recursive: true, force: true })
}
