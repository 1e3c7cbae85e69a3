import { cellWidth } from "../../base/display.ts"
import { unbreakable } from "../../base/wrap.ts"

/** Cells of a line where there is no terminal. */
const USUAL_WIDTH = 80
/** A line of text is harder to read the longer it is. */
const MAX_WIDTH = 100
const MIN_WIDTH = 40

/** The cells of a line of text. @param columns - Of the terminal; null where there is none. */
export function lineWidth(columns: number | null): number {
  return columns === null ? USUAL_WIDTH : Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns))
}

// What the user copies as a whole: command lines, options with their value, quoted words, lines of a configuration.
const WHOLE = [
  /\bkeyferry [a-z]+(?: (?:create|remove|list|show|restore|start|status|watch|script|stop|allow|check|bash|zsh|fish))?(?: > \S+)?/g,
  /--[a-z-]+ (?:[A-Z][A-Z=|]*|[a-z0-9]+(?:-[a-z0-9]+)+)/g,
  /\b[a-z]+ "[^"]{1,60}"/g,
  /"[\x20-\x21\x23-\x7e]{1,40}"/g,
  /\b(?:ssh|rm|age|chmod|gpg) (?:(?:rm|HOST|-[a-z]|\d+|[.~/][\w./-]+\w)(?: |\b))+/g,
  /\b(?:RemoteForward \S+|ExitOnForwardFailure|StreamLocalBindUnlink) \w+/g,
]
/** Takes the place of a blank at which a line must not break. */
const NO_BREAK = "\u00a0"

/**
 * Text in lines of at most `width` cells. Command lines, addresses and paths are never broken: a longer one gets a line of its own.
 *
 * @param hang - What each line but the first begins with.
 */
export function wrapLines(text: string, width: number, hang = ""): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, width, hang))
}

function wrapLine(line: string, width: number, hang: string): string[] {
  const [indent] = /^ */.exec(line) ?? [""]
  const whole = WHOLE.reduce((text, pattern) => text.replace(pattern, (match) => keepTogether(match)), line.slice(indent.length))
  const out: string[] = []
  let current = indent
  let isEmpty = true
  for (const piece of unbreakable(whole)) {
    if (!isEmpty && cellWidth(current + piece.trimEnd()) > width) {
      out.push(current.trimEnd())
      current = hang
    }
    current += piece
    isEmpty = false
  }
  return [...out, current.trimEnd()].map((text) => text.replaceAll(NO_BREAK, " "))
}

const keepTogether = (text: string): string => text.trimEnd().replaceAll(" ", NO_BREAK) + text.slice(text.trimEnd().length)

/** The same for words that may only be separated as given, such as the options of a command. */
export function wrapWords(words: readonly string[], width: number, hang: string): string[] {
  return wrapLine(words.map(keepTogether).join(" "), width, hang)
}

/**
 * A message with the end of its last line. Where there is no terminal it is one line, as scripts expect.
 *
 * @param columns - Of the terminal; null where there is none.
 */
export function messageLines(text: string, columns: number | null): string {
  const lines = columns === null ? [text] : wrapLines(text, lineWidth(columns), "  ")
  return lines.map((line) => `${line}\n`).join("")
}
