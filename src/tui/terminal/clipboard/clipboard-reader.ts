import { LIMITS } from "../../../formats/limits.ts"
import type { Msg, PasteProblem } from "../../core/messages.ts"
import { CLIPBOARD_EVENTS } from "../sequences.ts"
import { parsePacket, readRequest } from "./packets.ts"
import type { ClipboardPacket } from "./packets.ts"
import { takenFrom, wantedTypes } from "./wanted.ts"

/** Without an answer for this long a paste has failed. */
const ANSWER_MS = 15_000
/** While the terminal may be asking the user for permission. */
const PERMISSION_MS = 60_000
/** What takes longer is announced. */
const ANNOUNCED_AFTER_MS = 300
/** Of a list of types. */
const MAX_LIST_BYTES = 65_536
const LIST = "."

const PROBLEMS: Readonly<Record<string, PasteProblem>> = { ENOSYS: "unavailable", EPERM: "denied", EBUSY: "busy" }

/** A paste that is being read: first the list of types, then those that are wanted. */
interface Transfer {
  readonly reading: "list" | "data"
  /** Of our request; null: the terminal has started it. */
  readonly id: string | null
  readonly password: string | null
  readonly primary: boolean
  readonly parts: Map<string, Uint8Array[]>
  /** The types without data in the list. */
  readonly types: string[]
  bytes: number
}

export interface ClipboardParts {
  /** `TERM`, and what tmux and screen set. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to the terminal. */
  readonly send: (sequence: string) => void
  readonly message: (msg: Msg) => void
}

/**
 * Takes pictures, files and texts from the clipboard of a terminal that has kitty's protocol, OSC 5522.
 *
 * The terminal is asked whether it does when a screen first wants them. While one does, each paste is an event; it replaces the bracketed
 * paste, so texts are read this way too.
 */
export class ClipboardReader {
  readonly #parts: ClipboardParts
  readonly #way: "plain" | "tmux" | null
  #asked = false
  #readable = false
  #wanted = false
  /** The terminal sends events. */
  #on = false
  #transfer: Transfer | null = null
  #requests = 0
  #timer: NodeJS.Timeout | undefined
  #announcement: NodeJS.Timeout | undefined

  constructor(parts: ClipboardParts) {
    this.#parts = parts
    this.#way = wayTo(parts.env)
  }

