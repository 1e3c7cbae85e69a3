import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import type { Home } from "./home.ts"
import { MAIN } from "./programs.ts"

/** Far more than any step takes on an idle machine: the tests pass on a busy one too. */
const DEADLINE_MS = 90_000
const POLL_MS = 25
/** Unique within this process. */
let sessions = 0

/** The mark of the chosen entry of a menu or list. */
const CURSOR = /^\s*(?:> |▌)/
/** Columns of the chosen entry that do not change by themselves, as the codes of the account list do. */
const STABLE_COLUMNS = 30

const quoteForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export interface SessionOptions {
  /** Default: the home's working directory. */
  readonly directory?: string
  /** What runs in the terminal; default: the program, in English. */
  readonly command?: readonly string[]
}

/**
 * A person at a terminal of 80x24 (kept by tmux) in which the program, or a shell, runs.
 *
 * Keys are typed at once and queue up; `choose` and the `expect` methods wait for the screen. So every step that depends on what an
 * earlier one shows has an `expectScreen` before it.
 */
export class Session {
  readonly #socket = `keyferry-e2e-${process.pid}-${++sessions}`

  /** @param home - Its environment is all that the program sees, apart from what tmux sets. */
  constructor(home: Home, { directory = home.work, command = [process.execPath, MAIN, "--lang", "en"] }: SessionOptions = {}) {
    const variables = Object.entries(home.env).map(([name, value]) => quoteForShell(`${name}=${value}`))
    const environment = `TERM="$TERM" TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" ${variables.join(" ")}`
    const inside = `cd ${quoteForShell(directory)} && exec env -i ${environment} ${command.map(quoteForShell).join(" ")}`
    const settings = ["set -g remain-on-exit on", "set -s escape-time 10", "set -s set-clipboard on"]
    this.#tmux(
      ...["new-session", "-d", "-s", "t", "-x", "80", "-y", "24", inside],
      ...settings.flatMap((setting) => [";", ...setting.split(" ")]),
    )
  }

  /** Press keys by the names that tmux gives them, such as `Enter`, `C-d`, `a`. */
  press(...keys: readonly string[]): void {
    this.#tmux("send-keys", "-t", "t", ...keys)
  }

  /** Type letter by letter. */
  type(text: string): void {
    this.#tmux("send-keys", "-t", "t", "-l", "--", text)
  }

  /** Type a line and press Enter. */
  enter(text: string): void {
    this.type(text)
    this.press("Enter")
  }

  /** One bracketed paste. */
  paste(text: string): void {
    this.#tmux("set-buffer", "-b", "pasted", "--", text)
    this.#tmux("paste-buffer", "-p", "-d", "-b", "pasted", "-t", "t")
  }

  /** Move to the entry of a menu or list that contains the text, and press Enter. */
  async choose(text: string): Promise<void> {
    await this.moveTo(text)
    this.press("Enter")
  }

  /** Move the cursor to the entry with this text. */
  async moveTo(text: string): Promise<void> {
    for (;;) {
      const { cursor, entry, chosen } = await this.waitFor(`the entry "${text}"`, () => this.#findEntry(text))
      if (cursor === entry) return
      this.press(cursor < entry ? "Down" : "Up")
      await this.waitFor("another entry to be chosen", () => (this.#findEntry(text)?.chosen === chosen ? undefined : true))
    }
  }

  /** The rows of the cursor and of the entry with this text; undefined where one of them is not on the screen. The title and the steps are no entries. */
  #findEntry(text: string): { cursor: number; entry: number; chosen: string } | undefined {
    const rows = this.screen().split("\n")
    const cursor = rows.findIndex((row) => CURSOR.test(row))
    const entry = rows.findIndex((row, at) => at > 0 && row.includes(text) && !row.includes(" › "))
    return cursor < 0 || entry < 0 ? undefined : { cursor, entry, chosen: `${cursor} ${rows[cursor]?.slice(0, STABLE_COLUMNS) ?? ""}` }
  }

  /** Wait until the screen shows a text. @returns The whole screen. */
  async expectScreen(text: string | RegExp): Promise<string> {
    return await this.waitFor(`the screen to show ${String(text)}`, () => {
      const screen = this.screen()
      return (typeof text === "string" ? screen.includes(text) : text.test(screen)) ? screen : undefined
    })
  }

  /** Wait until the program has put a text into the terminal's clipboard. @returns The text. */
  async expectClipboard(text: RegExp): Promise<string> {
    return await this.waitFor(`the clipboard to hold ${String(text)}`, () => {
      const { stdout } = spawnSync("tmux", ["-L", this.#socket, "show-buffer"], { encoding: "utf8" })
      return text.test(stdout) ? stdout : undefined
    })
  }

  /** Wait until the program has ended with this exit status. */
  async expectExit(status: number): Promise<void> {
    const exitStatus = await this.waitFor("the program to end", () => {
      const ended = this.variable("pane_dead_status")
      if (ended !== "") return ended
      // tmux 3.3 may miss the signal of a program that ends while its output is piped, and then leaves it a zombie.
      if (this.variable("pane_dead") === "1") process.kill(Number(this.variable("pid")), "SIGCHLD")
      return undefined
    })
    assert.equal(exitStatus, String(status))
  }

  /** Call `probe` until its result is not undefined. Fails with the screen after {@link DEADLINE_MS}. */
  async waitFor<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const end = Date.now() + DEADLINE_MS
    for (;;) {
      const found = await probe()
      if (found !== undefined) return found
      if (Date.now() > end) return assert.fail(`waited too long for ${what}; the screen:\n${this.screen()}`)
      await sleep(POLL_MS)
    }
  }

  /** The text on the screen now. */
  screen(): string {
    return this.#tmux("capture-pane", "-p", "-t", "t")
  }

  /** The screen with its colours as escape sequences, every line filled with spaces to its end. */
  screenWithColours(): string {
    return this.#tmux("capture-pane", "-p", "-e", "-N", "-t", "t")
  }

  /** A variable that tmux keeps about the terminal. @see tmux(1), FORMATS */
  variable(name: string): string {
    return this.#tmux("display-message", "-p", "-t", "t", `#{${name}}`).trim()
  }

  /** Keep the size when a terminal of another size shows the session, and show no status line of tmux. */
  fixSize(): void {
    this.#tmux("set", "-g", "status", "off", ";", "set", "-g", "window-size", "manual")
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-t", "t", "-x", String(columns), "-y", String(rows))
  }

  /** Append everything that the program writes to the terminal from now on to a file. */
  record(file: string): void {
    this.#tmux("pipe-pane", "-t", "t", `cat >> ${quoteForShell(file)}`)
  }

  /** The command that shows the same session in another terminal. */
  get attachCommand(): readonly string[] {
    return ["tmux", "-L", this.#socket, "-f", "/dev/null", "attach", "-t", "t"]
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#socket, "kill-server"])
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, "-f", "/dev/null", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMUX: "", LC_ALL: "C.UTF-8" },
    })
  }
}
