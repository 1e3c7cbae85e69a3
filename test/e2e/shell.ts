import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Home } from "./home.ts"
import { Session } from "./session.ts"

/** What a program must leave behind as it found it. */
export interface TerminalState {
  /** The output of `stty -a`. */
  readonly line: string
  /** What tmux knows about the screen. */
  readonly screen: readonly string[]
}

const FLAGS = ["alternate_on", "cursor_flag", "mouse_any_flag", "keypad_flag", "keypad_cursor_flag", "wrap_flag", "origin_flag"]

/** A session in a shell with job control, from which the program is started. */
export class ShellSession extends Session {
  readonly #home: Home
  #states = 0

  constructor(home: Home) {
    super(home, { command: ["bash", "--norc", "--noprofile", "-i"] })
    this.#home = home
  }

  /** From the shell's prompt: the state of the terminal. */
  async terminalState(): Promise<TerminalState> {
    const at = ++this.#states
    this.enter(`clear; stty -a > ~/stty-${at}; echo SHELL-"${at}"`)
    await this.expectScreen(new RegExp(`^SHELL-${at}$`, "m"))
    return {
      line: readFileSync(join(this.#home.path, `stty-${at}`), "utf8"),
      screen: FLAGS.map((name) => `${name} ${this.variable(name)}`),
    }
  }

  /** From the shell's prompt: the exit status of the last command. */
  async exitStatus(): Promise<number> {
    this.enter("echo STATUS=$?.")
    return Number(/^STATUS=(\d+)\./m.exec(await this.expectScreen(/^STATUS=\d+\./m))?.[1])
  }

  /** Wait until the shell has the terminal again: what is typed earlier, the program may still read. */
  async expectPrompt(): Promise<void> {
    await this.waitFor("the shell's prompt", () =>
      this.variable("alternate_on") === "0" && this.variable("pane_current_command") === "bash" ? true : undefined,
    )
  }

  /** The id of the process that the shell has started. */
  childProcess(): number {
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", this.variable("pane_pid")], { encoding: "utf8" })
    return Number(children.trim().split(/\s+/)[0])
  }
}
