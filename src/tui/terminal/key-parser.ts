import { graphemes } from "../../base/display.ts"
import type { Msg } from "../core/messages.ts"
import { ControlString } from "./input/control-string.ts"
import { pastedText } from "./input/pasted-text.ts"
import { altKey, controlKey, csiKey, linuxKey, ss3Key, typedKey } from "./key-sequences.ts"
import type { NamedKey } from "./key-sequences.ts"

/** What the bytes of a terminal encode. `cursor-at` answers our own query (CSI 6 n); the rest are messages. */
export type Input =
  | Extract<Msg, { readonly type: "key" | "pasted" | "clicked" | "wheeled" }>
  /** 1-based, as the terminal sends it. */
  | { readonly type: "cursor-at"; readonly row: number; readonly column: number }

/** Silence after which an unfinished sequence is given up, in milliseconds; a lone ESC has its own, shorter one. */
const UNFINISHED_MS = 250
/** A longer paste is cut. No list of accounts is near this size. */
const MAX_PASTE_BYTES = 16 * 1024 * 1024
/** No key and no reply to our queries is longer. */
const MAX_CSI_BYTES = 256
/** As {@link UNFINISHED_MS}, inside of a packet: a slow link may pause anywhere in a picture, whose rest must not become keys. */
const UNFINISHED_PACKET_MS = 10_000

const ESC = 0x1b
const PASTE_END = Buffer.from("\x1b[201~", "latin1")
const C = { "[": 0x5b, "]": 0x5d, O: 0x4f, "\\": 0x5c, M: 0x4d } as const
/** The bytes after ESC that begin a string ending with ST: DCS, SOS, OSC, PM, APC. */
const STRINGS = new Set([0x50, 0x58, C["]"], 0x5e, 0x5f])

type Mode = "keys" | "string" | "paste"

/** The number of bytes used, and the inputs they encode. `null`: more bytes are needed. */
type Step = { readonly used: number; readonly inputs: readonly Input[] } | null

/**
 * Parses the bytes of a terminal into keys, pastes and clicks. Keeps unfinished input until more bytes come.
 *
 * Sequences and UTF-8 characters may be split anywhere. Replies to queries of earlier programs (OSC, DCS, reports) are
 * swallowed; they never become keys. A bracketed paste is one `pasted`. CR, LF and CR LF are each one `enter`.
 */
export class KeyParser {
  readonly #escapeMs: () => number
  readonly #isMouseOn: () => boolean
  readonly #onReply: (reply: string) => void
  readonly #onPacket: (packet: Uint8Array) => void
  #held: Buffer = Buffer.alloc(0)
  readonly #string = new ControlString()
  #mode: Mode = "keys"
  #paste: Buffer[] = []
  #pasted = 0
  #afterCr = false

  /**
   * @param options - Called each time, since settings change. `escapeMs`: how long a lone ESC waits for the rest of a key. `onReply` gets
   * each swallowed reply without its ESC and its end, cut to 256 bytes. `onPacket` gets each packet of the clipboard (OSC 5522) likewise,
   * cut to 8192 bytes, which are overwritten when it returns.
   */
  constructor(options: {
    escapeMs: () => number
    mouse: () => boolean
    onReply?: (reply: string) => void
    onPacket?: (packet: Uint8Array) => void
  }) {
    this.#escapeMs = options.escapeMs
    this.#isMouseOn = options.mouse
    this.#onReply = options.onReply ?? (() => undefined)
    this.#onPacket = options.onPacket ?? (() => undefined)
  }

