/** The parts of the torture, each within its time. */
import type { Box, Workshop } from "./box.ts"
import { callOf, faults, randomKills, shuffled, systematicKills } from "./injuries.ts"
import type { Draw } from "./injuries.ts"
import { makeBase, operations } from "./operations.ts"
import type { Report } from "./report.ts"
import { prepare, runTrial } from "./trial.ts"
import type { Prepared, Trial } from "./trial.ts"

/** More would only wait for the disk and for each other. */
const CONCURRENT = 2

export interface Options {
  readonly draw: Draw
  readonly seed: number
  /** `performance.now()` at which nothing new is begun. */
  readonly until: number
  /** The names of operations; empty: all. */
  readonly ops: readonly string[]
  /** The number of kills at random instants, after the systematic ones. */
  readonly random: number
  /** Every fault at every call. */
  readonly all: boolean
  /** The name of a single trial. */
  readonly only: string | undefined
}

export type Part = (shop: Workshop, report: Report, options: Options) => Promise<void>

/** SIGKILL at every file call, then at random instants. */
export const kills: Part = async (shop, report, options) => {
  const prepared = await prepareAll(shop, options.ops)
  const each = Math.ceil(options.random / prepared.length)
  await runTrials(
    shop,
    report,
    "kills",
    [
      ...shuffled(prepared.flatMap(systematicKills), options.draw),
      ...shuffled(
        prepared.flatMap((one) => randomKills(one, each, options.draw)),
        options.draw,
      ).slice(0, options.random),
    ],
    options,
  )
}

/** Every file call fails, once or from then on. */
export const disturb: Part = async (shop, report, options) => {
  const prepared = await prepareAll(shop, options.ops)
  await runTrials(
    shop,
    report,
    "faults",
    shuffled(
      prepared.flatMap((one) => faults(one, options)),
      options.draw,
    ),
    options,
  )
}

async function prepareAll(shop: Workshop, names: readonly string[]): Promise<readonly Prepared[]> {
  const all = operations(shop)
  const unknown = names.find((name) => !all.some((operation) => operation.name === name))
  if (unknown !== undefined) throw new Error(`no operation ${unknown}; there are ${all.map(({ name }) => name).join(", ")}`)
  const base: Box = await makeBase(shop)
  const chosen = all.filter(({ name }) => names.length === 0 || names.includes(name))
  const prepared = []
  for (const operation of chosen) prepared.push(await prepare(shop, base, operation))
  return prepared
}

async function runTrials(
  shop: Workshop,
  report: Report,
  part: string,
  trials: readonly Trial[],
  { until, only, seed }: Options,
): Promise<void> {
  const waiting = [...trials].filter(({ name }) => only === undefined || name === only)
  const total = waiting.length
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined && performance.now() < until; trial = waiting.shift()) {
      const { killed, complaints } = await runTrial(shop, trial)
      const row = `${part} ${trial.prepared.operation.name}`
      const repeat = `${part} --seed ${seed} --ops ${trial.prepared.operation.name} --all --only ${trial.name}`
      report.add(row, { killed, complaints, at: callOf(trial), repeat })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT }, work))
  if (waiting.length > 0) console.log(`${part}: ${total - waiting.length} of ${total} runs within the time`)
}
