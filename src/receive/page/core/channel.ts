import { HEARTBEAT_MS, PATHS, PROGRAM_HEADER } from "../../protocol.ts"
import type { PageState } from "../../protocol.ts"
import { EventStream } from "./event-stream.ts"

/**
 * How the page is connected to the program.
 *
 * - `connecting`: for the first time
 * - `lost`: tries again by itself; `given-up`: only when the user asks for it
 * - `elsewhere`: another page has the channel
 * - `gone`: no program, or another one, answers at this address
 * - `ended`: the program has sent its last state
 */
export type Link = "connecting" | "connected" | "lost" | "given-up" | "elsewhere" | "gone" | "ended"

export interface ChannelEvents {
  link(link: Link): void
  state(state: PageState): void
}

/** Milliseconds before each try to connect again; together about a minute. */
const RETRY_MS = [500, 1000, 2000, 3000, 5000, 5000, 10_000, 15_000, 20_000]
/** Two comments may be late. */
const SILENCE_MS = 3 * HEARTBEAT_MS

/** Where trying again leads nowhere. */
class Refused extends Error {
  readonly link: Link
  constructor(link: Link) {
    super(link)
    this.link = link
  }
}

/** The one live channel: it brings the states, and says whether the program is there. */
export class Channel {
  readonly #client: string
  readonly #events: ChannelEvents
  readonly #fetch: typeof fetch
  readonly #delays: readonly number[]
  /** The digits of the program that answered first. */
  #program: string | null = null
  #isOpening = false

  constructor(
    client: string,
    events: ChannelEvents,
    { fetch: fetched = (input, init) => fetch(input, init), delays = RETRY_MS }: { fetch?: typeof fetch; delays?: readonly number[] } = {},
  ) {
    this.#client = client
    this.#events = events
    this.#fetch = fetched
    this.#delays = delays
  }

  /** Connect, and again after every loss, until that leads nowhere. May be called again afterwards. */
  async open(): Promise<void> {
    if (this.#isOpening) return
    this.#isOpening = true
    try {
      for (let tries = 0; tries <= this.#delays.length; tries++) {
        const wasConnected = await this.#connectOnce()
        if (wasConnected) tries = 0
        this.#events.link("lost")
        await sleep(this.#delays[tries] ?? 0)
      }
      this.#events.link("given-up")
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#events.link(error.link)
    } finally {
      this.#isOpening = false
    }
  }

  /** @returns Whether there was a connection before it was lost. @throws Refused */
  async #connectOnce(): Promise<boolean> {
    const watch = new Watch(SILENCE_MS)
    let isConnected = false
    try {
      const answer = await this.#request(watch.signal)
      if (answer === null) return false
      this.#events.link("connected")
      isConnected = true
      await this.#read(answer, watch)
    } catch (error) {
      if (error instanceof Refused) throw error
      return isConnected
    } finally {
      watch.stop()
    }
    throw new Refused("elsewhere")
  }

  async #request(signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
    const answer = await this.#fetch(`${PATHS.live}?client=${this.#client}`, { headers: { accept: "text/event-stream" }, signal })
    if (answer.status === 409) throw new Refused("elsewhere")
    if (answer.status >= 400 && answer.status < 500) throw new Refused("gone")
    if (!answer.ok || answer.body === null) return null
    const program = answer.headers.get(PROGRAM_HEADER)
    if (this.#program !== null && program !== this.#program) throw new Refused("gone")
    this.#program = program
    return answer.body
  }

  /** Returns where the answer ends whole, which is how an earlier answer to the same client ends. @throws Refused after the last state */
  async #read(answer: ReadableStream<Uint8Array>, watch: Watch): Promise<void> {
    const stream = new EventStream()
    const decoder = new TextDecoder()
    const reader = answer.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      watch.restart()
      for (const data of stream.add(decoder.decode(value, { stream: true }))) {
        const state = JSON.parse(data) as PageState
        this.#events.state(state)
        if (state.mode === "ended") throw new Refused("ended")
      }
    }
  }
}

/** Aborts after a time without a restart. */
class Watch {
  readonly #controller = new AbortController()
  readonly #ms: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number) {
    this.#ms = ms
    this.restart()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#controller.abort()
    }, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#controller.abort()
  }
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