  /** Milliseconds after which {@link KeyParser.flush} is due unless more bytes come; null: nothing waits. */
  get holdMs(): number | null {
    if (this.#mode === "string") return this.#string.isPacket ? UNFINISHED_PACKET_MS : UNFINISHED_MS
    if (this.#mode === "paste" || this.#held.length === 0) return null
    return this.#held.length === 1 && this.#held[0] === ESC ? this.#escapeMs() : UNFINISHED_MS
  }

  feed(bytes: Uint8Array): readonly Input[] {
    const out: Input[] = []
    // Ctrl-C alone leaves a paste or a string whose end never comes, so that the program can still be quit.
    if (this.#mode !== "keys" && bytes.length === 1 && bytes[0] === 3) this.#leave()
    // An own copy, so that it can be overwritten: the bytes may be those of a passphrase.
    const whole = Buffer.alloc(this.#held.length + bytes.length)
    whole.set(this.#held)
    whole.set(bytes, this.#held.length)
    this.#held.fill(0)
    this.#held = whole
    while (this.#held.length > 0) {
      const step = this.#step()
      if (step === null) break
      out.push(...step.inputs)
      this.#held.fill(0, 0, step.used)
      this.#held = this.#held.subarray(step.used)
    }
    return out
  }

  /** No more bytes came in time: a lone ESC becomes the key, an unfinished sequence is dropped. */
  flush(): readonly Input[] {
    const held = this.#held
    if (this.#mode === "paste") return []
    this.#leave()
    if (held.length === 1 && held[0] === ESC) return [key({ key: "escape", text: null })]
    if (held.length === 2 && held[0] === ESC) return keys(alt(held[1] ?? 0))
    return []
  }

  #step(): Step {
    if (this.#mode === "paste") return this.#stepPaste()
    if (this.#mode === "string") return this.#stepString()
    const first = this.#held[0] ?? 0
    if (first === ESC) return this.#stepEscape()
    if (first === 0x0a && this.#afterCr) {
      this.#afterCr = false
      return { used: 1, inputs: [] }
    }
    this.#afterCr = first === 0x0d
    if (first < 0x20 || first === 0x7f) return { used: 1, inputs: [key(controlKey(first))] }
    return this.#stepText()
  }

  /** All printable text up to the next control byte; an unfinished character at the end waits. */
  #stepText(): Step {
    const stop = this.#held.findIndex((byte) => byte < 0x20 || byte === 0x7f)
    const run = stop < 0 ? this.#held : this.#held.subarray(0, stop)
    const whole = stop < 0 ? wholeCharacters(run) : run.length
    if (whole === 0) return null
    const text = run.subarray(0, whole).toString("utf8")
    return { used: whole, inputs: graphemes(text).flatMap((one) => keys(typedKey(one))) }
  }

  #stepEscape(): Step {
    const held = this.#held
    const second = held[1]
    if (second === undefined) return null
    this.#afterCr = false
    // Of two ESC bytes the first is the key; the second may begin a sequence.
    if (second === ESC) return { used: 1, inputs: [key({ key: "escape", text: null })] }
    if (STRINGS.has(second)) {
      this.#mode = "string"
      this.#string.add(held.subarray(1, 2))
      return { used: 2, inputs: [] }
    }
    if (second === C["["]) return this.#stepCsi()
    if (second === C.O) return held.length < 3 ? null : { used: 3, inputs: keys(ss3Key(String.fromCharCode(held[2] ?? 0))) }
    if (second < 0x80) return { used: 2, inputs: keys(alt(second)) }
    const length = characterLength(second)
    if (held.length < 1 + length) return null
    const typed = typedKey(held.subarray(1, 1 + length).toString("utf8"))
    return { used: 1 + length, inputs: typed === null ? [] : [key(altKey(typed))] }
  }

  #stepCsi(): Step {
    const held = this.#held
    // The Linux console's function keys have a second bracket.
    if (held[2] === C["["]) return held.length < 4 ? null : { used: 4, inputs: keys(linuxKey(String.fromCharCode(held[3] ?? 0))) }
    let end = 2
    while (end < held.length && (held[end] ?? 0) >= 0x20 && (held[end] ?? 0) <= 0x3f) end++
    const final = held[end]
    if (final === undefined) return held.length > MAX_CSI_BYTES ? { used: held.length, inputs: [] } : null
    // A control byte or a new ESC inside: the sequence was cut off, and the rest is parsed on its own.
    if (final < 0x40 || final > 0x7e) return { used: end, inputs: [] }
    const parameters = held.toString("latin1", 2, end)
    const letter = String.fromCharCode(final)
    // The old mouse report, which is not requested: swallow it and the three raw bytes that follow.
    if (final === C.M && parameters === "") return held.length < end + 4 ? null : { used: end + 4, inputs: [] }
    return { used: end + 1, inputs: this.#csi(parameters, letter) }
  }

  #csi(parameters: string, letter: string): readonly Input[] {
    if (letter === "~" && parameters === "200") {
      this.#mode = "paste"
      return []
    }
    if (parameters.startsWith("<")) return this.#isMouseOn() ? parseMouse(parameters, letter) : []
    const at = letter === "R" ? /^(\d+);(\d+)$/.exec(parameters) : null
    if (at !== null) return [{ type: "cursor-at", row: Number(at[1]), column: Number(at[2]) }]
    const named = csiKey(parameters, letter)
    if (named === null) this.#onReply(`[${parameters}${letter}`)
    return keys(named)
  }

  #stepString(): Step {
    const held = this.#held
    for (let i = 0; i < held.length; i++) {
      const byte = held[i] ?? 0
      const ends = byte === 0x07 || byte === 0x18 || byte === 0x1a
      if (byte !== ESC && !ends) continue
      const next = held[i + 1]
      if (!ends && i === 0 && next === undefined) return null
      this.#string.add(held.subarray(0, i))
      if (!ends && next === undefined) return { used: i, inputs: [] }
      this.#mode = "keys"
      if (byte === 0x07 || next === C["\\"]) this.#endString()
      this.#string.drop()
      if (ends) return { used: i + 1, inputs: [] }
      return { used: next === C["\\"] ? i + 2 : i, inputs: [] }
    }
    this.#string.add(held)
    return { used: held.length, inputs: [] }
  }

  #endString(): void {
    if (this.#string.isPacket) this.#onPacket(this.#string.bytes)
    else this.#onReply(this.#string.reply)
  }

  #stepPaste(): Step {
    const end = this.#held.indexOf(PASTE_END)
    if (end < 0) {
      const safe = this.#held.length - PASTE_END.length + 1
      if (safe <= 0) return null
      this.#keep(this.#held.subarray(0, safe))
      return { used: safe, inputs: [] }
    }
    this.#keep(this.#held.subarray(0, end))
    const text = pastedText(this.#paste)
    for (const chunk of this.#paste) chunk.fill(0)
    const used = end + PASTE_END.length
    this.#mode = "keys"
    this.#paste = []
    this.#pasted = 0
    return { used, inputs: [{ type: "pasted", text }] }
  }

  #keep(bytes: Buffer): void {
    const room = MAX_PASTE_BYTES - this.#pasted
    if (room <= 0) return
    const taken = Buffer.alloc(Math.min(room, bytes.length))
    bytes.copy(taken)
    this.#paste.push(taken)
    this.#pasted += taken.length
  }

  /** Back to keys, without what is unfinished. */
  #leave(): void {
    this.#mode = "keys"
    this.#string.drop()
    this.#paste = []
    this.#pasted = 0
    this.#held = Buffer.alloc(0)
  }
}

function key(named: NamedKey): Input {
  return { type: "key", key: named.key, text: named.text }
}

function keys(named: NamedKey | null): readonly Input[] {
  return named === null ? [] : [key(named)]
}

/** ESC and one ASCII byte. */
function alt(byte: number): NamedKey | null {
  const named = byte < 0x20 || byte === 0x7f ? controlKey(byte) : typedKey(String.fromCharCode(byte))
  return named === null ? null : altKey(named)
}

/** SGR reports (mode 1006): `CSI < button ; x ; y M` pressed, `m` released. Only left clicks and the wheel are used. */
function parseMouse(parameters: string, letter: string): readonly Input[] {
  const found = /^<(\d+);(\d+);(\d+)$/.exec(parameters)
  if (found === null || letter !== "M") return []
  const [button, x, y] = [Number(found[1]), Number(found[2]) - 1, Number(found[3]) - 1]
  // Bits 4, 8 and 16 are Shift, Alt and Ctrl.
  const kind = button & ~28
  if (kind === 0) return [{ type: "clicked", x, y }]
  if (kind === 64) return [{ type: "wheeled", by: -1 }]
  if (kind === 65) return [{ type: "wheeled", by: 1 }]
  return []
}

/** Length in bytes of the UTF-8 character that starts with this byte; 1 for a byte that starts none. */
function characterLength(first: number): number {
  if (first >= 0xf0 && first <= 0xf4) return 4
  if (first >= 0xe0) return first <= 0xef ? 3 : 1
  return first >= 0xc2 ? 2 : 1
}

/** The number of bytes from the start that hold whole UTF-8 characters: all, unless the last character is unfinished. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return characterLength(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
