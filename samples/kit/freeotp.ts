// Shared by the generators of FreeOTP's three formats: tokens, and Java's serialisation of a map.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"

export const HELD: readonly Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: madeUpSecret("freeotp 1") }),
  makeDraft({
    kind: "totp",
    issuer: "さくら銀行",
    name: "山田 🔐",
    secret: madeUpSecret("freeotp 2", 32),
    algorithm: "SHA256",
    digits: 8,
    period: 60,
  }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: madeUpSecret("freeotp 3"), counter: 41, algorithm: "SHA512" }),
]
export const STEAM: Draft = makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: madeUpSecret("freeotp steam") })

/** Bytes as Java writes them: -128 to 127. */
export const signed = (bytes: Uint8Array): number[] => [...new Int8Array(bytes)]

export function tokenOf(d: Draft): Record<string, unknown> {
  return {
    algo: d.algorithm,
    counter: d.counter ?? 0,
    digits: d.digits,
    issuerExt: d.issuer,
    issuerInt: d.issuer,
    label: d.name,
    period: d.period ?? 30,
    secret: signed(d.secret.reveal()),
    type: d.kind === "hotp" ? "HOTP" : "TOTP",
  }
}

/** Modified UTF-8: each UTF-16 unit by itself, NUL in two bytes. */
function modifiedUtf8(text: string): Buffer {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0 && unit < 0x80) bytes.push(unit)
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 63))
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63))
  }
  return Buffer.from(bytes)
}

const u16 = (n: number): Buffer => Buffer.from([n >> 8, n & 255])
const u32 = (n: number): Buffer => Buffer.from([n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255])
const utf = (text: string): Buffer => Buffer.concat([u16(modifiedUtf8(text).length), modifiedUtf8(text)])

/**
 * `java.util.HashMap<String, String>` as `ObjectOutputStream` writes it. A text that came before is written as a reference, one beyond
 * 65,535 bytes as a long string.
 */
export function javaMap(entries: readonly (readonly [string, string])[]): Uint8Array {
  // The class and the map itself take the first two handles.
  const seen = new Map<string, number>()
  let handle = 0x7e0002
  const string = (text: string): Buffer => {
    const known = seen.get(text)
    if (known !== undefined) return Buffer.concat([Buffer.from([0x71]), u32(known)])
    seen.set(text, handle++)
    const bytes = modifiedUtf8(text)
    return bytes.length > 0xffff
      ? Buffer.concat([Buffer.from([0x7c]), u32(0), u32(bytes.length), bytes])
      : Buffer.concat([Buffer.from([0x74]), utf(text)])
  }
  const capacity = 64
  return Buffer.concat([
    Buffer.from([0xac, 0xed, 0, 5, 0x73, 0x72]),
    utf("java.util.HashMap"),
    Buffer.from("0507dac1c31660d1", "hex"),
    Buffer.from([3]),
    u16(2),
    Buffer.from("F"),
    utf("loadFactor"),
    Buffer.from("I"),
    utf("threshold"),
    Buffer.from([0x78, 0x70]),
    Buffer.from("3f400000", "hex"),
    u32((capacity * 3) / 4),
    Buffer.from([0x77, 8]),
    u32(capacity),
    u32(entries.length),
    ...entries.flatMap(([key, value]) => [string(key), string(value)]),
    Buffer.from([0x78]),
  ])
}
