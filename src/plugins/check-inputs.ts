import { makeDraft } from "../accounts/account.ts"
import type { Draft } from "../accounts/account.ts"
import { Secret } from "../accounts/secret.ts"
import { isAppError } from "../base/errors.ts"
import type { Background, Random } from "../base/ports.ts"
import type { Handler, Keeps } from "../formats/handler.ts"

/** An input for a plugin; the name is for messages. */
export interface CheckInput {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A pseudo-random whole number from 0 to `below` - 1. */
type Draw = (below: number) => number

/** xorshift32, so that every run draws the same numbers. */
function makeDraw(seed: number): Draw {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % Math.max(below, 1)
  }
}

const noise = (length: number, seed: number): Uint8Array => {
  const draw = makeDraw(seed)
  return Uint8Array.from({ length }, () => draw(256))
}

/** Inputs that a plugin must answer without failing. */
export function oddInputs(): CheckInput[] {
  const text = (name: string, content: string): CheckInput => ({ name, bytes: Buffer.from(content, "utf8") })
  const head = (name: string, hex: string): CheckInput => ({ name, bytes: Buffer.concat([Buffer.from(hex, "hex"), noise(2000, 7)]) })
  return [
    text("nothing", ""),
    text("white space", " \r\n\t\n"),
    text("one byte", "\0"),
    text("a line of text", "hello, world"),
    text("a long line", "a".repeat(1 << 20)),
    text("many lines", "a,b;c\n".repeat(100_000)),
    text("a table", "name,secret,note\nx,y,z\n"),
    text("XML", '<?xml version="1.0"?><map><string name="a">b</string></map>'),
    text("HTML", "<!DOCTYPE html><html><table><tr><td>x</td></tr></table></html>"),
    text("base64", Buffer.from(noise(3000, 11)).toString("base64")),
    ...["null", "true", "0", '""', "[]", "{}", "[[]]", "[null]", '{"a":null}', '{"version":1}', '{"__proto__":{"a":1}}', '{"a":'].map(
      (json) => text(`the JSON ${json}`, json),
    ),
    text("deep JSON", "[".repeat(90) + "]".repeat(90)),
    { name: "UTF-16", bytes: Buffer.from("\ufeffhello", "utf16le") },
    ...[0, 1, 2, 3].map((n) => ({ name: `noise of ${10 ** (n + 2)} bytes`, bytes: noise(10 ** (n + 2), 100 + n) })),
    head("the head of a picture", "89504e470d0a1a0a0000000d49484452"),
    head("the head of an archive", "504b030414000000"),
    head("the head of a database", Buffer.from("SQLite format 3\0").toString("hex")),
    head("the head of a serialised object", "aced0005"),
  ]
}

const secretOf = (seed: number): Secret => new Secret(noise(20, seed))

/** Accounts that cover every kind, algorithm, length and period that the target keeps, and odd texts. */
export function accountsFor({ kinds, algorithms, digits, periods, ...keeps }: Keeps): Draft[] {
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(list.length, 1)]
  const periodChoices = periods === "any" ? [30, 15, 90] : periods
  return kinds.flatMap((kind) => {
    const algorithmChoices = kind === "totp" || kind === "hotp" ? algorithms : [null]
    const count = Math.max(algorithmChoices.length, digits.length, kind === "totp" ? periodChoices.length : 1, 2)
    return Array.from({ length: count }, (_, at) => {
      const odd = at % 2 === 1
      const base32 = secretOf(1000 + at * 7 + kinds.indexOf(kind))
      return makeDraft({
        kind,
        issuer: odd ? 'さくら 銀行, "Ltd." <&>' : `Northwind ${kind}`,
        name: odd ? `山田 太郎 ${at}` : `alice+${at}@example.com`,
        secret: kind === "motp" ? new Secret(Buffer.from(Buffer.from(base32.reveal()).toString("hex").slice(0, 16), "latin1")) : base32,
        algorithm: pick(algorithmChoices, at),
        digits: kind === "totp" || kind === "hotp" ? pick(digits, at) : null,
        period: kind === "totp" ? pick(periodChoices, at) : null,
        counter: kind === "hotp" ? at * 41 : null,
        pin: keeps.pin && (kind === "motp" || kind === "yandex") ? "1234" : null,
        note: keeps.note && odd ? "first line\nsecond line" : "",
        groups: keeps.groups === "none" || !odd ? [] : keeps.groups === "one" ? ["Work"] : ["Work", "家"],
        favorite: keeps.favorite && odd,
      })
    })
  })
}

