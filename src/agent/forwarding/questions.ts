import type { ForwardLog, LogEntry } from "./log.ts"
import type { Decision, Question } from "./rules.ts"

/** A question that waits for an answer. */
export interface OpenQuestion extends Question {
  readonly id: number
}

/** What a watching terminal has not seen yet. */
export interface News {
  readonly entries: readonly LogEntry[]
  readonly question: OpenQuestion | null
}

/** Asks the user by a program of their own. */
export type AskByProgram = (question: Question, signal: AbortSignal) => Promise<Decision>

/** How long the user has to answer, in milliseconds. */
const ANSWER_MS = 60_000
/** How long a terminal is silent that waits for news, in milliseconds. It then asks again at once. */
const NEWS_MS = 20_000
/** A terminal that does not ask again in this time is gone, in milliseconds. */
const GONE_MS = 3000

/** The user's terminals that watch, and the questions that they answer: one at a time. */
export class Questions {
  readonly #log: ForwardLog
  readonly #waiting = new Set<() => void>()
  #turn: Promise<unknown> = Promise.resolve()
  #open: { readonly question: OpenQuestion; readonly decide: (decision: Decision) => void } | null = null
  #last = 0
  #watchedMs = -GONE_MS

  constructor(log: ForwardLog) {
    this.#log = log
  }

  /** By the program; where there is none, or it cannot be started, by a terminal that watches. @param signal - Aborted where the client is gone. */
  async ask(question: Question, byProgram: AskByProgram | null, signal: AbortSignal): Promise<Decision> {
    const decision = this.#turn.then(async () => {
      const until = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
      const decided = until.aborted || byProgram === null ? "unasked" : await byProgram(question, until)
      return decided === "unasked" && !until.aborted ? await this.#askTerminal(question, until) : decided
    })
    this.#turn = decision.catch(() => undefined)
    return await decision
  }

  /** Tell the terminals that the log has a new entry. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** @param seq - Of the last entry that the terminal has seen. @param waits - Whether to wait until there is news, for a while. */
  async news(seq: number, waits: boolean, signal: AbortSignal): Promise<News> {
    const isNews = (): boolean => this.#open !== null || this.#log.after(seq).length > 0
    if (waits && !isNews()) await this.#wait(AbortSignal.any([signal, AbortSignal.timeout(NEWS_MS)]))
    if (waits && !signal.aborted) this.#watchedMs = performance.now()
    return { entries: this.#log.after(seq), question: this.#open?.question ?? null }
  }

  /** @param choice - The index of a label; null: none. @returns whether the question was still open */
  decide(id: number, choice: number | null): boolean {
    if (this.#open?.question.id !== id) return false
    this.#open.decide(choice ?? "no")
    return true
  }

  async #askTerminal(question: Question, signal: AbortSignal): Promise<Decision> {
    if (this.#waiting.size === 0 && performance.now() - this.#watchedMs > GONE_MS) return "unasked"
    const decision = await new Promise<Decision>((resolve) => {
      signal.addEventListener("abort", () => {
        resolve("no")
      })
      this.#open = { question: { ...question, id: ++this.#last }, decide: resolve }
      this.wake()
    })
    this.#open = null
    return decision
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end)
        resolve()
      }
      this.#waiting.add(end)
      signal.addEventListener("abort", end)
      if (signal.aborted) end()
    })
  }
}
