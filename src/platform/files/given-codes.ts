import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import type { GivenCodes } from "../../base/ports.ts"
import { readInput, writeNew } from "./files.ts"
import { acquireLock } from "./vault-lock.ts"
import type { HeldLock } from "./vault-lock.ts"

const MAX_BYTES = 64 * 1024
/** The accounts whose codes were given last are kept. */
const MAX_ACCOUNTS = 100
/** A lock is held for the time of one write, in milliseconds. */
const LOCK_TIMES = { wait: 5000, silent: 2000 }

/** Remembers in a file with mode 0600: `{"<account id>": <milliseconds since 1970>}`, the last one given at the end. */
export function givenCodes(path: string): GivenCodes {
  return {
    update: async (accountId, change) => {
      const lock = await tryLock(path)
      try {
        const given = await load(path)
        const before = given.get(accountId) ?? 0
        const untilMs = change(before)
        if (untilMs === before) return
        given.delete(accountId)
        const kept = [...given].slice(1 - MAX_ACCOUNTS)
        await trySave(path, `${JSON.stringify(Object.fromEntries([...kept, [accountId, untilMs]]))}\n`)
      } finally {
        await lock?.release()
      }
    },
  }
}

/** Null in a home directory that cannot be written, or where the lock is not released in time: a code may then be given twice. */
async function tryLock(path: string): Promise<HeldLock | null> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return await acquireLock(`${path}.lock`, LOCK_TIMES)
  } catch {
    return null
  }
}

async function trySave(path: string, text: string): Promise<void> {
  try {
    await writeNew(path, new TextEncoder().encode(text), { overwrite: true })
  } catch {
    // As without the lock.
  }
}

/** A file that is missing or malformed counts as empty. */
async function load(path: string): Promise<Map<string, number>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readInput(path, MAX_BYTES)))
    const entries = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : []
    return new Map(entries.flatMap(([id, untilMs]) => (typeof untilMs === "number" ? [[id, untilMs] as const] : [])))
  } catch {
    return new Map()
  }
}
