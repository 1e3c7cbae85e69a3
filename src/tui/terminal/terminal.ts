import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Frame, Size } from "../core/frame.ts"
import type { Msg } from "../core/messages.ts"
import { isLikeXterm, openBlessed, Sink } from "./blessed.ts"
import type { BlessedScreen } from "./blessed.ts"
import { appearanceOf, drawsAscii } from "./appearance.ts"
import type { Known, TerminalSettings } from "./appearance.ts"
import { BackgroundProbe } from "./background-probe.ts"
import { layFrame } from "./cells.ts"
import type { Line } from "./cells.ts"
import { ClipboardReader } from "./clipboard/clipboard-reader.ts"
import type { EarlyScreen, Handed } from "./early-screen.ts"
import { encodeChanges } from "./encode.ts"
import type { CellSize } from "./graphics-probe.ts"
import { KeyParser } from "./key-parser.ts"
import type { Input } from "./key-parser.ts"
import { Pictures } from "./pictures.ts"
import { HIDE_CURSOR, MOUSE, PASTE, RESET, SHOW_CURSOR, SYNCHRONIZED } from "./sequences.ts"
import { sizeOf } from "./streams.ts"
import type { TerminalInput, TerminalOutput } from "./streams.ts"

export const TERMINAL_TEXTS = texts({
  noTerminal: {
    en: "the full-screen program needs a terminal for input and output; `keyferry --help` lists the commands that do not",
    ja: "全画面での操作には、入力と出力の両方がターミナルである必要があります。`keyferry --help` でターミナルのいらないコマンドを確認できます",
  },
  dumb: {
    en: "this terminal (TERM=dumb) cannot show the full-screen program; `keyferry --help` lists the commands that work here",
    ja: "このターミナル（TERM=dumb）では全画面で表示できません。`keyferry --help` で、ここで使えるコマンドを確認できます",
  },
})

export interface TerminalOptions {
  readonly input: TerminalInput
  readonly output: TerminalOutput
  /** `TERM` and `NO_COLOR` are used, and what tmux and screen set. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly settings: TerminalSettings
  /** What shows the first frame already; null: nothing. */
  readonly early?: Pick<EarlyScreen, "handOver"> | null
}

/** What the terminal reports. */
export interface TerminalListener {
  readonly message: (msg: Msg) => void
  /** Input has ended or output failed: the terminal is closed. */
  readonly hangup: () => void
}

/** An answer about the cursor's position that arrives later is ignored. Satellite links and busy machines take half a second. */
const PROBE_MS = 2000
/** Smaller frames are drawn at once by any terminal, and are sent every second. */
const LEAST_WRAPPED_ROWS = 4
const NOTHING_HANDED: Handed = { lines: null, typed: [] }
/** The cells that the probe may have overwritten. */
const PROBE_CELLS = 2

/**
 * Turns the terminal's input into messages, and draws frames. Nothing happens before {@link Terminal.start}, and
 * {@link Terminal.close} restores the terminal; between the two, only the alternate screen is written to.
 */
export class Terminal {
  readonly #options: TerminalOptions
  readonly #parser: KeyParser
  readonly #pictures: Pictures
  readonly #background: BackgroundProbe
  readonly #clipboard: ClipboardReader
  #settings: TerminalSettings
  #screen: BlessedScreen | null = null
  #sink: Sink | null = null
  #listener: TerminalListener | null = null
  /** Started, not suspended, not closed. */
  #active = false
  #frame: Frame = { rows: [], cursor: null }
  /** The sequence that placed or hid the cursor; empty: unknown. */
  #cursor = ""
  /** The rows that the collected output draws in. */
  #drawnRows = 0
  #holdTimer: NodeJS.Timeout | undefined
  #probeTimer: NodeJS.Timeout | undefined
  #halfBlockColumns: 1 | 2 | null = null
  readonly #onHangup = (): void => this.#listener?.hangup()
  readonly #onData = (chunk: Buffer): void => {
    clearTimeout(this.#holdTimer)
    const inputs = this.#parser.feed(chunk)
    // It may be a passphrase.
    chunk.fill(0)
    this.#deliver(inputs)
    const hold = this.#parser.holdMs
    if (hold !== null) this.#holdTimer = setTimeout(() => { this.#deliver(this.#parser.flush()) }, hold) // prettier-ignore
  }
  readonly #onResize = (): void => {
    if (!this.#active) return
    this.#resizeBuffers()
    const query = this.#pictures.resizeQuery()
    if (query !== "") this.#write(query)
    this.#listener?.message({ type: "resized", size: this.size })
  }

