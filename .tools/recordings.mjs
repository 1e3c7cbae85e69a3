// Records the running program into man/pictures/ as animated GIFs: a day's use, and a migration, each in English and Japanese.
// Needs what window.mjs needs.
// Usage: node .tools/recordings.mjs [--out DIR] [PART-OF-A-NAME…]
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { makeEmptyHome, openDisplay, openWindow, PASSPHRASE, ROOT, runProgram, waitForFreshCodes } from "./window.mjs"

const MAX_BYTES = 400_000
const COLOURS = 16
/** How long a frame stays, in hundredths of a second. */
const HOLD = { letter: 12, key: 150, read: 280 }

const URIS = [
  "otpauth://totp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=GitHub",
  "otpauth://totp/Northwind%20Mail:alice%40example.com?secret=3P7IIOTHIRB6GXWCN7MWONR25Y77ZZKC&issuer=Northwind%20Mail",
  "otpauth://totp/Contoso%20Cloud:ops?secret=OZ424O7UHT6UG7FS&issuer=Contoso%20Cloud&digits=8",
  "otpauth://totp/Fabrikam%20Bank:alice?secret=IXNCZTOE3UMAZPM4D4BK2LCGAE&issuer=Fabrikam%20Bank",
  "otpauth://totp/%E3%81%95%E3%81%8F%E3%82%89%E9%8A%80%E8%A1%8C:%E5%B1%B1%E7%94%B0?secret=OHDCFXDGHNZWK37CPMV4LI4SF7T2ZMCG&issuer=%E3%81%95%E3%81%8F%E3%82%89%E9%8A%80%E8%A1%8C",
]
const NEW_LINK = "otpauth://totp/Wingtip:alice?secret=GOA3QQRJ7E4QUF7E74QO54V3UDMQB5US&issuer=Wingtip"
const BACKUP_PASSWORD = "correct horse"

const letters = (text) => [...text].map((letter) => [`=${letter}`, HOLD.letter])
/** Typed in four parts, as each frame takes room. */
const secret = (text) => text.match(new RegExp(`.{1,${Math.ceil(text.length / 4)}}`, "g")).map((part) => [`=${part}`, HOLD.letter])

/** The steps of each recording: what is pressed, or a function that does something, and how long the screen stays after it. */
const RECORDINGS = {
  daily: {
    uris: URIS,
    steps: [
      [null, HOLD.key],
      ...secret(PASSPHRASE),
      ["Enter", HOLD.read],
      ["/", HOLD.key],
      ...letters("git"),
      [null, HOLD.key],
      ["Enter", HOLD.read],
      ["Escape", HOLD.key],
      ["a", HOLD.key],
      [(window) => window.paste(NEW_LINK), HOLD.read],
      ["Enter", HOLD.read],
      ["L", HOLD.read],
    ],
  },
  migration: {
    uris: URIS.slice(0, 2),
    steps: [
      [null, HOLD.key],
      ...secret(PASSPHRASE),
      ["Enter", HOLD.key],
      ["m", HOLD.key],
      ["3", HOLD.key],
      ["3", HOLD.key],
      ["/", HOLD.letter],
      ...letters("aegis"),
      ["Enter", HOLD.key],
      ...secret(BACKUP_PASSWORD),
      ["Enter", HOLD.read],
      ["Enter", HOLD.read],
      ["Enter", HOLD.key],
      ["Enter", HOLD.key],
      [typeCodeOfGitHub, HOLD.read],
      ["Escape", HOLD.letter],
      ["Escape", HOLD.letter],
      ["m", HOLD.letter],
      ["1", HOLD.key],
      ["Enter", HOLD.key],
      ["Enter", HOLD.read],
      ["n", HOLD.read],
    ],
  },
}

/** What Aegis shows, as both have the same account. */
async function typeCodeOfGitHub(window, home) {
  await waitForFreshCodes()
  await window.press([`=${runProgram(home, ["code", "github"]).trim()}`])
}

/** @returns The path of the finished recording. */
async function record(name, lang, directory) {
  const { uris, steps } = RECORDINGS[name]
  const home = makeEmptyHome()
  const frames = mkdtempSync(join(tmpdir(), "keyferry-frames-"))
  const put = (file, text) => {
    writeFileSync(join(home, file), text, { mode: 0o600 })
    return join(home, file)
  }
  runProgram(home, ["recovery", "create", "--out", join(home, "recovery.txt")])
  runProgram(home, ["import", put("accounts.txt", uris.join("\n"))])
  const [from, password] = [put("aegis.txt", URIS.join("\n")), put("password", BACKUP_PASSWORD)]
  const to = ["--to", "aegis", "--out", join(home, "Downloads/aegis-backup.json"), "--out-password-file", password]
  runProgram(home, ["convert", from, ...to])
  const window = openWindow({ name: `${name}-${lang}`, size: "80x24", look: "dark", lang, home, program: "dist/main.js" })
  const pictures = []
  try {
    await window.waitFor(/keyferry/)
    await sleep(800)
    for (const [step, hold] of steps) {
      if (typeof step === "function") await step(window, home)
      else if (step?.startsWith("=")) window.send(step)
      else if (step !== null) await window.press([step])
      await sleep(200)
      const file = join(frames, `${String(pictures.length).padStart(3, "0")}.png`)
      window.takePicture(file)
      pictures.push("-delay", String(hold), file)
    }
  } finally {
    window.end()
    rmSync(home, { recursive: true, force: true })
  }
  const recording = join(directory, lang === "en" ? `${name}.gif` : `${name}-${lang}.gif`)
  execFileSync("convert", [...pictures, "+dither", "-colors", String(COLOURS), "-layers", "OptimizePlus", "-loop", "0", recording])
  rmSync(frames, { recursive: true })
  return recording
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string", default: join(ROOT, "man/pictures") } },
})
mkdirSync(values.out, { recursive: true })
const display = await openDisplay()
try {
  for (const name of Object.keys(RECORDINGS))
    for (const lang of ["en", "ja"]) {
      if (positionals.length > 0 && !positionals.some((part) => `${name}-${lang}`.includes(part))) continue
      const { size } = statSync(await record(name, lang, values.out))
      console.log(`${name}-${lang}: ${size} bytes`)
      if (size > MAX_BYTES) process.exitCode = 1
    }
} finally {
  display.kill()
}
