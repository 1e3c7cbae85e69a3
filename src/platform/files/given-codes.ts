import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import type { GivenCodes } from "../../base/ports.ts"
import { readInput, writeNew } from "./files.ts"

const MAX_BYTES = 64 * 1024
/** The accounts whose codes were given last are kept. */
const MAX_ACCOUNTS = 100

/** Remembers in a file with mode 0600: `{"<account id>": <milliseconds since 1970>}`, the last one given at the end. */
export function givenCodes(path: string): GivenCodes {
  return {
    validUntilMs: async (accountId) => (await load(path)).get(accountId) ?? 0,
    remember: async (accountId, untilMs) => {
      const given = await load(path)
      given.delete(accountId)
      const kept = [...given].slice(1 - MAX_ACCOUNTS)
      const text = `${JSON.stringify(Object.fromEntries([...kept, [accountId, untilMs]]))}\n`
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeNew(path, new TextEncoder().encode(text), { overwrite: true })
      } catch {
        // A home directory that cannot be written: the code may be given twice.
      }
    },
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
