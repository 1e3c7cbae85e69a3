import { closeSync, constants, openSync, writeSync } from "node:fs"
import { StringDecoder } from "node:string_decoder"
import { setTimeout as after } from "node:timers/promises"
import { ReadStream } from "node:tty"
import { cellWidth } from "../base/display.ts"
import { AppError, COMMON } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { AskOptions } from "../base/ports.ts"

export const TTY_TEXTS = texts({
  none: { en: "no terminal to copy to: /dev/tty cannot be opened", ja: "クリップボードを使えるターミナルがありません" },
})

const MAX_CHARS = 4096
/** How long input that was typed before is read, in milliseconds. */
const UNREAD_MS = 100

/** The user's terminal (`/dev/tty`), even where standard input and output are files. */
export const terminal = {
  /** Read a line without echo; null without a terminal or at the end of input. @throws AppError `interrupted` on Ctrl-C */
  askHidden: async (prompt: string): Promise<Passphrase | null> => {
    const characters = await ask(prompt, false)
    return characters === null ? null : Passphrase.of(characters)
  },
  /** Read a line with echo; null without a terminal, the empty string at the end of input. @throws AppError `interrupted` on Ctrl-C */
  askLine: async (prompt: string, options: AskOptions = {}): Promise<string | null> => (await ask(prompt, true, options))?.join("") ?? null,
}

/** @returns the characters of the line */
async function ask(prompt: string, echo: boolean, { unread, until }: AskOptions = {}): Promise<readonly string[] | null> {
  let fd: number
  try {
    fd = openSync("/dev/tty", constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return null
  }
  // The ReadStream owns the descriptor now and closes it.
  const input = new ReadStream(fd)
  const restore = (): void => {
    input.setRawMode(false)
  }
  process.once("exit", restore)
  try {
    if (unread === "discarded") await discardUnread(input)
    writeSync(fd, prompt)
    input.setRawMode(true)
    const write = (text: string): void => {
      if (echo) writeSync(fd, text)
    }
    return await readLine(input, write, { atEnd: echo ? [] : null, until })
  } finally {
    process.removeListener("exit", restore)
    restore()
    writeSync(fd, "\n")
    input.destroy()
  }
}

/** Drop what was typed before the question is shown. */
async function discardUnread(input: ReadStream): Promise<void> {
  const drop = (): void => undefined
  // In raw mode an unfinished line can be read, too.
  input.setRawMode(true)
  input.on("data", drop)
  input.on("error", drop)
  await after(UNREAD_MS)
  input.removeListener("data", drop)
  input.removeListener("error", drop)
}

/** What removes a text that was echoed. */
const erase = (text: string): string => "\b \b".repeat(cellWidth(text))

/**
 * Read a line from a terminal in raw mode, handling Backspace, Ctrl-U and Ctrl-W (both clear the line).
 *
 * @param atEnd - The result where the user ends the input by Ctrl-D, or `until` is aborted. Null where the terminal is lost.
 */
function readLine<T>(
  input: ReadStream,
  echo: (text: string) => void,
  { atEnd, until }: { readonly atEnd: T; readonly until: AbortSignal | undefined },
): Promise<readonly string[] | T | null> {
  const decoder = new StringDecoder("utf8")
  let typed: string[] = []
  let inEscape = false
  return new Promise((resolve, reject) => {
    const done = (line: readonly string[] | T | null): void => {
      input.removeAllListeners("data")
      resolve(line)
    }
    until?.addEventListener("abort", () => {
      done(atEnd)
    })
    if (until?.aborted === true) done(atEnd)
    input.on("error", () => {
      done(null)
    })
    input.on("end", () => {
      done(null)
    })
    input.on("data", (bytes: Buffer) => {
      for (const char of decoder.write(bytes)) {
        if (inEscape) {
          // Skip the sequences of arrow keys and bracketed pastes up to the letter or tilde that ends them.
          if (/[A-Za-z~]/.test(char) && char !== "O") inEscape = false
        } else if (char === "\r" || char === "\n") {
          done(typed)
          return
        } else if (char === "\x03") {
          input.removeAllListeners("data")
          reject(new AppError("interrupted", COMMON.interrupted))
          return
        } else if (char === "\x04" && typed.length === 0) {
          done(atEnd)
          return
        } else if (char === "\x1b") inEscape = true
        else if (char === "\x7f" || char === "\b") {
          echo(erase(typed.pop() ?? ""))
        } else if (char === "\x15" || char === "\x17") {
          echo(erase(typed.join("")))
          typed = []
        } else if (char >= " " && typed.length < MAX_CHARS) {
          typed.push(char)
          echo(char)
        }
      }
    })
  })
}

/** Write a control sequence to the user's terminal. @throws AppError `io` without a terminal */
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
