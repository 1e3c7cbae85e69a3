/**
 * What a terminal sends of its clipboard: `OSC 5522 ; key=value:… ; base64 ST`.
 *
 * @see https://sw.kovidgoyal.net/kitty/clipboard/
 */
export interface ClipboardPacket {
  /** `OK`, `DATA`, `DONE`, or an error such as `EPERM`. */
  readonly status: string
  /** Of the request that it answers; null: it answers none. */
  readonly id: string | null
  /** Allows to read the clipboard once, in base64 as it came; null: there is none. */
  readonly password: string | null
  /** It is about the primary selection. */
  readonly primary: boolean
  /** Of its data; `.`: they are the list of types; empty: there are none. */
  readonly mime: string
  /** A copy, which the caller wipes. */
  readonly data: Uint8Array
}

/** A longer packet may have been cut. */
const MAX_BYTES = 8191
const MAX_METADATA_BYTES = 2048
const SEMICOLON = 0x3b
const PASSWORD = /^[\w+/=-]{1,1024}$/

/** @param packet - Without its ESC and its end. @returns null: it is malformed, or no answer to reading. */
export function parsePacket(packet: Uint8Array): ClipboardPacket | null {
  if (packet.length > MAX_BYTES) return null
  const from = packet.indexOf(SEMICOLON) + 1
  const found = packet.indexOf(SEMICOLON, from)
  const to = found < 0 ? packet.length : found
  if (to - from > MAX_METADATA_BYTES) return null
  const metadata = new Map(
    Buffer.from(packet.subarray(from, to))
      .toString("latin1")
      .split(":")
      .map((pair) => [pair.slice(0, Math.max(0, pair.indexOf("="))), pair.slice(pair.indexOf("=") + 1)] as const),
  )
  const password = metadata.get("pw") ?? null
  const data = found < 0 ? new Uint8Array() : decodeBase64Bytes(packet.subarray(found + 1))
  if (metadata.get("type") !== "read" || data === null || (password !== null && !PASSWORD.test(password))) return null
  return {
    status: metadata.get("status") ?? "",
    id: metadata.get("id") ?? null,
    password,
    primary: metadata.get("loc") === "primary",
    mime: Buffer.from(metadata.get("mime") ?? "", "base64").toString("utf8"),
    data,
  }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const VALUES = new Int8Array(256).fill(-1)
for (let at = 0; at < LETTERS.length; at++) VALUES[LETTERS.charCodeAt(at)] = at
const EQUALS = 0x3d

/** Decodes strictly, and without a string, which could not be wiped. @returns null: it is no base64 with its padding. */
export function decodeBase64Bytes(text: Uint8Array): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.at(-1) !== EQUALS ? 0 : text.at(-2) !== EQUALS ? 1 : 2
  const letters = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  for (let at = 0, out = 0; at < text.length; at++) {
    const value = at < letters ? (VALUES[text[at] ?? 0] ?? -1) : 0
    if (value < 0) return null
    bits = ((bits << 6) | value) & 0xffffff
    if (at % 4 !== 3) continue
    for (const shift of [16, 8, 0]) if (out < bytes.length) bytes[out++] = (bits >> shift) & 0xff
  }
  return bytes
}

/** The name that a request by a password has; the protocol prescribes it. */
const PASTE_EVENT = base64("Paste event")

/** Asks for these types; `.` asks for the list of types. */
export function readRequest(
  types: readonly string[],
  { id, password, primary }: Pick<ClipboardPacket, "password" | "primary"> & { readonly id: string },
): string {
  const allowed = password === null ? "" : `:pw=${password}:name=${PASTE_EVENT}`
  return `\x1b]5522;type=read${primary ? ":loc=primary" : ""}:id=${id}${allowed};${base64(types.join(" "))}\x1b\\`
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64")
}
