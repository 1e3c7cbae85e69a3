import { timingSafeEqual } from "node:crypto"
import { inspect } from "node:util"

/**
 * A passphrase as bytes (UTF-8), which can be overwritten; a string cannot. It prints as `[passphrase]`. The caller who makes one wipes it after its
 * last use; functions that take one neither wipe nor keep it.
 */
export class Passphrase {
  /** Not a copy. Zeros once it is wiped. */
  readonly bytes: Uint8Array

  /** @param bytes - UTF-8. The caller must not use the array again. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** @param text - Whole, or its characters, of which no whole text is made. Lone surrogates, which have no UTF-8 form, become U+FFFD. */
  static of(text: string | readonly string[]): Passphrase {
    const encoder = new TextEncoder()
    if (typeof text === "string") return new Passphrase(encoder.encode(text))
    const bytes = new Uint8Array(text.reduce((sum, { length }) => sum + 3 * length, 0))
    let used = 0
    for (const character of text) used += encoder.encodeInto(character, bytes.subarray(used)).written
    const fitting = bytes.slice(0, used)
    bytes.fill(0)
    return new Passphrase(fitting)
  }

  get isEmpty(): boolean {
    return this.bytes.length === 0
  }

  /** Compared in constant time. */
  equals(other: Passphrase): boolean {
    return this.bytes.length === other.bytes.length && timingSafeEqual(this.bytes, other.bytes)
  }

  /**
   * A copy in the form that keys are derived from: NFC, because terminals and input methods send `é` and `が` composed or decomposed. Only
   * a passphrase beyond ASCII becomes a string on the way.
   */
  normalized(): Passphrase {
    const isAscii = this.bytes.every((byte) => byte < 0x80)
    return isAscii ? new Passphrase(this.bytes.slice()) : Passphrase.of(this.reveal().normalize("NFC"))
  }

  /** As a string, for a library that takes nothing else. */
  reveal(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes)
  }

  /** Overwrite the bytes with zeros. */
  wipe(): void {
    this.bytes.fill(0)
  }

  toString(): string {
    return "[passphrase]"
  }
  toJSON(): string {
    return "[passphrase]"
  }
  [inspect.custom](): string {
    return "[passphrase]"
  }
}
