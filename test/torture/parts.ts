/** The parts of the torture, each within its time. */
import type { Box, Workshop } from "./box.ts"
import { callOf, faults, inTurns, randomKills, shuffled, systematicKills } from "./injuries.ts"
import type { Draw } from "./injuries.ts"
import { chooseOperations } from "./operations.ts"
import type { Report } from "./report.ts"
import { prepare, runTrial } from "./trial.ts"
import type { Prepared, Trial } from "./trial.ts"

/** More would only wait for the disk and for each other. */
const CONCURRENT = 2

export interface Options {
  readonly base: Box
  readonly draw: Draw
  readonly seed: number
  /** `performance.now()` at which nothing new is begun. */
  readonly until: number
  /** The names of operations; empty: all. */
  readonly ops: readonly string[]
  /** The number of kills at random instants. */
  readonly random: number
  /** Every fault at every call. */
  readonly all: boolean
  /** The name of a single trial. */
  readonly only?: string | undefined
  /** The most trials of a part; absent: as many as there are. */
  readonly trials?: number | undefined
}

export type Part = (shop: Workshop, report: Report, options: Options) => Promise<void>

/** SIGKILL at every file call. */
export const kills: Part = async (shop, report, options) => {
  const prepared = await prepareAll(shop, options)
  await runTrials(shop, report, "kills", inTurns(prepared.map((one) => shuffled(systematicKills(one), options.draw))), options)
}

/** SIGKILL at random instants. */
export const killsAtRandom: Part = async (shop, report, options) => {
  const { draw, random } = options
  const prepared = await prepareAll(shop, options)
  const each = Math.ceil(random / prepared.length)
  await runTrials(shop, report, "random", inTurns(prepared.map((one) => randomKills(one, each, draw))).slice(0, random), options)
}

/** Every file call fails, once or from then on. */
export const disturb: Part = async (shop, report, options) => {
  const prepared = await prepareAll(shop, options)
  await runTrials(shop, report, "faults", inTurns(prepared.map((one) => shuffled(faults(one, options), options.draw))), options)
}

/** By base and name of the operation: what one part has prepared, the next one uses. */
const alreadyPrepared = new WeakMap<Box, Map<string, Prepared>>()

async function prepareAll(shop: Workshop, { base, ops: names }: Options): Promise<readonly Prepared[]> {
  const known = alreadyPrepared.get(base) ?? new Map<string, Prepared>()
  alreadyPrepared.set(base, known)
  const chosen = chooseOperations(shop, names)
  for (const operation of chosen) known.set(operation.name, known.get(operation.name) ?? (await prepare(shop, base, operation)))
  return chosen.flatMap(({ name }) => known.get(name) ?? [])
}

async function runTrials(shop: Workshop, report: Report, part: string, trials: readonly Trial[], options: Options): Promise<void> {
  const { until, only, seed, trials: most = Infinity } = options
  const chosen = trials.filter(({ name }) => only === undefined || name === only).slice(0, most)
  let started = 0
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const trial = chosen[started++]
      if (trial === undefined) return
      const { killed, complaints } = await runTrial(shop, trial)
      const { name } = trial.prepared.operation
      report.add(`${part} ${name}`, {
        killed,
        complaints,
        at: callOf(trial),
        repeat: `${part} --seed ${seed} --ops ${name} --all --only ${trial.name}`,
      })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT }, work))
  if (started < chosen.length) console.log(`${part}: ${started} of ${chosen.length} runs within the time`)
}
