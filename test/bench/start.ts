import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const ROUNDS = 15
const PROGRAM = "dist/main.js"

/** The directory of another build to compare with, such as that of an earlier commit. */
const BEFORE = process.env["KEYFERRY_BENCH_BEFORE"]
const PASSPHRASE = "start of the bench"
const ISSUER = "Northwind"

/** Runs the program until its screen matches `wanted`; types the passphrase if the program asks for it. */
function runUntilShown(program: string, home: string, vault: string, wanted: RegExp): Promise<void> {
  const command = `${process.execPath} ${program} --vault ${join(home, vault)} --lang en`
  const env = { ...process.env, HOME: home, TERM: "xterm-256color", LC_ALL: "C.UTF-8" }
  const child = spawn("script", ["-qec", command, "/dev/null"], { env, stdio: ["pipe", "pipe", "ignore"] })
  return new Promise((resolve, reject) => {
    let text = ""
    let typed = false
    child.on("error", reject)
    child.on("close", () => {
      if (wanted.test(text)) resolve()
      else reject(new Error("the screen never came"))
    })
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1")
      // A terminal's answer to the query of the cursor position.
      if (chunk.includes("\x1b[6n")) child.stdin.write("\x1b[1;2R")
      if (wanted.test(text)) child.kill("SIGKILL")
      else if (!typed && /passphrase/i.test(text)) {
        typed = true
        child.stdin.write(`${PASSPHRASE}\r`)
      }
    })
  })
}

/** A vault of one account, made by the program itself. */
function makeVault(program: string, home: string, vault: string): void {
  const at = (name: string): string => join(home, name)
  writeFileSync(at("passphrase"), `${PASSPHRASE}\n`)
  writeFileSync(at("uri"), `otpauth://totp/${ISSUER}:alice?secret=GEZDGNBVGY3TQOJQ&issuer=${ISSUER}\n`)
  for (const command of [["init"], ["add", "--uri-file", at("uri")]]) {
    const args = [program, ...command, "--vault", at(vault), "--passphrase-file", at("passphrase")]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, HOME: home } })
    if (status !== 0) throw new Error(stderr)
  }
}

/** Measures the first screen, and the account list after the passphrase, which costs one scrypt. */
async function* measureScreens(home: string, bareMs: number): AsyncGenerator<Measured> {
  const programs = { now: PROGRAM, ...(BEFORE === undefined ? {} : { before: join(BEFORE, PROGRAM) }) }
  for (const [name, program] of Object.entries(programs)) makeVault(program, home, `vault-${name}`)
  for (const [what, vaultOf, wanted] of [
    ["the screen's first frame", () => "none", /passphrase/i],
    ["the account list, passphrase and all", (name: string) => `vault-${name}`, new RegExp(ISSUER)],
  ] as const) {
    const works = Object.entries(programs).map(([name, program]) => [name, () => runUntilShown(program, home, vaultOf(name), wanted)])
    const times = await timeInTurns(ROUNDS, Object.fromEntries(works) as Readonly<Record<string, () => Promise<void>>>)
    const { now = Number.NaN, before } = times
    yield { what, ms: now, beside: "node with an empty module", besideMs: bareMs }
    if (before !== undefined) yield { what, ms: now, beside: "the build to compare with", besideMs: before }
  }
}

export async function* measureStart(): AsyncGenerator<Measured> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  try {
    const empty = join(home, "empty.mjs")
    writeFileSync(empty, "")
    const node = (...args: string[]): void => void spawnSync(process.execPath, args, { stdio: "ignore" })
    const times = await timeInTurns(ROUNDS, {
      bare: () => {
        node(empty)
      },
      version: () => {
        node(PROGRAM, "--version")
      },
      help: () => {
        node(PROGRAM, "--help")
      },
      formats: () => {
        node(PROGRAM, "formats", "--json")
      },
    })
    const row = (what: string, ms: number, maxRatio?: number): Measured => ({
      what,
      ms,
      beside: "node with an empty module",
      besideMs: times.bare,
      ...(maxRatio === undefined ? {} : { maxRatio }),
    })
    yield row("--version", times.version, 1.15)
    yield row("--help", times.help, 2)
    yield row("formats --json (every handler loaded)", times.formats)
    yield* measureScreens(home, times.bare)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
