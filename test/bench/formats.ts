import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { parse } from "csv-parse/sync"
import type { Handler, SniffedInput } from "../../src/formats/handler.ts"
import { LIMITS } from "../../src/formats/limits.ts"
import { detect, handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import type { Sniffed } from "../../src/formats/sniff.ts"
import { NOW_MS, background, seededRandom } from "../formats/ports.ts"
import { draftsOf } from "./accounts.ts"
import { inTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const FEW = 10_000
const MANY = 100_000
const MOST_OF_PARSER = 3

/**
 * Every plain format that is written here, read: looked at, detected, made accounts of. Beside the bare parsers of the same bytes: `JSON.parse`,
 * `csv-parse`, and for each URI in it `URL`. Each in a thread of its own, as a program reads it that was started for it: without what the others
 * have left in memory, and have taught the engine to expect.
 */
export async function* formats(): AsyncGenerator<Measured> {
  for (const handler of HANDLERS) {
    if (handler.open === undefined || handler.writer === undefined || handler.writer.protects === "always") continue
    const [measured] = (await once(new Worker(fileURLToPath(import.meta.url), { workerData: handler.id }), "message")) as [Measured]
    yield measured
  }
}

/** One of them, in its thread. */
export async function format(id: string): Promise<Measured> {
  const handler = handlerById(HANDLERS, id)
  if (handler === undefined) throw new TypeError(`no format ${id}`)
  const few = await written(handler, FEW)
  const parser = parserOf(few)
  const times = await inTurns(25, { bare: () => parser?.(few), few: () => read(handler, few, FEW) })
  const count = few.length * (MANY / FEW) > LIMITS.fileBytes ? Math.floor((FEW * LIMITS.fileBytes * 0.95) / few.length) : MANY
  const many = await written(handler, count)
  const manyTimes = await inTurns(2, { few: () => read(handler, few, FEW), many: () => read(handler, many, count) })
  const growth = manyTimes.many / manyTimes.few / (count / FEW)
  const note = `${count.toLocaleString("en")}: ${(manyTimes.many / 1000).toFixed(2)} s, ${growth.toFixed(2)}× linear`
  const what = `${handler.id} (${(few.length / 1e6).toFixed(1)} MB)`
  return parser === null
    ? { what, ms: times.few, beside: "itself (no parser of its kind to compare with)", besideMs: times.few, note }
    : { what, ms: times.few, beside: parser.name, besideMs: times.bare, most: MOST_OF_PARSER, note }
}

function written(handler: Handler, count: number): Promise<Uint8Array> {
  const context = { background, random: seededRandom("bench"), nowMs: NOW_MS, password: null }
  if (handler.writer === undefined) throw new TypeError("no writer")
  return handler.writer.run(draftsOf(count), context)
}

async function read(handler: Handler, bytes: Uint8Array, count: number): Promise<void> {
  const input: SniffedInput = { name: "bench", bytes, sniffed: sniff(bytes) }
  const known = detect(HANDLERS, input.sniffed)
  if (known.length !== 1 || known[0] !== handler)
    throw new Error(`${handler.id} is taken for ${known.map(({ id }) => id).join(", ") || "nothing"}`)
  const opened = await handler.open?.([input], { background, nowMs: NOW_MS })
  if (opened?.kind !== "accounts" || opened.drafts.length !== count) throw new Error(`${handler.id} does not read what it wrote`)
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function parseUris(lines: readonly string[]): void {
  for (const line of lines) {
    if (!line.startsWith("otpauth://")) continue
    const { pathname, searchParams } = new URL(line)
    decodeURIComponent(pathname)
    const display = new Map(searchParams).get("codeDisplay")
    if (display !== undefined) JSON.parse(display)
  }
}

/** Every text in a JSON value that is a URI. */
function urisIn(value: unknown, found: string[] = []): string[] {
  if (typeof value === "string" && value.startsWith("otpauth://")) found.push(value)
  else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) urisIn(one, found)
  return found
}

type Parser = (bytes: Uint8Array) => unknown

/** What would parse such bytes if nothing were made of them. */
function parserOf(bytes: Uint8Array): Parser | null {
  const sniffed: Sniffed = sniff(bytes)
  switch (sniffed.kind) {
    case "json-object":
    case "json-array": {
      const uris = urisIn(sniffed.json)
      return uris.length === 0
        ? named("JSON.parse", (given) => JSON.parse(text(given)))
        : named("JSON.parse, URL", (given) => {
            JSON.parse(text(given))
            parseUris(uris)
          })
    }
    case "uris":
      return sniffed.schemes.includes("otpauth")
        ? named("URL", (given) => {
            parseUris(text(given).split("\n"))
          })
        : null
    case "csv": {
      const { delimiter } = sniffed
      return named("csv-parse", (given) => {
        const rows: readonly (readonly string[])[] = parse(text(given), { delimiter, relaxColumnCount: true, relaxQuotes: true, bom: true })
        for (const row of rows) parseUris(row)
      })
    }
    default:
      return null
  }
}

function named(name: string, parser: Parser): Parser {
  return Object.defineProperty(parser, "name", { value: name })
}
