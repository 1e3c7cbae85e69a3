import { format } from "../../base/language.ts"
import type { Detail, Lang } from "../../base/language.ts"
import type { ForwardAnswer, Refusal } from "./line.ts"
import type { Outcome } from "./log.ts"
import { FORWARD_TEXTS } from "./texts.ts"

/** A socket that is meant to be forwarded to a host. */
export interface Forward {
  /** Of the host. */
  readonly name: string
  /** An absolute path. */
  readonly socket: string
  /** The vault whose codes it gives. */
  readonly directory: string
}

/** An account that a query may mean. */
export interface Candidate {
  readonly id: string
  readonly label: string
  /** HOTP: each of its codes is spent when it is given. */
  readonly isCounted: boolean
}

/** What the user is asked: whether the host gets a code, and of which account. */
export interface Question {
  /** Of the host. */
  readonly name: string
  /** What the host has asked for. */
  readonly query: string
  /** Of the accounts that match: 1 to 9. */
  readonly labels: readonly string[]
}

/** The index of a label; `unasked`: the user cannot be asked. */
export type Decision = number | "no" | "unasked"

/** The vault, the clock and the user, on this side. */
export interface NearSide {
  readonly lang: Lang
  /** Stands for the time since the vault was unlocked: another object after it was locked meanwhile; null: it is locked. */
  session(): object | null
  /** Null: locked. */
  candidates(query: string): Promise<readonly Candidate[] | null>
  /** The code of an account; null: locked, or it cannot be made. `validForMs`: null for HOTP. */
  take(id: string): Promise<{ readonly code: string; readonly validForMs: number | null } | null>
  /** @param signal - Aborted where the client is gone. */
  ask(question: Question, signal: AbortSignal): Promise<Decision>
  /** Milliseconds of a clock that cannot be set. */
  monotonicMs(): number
  /** @param about - A label or a query. */
  log(about: string, outcome: Outcome): void
}

/** How long a host may have the codes of an account after it was confirmed. */
export const ALLOWED_MS = 60 * 60_000
/** So that a digit chooses one of them. */
const MAX_CHOICES = 9
/** How long a refusal answers for the user. */
const REFUSED_MS = 30_000
const REQUESTS_AT_ONCE = 5
const REQUESTS_PER_SECOND = 3

/** What was decided about an account. It holds in one session alone. */
interface Held {
  readonly session: object
  readonly untilMs: number
}

interface Turn {
  readonly query: string
  readonly session: object
  readonly signal: AbortSignal
}

/**
 * What a host gets through its forwarded socket: codes of accounts that the user has confirmed, labels of these, and nothing else. A host that
 * asks for another account learns the same, whether it exists or not.
 */
export class Forwarding {
  /** Of the host, as the user has called it. */
  readonly name: string
  readonly #near: NearSide
  readonly #allowed = new Map<string, Held>()
  readonly #refused = new Map<string, Held>()
  readonly #given = new Map<string, Held>()
  #turn: Promise<unknown> = Promise.resolve()
  #tokens = REQUESTS_AT_ONCE
  #filledMs: number

  constructor(name: string, near: NearSide) {
    this.name = name
    this.#near = near
    this.#filledMs = near.monotonicMs()
  }

  /** Requests are answered one after the other. @param query - Null: the request was none. @param signal - Aborted where the client is gone. */
  async answer(query: string | null, signal: AbortSignal): Promise<ForwardAnswer> {
    if (!this.#hasToken()) return this.#refuse("busy", query ?? "", "busy")
    if (query === null) return this.#refuse("usage", "", "usage")
    const answer = this.#turn.then(async () => {
      const session = this.#near.session()
      if (signal.aborted) return this.#refuse("denied", query, "withdrawn")
      if (session === null) return this.#refuse("locked", query, "locked")
      return await this.#choose({ query, session, signal }).catch(() => this.#refuse("failed", query, "failed"))
    })
    this.#turn = answer
    return await answer
  }

  async #choose(turn: Turn): Promise<ForwardAnswer> {
    const found = await this.#near.candidates(turn.query)
    if (found === null) return this.#refuse("locked", turn.query, "locked")
    const [only, ...others] = found
    if (only === undefined) return this.#refuse("denied", turn.query, "none")
    const isAllowed = ({ id }: Candidate): boolean => this.#holds(this.#allowed, id) !== null
    if (others.length === 0) {
      if (!only.isCounted && isAllowed(only)) return await this.#give(only, turn)
      return await this.#confirm(found, only.label, turn)
    }
    if (found.every(isAllowed)) return this.#refuse("many", turn.query, "many", { labels: found.map(({ label }) => label).join(", ") })
    if (found.length > MAX_CHOICES) return this.#refuse("denied", turn.query, "many")
    return await this.#confirm(found, turn.query, turn)
  }

  /** @param about - For the log, as long as no account is chosen. */
  async #confirm(found: readonly Candidate[], about: string, turn: Turn): Promise<ForwardAnswer> {
    if (found.some(({ id }) => this.#holds(this.#refused, id))) return this.#refuse("denied", about, "refused")
    const question = { name: this.name, query: turn.query, labels: found.map(({ label }) => label) }
    const decision = await this.#near.ask(question, turn.signal)
    if (turn.signal.aborted) return this.#refuse("denied", about, "withdrawn")
    if (decision === "unasked") return this.#refuse("denied", about, "unasked")
    if (this.#near.session() !== turn.session) return this.#refuse("locked", about, "locked")
    const chosen = decision === "no" ? undefined : found[decision]
    if (chosen === undefined) {
      for (const { id } of found) this.#hold(this.#refused, id, turn.session, REFUSED_MS)
      return this.#refuse("denied", about, "refused")
    }
    this.#hold(this.#allowed, chosen.id, turn.session, ALLOWED_MS)
    return await this.#give(chosen, turn)
  }

  async #give({ id, label }: Candidate, { session }: Turn): Promise<ForwardAnswer> {
    const given = this.#holds(this.#given, id)
    if (given !== null) {
      const seconds = Math.ceil((given.untilMs - this.#near.monotonicMs()) / 1000)
      return this.#refuse("wait", label, "wait", { seconds })
    }
    const taken = await this.#near.take(id)
    if (this.#near.session() !== session) return this.#refuse("locked", label, "locked")
    if (taken === null) return this.#refuse("failed", label, "failed")
    if (taken.validForMs !== null) this.#hold(this.#given, id, session, taken.validForMs)
    this.#near.log(label, "given")
    return { type: "ok", code: taken.code, seconds: Math.ceil((taken.validForMs ?? 0) / 1000), label }
  }

  #refuse(word: Refusal, about: string, outcome: Outcome, detail: Detail = {}): ForwardAnswer {
    this.#near.log(about, outcome)
    return { type: "error", word, text: format(FORWARD_TEXTS[word], this.#near.lang, detail) }
  }

  #hold(map: Map<string, Held>, id: string, session: object, forMs: number): void {
    map.set(id, { session, untilMs: this.#near.monotonicMs() + forMs })
  }

  #holds(map: Map<string, Held>, id: string): Held | null {
    const held = map.get(id)
    if (held === undefined) return null
    if (held.session === this.#near.session() && this.#near.monotonicMs() < held.untilMs) return held
    map.delete(id)
    return null
  }

  #hasToken(): boolean {
    const nowMs = this.#near.monotonicMs()
    this.#tokens = Math.min(REQUESTS_AT_ONCE, this.#tokens + ((nowMs - this.#filledMs) / 1000) * REQUESTS_PER_SECOND)
    this.#filledMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
