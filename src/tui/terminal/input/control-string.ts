/** A packet of the clipboard holds 4096 bytes as base64, and what they are. */
const MAX_PACKET_BYTES = 8192
/** No other string that answers a query is longer. */
const MAX_REPLY_BYTES = 256
/** Begins a packet of the clipboard, OSC 5522. */
const PACKET = Buffer.from("]5522;", "latin1")

/** The content of a string (OSC, DCS, APC …) so far, from the byte that began it. A longer one is cut. */
export class ControlString {
  readonly #bytes = Buffer.alloc(MAX_PACKET_BYTES)
  #length = 0

  /** Whether it is a packet of the clipboard. */
  get isPacket(): boolean {
    return this.#length >= PACKET.length && this.#bytes.subarray(0, PACKET.length).equals(PACKET)
  }

  /** At most 8192 bytes. They are those of this string, until it is dropped. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** At most 256 characters. */
  get reply(): string {
    return this.#bytes.toString("latin1", 0, Math.min(this.#length, MAX_REPLY_BYTES))
  }

  add(bytes: Buffer): void {
    this.#length += bytes.copy(this.#bytes, this.#length)
  }

  /** Overwrite the content: it may be of the clipboard. */
  drop(): void {
    this.#bytes.fill(0, 0, this.#length)
    this.#length = 0
  }
}
