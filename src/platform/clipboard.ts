import { execFile, spawn } from "node:child_process"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Clipboard } from "../base/ports.ts"

export const CLIPBOARD_TEXTS = texts({
  tooLong: { en: "the text is too long for the clipboard of a terminal", ja: "ターミナルのクリップボードに送るには長すぎます" },
})

/** Every terminal that supports OSC 52 accepts this many bytes: 100,000 characters of base64, less the sequence around them. */
const MAX_BYTES = 74_994
/** tmux answers at once or not at all. */
const TMUX_TIMEOUT_MS = 2000

/** The escape sequence that writes a text to the terminal's clipboard. The clipboard is never read. */
export function osc52(text: string): string {
  return `\x1b]52;c;${Buffer.from(text, "utf8").toString("base64")}\x07`
}

export interface ClipboardParts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to the terminal, in order with all other output; never to a log. */
  readonly send: (sequence: string) => void
  /** Runs tmux with a text on its standard input. @returns Whether it succeeded. */
  readonly runTmux?: (args: readonly string[], input: string) => Promise<boolean>
}

/**
 * The clipboard of the user's terminal, also when the program runs on another host.
 *
 * Inside tmux the text is given to tmux, which by default drops the sequence when a program sends it. A tmux before 3.2 cannot forward a
 * text; then the sequence is sent anyway.
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

/** The text goes through standard input, because every user can see arguments. */
function runRealTmux(args: readonly string[], input: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn("tmux", args, { stdio: ["pipe", "ignore", "ignore"], timeout: TMUX_TIMEOUT_MS })
    child.on("error", () => {
      resolve(false)
    })
    child.on("close", (code) => {
      resolve(code === 0)
    })
    // tmux may end before it has read everything; its exit status shows that.
    child.stdin.on("error", () => undefined)
    child.stdin.end(input, "utf8")
  })
}

/** tmux's option `set-clipboard`: `on`, `external` or `off`; null where tmux does not tell. */
export function tmuxClipboard(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("tmux", ["show-options", "-sv", "set-clipboard"], { timeout: TMUX_TIMEOUT_MS }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null)
    })
  })
}
