import { execFileSync, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { Pane } from "./pane.ts"

/** What {@link Xterm} and {@link degrade} need. */
export const XTERM_PROGRAMS = ["Xvfb", "xterm", "import", "convert"] as const

const SCREEN = "1000x800x24"
/** What such a terminal has always had, and every X server. */
const FONT = "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-iso10646-1"
const DARK = ["-bg", "#1e1e2e", "-fg", "#cdd6f4"]

/** A real xterm on an X server of its own that shows a pane, for true pictures of it. */
export class Xterm {
  readonly #children: ChildProcess[] = []
  readonly #display: string
  readonly #title: string

  private constructor(display: number) {
    this.#display = `:${display}`
    this.#title = `keyferry-${process.pid}-${display}`
  }

  static async show(pane: Pane, [columns, rows]: readonly [number, number]): Promise<Xterm> {
    let display = 700 + (process.pid % 200)
    const socket = (): string => `/tmp/.X11-unix/X${display}`
    while (existsSync(socket())) display++
    const xterm = new Xterm(display)
    xterm.#start("Xvfb", [xterm.#display, "-screen", "0", SCREEN, "-nolisten", "tcp"])
    for (let tries = 0; tries < 200 && !existsSync(socket()); tries++) await sleep(50)
    pane.tmux("set", "-g", "status", "off", ";", "set", "-g", "window-size", "manual")
    const window = ["-u8", "-tn", "xterm-256color", "-title", xterm.#title, "-b", "2", "+sb", "-geometry", `${columns}x${rows}+0+0`]
    xterm.#start("xterm", [...window, "-fn", FONT, ...DARK, "-e", ...pane.attaching])
    await pane.until(/^1$/, () => pane.flag("session_attached"))
    return xterm
  }

  #start(program: string, args: readonly string[]): void {
    const env = { ...process.env, TMUX: "", LC_ALL: "C.UTF-8", DISPLAY: this.#display }
    this.#children.push(spawn(program, args, { stdio: "ignore", env }))
  }

  /** The window as it is on the screen, to a PNG file. */
  photograph(file: string): void {
    execFileSync("import", ["-silent", "-window", this.#title, file], { env: { ...process.env, DISPLAY: this.#display } })
  }

  close(): void {
    for (const child of this.#children.toReversed()) child.kill()
  }
}

/** What a phone's camera makes of a screen: seen a little from aside, turned, not sharp, noisy, and compressed. */
export function degrade(file: string, to: string): void {
  const [width, height] = execFileSync("identify", ["-format", "%w %h", file], { encoding: "utf8" }).split(" ").map(Number) as [
    number,
    number,
  ]
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
