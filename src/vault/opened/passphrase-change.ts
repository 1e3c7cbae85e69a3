import { AppError, isAppError } from "../../base/errors.ts"
import { VAULT_TEXTS, withConsequence } from "../errors.ts"
import { keepVersion, reencryptVersions } from "../history.ts"
import type { VaultContent } from "../codec.ts"
import { IDENTITY_FILE, requireKey } from "../identity.ts"
import type { Identity, NewIdentity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import { succeed } from "../merge/lineage.ts"
import type { VaultDirectory, VaultPorts } from "../ports.ts"
import { RECOVERY_FILE, sealRecoveryFile, writeRecoveryFile } from "../recovery/recovery-file.ts"
import type { RecoveryTarget } from "../recovery/recovery-file.ts"
import { recordSeenGeneration } from "../seen-generation.ts"
import { CONTENT_FILE, writeContent } from "../store.ts"
import { stateOf } from "./state.ts"
import type { PassphraseChange, VaultState } from "./state.ts"

/**
 * Give the vault a new identity, so that its new passphrase is in force; under the lock. {@link finishPassphraseChange} is left to do.
 *
 * @param old - What is on the disk.
 * @returns `error`: what the disk reported although `identity.age` is replaced. It may then be lost in a power failure, so the old
 * identity must still open everything.
 * @throws AppError `io`; the old passphrase is then in force, except with `VAULT_TEXTS.passphraseUncertain`
 */
export async function replaceIdentity(
  ports: VaultPorts,
  directory: VaultDirectory,
  old: VaultState,
  next: NewIdentity,
): Promise<{ readonly state: VaultState; readonly error: AppError | null }> {
  const content = succeed(old.content, [old], { generation: old.highestGeneration + 1, nowMs: ports.clock.nowMs() })
  const digest = await addIdentity(directory, content, old.content.generation, { from: old.identity, to: next.identity })
  // Under the old identity's id too: if somebody puts the old pair of files back, it counts as older.
  const state = stateOf(next.identity, content, digest, 2)
  for (const { vaultId } of [old.identity, next.identity]) await recordSeenGeneration(ports, vaultId, state)
  const error = await swapIdentity(directory, next.file)
  return { state, error }
}

/** Carry out what is left of a change of the passphrase that is in force. A failure of it is no failure of the change. */
export async function tryToFinish(finish: () => Promise<void>): Promise<PassphraseChange> {
  try {
    await finish()
    return { unfinished: null }
  } catch (e) {
    if (!isAppError(e)) throw e
    const { sentence, detail } = withConsequence(e, VAULT_TEXTS.passphraseUnfinished)
    return { unfinished: { sentence, detail } }
  }
}

/**
 * The first step of a change of the passphrase: keep `vault.age` as a version, then make the content and all versions readable by both
 * identities. Until {@link swapIdentity} the old passphrase opens everything.
 *
 * @param content - The content with its next generation.
 * @param keptGeneration - The generation of the present `vault.age`.
 * @returns the SHA-256 of the new `vault.age`
 * @throws AppError `io`
 */
async function addIdentity(
  directory: VaultDirectory,
  content: VaultContent,
  keptGeneration: number,
  identities: { readonly from: Identity; readonly to: Identity },
): Promise<string> {
  const { from, to } = identities
  const file = await directory.read(CONTENT_FILE)
  if (file !== null) await keepVersion(directory, keptGeneration, file)
  const digest = await writeContent(directory, content, [from, to])
  await reencryptVersions(directory, from, [from, to])
  requireSynced(directory)
  return digest
}

/**
 * The second step: replace `identity.age`. From here on the new passphrase is in force; {@link finishPassphraseChange} is the third step.
 *
 * @param identityFile - The new identity, encrypted to the new passphrase.
 * @returns null; or the error, if the disk reports one although the file is replaced. It may then be lost in a power failure, so the old
 * identity must still open everything.
 * @throws AppError `io` where the file is not replaced; with {@link VAULT_TEXTS}.passphraseUncertain where that is not known
 */
async function swapIdentity(directory: VaultDirectory, identityFile: Uint8Array): Promise<AppError | null> {
  try {
    await directory.write(IDENTITY_FILE, identityFile)
    return directory.syncFailed ? notSynced() : null
  } catch (error) {
    if (!isAppError(error)) throw error
    const present = await directory.read(IDENTITY_FILE).catch((cause: unknown) => {
      throw new AppError("io", VAULT_TEXTS.passphraseUncertain, { cause })
    })
    if (present !== null && sha256Hex(present) === sha256Hex(identityFile)) return error
    throw error
  }
}

/**
 * The last step of a change of the passphrase, also of an interrupted one: encrypt everything to the new identity only. Two signatures in
 * `vault.age` show that this is still to be done, so this file is written last. `recovery.age` is made anew before, so that the recovery key
 * opens `vault.age` at every instant: until then the old identity does too, and the content keeps the record of the old file.
 *
 * @param state - What is on the disk, with two signatures.
 * @param recovery - The recovery key from now on; null: remove `recovery.age`. Absent: the one that the content names.
 * @throws AppError `io`
 */
export async function finishPassphraseChange(
  ports: VaultPorts,
  directory: VaultDirectory,
  state: VaultState,
  recovery?: RecoveryTarget | null,
): Promise<VaultState> {
  const { identity, content: before } = state
  const target = recovery === undefined ? before.recovery : recovery
  if (recovery === null) await directory.remove(RECOVERY_FILE)
  const record = target === null ? null : await writeRecoveryFile(directory, requireKey(identity), target)
  await reencryptVersions(directory, identity, [identity])
  requireSynced(directory)
  const content = succeed({ ...before, recovery: record }, [state], { generation: state.highestGeneration + 1, nowMs: ports.clock.nowMs() })
  const digest = await writeContent(directory, content, [identity])
  const written = stateOf(identity, content, digest)
  await recordSeenGeneration(ports, identity.vaultId, written)
  return written
}

/**
 * Make `recovery.age` for a vault whose passphrase is not being changed. Where this is interrupted after the content was written, the next
 * opening makes the file.
 *
 * @returns `writeFile` is left to do
 * @throws AppError `io`
 */
export async function recordRecovery(
  ports: VaultPorts,
  directory: VaultDirectory,
  state: VaultState,
  target: RecoveryTarget,
): Promise<{ readonly state: VaultState; readonly writeFile: () => Promise<void> }> {
  const { identity, macCount } = state
  const { file, record } = await sealRecoveryFile(requireKey(identity), target)
  const next = { generation: state.highestGeneration + 1, nowMs: ports.clock.nowMs() }
  const content = succeed({ ...state.content, recovery: record }, [state], next)
  const digest = await writeContent(directory, content, signersOf(state))
  const written = stateOf(identity, content, digest, macCount)
  await recordSeenGeneration(ports, identity.vaultId, written)
  return { state: written, writeFile: () => directory.write(RECOVERY_FILE, file) }
}

/** For whom a save signs: a second signature stays until a change of the passphrase is finished. */
export function signersOf({ identity, macCount }: VaultState): readonly [Identity, ...Identity[]] {
  return macCount > 1 ? [identity, identity] : [identity]
}

function notSynced(): AppError {
  return new AppError("io", VAULT_TEXTS.notSynced)
}

/** Before a step that would make the vault unreadable if a power failure undid the earlier ones. @throws AppError `io` */
function requireSynced(directory: VaultDirectory): void {
  if (directory.syncFailed) throw notSynced()
}