  constructor(options: TerminalOptions) {
    this.#options = options
    this.#settings = options.settings
    this.#pictures = new Pictures(options.env, () => this.size)
    this.#background = new BackgroundProbe(options.env)
    this.#clipboard = new ClipboardReader({
      env: options.env,
      send: (sequence) => {
        this.send(sequence)
      },
      message: (msg) => this.#listener?.message(msg),
    })
    this.#parser = new KeyParser({
      escapeMs: () => this.#settings.escapeMs,
      mouse: () => this.#settings.mouse,
      onPacket: (packet) => {
        this.#clipboard.handlePacket(packet)
      },
      onReply: (reply) => {
        this.#clipboard.handleReply(reply)
        if (this.#background.handleReply(reply)) this.draw(this.#frame)
        // Pages that were planned without pictures, or for another font, are planned again.
        if (this.#pictures.handleReply(reply)) this.#listener?.message({ type: "resized", size: this.size })
      },
    })
  }

  get size(): Size {
    return sizeOf(this.#options.output)
  }

  /** The number of cells in which this terminal draws `▀`; null: it has not answered yet. Two: draw QR codes with spaces only. */
  get halfBlockColumns(): 1 | 2 | null {
    return this.#halfBlockColumns
  }

  /** The size of a cell in pixels; null: this terminal draws no pictures, or has not answered yet. */
  get pictureCell(): CellSize | null {
    return this.#pictures.cell
  }

  /** @throws AppError `usage` where there is no terminal, or one that cannot place its cursor */
  start(listener: TerminalListener): void {
    const { input, output, env } = this.#options
    if (input.isTTY !== true || output.isTTY !== true) throw new AppError("usage", TERMINAL_TEXTS.noTerminal)
    if (env["TERM"] === "dumb") throw new AppError("usage", TERMINAL_TEXTS.dumb)
    this.#listener = listener
    this.#sink = new Sink(this.size)
    this.#screen = openBlessed(this.#sink, env["TERM"])
    this.#screen.draw = () => {
      this.#drawLines()
    }
    this.#active = true
    output.on("resize", this.#onResize)
    output.on("error", this.#onHangup)
    input.on("end", this.#onHangup)
    input.on("error", this.#onHangup)
    const { lines, typed } = this.#options.early?.handOver() ?? NOTHING_HANDED
    if (lines !== null && isLikeXterm(env["TERM"])) this.#goOnFrom(lines)
    else {
      this.#takeInput()
      this.#probe()
      this.#commit()
    }
    for (const chunk of typed) this.#onData(chunk)
    if (this.ascii) listener.message({ type: "glyphs-known", ascii: true })
  }

  /** Draw a frame: send the differences from the last one in one write. While suspended, the frame is kept and drawn on return. */
  draw(frame: Frame): void {
    this.#frame = frame
    const screen = this.#screen
    if (!this.#active || screen === null) return
    const picture = frame.picture ?? null
    const removed = this.#pictures.removeOld(picture)
    screen.program._write(removed.sequence)
    for (const y of removed.rows) if (y < screen.olines.length) screen.olines[y] = []
    screen.lines = layFrame(frame, this.size, appearanceOf(this.#settings, this.#known))
    screen.render()
    const placed = this.#pictures.place(picture)
    screen.program._write(placed)
    if (placed !== "") this.#cursor = ""
    this.#placeCursor()
    screen.program._write(this.#clipboard.want(frame.takesBytes === true))
    this.#commit()
  }

  /** Draw every cell again, whatever the terminal shows now. */
  redraw(): void {
    this.#invalidate()
    this.draw(this.#frame)
  }

  /** Send a sequence that draws nothing (OSC 52), after everything drawn before it. */
  send(sequence: string): void {
    if (!this.#active) return
    this.#commit()
    this.#write(sequence)
  }

  /** Read the clipboard, where the terminal lets it be read and the frame wants it. */
  readClipboard(): void {
    if (this.#active) this.#clipboard.read()
  }

  configure(settings: TerminalSettings): void {
    const { mouse } = this.#settings
    const ascii = this.ascii
    this.#settings = settings
    if (this.ascii !== ascii) this.#listener?.message({ type: "glyphs-known", ascii: this.ascii })
    if (!this.#active) return
    if (mouse !== settings.mouse) this.#write(settings.mouse ? MOUSE.on : MOUSE.off)
    const query = this.#backgroundQuery()
    if (query !== "") this.#write(query)
    this.draw(this.#frame)
  }

  /** Give the terminal back, as for the shell after Ctrl-Z. */
  suspend(): void {
    const screen = this.#screen
    if (!this.#active || screen === null) return
    this.#leave(() => {
      screen.leave()
    })
  }

  /** Resume and redraw the last frame. Also correct after SIGSTOP and SIGCONT, which suspend without notice. */
  resume(): void {
    const screen = this.#screen
    if (screen === null) return
    if (this.#active) {
      this.#leaveInput()
      this.#clipboard.leave()
      screen.program.isAlt = false
    }
    this.#active = true
    this.#takeInput()
    this.#resizeBuffers()
    screen.enter()
    this.#invalidate()
    this.draw(this.#frame)
  }

  /** Give the terminal back permanently. Safe to call at any time, more than once, and when the terminal is gone. */
  close(): void {
    const screen = this.#screen
    if (screen === null) return
    const { input, output } = this.#options
    clearTimeout(this.#probeTimer)
    this.#leave(() => {
      screen.destroy()
    })
    this.#screen = null
    input.off("end", this.#onHangup)
    input.off("error", this.#onHangup)
    output.off("resize", this.#onResize)
    // The listener for output errors stays: a closed terminal may report its error later, and the error must have a listener.
    this.#listener = null
  }

  /** Whether lines, bars and marks are drawn as ASCII characters. */
  get ascii(): boolean {
    return drawsAscii(this.#settings, this.#known)
  }

  get #known(): Known {
    return { env: this.#options.env, halfBlockColumns: this.#halfBlockColumns, background: this.#background.background }
  }

  /** Continue where another has entered the screen, as blessed does, and drawn these cells. The next frame repaints what the probe covers. */
  #goOnFrom(lines: readonly Line[]): void {
    this.#screen?.program.flush()
    this.#sink?.take()
    this.#listen()
    this.#probe()
    if (this.#screen === null) return
    this.#screen.olines = lines.map((line) => line.slice() as Line)
    this.#screen.olines[0]?.fill([-1, ""], 0, PROBE_CELLS)
  }

  #takeInput(): void {
    const { input } = this.#options
    // Switch raw mode off first: the shell may have changed the terminal while the program was stopped.
    input.setRawMode?.(false)
    input.setRawMode?.(true)
    this.#listen()
  }

  #listen(): void {
    const { input } = this.#options
    input.on("data", this.#onData)
    input.resume()
    this.#screen?.program._write("\x1b[m" + PASTE.on + (this.#settings.mouse ? MOUSE.on : ""))
  }

  /** Give back keyboard and screen. Release input before output: a failing write must not leave the keyboard in raw mode. */
  #leave(leaveScreen: () => void): void {
    if (this.#active) this.#leaveInput()
    this.#screen?.program._write(this.#pictures.forget())
    leaveScreen()
    this.#screen?.program.flush()
    const left = this.#sink?.take() ?? ""
    const clipboard = this.#clipboard.leave()
    if (this.#active) this.#write(RESET + clipboard + PASTE.off + MOUSE.off + left + SHOW_CURSOR)
    this.#active = false
  }

  #leaveInput(): void {
    const { input } = this.#options
    clearTimeout(this.#holdTimer)
    this.#parser.flush()
    input.off("data", this.#onData)
    try {
      input.setRawMode?.(false)
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
    input.pause()
  }

  #deliver(inputs: readonly Input[]): void {
    for (const one of inputs) {
      if (one.type === "cursor-at") this.#finishProbe(one.column)
      else this.#listener?.message(one)
    }
  }

  /** Draw `▀` in the corner and request the cursor's position. The first frame overwrites it without waiting for the answer. */
  #probe(): void {
    this.#screen?.program._write(`${this.#backgroundQuery()}\x1b[1;1H▀\x1b[6n${this.#pictures.startQuery()}`)
    this.#probeTimer = setTimeout(() => (this.#probeTimer = undefined), PROBE_MS)
    this.#probeTimer.unref()
    this.#invalidate()
  }

  /** Asked only where the theme depends on it. */
  #backgroundQuery(): string {
    return this.#settings.theme === "auto" ? this.#background.query() : ""
  }

  /** The cursor stands behind one `▀`: column 2 means that it is one cell wide, column 3 two. Later or other answers are ignored. */
  #finishProbe(column: number): void {
    if (this.#probeTimer === undefined) return
    clearTimeout(this.#probeTimer)
    this.#probeTimer = undefined
    if (column !== 2 && column !== 3) return
    const ascii = this.ascii
    this.#halfBlockColumns = column === 2 ? 1 : 2
    if (this.ascii !== ascii) this.#listener?.message({ type: "glyphs-known", ascii: this.ascii })
    if (column === 3) this.redraw()
  }

  /** Give blessed's buffers the window's current size, and invalidate them. */
  #resizeBuffers(): void {
    const { columns, rows } = this.size
    if (this.#screen === null || this.#sink === null) return
    this.#sink.columns = this.#screen.program.cols = columns
    this.#sink.rows = this.#screen.program.rows = rows
    this.#invalidate()
  }

  /** Redraw every cell at the next frame, since the terminal's content is unknown. Does not clear, to avoid flicker. */
  #invalidate(): void {
    if (this.#screen !== null) this.#screen.olines = []
    this.#screen?.program._write(this.#pictures.forget())
    this.#cursor = ""
  }

  /** Replaces blessed's own drawing, which sends wide characters and dim text wrongly. */
  #drawLines(): void {
    const screen = this.#screen
    if (screen === null) return
    const { text, rows } = encodeChanges(screen.lines, screen.olines, { ambiguousWide: this.#halfBlockColumns === 2 })
    screen.olines = screen.lines.map((line) => line.slice() as Line)
    if (text === "") return
    this.#drawnRows += rows
    if (this.#cursor !== HIDE_CURSOR) {
      screen.program._write(HIDE_CURSOR)
      this.#cursor = HIDE_CURSOR
    }
    screen.program._write(text)
  }

  #placeCursor(): void {
    const { columns, rows } = this.size
    const at = this.#frame.cursor
    const shown = at !== null && at.x >= 0 && at.x < columns && at.y >= 0 && at.y < rows
    const cursor = shown ? `\x1b[${at.y + 1};${at.x + 1}H${SHOW_CURSOR}` : HIDE_CURSOR
    if (cursor === this.#cursor) return
    this.#cursor = cursor
    this.#screen?.program._write(cursor)
  }

  /** Send blessed's collected output in one write. */
  #commit(): void {
    this.#screen?.program.flush()
    const text = this.#sink?.take() ?? ""
    const isWrapped = this.#settings.synchronizedOutput && this.#drawnRows >= LEAST_WRAPPED_ROWS
    this.#drawnRows = 0
    if (text === "") return
    this.#write(isWrapped ? SYNCHRONIZED.on + text + SYNCHRONIZED.off : text)
  }

  #write(text: string): void {
    try {
      this.#options.output.write(text)
    } catch {
      this.#onHangup()
    }
  }
}
