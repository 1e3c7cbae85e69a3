import { EventEmitter } from "node:events"
import { PassThrough } from "node:stream"
import graphemesAddon from "@xterm/addon-unicode-graphemes"
import headless from "@xterm/headless"
import type { Frame, Row } from "../../../src/tui/core/frame.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import { Terminal } from "../../../src/tui/terminal/terminal.ts"
import type { TerminalOptions } from "../../../src/tui/terminal/terminal.ts"
import type { TerminalSettings } from "../../../src/tui/terminal/appearance.ts"

export class FakeOutput extends EventEmitter {
  isTTY = true
  columns: number
  rows: number
  /** The text of every write. */
  writes: string[] = []
  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
  }
  write(text: string): boolean {
    this.writes.push(text)
    return true
  }
  resize(columns: number, rows: number): void {
    this.columns = columns
    this.rows = rows
    this.emit("resize")
  }
  get all(): string {
    return this.writes.join("")
  }
}

export class FakeInput extends PassThrough {
  isTTY = true
  raw: boolean[] = []
  setRawMode(on: boolean): this {
    this.raw.push(on)
    return this
  }
}

export interface Fake {
  readonly terminal: Terminal
  readonly input: FakeInput
  readonly output: FakeOutput
  readonly messages: Msg[]
  readonly hangups: number[]
}

export const SETTINGS: TerminalSettings = {
  ...DEFAULT_SETTINGS,
  mouse: false,
  synchronizedOutput: true,
  escapeMs: 10,
}

export function fakeTerminal(
  options: {
    input?: FakeInput
    output?: FakeOutput
    columns?: number
    rows?: number
    env?: Record<string, string>
    settings?: Partial<TerminalSettings>
    early?: TerminalOptions["early"]
  } = {},
): Fake {
  const input = options.input ?? new FakeInput()
  const output = options.output ?? new FakeOutput(options.columns ?? 40, options.rows ?? 8)
  const terminal = new Terminal({
    input,
    output,
    env: options.env ?? { TERM: "xterm-256color" },
    settings: { ...SETTINGS, ...options.settings },
    ...(options.early === undefined ? {} : { early: options.early }),
  })
  return { terminal, input, output, messages: [], hangups: [] }
}

export function start(fake: Fake): Fake {
  fake.terminal.start({
    message: (msg) => fake.messages.push(msg),
    hangup: () => fake.hangups.push(1),
  })
  return fake
}

export const frameOf = (rows: readonly (string | Row)[], cursor: Frame["cursor"] = null): Frame => ({
  rows: rows.map((row) => (typeof row === "string" ? [{ text: row }] : row)),
  cursor,
})

/** A terminal in memory that shows what was sent to it. It counts the width of graphemes as modern terminals do. */
export function eye(columns = 40, rows = 8) {
  const xterm = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 })
  xterm.loadAddon(new graphemesAddon.UnicodeGraphemesAddon())
  const replies: string[] = []
  xterm.onData((data) => replies.push(data))
  const show = (bytes: string) =>
    new Promise<void>((resolve) => {
      xterm.write(bytes, resolve)
    })
  const line = (y: number) => xterm.buffer.active.getLine(xterm.buffer.active.viewportY + y)
  const row = (y: number): string => line(y)?.translateToString(true).trimEnd() ?? ""
  return { xterm, replies, show, line, row }
}
