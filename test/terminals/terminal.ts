import assert from "node:assert/strict"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { createConnection } from "node:net"
import type { Socket } from "node:net"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { textOf } from "./sent.ts"
import type { Player } from "./tour.ts"

const LINK = fileURLToPath(new URL("link.mjs", import.meta.url))
const DEADLINE_MS = 90_000
const POLL_MS = 40
const PAUSE_MS = 1500
const KEYS: Readonly<Record<string, string>> = {
  Enter: "\r",
  Escape: "\x1b",
  Space: " ",
  Tab: "\t",
  Down: "\x1b[B",
  Up: "\x1b[A",
  "C-c": "\x03",
  "C-u": "\x15",
}

export const quoteForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export interface TerminalOptions {
  /** For sockets, recordings and prints; short, since a socket's path is limited. */
  readonly directory: string
  /** Unique in the directory. */
  readonly name: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Options of `link.mjs`. */
  readonly link?: readonly string[]
  /** The colour behind the text, for an xterm. */
  readonly background?: string
}

/** A real terminal of 80x24 that shows a command behind a link; keys pass the link too. */
export abstract class Terminal implements Player {
  protected readonly name: string
  /** The recording of what the command sends. */
  readonly cast: string
  readonly #directory: string
  readonly #socketPath: string
  #socket: Socket | null = null

  protected constructor({ directory, name }: TerminalOptions) {
    this.name = name
    this.#directory = directory
    this.cast = this.path("cast")
    this.#socketPath = this.path("keys")
  }

  protected path(extension: string): string {
    return join(this.#directory, `${this.name}.${extension}`)
  }

  protected linked({ command, link = [], env }: TerminalOptions): string[] {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    return ["env", ...variables, process.execPath, LINK, ...link, "--record", this.cast, "--type", this.#socketPath, "--", ...command]
  }

  /** Wait until keys can be pressed. */
  async ready(): Promise<this> {
    const end = Date.now() + DEADLINE_MS
    while (!existsSync(this.#socketPath)) {
      if (Date.now() > end) assert.fail(`${this.name} never started`)
      await sleep(POLL_MS)
    }
    this.#socket = createConnection(this.#socketPath)
    this.#socket.on("error", () => {
      this.#socket = null
    })
    await once(this.#socket, "connect")
    return this
  }

  /** The bytes of a terminal, which need not be keys. */
  send(bytes: string): void {
    this.#socket?.write(bytes)
  }

  press(...keys: readonly string[]): void {
    this.send(keys.map((key) => KEYS[key] ?? key).join(""))
  }

  type(text: string): void {
    this.send(text)
  }

  async expectScreen(text: string | RegExp): Promise<string> {
    return await this.#expect(text, () => this.screen())
  }

  /** Wait until the command has sent this. */
  async expectSent(text: string): Promise<void> {
    await this.#expect(text, () => textOf(this.cast))
  }

  async #expect(text: string | RegExp, probe: () => string | Promise<string>): Promise<string> {
    const end = Date.now() + DEADLINE_MS
    for (;;) {
      const shown = await probe()
      if (typeof text === "string" ? shown.includes(text) : text.test(shown)) return shown
      if (Date.now() > end) assert.fail(`${this.name} never showed ${String(text)}:\n${shown}`)
      await sleep(POLL_MS)
    }
  }

  /** Wait until what was typed has passed the link, and the program has given up what is unfinished of it. */
  async pause(): Promise<void> {
    await sleep(PAUSE_MS)
  }

  /** The text on the screen, as this terminal understands what it got. */
  abstract screen(): string | Promise<string>

  close(): void {
    this.#socket?.destroy()
  }
}

export class Tmux extends Terminal {
  readonly #socket: string

  constructor(options: TerminalOptions) {
    super(options)
    this.#socket = `keyferry-${process.pid}-${options.name}`
    const settings = [
      "set -g remain-on-exit on",
      "set -s escape-time 10",
      "set -s set-clipboard on",
      "set -g default-terminal tmux-256color",
    ]
    const command = this.linked(options).map(quoteForShell).join(" ")
    this.#tmux(
      "start-server",
      ...settings.flatMap((one) => [";", ...one.split(" ")]),
      ";",
      "new-session",
      "-d",
      "-x",
      "80",
      "-y",
      "24",
      command,
    )
  }

