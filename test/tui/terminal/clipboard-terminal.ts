/** What a terminal does that has kitty's clipboard protocol, OSC 5522. Works on bytes alone, so that tests of the real program use it too. */

const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString("base64")

const LIST = "."
export const PASSWORD = base64("once-0123456789")
/** From the protocol; before base64. */
const MOST_BYTES = 4096

export type ClipboardContent = Readonly<Record<string, string | Uint8Array>>

export interface ClipboardOptions {
  readonly content?: ClipboardContent
  /** The answer to the query of the mode; null: none. */
  readonly mode?: 0 | 1 | 2 | 3 | 4 | null
  /** The answer to a request for data, in place of the data; `silence`: none. */
  readonly error?: string
}

/** The packets of one answer, each a whole OSC. */
export function answerPackets(metadata: string, content: ClipboardContent): string[] {
  const packet = (more: string, data?: Uint8Array): string =>
    `\x1b]5522;type=read:${more}${metadata}${data === undefined ? "" : `;${base64(data)}`}\x1b\\`
  const packets = [packet("status=OK")]
  for (const [type, value] of Object.entries(content)) {
    const bytes = Buffer.from(value as Uint8Array)
    for (let at = 0; at < bytes.length; at += MOST_BYTES)
      packets.push(packet(`status=DATA:mime=${base64(type)}`, bytes.subarray(at, at + MOST_BYTES)))
  }
  return [...packets, packet("status=DONE")]
}

/** A terminal with a clipboard. Its answers are for the program's input. */
export class ClipboardTerminal {
  readonly #options: ClipboardOptions
  readonly #answer: (bytes: string) => void
  #unread = ""
  #password: string | null = null
  /** Whether the program has asked for events. */
  on = false
  /** The metadata and the types of each request. */
  readonly requests: { readonly metadata: string; readonly types: readonly string[] }[] = []

  constructor(options: ClipboardOptions, answer: (bytes: string) => void) {
    this.#options = options
    this.#answer = answer
  }

  /** What the program has sent. */
  take(output: string): void {
    this.#unread += output
    for (;;) {
      const found = /\x1b\[\?5522(\$p|h|l)|\x1b\]5522;([^;\x1b]*);([^\x1b]*)\x1b\\/.exec(this.#unread)
      if (found === null) break
      this.#unread = this.#unread.slice(found.index + found[0].length)
      const [, mode, metadata = "", payload = ""] = found
      if (mode === undefined) this.#read(metadata, Buffer.from(payload, "base64").toString("utf8"))
      else this.#setMode(mode)
    }
    this.#unread = this.#unread.slice(Math.max(0, this.#unread.lastIndexOf("\x1b]5522")))
  }

  /** The user presses the terminal's own key for pasting. */
  paste(): void {
    if (!this.on) throw new Error("the program has not asked for events")
    this.#password = PASSWORD
    this.#answer(answerPackets(`:pw=${PASSWORD}`, { [LIST]: `${this.#types.join(" ")}\n` }).join(""))
  }

  get #types(): readonly string[] {
    return Object.keys(this.#options.content ?? {})
  }

  #setMode(mode: string): void {
    const { mode: state = 2 } = this.#options
    if (mode === "$p" && state !== null) this.#answer(`\x1b[?5522;${state}$y`)
    if (mode !== "$p") this.on = mode === "h"
  }

  #read(metadata: string, asked: string): void {
    const { content = {}, error } = this.#options
    const types = asked.split(" ")
    this.requests.push({ metadata, types })
    const id = /(?:^|:)id=([\w.+-]+)/.exec(metadata)?.[1]
    const back = id === undefined ? "" : `:id=${id}`
    if (asked === LIST) {
      this.#answer(answerPackets(back, { [LIST]: this.#types.join(" ") }).join(""))
      return
    }
    const given = /(?:^|:)pw=([^:]+)/.exec(metadata)?.[1]
    // It is valid once; without one the user is asked, and allows it.
    const isAllowed = given === undefined || given === this.#password
    this.#password = null
    if (error === "silence") return
    if (error !== undefined || !isAllowed) this.#answer(`\x1b]5522;type=read:status=${error ?? "EPERM"}${back}\x1b\\`)
    else this.#answer(answerPackets(back, Object.fromEntries(types.map((type) => [type, content[type] ?? ""]))).join(""))
  }
}
