import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Home } from "./home.ts"
import { Pane } from "./pane.ts"

/** What a program must leave behind as it found it. */
export interface Terminal {
  /** What `stty -a` says. */
  readonly line: string
  /** What tmux knows of the screen. */
  readonly screen: readonly string[]
}

const FLAGS = ["alternate_on", "cursor_flag", "mouse_any_flag", "keypad_flag", "keypad_cursor_flag", "wrap_flag", "origin_flag"]

/** A shell with job control in a pane of 80x24, from which the program is started. */
export class Shell {
  readonly pane: Pane
  readonly #home: Home
  #asked = 0

  constructor(home: Home) {
    this.#home = home
    this.pane = new Pane({ env: home.env, directory: home.work, command: ["bash", "--norc", "--noprofile", "-i"] })
  }

  /** Look at the terminal from the shell's prompt. */
  async look(): Promise<Terminal> {
    const at = ++this.#asked
    this.pane.line(`clear; stty -a > ~/stty-${at}; echo SHELL-"${at}"`)
    await this.pane.until(new RegExp(`^SHELL-${at}$`, "m"))
    return {
      line: readFileSync(join(this.#home.path, `stty-${at}`), "utf8"),
      screen: FLAGS.map((name) => `${name} ${this.pane.flag(name)}`),
    }
  }

  /** The exit status of the command before. */
  async status(): Promise<number> {
    this.pane.line("echo STATUS=$?.")
    return Number(/^STATUS=(\d+)\./m.exec(await this.pane.until(/^STATUS=\d+\./m))?.[1])
  }

  /** Wait until the shell has the terminal again, on its own screen: what is typed before, the program before may still take. */
  async prompt(): Promise<void> {
    await this.pane.until(/^0 bash$/, () => `${this.pane.flag("alternate_on")} ${this.pane.flag("pane_current_command")}`)
  }

  /** The process that the shell has started. */
  child(): number {
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", this.pane.flag("pane_pid")], { encoding: "utf8" })
    return Number(children.trim().split(/\s+/)[0])
  }
}
