import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

/** Replies to the queries of the start, as xterm gives them: the cursor's column, then the device attributes. */
const REPLIES: readonly (readonly [query: string, reply: string])[] = [
  ["\x1b[6n", "\x1b[1;2R"],
  ["\x1b[c", "\x1b[?1;2c"],
]

/** What came from a program, and when its last part came, in milliseconds of `performance.now`. */
interface Shown {
  readonly text: string
  readonly atMs: number
}

/** A program on a real terminal of 80x24, which `script` makes. Times count from the shell's last step before the program. */
export class PtySession {
  readonly #child: ChildProcess
  #text = ""
  #bytes = 0
  #atMs = 0
  #ended = false
  #startedAtMs = Number.NaN
  #pid = 0
  #wake: () => void = () => undefined

  constructor(command: string, env: Readonly<Record<string, string>>) {
    const line = `stty rows 24 cols 80; printf 'started %s.' $$; exec ${command}`
    const all = { ...process.env, TERM: "xterm-256color", LC_ALL: "C.UTF-8", ...env }
    this.#child = spawn("script", ["-qec", line, "/dev/null"], { env: all, stdio: ["pipe", "pipe", "ignore"] })
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#take(chunk)
    })
    this.#child.on("close", () => {
      this.#ended = true
      this.#wake()
    })
  }

  /** When the program was started. */
  get startedAtMs(): number {
    return this.#startedAtMs
  }

  /** Everything that was written so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Waits for a text; what came before is forgotten. @throws Error where the program ends without it */
  async shown(wanted: RegExp): Promise<Shown> {
    for (;;) {
      if (wanted.test(this.#text)) {
        const shown = { text: this.#text, atMs: this.#atMs }
        this.#text = ""
        return shown
      }
      if (this.#ended) throw new Error(`the program ended without showing ${String(wanted)}`)
      await this.#more()
    }
  }

  /** Waits for the end. @returns when it came */
  async ended(): Promise<number> {
    while (!this.#ended) await this.#more()
    return performance.now()
  }

  type(keys: string): void {
    this.#text = ""
    this.#child.stdin?.write(keys)
  }

  /** The processor's time that the program has used, in milliseconds. Linux only. */
  get processorMs(): number {
    const tasks = `/proc/${this.#pid}/task`
    const nanoseconds = readdirSync(tasks).map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]))
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6
  }

  /** The program's resident memory in megabytes. Linux only. */
  get residentMb(): number {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#pid}/status`, "utf8"))?.[1]) / 1024
  }

  /** Ends the program at once. */
  kill(): void {
    if (!this.#ended) process.kill(this.#pid, "SIGKILL")
  }

  #take(chunk: Buffer): void {
    this.#atMs = performance.now()
    this.#text += chunk.toString()
    if (this.#pid === 0) {
      const started = /started (\d+)\./.exec(this.#text)
      if (started === null) return
      this.#pid = Number(started[1])
      this.#startedAtMs = this.#atMs
      this.#text = this.#text.slice(started.index + started[0].length)
    }
    this.#bytes += chunk.length
    for (const [query, reply] of REPLIES) if (chunk.includes(query)) this.#child.stdin?.write(reply)
    this.#wake()
  }

  #more(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}