/** The fields of an account that the target keeps, as a comparable text. */
export function comparableAccount({ secret, ...draft }: Draft, keeps: Keeps): string {
  const { kind, issuer, name, algorithm, digits, period, counter } = draft
  return JSON.stringify({
    ...{ kind, issuer, name, secret: secret.toBase32(), algorithm, digits, period, counter },
    ...(keeps.pin ? { pin: draft.pin } : {}),
    ...(keeps.note ? { note: draft.note } : {}),
    ...(keeps.groups === "none" ? {} : { groups: draft.groups }),
    ...(keeps.favorite ? { favorite: draft.favorite } : {}),
  })
}

/** One unprotected file of each format that keyferry writes. */
export async function builtInFormatFiles(
  handlers: readonly Handler[],
  ports: { readonly background: Background; readonly random: Random; readonly nowMs: number },
): Promise<CheckInput[]> {
  const files: CheckInput[] = []
  for (const { id, writer } of handlers) {
    if (writer === undefined || writer.protects === "always") continue
    try {
      files.push({ name: id, bytes: await writer.run(accountsFor(writer.keeps), { ...ports, password: null }) })
    } catch (error) {
      // The format cannot hold these accounts.
      if (!isAppError(error)) throw error
    }
  }
  return files
}

const INSERTED_TEXTS = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\0",
  "\n",
  "null",
  "-1",
  "1e999",
  "9007199254740993",
  "\ufeff",
  "\u202e",
  "__proto__",
]

const REPLACEMENT_VALUES: readonly unknown[] = [null, true, 0, -1, 0.5, 2 ** 53, "", "x", "\ud800", [], {}, [[]]]

/** Replace or remove one value of a JSON tree. */
function mutateValue(value: unknown, draw: Draw): unknown {
  if (typeof value !== "object" || value === null || draw(4) === 0) return REPLACEMENT_VALUES[draw(REPLACEMENT_VALUES.length)]
  const keys = Object.keys(value)
  const key = keys[draw(keys.length)]
  if (key === undefined) return [value]
  if (Array.isArray(value)) return (value as readonly unknown[]).with(Number(key), mutateValue(value[Number(key)], draw))
  const entries = Object.entries(value).filter(([name]) => name !== key)
  return Object.fromEntries(draw(5) === 0 ? entries : [...entries, [key, mutateValue((value as Record<string, unknown>)[key], draw)]])
}

function parseJsonOrUndefined(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"))
  } catch {
    return undefined
  }
}

/** Damaged copies of a file: bytes cut off, flipped, removed, doubled or inserted; every other copy of a JSON file has one value changed. */
export function mutations(bytes: Uint8Array, count: number): Uint8Array[] {
  const draw = makeDraw(bytes.length + 17)
  const json = parseJsonOrUndefined(bytes)
  return Array.from({ length: count }, (_, round) => {
    const at = draw(bytes.length + 1)
    const to = at + draw(Math.min(64, bytes.length - at) + 1)
    const [before, between, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
    if (json !== undefined && round % 2 === 1) return Buffer.from(JSON.stringify(mutateValue(json, draw)), "utf8")
    switch (Math.floor(round / 2) % 5) {
      case 0:
        return before.slice()
      case 1: {
        const flipped = Uint8Array.from(bytes)
        if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << draw(8))
        return flipped
      }
      case 2:
        return Buffer.concat([before, after])
      case 3:
        return Buffer.concat([before, between, between, after])
      default:
        return Buffer.concat([before, Buffer.from(INSERTED_TEXTS[draw(INSERTED_TEXTS.length)] ?? "", "utf8"), after])
    }
  })
}
