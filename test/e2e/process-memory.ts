import { closeSync, openSync, readFileSync, readSync } from "node:fs"

const BLOCK_BYTES = 1 << 24

/**
 * How often each of the byte sequences occurs in the memory of another process, on Linux. Null where it may not be read (ptrace is
 * restricted).
 */
export function countInMemory<Name extends string>(pid: number, needles: Readonly<Record<Name, Uint8Array>>): Record<Name, number> | null {
  const names = Object.keys(needles) as Name[]
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  const overlap = Math.max(...names.map((name) => needles[name].length)) - 1
  let memory: number
  try {
    memory = openSync(`/proc/${pid}/mem`, "r")
  } catch {
    return null
  }
  const block = Buffer.alloc(BLOCK_BYTES + overlap)
  for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) r(?!.*\[v)/.exec(line) ?? []
    const end = parseInt(to, 16)
    for (let at = parseInt(from, 16); at < end; at += BLOCK_BYTES) {
      const length = readOrNothing(memory, block, Math.min(block.length, end - at), at)
      for (const name of names) counts[name] += occurrences(block.subarray(0, length), needles[name])
    }
  }
  closeSync(memory)
  return counts
}

/** Mappings of devices cannot be read. */
function readOrNothing(memory: number, block: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, block, 0, length, at)
  } catch {
    return 0
  }
}

function occurrences(bytes: Buffer, needle: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count++
  return count
}
