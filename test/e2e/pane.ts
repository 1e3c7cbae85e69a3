import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { MAIN } from "./programs.ts"

const PATIENCE_MS = 30_000
let panes = 0

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export interface PaneOptions {
  readonly columns?: number
  readonly rows?: number
  /** All that the program's environment holds, but for what tmux itself sets. */
  readonly env: Readonly<Record<string, string>>
  readonly directory: string
  /** What runs in it; default: the program. */
  readonly command?: readonly string[]
}

/** The program, or a shell, in a terminal of its own that tmux keeps. */
export class Pane {
  readonly #socket = `keyferry-e2e-${process.pid}-${++panes}`

  constructor({ columns = 80, rows = 24, env, directory, command = [process.execPath, MAIN, "--lang", "en"] }: PaneOptions) {
    const variables = Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`))
    const inside = `cd ${quoted(directory)} && exec env -i TERM="$TERM" TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${variables.join(" ")} ${command.map(quoted).join(" ")}`
    const size = ["-x", String(columns), "-y", String(rows)]
    this.tmux(
      "new-session",
      "-d",
      "-s",
      "t",
      ...size,
      inside,
      ";",
      "set",
      "-g",
      "remain-on-exit",
      "on",
      ";",
      "set",
      "-s",
      "escape-time",
      "10",
    )
    this.tmux("set", "-s", "set-clipboard", "on")
  }

  tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, "-f", "/dev/null", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMUX: "", LC_ALL: "C.UTF-8" },
    })
  }

  /** What stands on the screen. */
  screen(): string {
    return this.tmux("capture-pane", "-p", "-t", "t")
  }

  /** The screen with its colours, and spaces to the end of every line. */
  coloured(): string {
    return this.tmux("capture-pane", "-p", "-e", "-N", "-t", "t")
  }

  /** A variable of tmux about the pane. */
  flag(name: string): string {
    return this.tmux("display-message", "-p", "-t", "t", `#{${name}}`).trim()
  }

  /** Wait until what is shown matches. @returns What was shown then. */
  async until(what: RegExp, shown: () => string = () => this.screen()): Promise<string> {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const now = shown()
      if (what.test(now)) return now
      if (Date.now() > end) return assert.fail(`never seen: ${String(what)}; but:\n${now}`)
      await sleep(25)
    }
  }

  /** Press keys by the names tmux gives them. */
  keys(...names: readonly string[]): void {
    this.tmux("send-keys", "-t", "t", ...names)
  }

  /** Press keys, then wait. */
  async press(names: string | readonly string[], what: RegExp): Promise<string> {
    this.keys(...[names].flat())
    return this.until(what)
  }

  /** Type letter by letter. */
  type(text: string): void {
    this.tmux("send-keys", "-t", "t", "-l", "--", text)
  }

  /** Type, and press Enter. */
  line(text: string): void {
    this.type(text)
    this.keys("Enter")
  }

  /** One bracketed paste. */
  paste(text: string): void {
    this.tmux("set-buffer", "-b", "pasted", "--", text)
    this.tmux("paste-buffer", "-p", "-d", "-b", "pasted", "-t", "t")
  }

  /** What the program has put into the terminal's clipboard last; empty where there is nothing. */
  clipboard(): string {
    return spawnSync("tmux", ["-L", this.#socket, "show-buffer"], { encoding: "utf8" }).stdout
  }

  /** The command by which another terminal shows the same. */
  get attaching(): readonly string[] {
    return ["tmux", "-L", this.#socket, "-f", "/dev/null", "attach", "-t", "t"]
  }

  /** Wait until the program has ended. @returns Its exit status. */
  async ended(): Promise<number> {
    await this.until(/^1$/, () => this.flag("pane_dead"))
    return Number(this.flag("pane_dead_status"))
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#socket, "kill-server"])
  }
}
