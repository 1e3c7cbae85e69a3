// Plays the same session on real terminals, over ssh, and behind slow links, and prints what each showed, sent, left behind, and took.
//
//   npm run terminals [-- [--out DIR] [NAME…]]
//
// DIR gets the recordings (asciinema's format) and pictures. Needs Debian's tmux, screen, xterm, xvfb, imagemagick and openssh-server.
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { parseArgs } from "node:util"
import { TWELVE_FILE } from "../e2e/accounts.ts"
import { Home } from "../e2e/home.ts"
import { MAIN } from "../e2e/programs.ts"
import { SshHost } from "../e2e/ssh-host.ts"
import { changedLine, inShell, SHELL_AGAIN } from "./in-shell.ts"
import { textOf, unrestored } from "./sent.ts"
import { quoteForShell, Screen, Tmux, Xterm } from "./terminal.ts"
import type { Terminal, TerminalOptions } from "./terminal.ts"
import { playTour } from "./tour.ts"

interface Case {
  readonly in: "tmux" | "screen" | "xterm"
  /** What `TERM` is instead of what the terminal sets. */
  readonly term?: string
  readonly ssh?: boolean
  readonly link?: readonly string[]
}

const CASES: Readonly<Record<string, Case>> = {
  tmux: { in: "tmux" },
  screen: { in: "screen" },
  xterm: { in: "xterm" },
  console: { in: "tmux", term: "linux" },
  ...Object.fromEntries(
    ["xterm-256color", "tmux-256color", "screen-256color", "linux", "vt220", "alacritty", "xterm-kitty", "foot", "no-such-terminal"].map(
      (term) => [`ssh-${term}`, { in: "tmux", term, ssh: true }] as const,
    ),
  ),
  "9600-baud": { in: "tmux", link: ["--bytes-per-second", "960"] },
  "300-ms": { in: "tmux", link: ["--delay", "300"] },
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } })
const work = mkdtempSync(join(tmpdir(), "kft-"))
const out = values.out ?? work
mkdirSync(out, { recursive: true })

const makeTerminal = async (kind: Case["in"], options: TerminalOptions): Promise<Terminal> =>
  kind === "xterm" ? await Xterm.open(options) : new { tmux: Tmux, screen: Screen }[kind](options)

/** The ids of the program's processes with this home directory. */
function processesOf(home: Home): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const [, script] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")
      return script?.startsWith(dirname(MAIN)) === true && readFileSync(`/proc/${pid}/environ`, "utf8").includes(home.path)
    } catch {
      return false
    }
  })
}

async function play(name: string, one: Case): Promise<string> {
  const home = await new Home().withVault([])
  await home.do(["import", home.put("twelve.json", TWELVE_FILE)])
  const host = one.ssh === true ? new SshHost() : null
  const program = `${process.execPath} ${MAIN} --lang en`
  const there = `exec env HOME=${home.path} KEYFERRY_VAULT=${home.vault} LANG=C.UTF-8 ${program}`
  const command = host === null ? program : ["ssh", ...host.argumentsFor(there)].map(quoteForShell).join(" ")
  const terminal = await makeTerminal(one.in, {
    directory: work,
    name,
    command: inShell(one.term === undefined ? command : `TERM=${one.term} ${command}`),
    env: { ...home.env, LANG: "C.UTF-8" },
    link: one.link ?? [],
  })
  try {
    await terminal.ready()
    const times = await playTour(terminal, home.path)
    if (terminal instanceof Xterm) terminal.photograph(join(out, `${name}.png`))
    const before = performance.now()
    terminal.press("q")
    await terminal.expectScreen(SHELL_AGAIN)
    const quit = (performance.now() - before) / 1000
    const sent = textOf(terminal.cast)
    const problems = [...unrestored(sent), ...changedLine(home)]
    if (processesOf(home).length > 0) problems.push("a process is left")
    if ((await home.run(["list"])).status !== 0) problems.push("the vault cannot be read")
    const drawn = new Set(sent.match(/[^\x00-\x7f]/gu))
    const colours = /\x1b\[[\d;]*[34]8;5/.test(sent) ? "256" : "8 or 16"
    return [
      `${name}: ${problems.length === 0 ? "ok" : problems.join(", ")}; ${Buffer.byteLength(sent)} bytes, ${colours} colours`,
      `    ${[...times, ["quit", quit] as const].map(([step, s]) => `${step} ${s.toFixed(2)}`).join("  ")}`, // prettier-ignore
      `    ${[...drawn].sort().join("")}`,
    ].join("\n")
  } catch (error) {
    return `${name}: FAILED: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    if (existsSync(terminal.cast) && out !== work) execFileSync("cp", [terminal.cast, out])
    terminal.close()
    host?.remove()
    home.remove()
  }
}

let failed = false
try {
  for (const [name, one] of Object.entries(CASES).filter(([each]) => positionals.length === 0 || positionals.includes(each))) {
    const result = await play(name, one)
    console.log(result)
    failed ||= !result.startsWith(`${name}: ok`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
