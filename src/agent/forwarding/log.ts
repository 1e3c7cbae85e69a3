import { sanitize } from "../../base/display.ts"

/** What became of a request. `unasked`: the user could not be asked; `withdrawn`: its client was gone. */
export type Outcome = "given" | "refused" | "unasked" | "withdrawn" | "none" | "many" | "wait" | "locked" | "usage" | "busy" | "failed"

export interface LogEntry {
  /** Greater than that of each earlier entry. */
  readonly seq: number
  /** Milliseconds since 1970, of the last of them. */
  readonly atMs: number
  /** Of the host. */
  readonly name: string
  /** The label of the account where one was chosen, else the query; sanitised. */
  readonly about: string
  readonly outcome: Outcome
  /** How many requests in a row. */
  readonly count: number
}

const MAX_ENTRIES = 200
const MAX_CELLS = 80

/** What was asked through the forwarded sockets, in memory alone. */
export class ForwardLog {
  readonly #nowMs: () => number
  #entries: LogEntry[] = []
  #last = 0

  /** @param nowMs - Milliseconds since 1970. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** @returns whether there is a new entry: a host that asks without end adds to its last one */
  add(name: string, about: string, outcome: Outcome): boolean {
    const entry = { seq: this.#last + 1, atMs: this.#nowMs(), name, about: sanitize(about, MAX_CELLS), outcome, count: 1 }
    const before = this.#entries.at(-1)
    const isMore = outcome === "usage" || outcome === "busy"
    if (isMore && before?.name === name && before.outcome === outcome) {
      this.#entries[this.#entries.length - 1] = { ...entry, seq: before.seq, count: before.count + 1 }
      return false
    }
    this.#last = entry.seq
    this.#entries.push(entry)
    if (this.#entries.length > MAX_ENTRIES) this.#drop()
    return true
  }

  /** The entries after one, the oldest first. @param seq - 0: all of them. */
  after(seq: number): readonly LogEntry[] {
    return this.#entries.filter((entry) => entry.seq > seq)
  }

  /** Codes that were given are kept longest, so that no host can hide one behind many refusals. */
  #drop(): void {
    const at = this.#entries.findIndex(({ outcome }) => outcome !== "given")
    this.#entries.splice(Math.max(0, at), 1)
  }
}
