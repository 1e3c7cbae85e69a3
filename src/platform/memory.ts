import { writeFileSync } from "node:fs"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** Core dumps of this process, and of those that it starts, hold no memory from now on. Linux only; elsewhere nothing happens. */
export function emptyCoreDumps(): void {
  try {
    writeFileSync("/proc/self/coredump_filter", "0")
  } catch {
    // Not Linux, or no /proc: nothing can be done about it.
  }
}

/**
 * Keep the young generation as small as it starts, 2 MB instead of up to 48: the full-screen program makes little garbage at a time. V8 has no
 * other way to do so once it runs; where it ignores this one, the program takes more memory.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1")
}

type Collect = (options?: { readonly type: "minor" }) => void

let collect: Collect | undefined

/** Makes V8 overwrite what it frees, which it does not do by itself: strings of secrets, once dropped, would stay until their place is used. */
function collector(): Collect {
  setFlagsFromString("--clear-free-memory")
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as Collect
}

/** The new objects live in the young generation, whose two halves are overwritten by filling them. */
const YOUNG_BYTES = 48 * 1024 * 1024
const FILLER_ITEMS = 1024

function fillYoungGeneration(): number {
  let length = 0
  for (let bytes = 0; bytes < YOUNG_BYTES; bytes += 8 * FILLER_ITEMS) length += new Array<number>(FILLER_ITEMS).fill(0).length
  return length
}

/**
 * Overwrite what the program has dropped: a full garbage collection, after which free memory of the heap is zeros. Takes about 20 ms and
 * blocks. Only what JavaScript itself allocated: buffers must be wiped before they are dropped.
 */
export function eraseFreedMemory(): void {
  // The last subject of a regular expression is kept.
  ;/x/.exec("x")
  collect ??= collector()
  collect()
  fillYoungGeneration()
  collect()
}