  /** @param wanted - Whether the screen that is drawn takes what is pasted. @returns the sequence to send with it */
  want(wanted: boolean): string {
    this.#wanted = wanted
    if (!wanted) return this.leave()
    if (this.#asked) return this.#start()
    this.#asked = this.#way !== null
    return this.#wrapped(CLIPBOARD_EVENTS.query)
  }

  /** The terminal is given back. @returns the sequence to send */
  leave(): string {
    this.#drop()
    if (!this.#on) return ""
    this.#on = false
    return this.#wrapped(CLIPBOARD_EVENTS.off)
  }

  /** @param reply - Without its ESC: `[?5522;2$y`. */
  handleReply(reply: string): void {
    if (!this.#asked || this.#readable || !/^\[\?5522;[123]\$y$/.test(reply)) return
    this.#readable = true
    this.#parts.message({ type: "clipboard-known", readable: true })
    if (this.#wanted) this.#parts.send(this.#start())
  }

  /** Read the clipboard; the terminal may ask the user for permission. */
  read(): void {
    if (this.#on) this.#request("list", [LIST], { password: null, primary: false })
  }

  /** @param bytes - Of an OSC 5522, without its ESC and its end. */
  handlePacket(bytes: Uint8Array): void {
    if (!this.#on) return
    const packet = parsePacket(bytes)
    if (packet === null) {
      if (this.#transfer !== null) this.#fail("malformed")
      return
    }
    if (packet.id === null && packet.status === "OK") this.#begin({ ...packet, reading: "list" })
    else if (this.#transfer !== null && packet.id === this.#transfer.id) this.#take(packet, this.#transfer)
    packet.data.fill(0)
  }

  #start(): string {
    if (!this.#readable || this.#on) return ""
    this.#on = true
    return this.#wrapped(CLIPBOARD_EVENTS.on)
  }

  #begin({ reading, id, password, primary }: Pick<Transfer, "reading" | "id" | "password" | "primary">): void {
    this.#wipe()
    this.#transfer = { reading, id, password, primary, parts: new Map(), types: [], bytes: 0 }
    this.#wait(reading === "data" && password === null ? PERMISSION_MS : ANSWER_MS)
    this.#announcement ??= setTimeout(() => {
      this.#parts.message({ type: "pasting" })
    }, ANNOUNCED_AFTER_MS).unref()
  }

  #request(reading: Transfer["reading"], types: readonly string[], how: Pick<Transfer, "password" | "primary">): void {
    const id = `keyferry-${process.pid}-${++this.#requests}`
    this.#begin({ reading, id, ...how })
    this.#parts.send(this.#wrapped(readRequest(types, { id, ...how })))
  }

  #take({ status, mime, data }: ClipboardPacket, transfer: Transfer): void {
    if (status === "DATA") this.#add(mime, data, transfer)
    else if (status === "DONE") this.#finish(transfer)
    else if (status !== "OK") this.#fail(PROBLEMS[status] ?? "malformed")
    else this.#wait(ANSWER_MS)
  }

  #add(mime: string, data: Uint8Array, transfer: Transfer): void {
    this.#wait(ANSWER_MS)
    transfer.bytes += data.length
    if (transfer.bytes > (transfer.reading === "list" ? MAX_LIST_BYTES : LIMITS.fileBytes)) this.#fail("too-large")
    else if (data.length > 0) {
      const chunks = transfer.parts.get(mime) ?? []
      chunks.push(data.slice())
      transfer.parts.set(mime, chunks)
    } else if (transfer.types.length < MAX_LIST_BYTES / 64) transfer.types.push(mime)
  }

  #finish({ reading, parts, types, password, primary }: Transfer): void {
    if (reading === "list") {
      const listed = Buffer.concat(parts.get(LIST) ?? []).toString("utf8")
      const wanted = wantedTypes([...listed.split(/\s+/), ...types])
      if (wanted.length === 0) this.#fail("nothing")
      else this.#request("data", wanted, { password, primary })
      return
    }
    const taken = takenFrom(parts)
    this.#drop()
    if (taken === null || taken === "file-name") this.#parts.message({ type: "paste-failed", problem: taken ?? "nothing" })
    else if (taken.type === "text") this.#parts.message({ type: "pasted", text: taken.text })
    else this.#parts.message({ type: "pasted-bytes", name: taken.name, bytes: taken.bytes })
  }

  #fail(problem: PasteProblem): void {
    this.#drop()
    this.#parts.message({ type: "paste-failed", problem })
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#fail("unanswered")
    }, ms).unref()
  }

  /** Packets of the transfer that come later are ignored. */
  #drop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#announcement)
    this.#announcement = undefined
    this.#wipe()
  }

  #wipe(): void {
    for (const chunks of this.#transfer?.parts.values() ?? []) for (const chunk of chunks) chunk.fill(0)
    this.#transfer = null
  }

  /** As the terminal gets it: tmux passes on what is wrapped, with each ESC doubled, where its option `allow-passthrough` is on. */
  #wrapped(sequence: string): string {
    if (this.#way === null) return ""
    return this.#way === "plain" ? sequence : `\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`
  }
}

/** Null: the terminal must not be asked. Consoles print sequences that they do not know, and screen passes none on. */
function wayTo(env: ClipboardParts["env"]): "plain" | "tmux" | null {
  const term = env["TERM"] ?? ""
  if ((env["TMUX"] ?? "") !== "" || term.startsWith("tmux")) return "tmux"
  return (env["STY"] ?? "") !== "" || /^(linux|vt|ansi|cygwin|screen)/.test(term) ? null : "plain"
}
