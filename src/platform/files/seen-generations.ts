import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { isAppError } from "../../base/errors.ts"
import type { SeenGenerations } from "../../vault/ports.ts"
import { readInput, writeNew } from "./files.ts"
import { errnoOf, wrapIo } from "./io-error.ts"

const MAX_BYTES = 1024 * 1024
/** The most recently opened vaults are kept: every change of a passphrase gives a vault a new id. */
const MAX_VAULTS = 100

/**
 * Remembers the highest generation seen of each vault, in a file with mode 0600: `{"<vault id>": generation}` or
 * `{"<vault id>": {"generation", "lineage"}}`, the most recent at the end.
 *
 * A malformed file counts as empty: losing this memory must not lock the user out.
 */
export function seenGenerations(path: string): SeenGenerations {
  return {
    get: async (vaultId) => (await load(path)).get(vaultId)?.generation ?? null,
    lineage: async (vaultId) => (await load(path)).get(vaultId)?.lineage ?? [],
    set: async (vaultId, generation, { lower = false, lineage = [] } = {}) => {
      const seen = await load(path)
      const entry = seen.get(vaultId)
      const known = entry?.generation
      if ((known === generation && entry?.lineage[0] === lineage[0]) || (known !== undefined && known > generation && !lower)) return
      seen.delete(vaultId)
      const kept = [...seen].slice(1 - MAX_VAULTS)
      const text =
        JSON.stringify(
          Object.fromEntries([...kept, [vaultId, { generation, lineage }] as const].map(([id, seen]) => [id, toValue(seen)])),
        ) + "\n"
      await wrapIo(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }))
      await writeNew(path, new TextEncoder().encode(text), { overwrite: true })
    },
  }
}

interface Seen {
  readonly generation: number
  readonly lineage: readonly string[]
}

/** A vault without a lineage as older programs write it. */
function toValue({ generation, lineage }: Seen): number | Seen {
  return lineage.length === 0 ? generation : { generation, lineage }
}

function toSeen(value: unknown): Seen | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? { generation: value, lineage: [] } : null
  if (typeof value !== "object" || value === null || !("generation" in value) || !Number.isSafeInteger(value.generation)) return null
  const lineage = "lineage" in value && Array.isArray(value.lineage) ? (value.lineage as unknown[]) : []
  return { generation: Number(value.generation), lineage: lineage.filter((one) => typeof one === "string") }
}

async function load(path: string): Promise<Map<string, Seen>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readInput(path, MAX_BYTES)))
    const entries = typeof value === "object" && value !== null ? Object.entries(value as Record<string, unknown>) : []
    return new Map(
      entries.flatMap(([id, value]) => {
        const seen = toSeen(value)
        return seen === null ? [] : [[id, seen] as const]
      }),
    )
  } catch (e) {
    const missing = isAppError(e, "io") && errnoOf(e.cause) === "ENOENT"
    if (missing || isAppError(e, "limit-exceeded") || e instanceof SyntaxError) return new Map()
    throw e
  }
}
