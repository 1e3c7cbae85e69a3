import { spawn } from "node:child_process"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Clipboard } from "../base/ports.ts"

export const CLIPBOARD_TEXTS = texts({
  tooLong: { en: "this is too long for the clipboard of a terminal", ja: "端末のクリップボードに送るには長すぎます" },
})

/** Bytes that every terminal known to take OSC 52 accepts: 100,000 characters of base64 less the sequence around them. */
const MAX_BYTES = 74_994
/** tmux answers at once, or not at all. */
const TMUX_MS = 2000

/** The sequence that hands a text to the terminal's clipboard. Write only: nothing is ever asked of the clipboard. */
export function osc52(text: string): string {
  return `\x1b]52;c;${Buffer.from(text, "utf8").toString("base64")}\x07`
}

export interface ClipboardParts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to the terminal itself, in order with everything else that is written there; never to a log. */
  readonly send: (sequence: string) => void
  /** Run tmux with a text on its standard input; whether it went well. Tests bring their own. */
  readonly runTmux?: (args: readonly string[], input: string) => Promise<boolean>
}

/**
 * The clipboard of the terminal the user sits at, wherever the program runs.
 *
 * Inside tmux it is tmux that is asked, as by default it drops the sequence when it comes from a program; an older tmux (before 3.2)
 * cannot, and then the sequence is sent all the same.
 */
export function terminalClipboard({ env, send, runTmux = runRealTmux }: ClipboardParts): Clipboard {
  return {
    async copy(text) {
      if (Buffer.byteLength(text, "utf8") > MAX_BYTES) throw new AppError("limit-exceeded", CLIPBOARD_TEXTS.tooLong)
      const insideTmux = (env["TMUX"] ?? "") !== ""
      if (insideTmux && (await runTmux(["load-buffer", "-w", "-"], text))) return "tmux"
      send(osc52(text))
      return "osc52"
    },
  }
}

/** The text goes through standard input: arguments are for everybody to see. */
function runRealTmux(args: readonly string[], input: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("tmux", args, { stdio: ["pipe", "ignore", "ignore"], timeout: TMUX_MS })
    child.on("error", () => {
      resolve(false)
    })
    child.on("close", (code) => {
      resolve(code === 0)
    })
    // It may have ended before it has read everything; its status tells.
    child.stdin.on("error", () => undefined)
    child.stdin.end(input, "utf8")
  })
}
