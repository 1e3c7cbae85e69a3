import assert from "node:assert/strict"
import { execFileSync, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import type { Readable } from "node:stream"
import type { Session } from "./session.ts"

/** Programs that {@link Xterm} and {@link degrade} need. */
export const XTERM_PROGRAMS = ["Xvfb", "xterm", "import", "convert"] as const

const SCREEN = "1000x800x24"
/** A font that every X server has. */
const FONT = "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-iso10646-1"
const DARK = ["-bg", "#1e1e2e", "-fg", "#cdd6f4"]
const TITLE = "keyferry-e2e"

/** A real xterm of 80x24 on an X server of its own that shows a session, for true pictures of it. */
export class Xterm {
  readonly #server: ChildProcess
  readonly #environment: NodeJS.ProcessEnv
  readonly #terminal: ChildProcess

  private constructor(server: ChildProcess, display: string, session: Session) {
    this.#server = server
    this.#environment = { ...process.env, TMUX: "", LC_ALL: "C.UTF-8", DISPLAY: `:${display}` }
    const window = ["-u8", "-tn", "xterm-256color", "-title", TITLE, "-b", "2", "+sb", "-geometry", "80x24+0+0", "-fn", FONT, ...DARK]
    this.#terminal = spawn("xterm", [...window, "-e", ...session.attachCommand], { stdio: "ignore", env: this.#environment })
  }

  static async show(session: Session): Promise<Xterm> {
    // The server picks a free display and writes its number to descriptor 3 once it accepts connections.
    const server = spawn("Xvfb", ["-displayfd", "3", "-noreset", "-screen", "0", SCREEN, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    })
    const [display] = (await once(server.stdio[3] as Readable, "data")) as [Buffer]
    session.fixSize()
    const xterm = new Xterm(server, display.toString().trim(), session)
    await session.waitFor("xterm to show the session", () => (session.variable("session_attached") === "1" ? true : undefined))
    return xterm
  }

  /** Write the window as it is on the screen to a PNG file. */
  photograph(file: string): void {
    execFileSync("import", ["-silent", "-window", TITLE, file], { env: this.#environment })
  }

  close(): void {
    this.#terminal.kill()
    this.#server.kill()
  }
}

/** Turn a picture of a screen into what a phone's camera sees: slightly skewed, turned, blurred, noisy and compressed. */
export function degrade(file: string, to: string): void {
  const size = execFileSync("identify", ["-format", "%w %h", file], { encoding: "utf8" })
  const [width, height] = size.split(" ").map(Number)
  assert.ok(width !== undefined && height !== undefined)
  const [w, h] = [width * 2, height * 2]
  const corners = [
    [0, 0, w / 40, h / 50],
    [w, 0, w - w / 60, h / 30],
    [0, h, w / 60, h - h / 40],
    [w, h, w - w / 25, h - h / 60],
  ]
  const view = corners.map(([x, y, toX, toY]) => `${x},${y} ${toX},${toY}`).join(" ")
  const seen = ["-resize", "200%", "-background", "#333", "-virtual-pixel", "background", "-distort", "Perspective", view, "-rotate", "3"]
  const taken = ["-blur", "0x1.5", "-seed", "7", "-attenuate", "0.25", "+noise", "Gaussian", "-quality", "75"]
  execFileSync("convert", [file, ...seen, ...taken, to], { env: { ...process.env, MAGICK_THREAD_LIMIT: "1" } })
}
