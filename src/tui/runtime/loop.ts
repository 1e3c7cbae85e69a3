import { texts, format } from "../../base/language.ts"
import type { Clock } from "../../base/ports.ts"
import type { Effect } from "../core/effects.ts"
import { keyMsg } from "../core/keys.ts"
import type { Answer, Msg } from "../core/messages.ts"
import type { Program, ProgramStart } from "../core/program.ts"
import { watchProcess } from "../terminal/signals.ts"
import type { ProcessEvents } from "../terminal/signals.ts"
import type { Terminal } from "../terminal/terminal.ts"
import type { EffectRunner } from "./effects.ts"

export const LOOP_TEXTS = texts({
  bug: {
    en: "stopped by a bug ({name}); everything saved is safe. KEYFERRY_DEBUG=1 shows where it happened",
    ja: "不具合（{name}）のため終了しました。保存済みの内容は失われていません。KEYFERRY_DEBUG=1 を付けると発生箇所を表示します",
  },
  ended: {
    en: "ended by {signal}; the vault is locked",
    ja: "{signal} を受け取ったため終了し、保管庫をロックしました",
  },
})

/** The used part of the terminal. */
export type LoopTerminal = Pick<
  Terminal,
  "size" | "start" | "draw" | "redraw" | "configure" | "readClipboard" | "suspend" | "resume" | "close"
>

export interface TuiOptions<S> {
  readonly terminal: LoopTerminal
  readonly program: Program<S>
  readonly start: Omit<ProgramStart, "nowMs" | "size">
  /** Creates the runner of the effects. */
  readonly effects: (answer: (answer: Answer) => void) => Pick<EffectRunner, "run" | "wipe">
  readonly clock: Clock
  readonly process: ProcessEvents
  /** Stop this process, and those started with it, until SIGCONT: SIGSTOP to the process group. */
  readonly stop: () => void
  /** One line on standard error. */
  readonly report: (line: string) => void
  /** Report bugs with their stack trace. */
  readonly debug: boolean
}

/** 128 plus the signal's number, as in shells. */
const STATUS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const
const BUG_STATUS = 1
const SECOND_MS = 1000
/** Timers may fire slightly early, before the second has changed. */
const AFTER_SECOND_MS = 3
/** How long the end waits for a running save. */
const WIPE_MS = 5000

/**
 * Run the full-screen program until it ends: send it all waiting messages one by one, draw one frame, then start the requested effects.
 *
 * However it ends, the terminal is restored, and then the vault is wiped.
 *
 * @returns the exit status: 0 when the user quits, 1 after a bug, 128 + n after a signal.
 * @throws AppError `usage` where there is no terminal to run on
 */
export async function runTui<S>(options: TuiOptions<S>): Promise<number> {
  return await new Loop(options).run()
}

class Loop<S> {
  readonly #options: TuiOptions<S>
  readonly #runner: Pick<EffectRunner, "run" | "wipe">
  /** Null until the program has started. */
  #state: { readonly now: S } | null = null
  #queue: Msg[] = []
  #scheduled: NodeJS.Immediate | null = null
  #timer: NodeJS.Timeout | null = null
  #tickedAtMs = 0
  #ended = false
  #finish: (status: number) => void = () => undefined
  readonly #finished: Promise<number>

