import type { Account } from "../../accounts/account.ts"
import { dropExpired } from "../../accounts/trash.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf } from "../../base/language.ts"
import { CONTENT_VERSION, contentDigest } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { VAULT_TEXTS } from "../errors.ts"
import { keepVersion } from "../history.ts"
import { requireKey } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import { withWayBack } from "../making/way-back.ts"
import { readCandidates } from "../merge/candidates.ts"
import { findBase, lineageOf, succeed } from "../merge/lineage.ts"
import type { NamedContent } from "../merge/lineage.ts"
import { mergeContents, replaceAccounts } from "../merge/merge.ts"
import { NOTICE_TEXTS } from "../merge/notices.ts"
import { areSameAccounts, isSameExceptUse } from "../merge/same-accounts.ts"
import { writeRecoveryFile } from "../recovery/recovery-file.ts"
import { recordSeenGeneration } from "../seen-generation.ts"
import { CONTENT_FILE, writeContent } from "../store.ts"
import type { StoredContent } from "../store.ts"
import { signersOf } from "./passphrase-change.ts"
import type { VaultSession } from "./session.ts"
import { namedContentOf, stateOf } from "./state.ts"
import type { SaveResult, VaultState } from "./state.ts"

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
  const { identity, macCount } = state
  const nowMs = ports.clock.nowMs()
  const file = await files.read(CONTENT_FILE)
  const changedOnDisk = file !== null && sha256Hex(file) !== state.digest
  const stored = changedOnDisk ? await session.readDisk(state) : null
  if (stored !== null && stored.content.version > CONTENT_VERSION) {
    await useNewer(session, stored)
    throw new AppError("vault-refused", VAULT_TEXTS.newer)
  }
  const onDisk: NamedContent = stored === null ? state : namedContentOf(stored)
  const isFork = !isIn(state, onDisk)
  const disk = isFork ? await joinContents(session, state, onDisk) : onDisk
  const theirs = disk.content

  const replaced = replaceAccounts(start.content, next, nowMs)
  const ours = update === undefined ? replaced : update(replaced)
  const isUnchanged = disk.contentDigest === start.contentDigest
  const merged = isUnchanged ? ours : mergeContents(await findCommon(session, start, disk), ours, theirs, { nowMs }).content
  // A clock that is wrong during one save must not empty the trash: what counts is also when the vault was saved before.
  const expiryMs = Math.min(nowMs, theirs.savedAt ?? 0)
  const withoutExpired = replaceAccounts(merged, dropExpired(merged.accounts, expiryMs), nowMs)
  if (!force && !isFork && update === undefined && file !== null && areSameAccounts(withoutExpired.accounts, theirs.accounts)) {
    if (stored !== null) await session.useStored(state, stored)
    return { merged: changedOnDisk, accounts: theirs.accounts }
  }

  const others = [state, start, ...copies].filter((one) => !isIn(one, onDisk))
  const generation = Math.max(state.highestGeneration, withoutExpired.generation) + 1
  // An unfinished change of the passphrase may have left a recovery.age that opens only what the old identity opens.
  const isRecoveryOld = state.macCount > 1 && withoutExpired.recovery !== null
  const recovery = isRecoveryOld
    ? await writeRecoveryFile(files, requireKey(state.identity), withoutExpired.recovery)
    : withoutExpired.recovery
  const content = succeed({ ...withoutExpired, recovery }, [onDisk, ...others], { generation, nowMs })
  // Only ten versions are kept: one per used code would push out those that a user wants to restore.
  const onlyCodesUsed = !force && areSameAccounts(withoutExpired.accounts, onDisk.content.accounts, isSameExceptUse)
  if (file !== null && !onlyCodesUsed) await keepVersion(files, onDisk.content.generation, file)
  const digest = await writeContent(files, content, signersOf(state))
  const written = stateOf(identity, content, digest, macCount)
  session.continueWith(written)
  if (isFork) session.addNotice(messageOf(NOTICE_TEXTS.joined))
  await recordSeenGeneration(ports, identity.vaultId, written)
  return { merged: changedOnDisk, accounts: content.accounts }
}

/**
 * Continue with the content on the disk, under the lock. Where the state in memory is not in it, because a synchronisation has overwritten
 * `vault.age`, both are merged and saved, and noticed.
 *
 * @throws AppError as `Vault.save`; `vault-missing`
 */
export async function reload(session: VaultSession): Promise<VaultState> {
  const before = session.requireState()
  const stored = await readPresent(session)
  if (stored.digest === before.digest) return before
  if (isIn(before, namedContentOf(stored))) await session.useStored(before, stored)
  else if (stored.content.version > CONTENT_VERSION) await useNewer(session, stored)
  else await mergeAndWrite(session, { start: before, next: before.content.accounts })
  return session.requireState()
}

/** As {@link reload}, without the lock: takes it only where something has to be saved. */
export async function reloadUnlocked(session: VaultSession): Promise<VaultState> {
  const before = session.requireState()
  const stored = await readPresent(session)
  if (stored.digest === before.digest) return before
  const isToSave = stored.content.version <= CONTENT_VERSION && !isIn(before, namedContentOf(stored)) && session.readOnly === null
  return isToSave ? await session.withLock(() => reload(session)) : await reload(session)
}

/** What the vault would hold after {@link reload}. Changes nothing. @throws AppError as {@link reload} */
export async function previewReload(session: VaultSession): Promise<NamedContent> {
  const state = session.requireState()
  const onDisk = namedContentOf(await readPresent(session))
  return isIn(state, onDisk) ? onDisk : await joinContents(session, state, onDisk)
}

async function readPresent(session: VaultSession): Promise<StoredContent> {
  const { files } = session
  const state = session.requireState()
  const stored = await session.readDisk(state)
  if (stored === null) throw await withWayBack(files, state.identity, new AppError("vault-missing", VAULT_TEXTS.contentMissing))
  return stored
}

/** Continue with a content that cannot be merged, as a newer program wrote it. */
async function useNewer(session: VaultSession, stored: StoredContent): Promise<void> {
  const state = session.requireState()
  if (!isIn(state, namedContentOf(stored))) session.addNotice(messageOf(NOTICE_TEXTS.fork))
  await session.useStored(state, stored)
}

/** Whether `descendant` is, or descends from, the other content. */
function isIn({ contentDigest }: NamedContent, descendant: NamedContent): boolean {
  return lineageOf(descendant).includes(contentDigest)
}

/** The state in memory and the content on the disk, merged. */
async function joinContents(session: VaultSession, state: NamedContent, onDisk: NamedContent): Promise<NamedContent> {
  const nowMs = session.ports.clock.nowMs()
  const { content } = mergeContents(await findCommon(session, state, onDisk), state.content, onDisk.content, { nowMs })
  const joined = succeed(content, [onDisk, state], { generation: content.generation, nowMs: content.savedAt ?? nowMs })
  return { content: joined, contentDigest: contentDigest(joined) }
}

/** The content that `start` and the one on the disk are proved to have in common; null where there is none. */
async function findCommon(session: VaultSession, start: NamedContent, disk: NamedContent): Promise<VaultContent | null> {
  if (isIn(start, disk)) return start.content
  return findBase(start, disk, await readCandidates(session.files, session.requireState().identity))?.content ?? null
}
