/** The C library that counts and hurts file calls; see `fault.c`. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const SOURCE = fileURLToPath(new URL("fault.c", import.meta.url))

/** What is done to one call, or to it and all later ones. `half` and `short` concern writes. */
export interface Injury {
  readonly mode: "kill" | "half" | "after" | "fail" | "failfrom" | "short"
  /** The call, from 1. */
  readonly call: number
  /** For the modes that fail. */
  readonly errno?: "EIO" | "ENOSPC" | "EROFS"
  /** The kinds of calls that count; absent: all. */
  readonly ops?: readonly string[]
}

/** The call kinds that change the disk or order its changes: a kill before any other one leaves what a kill before the next of these leaves. */
export const CHANGING = ["create", "write", "fsync", "rename", "link", "symlink", "unlink", "rmdir", "mkdir", "chmod", "truncate", "times"]

const ERRNO = { EIO: 5, ENOSPC: 28, EROFS: 30 }

/** One line of the log. `before` and `after` are ticks of one counter: a call with a smaller `after` than another's `before` had ended first. */
export interface Call {
  readonly process: number
  readonly number: number
  readonly before: number
  readonly after: number
  readonly result: number
  readonly op: string
  readonly mode: number
  readonly path: string
  /** The second path of `rename` and `link`; else empty. */
  readonly other: string
}

/** Compile the library into a directory. @returns Its path. */
export function buildShim(directory: string): string {
  const library = join(directory, "fault.so")
  execFileSync("gcc", ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, SOURCE, "-ldl", "-pthread"], { stdio: "pipe" })
  return library
}

export interface ShimSettings {
  readonly injury?: Injury | undefined
  readonly log?: string | undefined
  readonly data?: string | undefined
}

/** The environment of a process whose file calls below `root` count. */
export function shimEnvironment(library: string, root: string, { injury, log, data }: ShimSettings): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAULT_ROOT: root,
    ...(injury === undefined
      ? {}
      : {
          FAULT_N: String(injury.call),
          FAULT_MODE: injury.mode,
          FAULT_ERRNO: String(ERRNO[injury.errno ?? "EIO"]),
          FAULT_OPS: injury.ops === undefined ? "" : `:${injury.ops.join(":")}:`,
        }),
    ...(log === undefined ? {} : { FAULT_LOG: log }),
    ...(data === undefined ? {} : { FAULT_DATA: data }),
  }
}

/** The calls of all processes, each in the order in which it began them. */
export function readLog(file: string): readonly Call[] {
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [process, number, before, after, result, op, mode, path, other] = line.split("\t")
      return {
        ...{ process: Number(process), number: Number(number), before: Number(before), after: Number(after), result: Number(result) },
        ...{ op: op ?? "", mode: parseInt(mode ?? "0", 8), path: path ?? "", other: other ?? "" },
      }
    })
    .sort((a, b) => a.process - b.process || a.before - b.before)
}

/** The calls of each process, the longest list first. */
export function byProcess(calls: readonly Call[]): readonly (readonly Call[])[] {
  const processes = [...new Set(calls.map(({ process }) => process))]
  return processes.map((one) => calls.filter(({ process }) => process === one)).sort((a, b) => b.length - a.length)
}

/** The written bytes with their call. */
export function readData(file: string): readonly { readonly process: number; readonly number: number; readonly bytes: Buffer }[] {
  const all = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  const found = []
  for (let at = 0; at < all.length;) {
    const end = all.indexOf(10, at)
    const [process = 0, number = 0, length = 0] = all.subarray(at, end).toString().split(" ").map(Number)
    found.push({ process, number, bytes: all.subarray(end + 1, end + 1 + length) })
    at = end + 1 + length
  }
  return found
}
