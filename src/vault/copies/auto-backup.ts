import { isAppError } from "../../base/errors.ts"
import { copiesIn, copyName, dayOf, vaultPrefix } from "./names.ts"
import type { BackupPorts, BackupState, CopyDirectory } from "./ports.ts"
import { backupProblemOf } from "./problems.ts"
import type { BackupProblem } from "./problems.ts"
import type { VaultFilesCopy } from "./read-files.ts"
import { copiesToRemove } from "./rotation.ts"

const HOUR_MS = 60 * 60 * 1000

/** The part of `Vault` that a backup needs. */
export interface BackedUpVault {
  /** See `vaultIdOf`. */
  readonly id: string
  /** SHA-256 of `vault.age`. */
  readonly digest: string
  readFiles(): Promise<VaultFilesCopy | null>
}

/** What an automatic backup starts from. */
export interface BackupOccasion {
  /** The directory of the user's settings; null: automatic backup is off. */
  readonly directory: string | null
  /** The vault's id when it was opened: another one now means that the passphrase was changed. */
  readonly openedId: string
  /** Whether the vault was saved since it was opened. */
  readonly saved: boolean
}

/** The result: what is known now, and whether an attempt was made. */
export interface BackupOutcome {
  /** Null: automatic backup is off, or no attempt was ever made. */
  readonly state: BackupState | null
  readonly attempted: boolean
  /** After a change of the passphrase: the copies from before it, which the old passphrase or recovery key still opens. Null: there are none. */
  readonly earlier: { readonly directory: string; readonly count: number } | null
}

/**
 * Copy the vault into the directory of automatic backups where a copy is due, and remove the copies that are no longer needed. The vault is
 * read now, and may be closed afterwards.
 *
 * It never fails: what went wrong is in the outcome's state.
 *
 * @returns A function that does the rest: the directory may take seconds to answer.
 */
export async function prepareBackup(
  vault: BackedUpVault,
  occasion: BackupOccasion,
  ports: BackupPorts,
): Promise<() => Promise<BackupOutcome>> {
  const { id, digest } = vault
  const { directory, openedId, saved } = occasion
  const isChanged = openedId !== id
  if (directory === null && !isChanged) return () => Promise.resolve({ state: null, attempted: false, earlier: null })
  const before = await stateOf(id, openedId, ports).catch(nullForAppError)
  if (directory === null || !isDue(before, { directory, saved, digest, nowMs: ports.clock.nowMs() })) {
    const state = directory === null ? null : before
    return async () => ({ state, attempted: false, earlier: isChanged ? await earlierCopies(before, ports) : null })
  }
  const copied = await vault.readFiles().catch(nullForAppError)
  return async () => {
    const earlier = isChanged ? await earlierCopies(before, ports) : null
    const state = await attempt({ id, copied, directory, before }, ports)
    // Without it, the next save makes the same attempt.
    await ports.states.set(id, state).catch(nullForAppError)
    return { state, attempted: true, earlier }
  }
}

/** The copies under former ids, in the directory of the last attempt. Null where there are none, or the directory cannot be read. */
async function earlierCopies(state: BackupState | null, { directories }: BackupPorts): Promise<BackupOutcome["earlier"]> {
  if (state === null || state.formerIds.length === 0) return null
  const { directory, formerIds } = state
  try {
    const opened = await directories.open(directory)
    opened.close()
    const count = ofVault(opened.names, formerIds).length
    return count === 0 ? null : { directory, count }
  } catch (error) {
    if (!isAppError(error)) throw error
    return null
  }
}

/** The vault's state, taken over from its former id after a change of the passphrase. */
async function stateOf(id: string, openedId: string, { states }: BackupPorts): Promise<BackupState | null> {
  const former = openedId === id ? null : await states.get(openedId)
  if (former === null) return await states.get(id)
  // The former id's copies do not open with what opens the vault now.
  const state = { ...former, digest: null, lastAtMs: null, formerIds: [openedId, ...former.formerIds] }
  await states.set(id, state, openedId)
  return state
}

export interface DueFacts {
  readonly directory: string
  /** SHA-256 of the present `vault.age`. */
  readonly digest: string
  readonly saved: boolean
  readonly nowMs: number
}

/**
 * Whether a copy is due: the newest one is not of the present content and not of today. After a failure the next save tries again, or the
 * next day; where the directory did not answer, not within an hour, since each attempt takes seconds.
 */
export function isDue(state: BackupState | null, { directory, digest, saved, nowMs }: DueFacts): boolean {
  if (state?.directory !== directory) return true
  if (state.digest === digest) return false
  const today = dayOf(nowMs)
  if (state.lastAtMs !== null && dayOf(state.lastAtMs) === today) return false
  const sinceMs = nowMs - state.attemptAtMs
  if (state.problem === "hung" && sinceMs >= 0 && sinceMs < HOUR_MS) return false
  return saved || dayOf(state.attemptAtMs) !== today
}

interface Attempt {
  readonly id: string
  /** Null where the vault's files do not belong together or cannot be read. */
  readonly copied: VaultFilesCopy | null
  readonly directory: string
  readonly before: BackupState | null
}

async function attempt({ id, copied, directory, before }: Attempt, { clock, directories }: BackupPorts): Promise<BackupState> {
  const nowMs = clock.nowMs()
  const same = before?.directory === directory ? before : null
  const base = { directory, attemptAtMs: nowMs, formerIds: before?.formerIds ?? [] }
  const failed = (problem: BackupProblem): BackupState => ({
    ...base,
    problem,
    lastAtMs: same?.lastAtMs ?? null,
    digest: same?.digest ?? null,
  })
  if (copied === null) return failed("vault")
  try {
    const opened = await directories.open(directory)
    try {
      const made = await writeToday(opened, id, nowMs, copied.files)
      if (made) await rotate(opened, [id, ...base.formerIds], nowMs).catch(nullForAppError)
      // A copy of today that was made before is not of this content.
      return { ...base, problem: null, lastAtMs: nowMs, digest: made ? copied.digest : null }
    } finally {
      opened.close()
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return failed(backupProblemOf(error))
  }
}

/** @returns False where there is a copy of today already. */
async function writeToday(opened: CopyDirectory, vaultId: string, nowMs: number, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  const { name } = copyName(vaultId, dayOf(nowMs))
  if (opened.names.includes(name)) return false
  await opened.write(name, files)
  return true
}

/** Remove the old copies of this vault, under its former ids too. */
async function rotate(opened: CopyDirectory, ids: readonly string[], nowMs: number): Promise<void> {
  const [newest, ...older] = [copyName(ids[0] ?? "", dayOf(nowMs)), ...ofVault(opened.names, ids)]
  for (const { name } of copiesToRemove(older, newest)) await opened.remove(name)
}

function nullForAppError(error: unknown): null {
  if (!isAppError(error)) throw error
  return null
}

const ofVault = (names: readonly string[], ids: readonly string[]): ReturnType<typeof copiesIn> => {
  const prefixes = ids.map(vaultPrefix)
  return copiesIn(names).filter(({ vault }) => prefixes.includes(vault))
}
