import { constants } from "node:os"
import type { Frame, Size } from "../core/frame.ts"
import { appearanceOf } from "./appearance.ts"
import type { TerminalSettings } from "./appearance.ts"
import { blankLines, layFrame } from "./cells.ts"
import type { Line } from "./cells.ts"
import { encodeChanges } from "./encode.ts"
import { ENTER, LEAVE, PASTE, RESET, SHOW_CURSOR, SYNCHRONIZED } from "./sequences.ts"
import type { ProcessEvents } from "./signals.ts"
import { sizeOf } from "./streams.ts"
import type { TerminalInput, TerminalOutput } from "./streams.ts"

export interface EarlyOptions {
  readonly input: TerminalInput
  readonly output: TerminalOutput
  /** `TERM` and `NO_COLOR` are used. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly settings: TerminalSettings
  readonly process: ProcessEvents
  /** Ends the process, with its `exit` event. */
  readonly exit: (status: number) => void
  /** Sends this process a signal. */
  readonly raise: (signal: "SIGTSTP") => void
}

/** What {@link EarlyScreen.handOver} gives. */
export interface Handed {
  /** The cells that the terminal shows; null: it may show something else. */
  readonly lines: readonly Line[] | null
  /** What was typed meanwhile. The reader wipes it. */
  readonly typed: readonly Buffer[]
}

const CTRL_C = 3
const END_SIGNALS = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const

/**
 * Shows the first frame while the rest of the program loads. Keys are kept for the {@link Terminal} that takes over; Ctrl-C and the
 * signals that end a process end it, and the terminal is restored.
 */
export class EarlyScreen {
  readonly #options: EarlyOptions
  readonly #size: Size
  #lines: readonly Line[] | null = null
  #shown = false
  #stopRequested = false
  #typed: Buffer[] = []
  readonly #handlers: Readonly<Record<string, () => void>>
  readonly #onData = (chunk: Buffer): void => {
    if (chunk.includes(CTRL_C)) this.#options.exit(0)
    else this.#typed.push(chunk)
  }
  readonly #onHangup = (): void => {
    this.#options.exit(128 + constants.signals.SIGHUP)
  }

  constructor(options: EarlyOptions) {
    this.#options = options
    this.#size = sizeOf(options.output)
    this.#handlers = {
      ...Object.fromEntries(
        END_SIGNALS.map((signal) => [
          signal,
          () => {
            options.exit(128 + constants.signals[signal])
          },
        ]),
      ),
      exit: () => {
        this.leave()
      },
      SIGTSTP: () => {
        this.#stopRequested = true
      },
      // The shell has used the terminal.
      SIGCONT: () => {
        this.#lines = null
      },
    }
  }

  get size(): Size {
    return this.#size
  }

  /** Take the terminal and draw. */
  show(frame: Frame): void {
    const { input, output, env, settings, process } = this.#options
    this.#shown = true
    for (const [event, handler] of Object.entries(this.#handlers)) process.on(event, handler)
    input.setRawMode?.(true)
    input.on("data", this.#onData)
    input.on("end", this.#onHangup)
    input.on("error", this.#onHangup)
    input.resume()
    this.#lines = layFrame(frame, this.#size, appearanceOf(settings, { env, halfBlockColumns: null, background: null }))
    const { text: drawn } = encodeChanges(this.#lines, blankLines(this.#size), { ambiguousWide: false })
    const { cursor } = frame
    const placed = cursor === null ? "" : `\x1b[${cursor.y + 1};${cursor.x + 1}H${SHOW_CURSOR}`
    const whole = `\x1b[m${ENTER(this.#size.rows)}${PASTE.on}${drawn}${placed}`
    output.write(settings.synchronizedOutput ? SYNCHRONIZED.on + whole + SYNCHRONIZED.off : whole)
  }

  /** Let a {@link Terminal} go on from here, in raw mode and on the alternate screen. */
  handOver(): Handed {
    const { output, raise } = this.#options
    const { columns, rows } = sizeOf(output)
    const sameSize = columns === this.#size.columns && rows === this.#size.rows
    const handed = { lines: sameSize ? this.#lines : null, typed: this.#typed }
    this.#release()
    if (this.#stopRequested) raise("SIGTSTP")
    return handed
  }

  /** Give the terminal back. Does nothing where it was never taken, or is handed over. */
  leave(): void {
    if (!this.#shown) return
    const { input, output } = this.#options
    for (const chunk of this.#typed) chunk.fill(0)
    this.#release()
    try {
      input.setRawMode?.(false)
      input.pause()
      output.write(RESET + PASTE.off + LEAVE)
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
  }

  #release(): void {
    const { input, process } = this.#options
    this.#shown = false
    this.#typed = []
    input.off("data", this.#onData)
    input.off("end", this.#onHangup)
    input.off("error", this.#onHangup)
    for (const [event, handler] of Object.entries(this.#handlers)) process.off(event, handler)
  }
}
