import type { ServerResponse } from "node:http"
import type { EndState, PageState } from "./protocol.ts"

/** How long the page may take to read the last state, in milliseconds. */
const END_MS = 500
/** After a lost link, the browser tries again after so many milliseconds. */
const RETRY_MS = 1000

/** The one channel on which the states go to the page, as server-sent events. */
export class LiveChannel {
  #open: { readonly client: string; readonly response: ServerResponse } | null = null
  /** A state that waits until the browser has read the ones before. */
  #waiting: PageState | null = null
  readonly #heartbeat: NodeJS.Timeout
  readonly #connected: (isConnected: boolean) => void

  /** @param heartbeatMs - Time between two comments that make a broken link show itself. */
  constructor(heartbeatMs: number, connected: (isConnected: boolean) => void) {
    this.#connected = connected
    this.#heartbeat = setInterval(() => {
      if (this.#open?.response.writableNeedDrain === false) this.#open.response.write(":\n\n")
    }, heartbeatMs)
  }

  isOf(client: string): boolean {
    return this.#open?.client === client
  }

  isFreeFor(client: string): boolean {
    return this.#open === null || this.isOf(client)
  }

  /** Makes this response the channel; one that the same client had before is closed. @param response - Its head is written already. */
  open(client: string, response: ServerResponse, state: PageState): void {
    const before = this.#open
    this.#open = { client, response }
    this.#waiting = null
    before?.response.end()
    response.on("drain", () => {
      const state = this.#waiting
      this.#waiting = null
      if (state !== null && this.#open?.response === response) this.send(state)
    })
    response.on("close", () => {
      if (this.#open?.response !== response) return
      this.#open = null
      this.#connected(false)
    })
    response.write(`retry: ${RETRY_MS}\n\n`)
    this.send(state)
    if (before === null) this.#connected(true)
  }

  /** A slow browser gets only the newest state. */
  send(state: PageState): void {
    const response = this.#open?.response
    if (response === undefined) return
    if (response.writableNeedDrain) this.#waiting = state
    else response.write(eventOf(state))
  }

  /** Sends the last state, and waits a moment for the page to get it. Says nothing more about the connection. */
  async end(state: EndState): Promise<void> {
    clearInterval(this.#heartbeat)
    const response = this.#open?.response
    this.#open = null
    if (response === undefined) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, END_MS)
      response.end(eventOf(state), () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

const eventOf = (state: PageState): string => `data: ${JSON.stringify(state)}\n\n`
