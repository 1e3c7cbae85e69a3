import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const ROUNDS = 15
const PROGRAM = "dist/main.js"

const FIRST_FRAME = /passphrase/i

/** From the command to the first screen that is drawn: no vault yet. */
function firstFrame(home: string): Promise<void> {
  const command = `${process.execPath} ${PROGRAM} --vault ${join(home, "none")} --lang en`
  const env = { ...process.env, HOME: home, TERM: "xterm-256color", LC_ALL: "C.UTF-8" }
  const child = spawn("script", ["-qec", command, "/dev/null"], { env, stdio: ["pipe", "pipe", "ignore"] })
  return new Promise((resolve, reject) => {
    let shown = ""
    child.on("error", reject)
    child.on("close", () => {
      if (FIRST_FRAME.test(shown)) resolve()
      else reject(new Error("the screen never came"))
    })
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString("latin1")
      // What a terminal answers to the question where the cursor is.
      if (chunk.includes("\x1b[6n")) child.stdin.write("\x1b[1;2R")
      if (FIRST_FRAME.test(shown)) child.kill("SIGKILL")
    })
  })
}

export async function* start(): AsyncGenerator<Measured> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  try {
    const empty = join(home, "empty.mjs")
    writeFileSync(empty, "")
    const node = (...args: string[]): void => void spawnSync(process.execPath, args, { stdio: "ignore" })
    const times = await inTurns(ROUNDS, {
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
      frame: () => firstFrame(home),
    })
    const row = (what: string, ms: number, most?: number): Measured => ({
      what,
      ms,
      beside: "node with an empty module",
      besideMs: times.bare,
      ...(most === undefined ? {} : { most }),
    })
    yield row("--version", times.version, 2)
    yield row("--help", times.help, 2)
    yield row("formats --json (every handler loaded)", times.formats)
    yield row("the screen's first frame", times.frame)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
