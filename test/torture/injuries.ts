/** The trials of the parts `kills` and `faults`: every file call of every operation, in an order that the seed determines. */
import { CHANGING } from "./shim.ts"
import type { Call, Injury } from "./shim.ts"
import type { Prepared, Trial } from "./trial.ts"

/** From 0 to below the given number. */
export type Draw = (below: number) => number

/** The calls that need room on the disk. */
const GROWING = ["create", "write", "rename", "link", "symlink", "mkdir"]

/** The faults of a disk: one bad block, a dead disk, no room for a moment or from then on, mounted read-only by the kernel. */
const FAULTS: readonly Omit<Injury, "call">[] = [
  { mode: "fail", errno: "EIO" },
  { mode: "failfrom", errno: "EIO" },
  { mode: "fail", errno: "ENOSPC", ops: GROWING },
  { mode: "failfrom", errno: "ENOSPC", ops: GROWING },
  { mode: "short", errno: "ENOSPC", ops: GROWING },
  { mode: "failfrom", errno: "EROFS", ops: CHANGING },
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

/** Each call fails in every way, or each in one way by turns. */
export function faults(prepared: Prepared, { all }: { readonly all: boolean }): readonly Trial[] {
  return FAULTS.flatMap((fault, turn) => {
    const calls = callsOf(prepared, fault.ops)
    const numbers = calls.map((_, index) => index + 1).filter((number) => all || number % FAULTS.length === turn)
    const hurt =
      fault.mode === "short" ? calls.map(({ op }, index) => (op === "write" ? index + 1 : 0)).filter((number) => number > 0) : numbers
    return hurt.map((call) => toTrial(prepared, { ...fault, call }))
  })
}

function callsOf({ calls }: Prepared, ops: readonly string[] | undefined): readonly Call[] {
  return ops === undefined ? calls : calls.filter(({ op }) => ops.includes(op))
}

/** The name says how to repeat it: operation, number of the call, mode, error. */
function toTrial(prepared: Prepared, injury: Injury): Trial {
  const name = [prepared.operation.name, injury.call, injury.mode, ...(injury.errno === undefined ? [] : [injury.errno])].join(":")
  return { name, prepared, injury }
}

/** The call that an injury hurts, for a report. */
export function callOf({ prepared, injury }: Trial): string {
  if (injury === undefined) return "a random instant"
  const call = callsOf(prepared, injury.ops)[injury.call - 1]
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