  constructor(options: TuiOptions<S>) {
    this.#options = options
    this.#runner = options.effects((answer) => {
      this.#post(answer)
    })
    this.#finished = new Promise((resolve) => (this.#finish = resolve))
  }

  async run(): Promise<number> {
    const { terminal, process, clock, program, start } = this.#options
    const unwatch = watchProcess(process, {
      hangup: () => {
        this.#hangup()
      },
      end: (signal) => {
        this.#end(STATUS[signal], format(LOOP_TEXTS.ended, start.lang, { signal }))
      },
      // Handled like the key, since the program may have to lock first.
      stop: () => {
        this.#post({ type: "key", key: "C-z", text: null })
      },
      goOn: () => {
        terminal.resume()
        this.#post({ type: "resumed" })
      },
      bug: (error) => {
        this.#bug(error)
      },
      exit: () => {
        terminal.close()
      },
    })
    try {
      const listener = { message: this.#post.bind(this), hangup: this.#hangup.bind(this) }
      terminal.start(listener)
      try {
        this.#tickedAtMs = clock.nowMs()
        const { state, effects } = program.init({ ...start, nowMs: this.#tickedAtMs, size: terminal.size })
        this.#state = { now: state }
        this.#show(state, effects)
      } catch (error) {
        this.#bug(error)
      }
      return await this.#finished
    } finally {
      await this.#wipe()
      unwatch()
    }
  }

  #post(msg: Msg): void {
    if (this.#ended) return
    this.#queue.push(msg)
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = null
      this.#drain()
    })
  }

  /** Handle all waiting messages, then draw one frame. */
  #drain(): void {
    if (this.#ended || this.#state === null || this.#queue.length === 0) return
    const { program, clock, terminal } = this.#options
    try {
      const nowMs = clock.nowMs()
      // After a sleep, or without ticks, send the time first, since the program may have to lock.
      const stale = Math.abs(nowMs - this.#tickedAtMs) >= SECOND_MS
      if (stale && this.#queue[0]?.type !== "ticked") this.#queue.unshift({ type: "ticked", nowMs })
      const effects: Effect[] = []
      let state = this.#state.now
      for (let msg = this.#queue.shift(); msg !== undefined; msg = this.#queue.shift()) {
        if (msg.type === "ticked") this.#tickedAtMs = msg.nowMs
        if (msg.type === "settings-saved") terminal.configure(msg.settings)
        const step = program.update(state, msg)
        state = step.state
        effects.push(...step.effects)
      }
      this.#state = { now: state }
      this.#show(state, effects)
    } catch (error) {
      this.#bug(error)
    }
  }

  #show(state: S, effects: readonly Effect[]): void {
    const { program, terminal } = this.#options
    terminal.draw(program.view(state, terminal.size))
    this.#arrangeTick(program.needsTick(state))
    const started: Promise<void>[] = []
    for (const effect of effects) {
      if (this.#ended) return
      if (effect.type === "quit") this.#end(0)
      else if (effect.type === "redraw") terminal.redraw()
      else if (effect.type === "read-clipboard") terminal.readClipboard()
      else if (effect.type === "press-keys") for (const key of effect.keys) this.#post(keyMsg(key))
      else if (effect.type === "suspend") void this.#suspend(started)
      else {
        const work = this.#runner.run(effect)
        started.push(work)
        work.catch((error: unknown) => {
          this.#bug(error)
        })
      }
    }
  }

  /** Waits for the effects of the same messages (a lock) and draws their answers, before the shell gets the terminal. */
  async #suspend(started: readonly Promise<void>[]): Promise<void> {
    await Promise.allSettled(started)
    this.#drain()
    if (this.#ended) return
    this.#options.terminal.suspend()
    this.#options.stop()
  }

  #arrangeTick(needed: boolean): void {
    if (!needed || this.#ended) {
      if (this.#timer !== null) clearTimeout(this.#timer)
      this.#timer = null
      return
    }
    if (this.#timer !== null) return
    const { clock } = this.#options
    const untilNext = SECOND_MS - (clock.nowMs() % SECOND_MS) + AFTER_SECOND_MS
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#post({ type: "ticked", nowMs: clock.nowMs() })
    }, untilNext)
  }

  /** The terminal is closed; write nothing more. */
  #hangup(): void {
    this.#end(STATUS.SIGHUP)
  }

  #bug(error: unknown): void {
    const { start, debug } = this.#options
    // Only the kind, since a library's message may quote its input.
    const name = error instanceof Error ? error.name : typeof error
    const place = debug && error instanceof Error ? `\n${error.stack ?? ""}` : ""
    this.#end(BUG_STATUS, format(LOOP_TEXTS.bug, start.lang, { name }) + place)
  }

  /** Close the terminal, then report the sentence. Later calls do nothing. */
  #end(status: number, sentence?: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#arrangeTick(false)
    if (this.#scheduled !== null) clearImmediate(this.#scheduled)
    try {
      this.#options.terminal.close()
    } finally {
      if (sentence !== undefined) this.#options.report(sentence)
      this.#finish(status)
    }
  }

  async #wipe(): Promise<void> {
    const enough = new AbortController()
    const limit = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WIPE_MS)
      enough.signal.addEventListener("abort", () => {
        clearTimeout(timer)
        resolve()
      })
    })
    await Promise.race([this.#runner.wipe().catch(() => undefined), limit])
    enough.abort()
  }
}
