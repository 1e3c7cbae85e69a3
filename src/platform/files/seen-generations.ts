import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { isAppError } from "../../base/errors.ts"
import type { SeenGenerations } from "../../vault/ports.ts"
import { readInput, writeNew } from "./files.ts"
import { errnoOf, wrapIo } from "./io-error.ts"

const MAX_BYTES = 1024 * 1024
/** The most recently opened vaults are kept: every change of a passphrase gives a vault a new id. */
const MAX_VAULTS = 1000

/**
 * Remembers the highest generation seen of each vault, in a file with mode 0600: `{"<vault id>": generation}`, the most recent at the end.
 *
 * A malformed file counts as empty: losing this memory must not lock the user out.
 */
export function seenGenerations(path: string): SeenGenerations {
  return {
    get: async (vaultId) => (await load(path)).get(vaultId) ?? null,
    set: async (vaultId, generation, { lower = false } = {}) => {
      const seen = await load(path)
      const known = seen.get(vaultId)
      if (known === generation || (known !== undefined && known > generation && !lower)) return
      seen.delete(vaultId)
      const kept = [...seen].slice(1 - MAX_VAULTS)
      const text = JSON.stringify(Object.fromEntries([...kept, [vaultId, generation]])) + "\n"
      await wrapIo(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }))
      await writeNew(path, new TextEncoder().encode(text), { overwrite: true })
    },
  }
}

async function load(path: string): Promise<Map<string, number>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readInput(path, MAX_BYTES)))
    const entries = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : []
    return new Map(entries.filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])))
  } catch (e) {
    const missing = isAppError(e, "io") && errnoOf(e.cause) === "ENOENT"
    if (missing || isAppError(e, "limit-exceeded") || e instanceof SyntaxError) return new Map()
    throw e
  }
}
