const WARM_UP = 5

/** A work that returns a number has measured its own time. */
export type Work = () => unknown

/** One row of the table: how long something takes beside something else, in milliseconds. */
export interface Measured {
  readonly what: string
  readonly ms: number
  readonly beside: string
  readonly besideMs: number
  /** Of both figures, where they are no times. */
  readonly unit?: string
  /** The highest ratio allowed; absent if there is no limit. */
  readonly maxRatio?: number
  /** A remark, such as how the time grows. */
  readonly note?: string
}

/**
 * The first quartile of each work's times, in milliseconds. The works run in turns, so that other load on the machine affects all of them
 * alike. The first rounds warm up the engine and do not count.
 */
export async function timeInTurns<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, Work>>,
  warmUp = WARM_UP,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const times = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const name of names) {
      const started = performance.now()
      const own = await works[name]()
      if (round >= warmUp) times.get(name)?.push(typeof own === "number" ? own : performance.now() - started)
    }
  }
  return Object.fromEntries(names.map((name) => [name, firstQuartile(times.get(name) ?? [])])) as Record<Name, number>
}

function firstQuartile(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[sorted.length >> 2] ?? Number.NaN
}

const digits = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0))

/** The row as it is printed; `!` marks a ratio above the limit. */
export function formatRow({ what, ms, unit = "ms", beside, besideMs, maxRatio: most, note }: Measured): string {
  const ratio = ms / besideMs
  const limit = most === undefined ? "" : ` (≤ ${most})`
  const verdict = most !== undefined && ratio > most ? "!" : " "
  return `${verdict} ${what.padEnd(44)} ${digits(ms).padStart(8)} ${unit.padEnd(3)} ${digits(besideMs).padStart(8)} ${unit.padEnd(3)} ${`${ratio.toFixed(2)}×${limit}`.padEnd(14)} ${beside}${note === undefined ? "" : `; ${note}`}`
}
