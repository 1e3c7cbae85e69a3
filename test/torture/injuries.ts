/** The trials of the parts `kills` and `faults`: every file call of every operation, in an order that the seed determines. */
import { CHANGING } from "./shim.ts"
import type { Injury } from "./shim.ts"
import type { Prepared, Trial } from "./trial.ts"

/** From 0 to below the given number. */
export type Draw = (below: number) => number

/** Fault modes by turns, so that a run over all calls of a command sees each of them. */
const FAULTS: readonly Omit<Injury, "call">[] = [
  { mode: "fail", errno: "EIO" },
  { mode: "failfrom", errno: "ENOSPC" },
  { mode: "fail", errno: "ENOSPC" },
  { mode: "failfrom", errno: "EROFS" },
]

/** A kill before each call that changes the disk, in the middle of each write, and after the last call. */
export function systematicKills(prepared: Prepared): readonly Trial[] {
  const calls = prepared.calls.filter(({ op }) => CHANGING.includes(op))
  const injuries = calls.flatMap(({ op }, index): Injury[] => [
    { mode: "kill", call: index + 1 },
    ...(op === "write" ? [{ mode: "half", call: index + 1 } as const] : []),
    ...(index === calls.length - 1 ? [{ mode: "after", call: index + 1 } as const] : []),
  ])
  return injuries.map((injury) => toTrial(prepared, { ...injury, ops: CHANGING }))
}

/** Kills at instants of the later part of the run, when files are written. */
export function randomKills(prepared: Prepared, count: number, draw: Draw): readonly Trial[] {
  const { operation, seconds } = prepared
  return Array.from({ length: count }, () => {
    const killAfterMs = Math.round(seconds * (450 + draw(600)))
    return { name: `${operation.name}:after-${killAfterMs}-ms`, prepared, killAfterMs }
  })
}

/** Each call fails in one way of four, or in all. */
export function faults(prepared: Prepared, { all }: { readonly all: boolean }): readonly Trial[] {
  return prepared.calls.flatMap(({ op }, index) => {
    const chosen = all ? FAULTS : FAULTS.filter((_, n) => n === index % FAULTS.length)
    const short: Omit<Injury, "call">[] = op === "write" ? [{ mode: "short", errno: "ENOSPC" }] : []
    return [...chosen, ...short].map((fault) => toTrial(prepared, { ...fault, call: index + 1 }))
  })
}

/** The name says how to repeat it: operation, number of the call, mode, error. */
function toTrial(prepared: Prepared, injury: Injury): Trial {
  const name = [prepared.operation.name, injury.call, injury.mode, ...(injury.errno === undefined ? [] : [injury.errno])].join(":")
  return { name, prepared, injury }
}

/** The call that an injury hurts, for a report. */
export function callOf({ prepared, injury }: Trial): string {
  if (injury === undefined) return "a random instant"
  const calls = injury.ops === undefined ? prepared.calls : prepared.calls.filter(({ op }) => injury.ops?.includes(op))
  const call = calls[injury.call - 1]
  if (call === undefined) return "no call"
  return `${call.op} ${(call.other || call.path).slice(prepared.start.root.length).replace(/^[^/]*\/?/, "")}`
}

/** Fisher and Yates. */
export function shuffled<T>(list: readonly T[], draw: Draw): readonly T[] {
  const all = [...list]
  for (let at = all.length - 1; at > 0; at--) {
    const other = draw(at + 1)
    ;[all[at], all[other]] = [all[other] as T, all[at] as T]
  }
  return all
}

/** The first of each list, the second of each, and so on. */
export function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, n) => lists.flatMap((list) => list.slice(n, n + 1))).flat()
}
