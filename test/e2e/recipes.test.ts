import assert from "node:assert/strict"
import { execFile, spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { after, before, describe, it } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import { RECIPES } from "../../man/recipes.ts"
import type { Recipe } from "../../man/recipes.ts"
import { Home } from "./home.ts"
import { MAIN, skipWithout } from "./programs.ts"

/** Codes that stay the same for the test: 24 days. */
const uri = (issuer: string, secret: string): string => `otpauth://totp/${issuer}:ada?secret=${secret}&issuer=${issuer}&period=2100000`
const URIS = [uri("GitHub", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), uri("Lighthouse", "KRSXG5DPNZSWG33OMRSA")]
const DEADLINE_MS = 60_000

const linesOf = (id: Recipe["id"]): string => RECIPES.find((recipe) => recipe.id === id)?.lines.join("\n") ?? ""

describe("the recipes of keyferry(1)", () => {
  let home: Home
  let env: NodeJS.ProcessEnv
  const codes: Record<string, string> = {}
  before(async () => {
    home = await new Home().withVault(URIS)
    const bin = join(home.path, "bin")
    mkdirSync(bin)
    // Opened with a recovery key, which takes no second as a passphrase does.
    const key = join(home.path, "recovery.txt")
    await home.do(["recovery", "create", "--out", key])
    const program = `exec "${process.execPath}" "${MAIN}" --recovery-key-file "${key}" "$@"`
    writeFileSync(join(bin, "keyferry"), `#!/bin/sh\n${program}\n`, { mode: 0o755 })
    env = { ...home.env, PATH: `${bin}:${home.env["PATH"] ?? ""}` }
    for (const line of (await home.do(["list", "--format", "{issuer} {code}"])).trim().split("\n")) {
      const [issuer = "", code = ""] = line.split(" ")
      codes[issuer] = code
    }
  })
  after(() => {
    home.remove()
  })

  /** Runs lines in a shell. @returns its standard output */
  const sh = (lines: string, more: NodeJS.ProcessEnv = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile("sh", ["-c", lines], { env: { ...env, ...more }, timeout: DEADLINE_MS }, (error, out) => {
        if (error instanceof Error) reject(error)
        else resolve(out)
      })
    })

  it("choose an account with fzf", { skip: skipWithout("fzf") }, async () => {
    // What a person would type, without the screen.
    assert.equal(await sh(linesOf("fzf"), { FZF_DEFAULT_OPTS: "--filter=ligh" }), `${codes["Lighthouse"] ?? ""}\n`)
  })

  for (const id of ["rofi", "dmenu"] as const)
    it(`choose an account with ${id}, and copy its code`, { skip: skipWithout(id, "Xvfb", "xdotool", "xclip") }, async () => {
      const { server, display } = await startX()
      try {
        const x = { DISPLAY: display }
        // The program that owns the clipboard stays, so its output is not waited for.
        const launcher = spawn("sh", ["-c", linesOf(id)], { env: { ...env, ...x }, stdio: "ignore" })
        const ended = once(launcher, "exit")
        await sh(`until xdotool search --onlyvisible --class ${id}; do sleep 0.1; done`, x)
        await sleep(500)
        await sh("xdotool type ligh; sleep 0.5; xdotool key Return", x)
        assert.deepEqual(await ended, [0, null])
        assert.equal(await sh("xclip -o -selection clipboard", x), codes["Lighthouse"])
      } finally {
        server.kill()
      }
    })

  it("show a code in the status line of tmux", { skip: skipWithout("tmux", "script", "stty") }, async () => {
    const file = home.put("tmux.conf", `${linesOf("tmux")}\nset -g status-interval 1\n`)
    const tmux = `tmux -L keyferry-recipe-${process.pid}`
    const log = join(home.path, "typescript")
    const terminal = spawn("script", ["-qfec", `stty rows 24 cols 80; ${tmux} -f ${file} new-session 'sleep 100'`, log], {
      env: { ...env, TERM: "xterm" },
      stdio: ["pipe", "ignore", "ignore"],
    })
    try {
      await waitFor("the status line", () => readFileSync(log, { encoding: "utf8", flag: "a+" }).includes(codes["GitHub"] ?? ""))
    } finally {
      await sh(`${tmux} kill-server`)
      // tmux ends the shell of the status line, but not what it has started.
      spawnSync("pkill", ["-f", `${home.path}.* --watch`])
      terminal.kill()
    }
  })

  it("give waybar one JSON object a line", { skip: skipWithout("jq") }, async () => {
    const config = JSON.parse(`{${linesOf("waybar")}}`) as Record<string, Record<string, string>>
    const module = config["custom/keyferry"] ?? {}
    assert.equal(module["return-type"], "json")
    const child = spawn("sh", ["-c", module["exec"] ?? ""], { env, stdio: ["ignore", "pipe", "ignore"], detached: true })
    try {
      const [line] = (await once(createInterface(child.stdout), "line")) as [string]
      assert.deepEqual(JSON.parse(line), { text: codes["GitHub"], tooltip: "GitHub" })
    } finally {
      process.kill(-(child.pid ?? 0))
    }
  })
})

/** It is not reset when its last client goes, as it would throw out the one that comes at that moment. */
async function startX(): Promise<{ readonly server: ChildProcess; readonly display: string }> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-noreset", "-screen", "0", "800x600x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  })
  const [display] = (await once(server.stdio[3] as Readable, "data")) as [Buffer]
  return { server, display: `:${display.toString().trim()}` }
}

async function waitFor(what: string, probe: () => boolean): Promise<void> {
  const end = Date.now() + DEADLINE_MS
  while (!probe()) {
    if (Date.now() > end) assert.fail(`waited too long for ${what}`)
    await sleep(50)
  }
}
