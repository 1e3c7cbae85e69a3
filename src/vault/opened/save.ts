import type { Account } from "../../accounts/account.ts"
import { dropExpired } from "../../accounts/trash.ts"
import { AppError } from "../../base/errors.ts"
import { CONTENT_VERSION } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { VAULT_TEXTS } from "../errors.ts"
import { keepVersion } from "../history.ts"
import { sha256Hex } from "../mac.ts"
import { readCandidates } from "../merge/candidates.ts"
import { findBase, lineageOf, succeed } from "../merge/lineage.ts"
import type { NamedContent } from "../merge/lineage.ts"
import { mergeContents, replaceAccounts } from "../merge/merge.ts"
import { areSameAccounts, isSameExceptUse } from "../merge/same-accounts.ts"
import { writeRecoveryFile } from "../recovery/recovery-file.ts"
import { recordSeenGeneration } from "../seen-generation.ts"
import { CONTENT_FILE, writeContent } from "../store.ts"
import { signersOf } from "./passphrase-change.ts"
import type { VaultSession } from "./session.ts"
import { namedContentOf, stateOf } from "./state.ts"
import type { SaveResult } from "./state.ts"

export interface Change {
  /** The content that `next` was made from. */
  readonly start: NamedContent
  readonly next: readonly Account[]
  /** Write even where nothing changed, to sign an unsigned content. */
  readonly force?: boolean
  /** A change of the content besides its accounts. */
  readonly update?: (content: VaultContent) => VaultContent
  /** Contents that `update` has merged into it. */
  readonly copies?: readonly NamedContent[]
}

/**
 * One save, under the lock: merge with the disk, keep the present file as a version, write the new one.
 *
 * @throws AppError as `Vault.save`
 */
export async function mergeAndWrite(session: VaultSession, change: Change): Promise<SaveResult> {
  const { start, next, force = false, update, copies = [] } = change
  const { ports, files } = session
  const state = session.requireState()
  const nowMs = ports.clock.nowMs()
  const file = await files.read(CONTENT_FILE)
  const changedOnDisk = file !== null && sha256Hex(file) !== state.digest
  const stored = changedOnDisk ? await session.readDisk(state) : null
  const disk: NamedContent = stored === null ? state : namedContentOf(stored)
  const theirs = disk.content
  if (stored !== null && theirs.version > CONTENT_VERSION) {
    await session.useStored(state, stored)
    throw new AppError("vault-refused", VAULT_TEXTS.newer)
  }

  const replaced = replaceAccounts(start.content, next, nowMs)
  const ours = update === undefined ? replaced : update(replaced)
  const isUnchanged = disk.contentDigest === start.contentDigest
  const merged = isUnchanged ? ours : mergeContents(await findCommon(session, start, disk), ours, theirs, { nowMs }).content
  // A clock that is wrong during one save must not empty the trash: what counts is also when the vault was saved before.
  const expiryMs = Math.min(nowMs, theirs.savedAt ?? 0)
  const withoutExpired = replaceAccounts(merged, dropExpired(merged.accounts, expiryMs), nowMs)
  if (!force && update === undefined && file !== null && areSameAccounts(withoutExpired.accounts, theirs.accounts)) {
    if (stored !== null) await session.useStored(state, stored)
    return { merged: changedOnDisk, accounts: theirs.accounts }
  }

  const others = [start, ...copies].filter(({ contentDigest }) => !lineageOf(disk).includes(contentDigest))
  const generation = Math.max(state.highestGeneration, withoutExpired.generation) + 1
  // An unfinished change of the passphrase may have left a recovery.age that opens only what the old identity opens.
  const isRecoveryOld = state.macCount > 1 && withoutExpired.recovery !== null
  const recovery = isRecoveryOld ? await writeRecoveryFile(files, state.identity, withoutExpired.recovery) : withoutExpired.recovery
  const content = succeed({ ...withoutExpired, recovery }, [disk, ...others], { generation, nowMs })
  // Only ten versions are kept: one per used code would push out those that a user wants to restore.
  const onlyCodesUsed = !force && areSameAccounts(withoutExpired.accounts, theirs.accounts, isSameExceptUse)
  if (file !== null && !onlyCodesUsed) await keepVersion(files, theirs.generation, file)
  const { identity, macCount } = state
  const digest = await writeContent(files, content, signersOf(state))
  const written = stateOf(identity, content, digest, macCount)
  session.continueWith(written)
  await recordSeenGeneration(ports, identity.vaultId, content.generation, { lineage: lineageOf(written) })
  return { merged: changedOnDisk, accounts: content.accounts }
}

/** The content that `start` and the one on the disk are proved to have in common; null where there is none. */
async function findCommon(session: VaultSession, start: NamedContent, disk: NamedContent): Promise<VaultContent | null> {
  if (lineageOf(disk).includes(start.contentDigest)) return start.content
  return findBase(start, disk, await readCandidates(session.files, session.requireState().identity))?.content ?? null
}