  override screen(): string {
    return this.#tmux("capture-pane", "-p")
  }

  override close(): void {
    super.close()
    spawnSync("tmux", ["-L", this.#socket, "kill-server"])
  }

  #tmux(...args: readonly string[]): string {
    const env = { ...process.env, TMUX: "", LC_ALL: "C.UTF-8" }
    return execFileSync("tmux", ["-L", this.#socket, "-f", "/dev/null", ...args], { encoding: "utf8", env })
  }
}

export class Screen extends Terminal {
  readonly #session: string

  constructor(options: TerminalOptions) {
    super(options)
    this.#session = `keyferry-${process.pid}-${options.name}`
    this.#screen("-U", "-c", "/dev/null", "-dm", ...this.linked(options))
  }

  override screen(): string {
    const file = this.path("hardcopy")
    this.#screen("-p", "0", "-X", "hardcopy", file)
    // It writes the low byte of each character.
    return existsSync(file) ? readFileSync(file, "latin1").replaceAll("\x8c", "▌") : ""
  }

  override close(): void {
    super.close()
    this.#screen("-X", "quit")
  }

  #screen(...args: readonly string[]): void {
    spawnSync("screen", ["-S", this.#session, ...args], { env: { ...process.env, LC_ALL: "C.UTF-8" } })
  }
}

const FONT = "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-iso10646-1"

/** An xterm of its own X server. It prints its screen when it is asked to, so that its own view is read, not that of a multiplexer. */
export class Xterm extends Terminal {
  readonly #server: ChildProcess
  readonly #xterm: ChildProcess
  readonly #env: NodeJS.ProcessEnv

  private constructor(options: TerminalOptions, server: ChildProcess, display: string) {
    super(options)
    this.#server = server
    this.#env = { ...process.env, LC_ALL: "C.UTF-8", DISPLAY: `:${display}` }
    const print = ["-xrm", `*printerCommand: cat > ${this.path("part")}; mv ${this.path("part")} ${this.path("print")}`]
    const look = ["-u8", "-tn", "xterm-256color", "-title", options.name, "-b", "2", "+sb", "-geometry", "80x24+0+0", "-fn", FONT]
    const resources = [...print, "-xrm", "*printerAutoClose: true", "-xrm", "*printAttributes: 0"]
    const colours = ["-bg", options.background ?? "black", "-fg", options.background === undefined ? "white" : "gray30"]
    this.#xterm = spawn("xterm", [...look, ...resources, ...colours, "-e", ...this.linked(options)], { stdio: "ignore", env: this.#env })
  }

  static async open(options: TerminalOptions): Promise<Xterm> {
    const server = spawn("Xvfb", ["-displayfd", "3", "-noreset", "-screen", "0", "800x600x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    })
    const [display] = (await once(server.stdio[3] as Readable, "data")) as [Buffer]
    return new Xterm(options, server, display.toString().trim())
  }

  override async screen(): Promise<string> {
    const before = this.#printed()
    const link = execFileSync("ps", ["-o", "pid=", "--ppid", String(this.#xterm.pid)], { encoding: "utf8" })
    process.kill(Number(link.trim().split(/\s+/)[0]), "SIGUSR1")
    for (let tries = 0; tries < 25 && this.#printed() === before; tries++) await sleep(20)
    // Behind each wide character it prints an empty cell.
    return this.#printed().replaceAll("\uffff", "")
  }

  /** The window as PNG. */
  photograph(file: string): void {
    execFileSync("import", ["-silent", "-window", this.name, file], { env: this.#env })
  }

  override close(): void {
    super.close()
    this.#xterm.kill()
    this.#server.kill()
  }

  #printed(): string {
    const file = this.path("print")
    return existsSync(file) ? readFileSync(file, "utf8") : ""
  }
}
