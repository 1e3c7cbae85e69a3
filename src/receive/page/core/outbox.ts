import { CLIENT_HEADER, MAX_LIMITS, NAME_HEADER, PATHS } from "../../protocol.ts"
import type { FoundTexts, TurnPage } from "../../protocol.ts"

/** Why something was not sent, and never will be. */
export type Unsent = "empty" | "too-large" | "refused"

export interface OutboxEvents {
  /** What is on its way or waits: a file by its name, texts, or nothing. */
  sending(what: { readonly name: string | null } | null): void
  /** @param name - Of the file; null: texts. */
  unsent(name: string | null, why: Unsent): void
}

type Letter =
  | { readonly to: "text"; readonly texts: readonly string[] }
  | { readonly to: "file"; readonly name: string; readonly body: Blob }
  | { readonly to: "turn"; readonly page: number }

/** Statuses after which the same request may succeed later: the channel is opened again, or the program is busy. */
const LATER = [403, 404, 409, 429]
/** A file may be named with half a character, which cannot be encoded. */
const LONE_SURROGATE = /\p{Surrogate}/gu
const AGAIN_MS = 1000
/** Characters of the texts of one request; as JSON in UTF-8 they stay below the limit. */
const MAX_CHARACTERS = MAX_LIMITS.textBytes / 8

/** Sends one thing after another, and forgets each when it was answered. Without a connection it keeps them. */
export class Outbox {
  readonly #client: string
  readonly #events: OutboxEvents
  readonly #fetch: typeof fetch
  readonly #letters: Letter[] = []
  #isOpen = false
  #isSending = false
  /** Ends the request on its way: a lost connection would never bring its answer. */
  #abort = new AbortController()

  constructor(
    client: string,
    events: OutboxEvents,
    { fetch: fetched = (input, init) => fetch(input, init) }: { fetch?: typeof fetch } = {},
  ) {
    this.#client = client
    this.#events = events
    this.#fetch = fetched
  }

  /** Texts of codes, or one that was pasted. */
  texts(texts: readonly string[]): void {
    const fitting = texts.filter((text) => text.length <= MAX_CHARACTERS)
    if (fitting.length < texts.length) this.#events.unsent(null, "too-large")
    for (const text of fitting) this.#addText(text)
    void this.#sendAll()
  }

  file(name: string, body: Blob): void {
    if (body.size === 0) this.#events.unsent(name, "empty")
    else if (body.size > MAX_LIMITS.fileBytes) this.#events.unsent(name, "too-large")
    else this.#letters.push({ to: "file", name, body })
    void this.#sendAll()
  }

  turn(page: number): void {
    const waiting = this.#letters.findIndex((letter, at) => letter.to === "turn" && !this.#isOnItsWay(at))
    this.#letters.splice(waiting < 0 ? this.#letters.length : waiting, 1, { to: "turn", page })
    void this.#sendAll()
  }

  /** The connection is there: send what has waited. */
  open(): void {
    this.#isOpen = true
    void this.#sendAll()
  }

  /** The connection is lost. */
  hold(): void {
    this.#isOpen = false
    this.#abort.abort()
    this.#abort = new AbortController()
  }

  /** Forget everything. */
  clear(): void {
    this.hold()
    this.#letters.length = 0
    this.#events.sending(null)
  }

  #isOnItsWay(at: number): boolean {
    return at === 0 && this.#isSending
  }

  /** Together with texts that wait already, as far as they fit into one request. */
  #addText(text: string): void {
    const at = this.#letters.length - 1
    const last = this.#letters[at]
    const fits = last?.to === "text" && !this.#isOnItsWay(at) && last.texts.join("").length + text.length <= MAX_CHARACTERS
    if (fits) this.#letters[at] = { to: "text", texts: [...last.texts, text] }
    else this.#letters.push({ to: "text", texts: [text] })
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    for (let letter = this.#letters[0]; this.#isOpen && letter !== undefined; letter = this.#letters[0]) {
      const name = letter.to === "file" ? letter.name : null
      this.#events.sending({ name })
      const status = await this.#post(letter)
      if (this.#letters[0] !== letter) continue
      if (status === null || status >= 500 || LATER.includes(status)) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
        continue
      }
      this.#letters.shift()
      if (status !== 204) this.#events.unsent(name, status === 413 ? "too-large" : "refused")
    }
    this.#isSending = false
    if (this.#letters.length === 0) this.#events.sending(null)
  }

  /** @returns The status of the answer; null: none came. */
  async #post(letter: Letter): Promise<number | null> {
    const headers = {
      [CLIENT_HEADER]: this.#client,
      "content-type": letter.to === "file" ? "application/octet-stream" : "application/json",
      ...(letter.to === "file" ? { [NAME_HEADER]: encodeURIComponent(letter.name.replace(LONE_SURROGATE, "\uFFFD")) } : {}),
    }
    try {
      const answer = await this.#fetch(PATHS[letter.to], { method: "POST", headers, body: bodyOf(letter), signal: this.#abort.signal })
      return answer.status
    } catch {
      return null
    }
  }
}

function bodyOf(letter: Letter): Blob | string {
  switch (letter.to) {
    case "text":
      return JSON.stringify({ texts: letter.texts } satisfies FoundTexts)
    case "file":
      return letter.body
    case "turn":
      return JSON.stringify({ page: letter.page } satisfies TurnPage)
  }
}
