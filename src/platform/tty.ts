import { closeSync, constants, openSync, writeSync } from "node:fs"
import { StringDecoder } from "node:string_decoder"
import { ReadStream } from "node:tty"
import { AppError, COMMON } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const TTY_TEXTS = texts({
  none: { en: "there is no terminal whose clipboard could be used", ja: "クリップボードを使える端末がありません" },
})

const MAX_CHARS = 4096

/** The terminal the user sits at (`/dev/tty`), even where standard input and output are files. */
export const terminal = {
  /** One line without echo; null where there is no terminal, or at the end of input. @throws AppError `interrupted` on Ctrl-C */
  askHidden: (prompt: string): Promise<string | null> => ask(prompt, false),
  /** One line with echo; otherwise the same. */
  askLine: (prompt: string): Promise<string | null> => ask(prompt, true),
}

async function ask(prompt: string, echo: boolean): Promise<string | null> {
  let fd: number
  try {
    fd = openSync("/dev/tty", constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return null
  }
  // ReadStream takes its descriptor over and closes it.
  const input = new ReadStream(fd)
  const restore = (): void => {
    input.setRawMode(false)
  }
  process.once("exit", restore)
  try {
    writeSync(fd, prompt)
    input.setRawMode(true)
    return await readLine(input, (text) => {
      if (echo) writeSync(fd, text)
    })
  } finally {
    process.removeListener("exit", restore)
    restore()
    writeSync(fd, "\n")
    input.destroy()
  }
}

/** A line as a terminal in raw mode sends it: with backspace, Ctrl-U and Ctrl-W undone here. */
function readLine(input: ReadStream, echo: (text: string) => void): Promise<string | null> {
  const decoder = new StringDecoder("utf8")
  let typed: string[] = []
  let escape = false
  return new Promise((resolve, reject) => {
    const done = (line: string | null): void => {
      input.removeAllListeners("data")
      resolve(line)
    }
    input.on("error", () => {
      done(null)
    })
    input.on("end", () => {
      done(null)
    })
    input.on("data", (bytes: Buffer) => {
      for (const char of decoder.write(bytes)) {
        if (escape) {
          // Arrow keys and the marks around a paste: up to the letter or tilde that ends them.
          if (/[A-Za-z~]/.test(char) && char !== "O") escape = false
        } else if (char === "\r" || char === "\n") {
          done(typed.join(""))
          return
        } else if (char === "\x03") {
          input.removeAllListeners("data")
          reject(new AppError("interrupted", COMMON.interrupted))
          return
        } else if (char === "\x04" && typed.length === 0) {
          done(null)
          return
        } else if (char === "\x1b") escape = true
        else if (char === "\x7f" || char === "\b") {
          if (typed.pop() !== undefined) echo("\b \b")
        } else if (char === "\x15" || char === "\x17") {
          echo("\b \b".repeat(typed.length))
          typed = []
        } else if (char >= " " && typed.length < MAX_CHARS) {
          typed.push(char)
          echo(char)
        }
      }
    })
  })
}

/** Hand a control sequence to the user's terminal. @throws AppError `io` where there is none */
export function sendToTerminal(sequence: string): void {
  let fd: number
  try {
    fd = openSync("/dev/tty", constants.O_WRONLY | constants.O_NOCTTY)
  } catch (cause) {
    throw new AppError("io", TTY_TEXTS.none, { cause })
  }
  try {
    writeSync(fd, sequence)
  } finally {
    closeSync(fd)
  }
}
