import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { isAppError } from "../../base/errors.ts"
import type { BackupState, BackupStates } from "../../vault/copies/ports.ts"
import { BACKUP_PROBLEMS } from "../../vault/copies/problems.ts"
import { readInput, writeNew } from "./files.ts"
import { errnoOf, wrapIo } from "./io-error.ts"

const MAX_BYTES = 1024 * 1024
const MAX_VAULTS = 1000
const MAX_FORMER_IDS = 100

/**
 * What is known of the automatic backups of each vault, in a file with mode 0600: `{"<vault id>": {…}}`, the last written at the end. An entry
 * that is malformed counts as missing.
 */
export function backupStates(path: string): BackupStates {
  return {
    get: async (vaultId) => stateFrom((await load(path)).get(vaultId)),
    set: async (vaultId, state, formerId) => {
      const known = await load(path)
      known.delete(vaultId)
      if (formerId !== undefined) known.delete(formerId)
      const kept = [...known].slice(1 - MAX_VAULTS)
      const entry = { ...state, formerIds: state.formerIds.slice(0, MAX_FORMER_IDS) }
      const text = JSON.stringify(Object.fromEntries([...kept, [vaultId, entry]])) + "\n"
      await wrapIo(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }))
      await writeNew(path, new TextEncoder().encode(text), { overwrite: true })
    },
  }
}

async function load(path: string): Promise<Map<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readInput(path, MAX_BYTES)))
    return new Map(typeof value === "object" && value !== null ? Object.entries(value) : [])
  } catch (e) {
    const missing = isAppError(e, "io") && errnoOf(e.cause) === "ENOENT"
    if (missing || isAppError(e, "limit-exceeded") || e instanceof SyntaxError) return new Map()
    throw e
  }
}

function stateFrom(value: unknown): BackupState | null {
  if (typeof value !== "object" || value === null) return null
  const { directory, attemptAtMs, problem, lastAtMs, digest, formerIds } = value as Record<string, unknown>
  if (typeof directory !== "string" || !isTime(attemptAtMs)) return null
  return {
    directory,
    attemptAtMs,
    problem: BACKUP_PROBLEMS.find((known) => known === problem) ?? null,
    lastAtMs: isTime(lastAtMs) ? lastAtMs : null,
    digest: typeof digest === "string" ? digest : null,
    formerIds: Array.isArray(formerIds) ? formerIds.filter((id): id is string => typeof id === "string") : [],
  }
}

const isTime = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= 8.64e15
