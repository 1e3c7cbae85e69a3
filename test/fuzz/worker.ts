/** Opens mutated samples one after the other and reports the results; see `./fuzz.mjs`. */
import { writeFileSync } from "node:fs"
import { parentPort, workerData } from "node:worker_threads"
import { isAppError } from "../../src/base/errors.ts"
import type { Input, SniffedInput } from "../../src/formats/handler.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { seededDraw, mutate } from "../formats/mutations.ts"
import { NOW_MS } from "../formats/ports.ts"
import { readAll, textsOfError, textsOf } from "../formats/reading.ts"
import { background, withRealKeys } from "../formats/remembered-keys.ts"
import { samplesOf } from "../formats/samples.ts"
import type { Sample } from "../formats/samples.ts"
import { assertNoSecrets, secretsOf } from "../formats/secrecy.ts"

/** What the main thread and this one share. */
export interface FuzzData {
  readonly seed: number
  /** By format: the number of inputs started. */
  readonly begun: Int32Array
  /** The format, the number of its current input, and when that started (milliseconds since 1970); format -1: none. */
  readonly now: Float64Array
  /** A single input, which is also written to the directory; null: all formats in turns, until the worker is terminated. */
  readonly only: { readonly format: number; readonly number: number; readonly directory: string } | null
}

export type FuzzMessage =
  | { readonly type: "ready"; readonly formats: readonly string[] }
  | { readonly type: "found"; readonly format: number; readonly number: number; readonly what: string; readonly where: string }
  | { readonly type: "took"; readonly format: number; readonly number: number; readonly ms: number }
  | { readonly type: "done"; readonly ms: number }

/** Every format gets as much time as any other, in slices. */
const SLICE_MS = 100
const SLOW_MS = 2000
const CONTEXT = { background, nowMs: NOW_MS }

process.setSourceMapsEnabled(true)
const { seed, begun, now, only } = workerData as FuzzData
const post = (message: FuzzMessage): void => {
  parentPort?.postMessage(message)
}

const formats = HANDLERS.filter((handler) => handler.open !== undefined)
const samples = formats.map(({ id }) => samplesOf(id))
const everyBytes = samples.flat().flatMap(({ inputs }) => inputs.map(({ bytes }) => bytes))
const warm = new Set<Sample>()

/** Remembers the keys of an unchanged sample, which its mutations need. */
async function warmUp(sample: Sample): Promise<void> {
  if (warm.has(sample)) return
  warm.add(sample)
  await withRealKeys(() => open(sample.inputs, sample, undefined))
}

const keyOf = ({ password, keyFileBytes }: Sample): { password: string; keyFile?: Uint8Array } => ({
  password: password ?? "",
  ...(keyFileBytes === undefined ? {} : { keyFile: keyFileBytes }),
})

async function open(inputs: readonly Input[], sample: Sample, from: (typeof formats)[number] | undefined): Promise<void> {
  try {
    assertNoSecrets(textsOf(await readAll(inputs, keyOf(sample), from, CONTEXT)), secretsOf(sample))
  } catch (error) {
    if (!isAppError(error)) throw error
    assertNoSecrets(textsOfError(error), secretsOf(sample))
  }
}

interface MutatedInput {
  readonly sample: Sample
  readonly inputs: readonly SniffedInput[]
  readonly forced: boolean
}

/** The input with this number, which is always the same for one seed. */
function makeInput(format: number, number: number): MutatedInput | null {
  const draw = seededDraw(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(format + 1, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35))
  for (let n = 0; n < 8; n++) draw(1)
  const list = samples[format] ?? []
  const sample = list[draw(list.length)]
  if (sample === undefined) return null
  const changed = draw(sample.inputs.length)
  const inputs = sample.inputs.map((input, at) => {
    if (at !== changed) return input
    const bytes = mutate(input.bytes, draw, everyBytes)
    return { name: input.name, bytes, sniffed: sniff(bytes) }
  })
  return { sample, inputs, forced: draw(2) === 0 }
}

async function run(format: number, number: number): Promise<number> {
  const made = makeInput(format, number)
  if (made === null) return 0
  await warmUp(made.sample)
  if (only !== null) {
    for (const [at, { bytes }] of made.inputs.entries())
      writeFileSync(`${only.directory}/${formats[format]?.id ?? ""}-${number}-${at}`, bytes)
  }
  const started = performance.now()
  now.set([format, number, Date.now()])
  try {
    for (const { sniffed } of made.inputs) for (const handler of formats) handler.detect(sniffed)
    await open(made.inputs, made.sample, made.forced ? formats[format] : undefined)
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const [what = "", ...where] = stack.split("\n")
    post({ type: "found", format, number, what, where: where.slice(0, 6).join("\n") })
  }
  now[0] = -1
  const ms = performance.now() - started
  if (ms > SLOW_MS) post({ type: "took", format, number, ms })
  return ms
}

post({ type: "ready", formats: formats.map(({ id }) => id) })
if (only !== null) {
  // The first run also loads modules.
  const times = [await run(only.format, only.number), await run(only.format, only.number)]
  post({ type: "done", ms: Math.min(...times) })
} else {
  for (let format = 0; ; format = (format + 1) % formats.length) {
    let spent = 0
    do {
      const number = Atomics.add(begun, format, 1)
      spent += await run(format, number)
      // Lets messages of the main thread arrive.
      if (number % 256 === 0) await new Promise((resolve) => setImmediate(resolve))
    } while (spent < SLICE_MS && (samples[format] ?? []).length > 0)
  }
}
