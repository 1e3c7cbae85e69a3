import { EventEmitter } from "node:events"
import { createRequire } from "node:module"
import { PassThrough } from "node:stream"
import { cellWidth } from "../../base/display.ts"
import type { Line } from "./cells.ts"

/** The used part of blessed: its terminal descriptions, its screen buffers, entering and leaving. */
export interface BlessedScreen {
  lines: Line[]
  olines: Line[]
  readonly program: {
    cols: number
    rows: number
    /** True while the alternate screen is shown. */
    isAlt: boolean
    cursorHidden: boolean
    flush(): void
    hideCursor(): void
    showCursor(): void
    _write(text: string): void
  }
  /** Alternate screen, keypad mode, cursor off, buffers emptied. */
  enter(): void
  leave(): void
  /** Compares `lines` with `olines` and writes the differences. The terminal replaces it. */
  draw(start: number, end: number): void
  render(): void
  destroy(): void
}

interface Unicode {
  charWidth(text: string | number, at?: number): number
  strWidth(text: string): number
}

/** The constructor, with the process listeners that it registers. */
interface MakeScreen {
  (options: Record<string, unknown>): BlessedScreen
  readonly _exceptionHandler: NodeJS.UncaughtExceptionListener
  readonly _sigtermHandler: NodeJS.SignalsListener
  readonly _sigintHandler: NodeJS.SignalsListener
  readonly _sigquitHandler: NodeJS.SignalsListener
}

/** Stands for the terminal's output. Collects what blessed writes, until {@link Sink.take}. */
export class Sink extends EventEmitter {
  readonly isTTY = true
  readonly writable = true
  /** Blessed reads this to see whether anything was ever written. */
  bytesWritten = 0
  columns: number
  rows: number
  #text = ""

  constructor(size: { columns: number; rows: number }) {
    super()
    this.columns = size.columns
    this.rows = size.rows
  }

  write(text: string): boolean {
    this.#text += text
    this.bytesWritten += text.length
    return true
  }

  /** Everything written since the last call. */
  take(): string {
    const text = this.#text
    this.#text = ""
    return text
  }
}

/**
 * The name of the terminal description for blessed. Blessed cannot parse current terminfo files; its built-in xterm description fits all
 * terminals but these few.
 */
export function terminalName(term: string | undefined): string {
  return term !== undefined && /^(linux|vt\d|rxvt)/.test(term) ? term : "xterm-256color"
}

/** Whether blessed enters and leaves this terminal as xterm. */
export const isLikeXterm = (term: string | undefined): boolean => terminalName(term) === "xterm-256color"

const ENVIRONMENT = {
  // Draw lines as Unicode characters, not as letters of a second character set.
  NCURSES_NO_UTF8_ACS: "1",
  // Mouse coordinates in the form without a limit, and no movements.
  BLESSED_FORCE_MODES: "VT200MOUSE=1,SGRMOUSE=1,CELLMOTION=1",
} as const

/** Run with other environment variables, then restore the old ones, so that no child process gets ours. */
function withEnvironment<T>(env: NodeJS.ProcessEnv, run: () => T): T {
  const original = Object.fromEntries(Object.keys(ENVIRONMENT).map((name) => [name, env[name]]))
  Object.assign(env, ENVIRONMENT)
  try {
    return run()
  } finally {
    for (const [name, value] of Object.entries(original)) {
      if (value === undefined) Reflect.deleteProperty(env, name)
      else env[name] = value
    }
  }
}

/**
 * Blessed's screen over a sink. Loaded on first use, as CommonJS: it has octal literals, and finds its parts by path.
 *
 * It gets no keys: its input is an empty stream.
 */
export function openBlessed(sink: Sink, term: string | undefined): BlessedScreen {
  const require = createRequire(import.meta.url)
  const unicode = require("blessed/lib/unicode") as Unicode
  // Its tables date from 2015, where emoji are one cell wide.
  unicode.charWidth = (text, at = 0) =>
    cellWidth(typeof text === "number" ? String.fromCodePoint(text) : String.fromCodePoint(text.codePointAt(at) ?? 32))
  unicode.strWidth = cellWidth
  const makeScreen = require("blessed/lib/widgets/screen") as MakeScreen
  const screen = withEnvironment(process.env, () =>
    makeScreen({
      input: new PassThrough(),
      output: sink,
      terminal: terminalName(term),
      // Show block elements also where the login sets no locale.
      forceUnicode: true,
      fullUnicode: true,
      smartCSR: true,
      warnings: false,
      tags: false,
    }),
  )
  // Its handler would print the stack of an error and end the process with its own status.
  process.off("uncaughtException", makeScreen._exceptionHandler)
  process.off("SIGTERM", makeScreen._sigtermHandler)
  process.off("SIGINT", makeScreen._sigintHandler)
  process.off("SIGQUIT", makeScreen._sigquitHandler)
  return screen
}
