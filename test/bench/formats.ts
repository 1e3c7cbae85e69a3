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
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const FEW = 10_000
const MANY = 100_000
const MAX_PARSER_RATIO = 3

/**
 * Measures reading (sniffing, detecting, opening) of every format that keyferry writes unprotected, and compares with the bare parsers on the
 * same bytes: `JSON.parse`, `csv-parse`, and `URL` for each URI. Each format runs in a new thread, as in a program that was started for it:
 * without garbage of other formats and without code that the engine has optimised for them.
 */
export async function* measureFormats(): AsyncGenerator<Measured> {
  for (const handler of HANDLERS) {
    if (handler.open === undefined || handler.writer === undefined || handler.writer.protects === "always") continue
    const [measured] = (await once(new Worker(fileURLToPath(import.meta.url), { workerData: handler.id }), "message")) as [Measured]
    yield measured
  }
}

/** Measures one format. Runs in the thread of this format. */
export async function measureFormat(id: string): Promise<Measured> {
  const handler = handlerById(HANDLERS, id)
  if (handler === undefined) throw new TypeError(`no format ${id}`)
  const few = await writeAccounts(handler, FEW)
  const parser = parserOf(few)
  const times = await timeInTurns(25, { bare: () => parser?.(few), few: () => read(handler, few, FEW) })
  const count = few.length * (MANY / FEW) > LIMITS.fileBytes ? Math.floor((FEW * LIMITS.fileBytes * 0.95) / few.length) : MANY
  const many = await writeAccounts(handler, count)
  const manyTimes = await timeInTurns(2, { few: () => read(handler, few, FEW), many: () => read(handler, many, count) })
  const growth = manyTimes.many / manyTimes.few / (count / FEW)
  const note = `${count.toLocaleString("en")}: ${(manyTimes.many / 1000).toFixed(2)} s, ${growth.toFixed(2)}× linear`
  const what = `${handler.id} (${(few.length / 1e6).toFixed(1)} MB)`
  return parser === null
    ? { what, ms: times.few, beside: "itself (no parser of its kind to compare with)", besideMs: times.few, note }
    : { what, ms: times.few, beside: parser.name, besideMs: times.bare, maxRatio: MAX_PARSER_RATIO, note }
}

function writeAccounts(handler: Handler, count: number): Promise<Uint8Array> {
  const context = { background, random: seededRandom("bench"), nowMs: NOW_MS, password: null }
  if (handler.writer === undefined) throw new TypeError("no writer")
  return handler.writer.run(draftsOf(count), context)
}

async function read(handler: Handler, bytes: Uint8Array, count: number): Promise<void> {
  const input: SniffedInput = { name: "bench", bytes, sniffed: sniff(bytes) }
  const known = detect(HANDLERS, input.sniffed)
  if (known.length !== 1 || known[0] !== handler)
    throw new Error(`${handler.id} is detected as ${known.map(({ id }) => id).join(", ") || "nothing"}`)
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

/** The bare parser for such bytes; null if there is none. */
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
