import { AppError } from "../../base/errors.ts"
import { VAULT_TEXTS } from "../errors.ts"
import { wipeIdentity } from "../identity.ts"
import type { NewIdentity } from "../identity.ts"
import { checkRecoveryFile, setAsideUnreadable } from "../recovery/recovery-file.ts"
import type { RecoveryTarget } from "../recovery/recovery-file.ts"
import { finishPassphraseChange, recordRecovery, replaceIdentity, tryToFinish } from "./passphrase-change.ts"
import { reload } from "./save.ts"
import type { VaultSession } from "./session.ts"
import type { PassphraseChange } from "./state.ts"

/** Under the lock. @param recovery - As for `finishPassphraseChange` */
export async function changeIdentity(
  session: VaultSession,
  next: NewIdentity,
  recovery?: RecoveryTarget | null,
): Promise<PassphraseChange> {
  // First take over what other programs have saved.
  if ((await session.readDisk(session.requireState())) !== null) await reload(session)
  if (session.readOnly?.sentence === VAULT_TEXTS.newer) throw new AppError("vault-refused", VAULT_TEXTS.newer)
  const old = session.requireState()
  const { state, error } = await replaceIdentity(session.ports, session.files, old, next)
  wipeIdentity(old.identity)
  session.continueWith(state)
  const change = await tryToFinish(async () => {
    if (error !== null) throw error
    await finishChange(session, recovery)
  })
  // The disk may have reported an error of a write that it has carried out.
  if (change.unfinished !== null) await reload(session).catch(() => null)
  return change
}

/** Under the lock: finish a change of the passphrase, where one is unfinished. */
export async function finishChange(session: VaultSession, recovery?: RecoveryTarget | null): Promise<void> {
  const state = await reload(session)
  if (state.macCount > 1) session.continueWith(await finishPassphraseChange(session.ports, session.files, state, recovery))
}

/** Whether the vault has a recovery key, or a `recovery.age` that its content does not know. */
export async function hasRecovery(session: VaultSession): Promise<boolean> {
  const { recovery } = session.requireState().content
  return recovery !== null || (await checkRecoveryFile(session.files, recovery)) === "unknown"
}

/** Under the lock. @param makeNext - Makes the new identity, where the vault has a recovery key. @param target - Null: none from now on. */
export async function changeRecoveryKey(
  session: VaultSession,
  makeNext: () => NewIdentity | Promise<NewIdentity>,
  target: RecoveryTarget | null,
): Promise<PassphraseChange> {
  await reload(session)
  if (await hasRecovery(session)) return await changeIdentity(session, await makeNext(), target)
  if (target !== null) await writeRecovery(session, target)
  return { unfinished: null }
}

/** Under the lock: make `recovery.age` anew where it is not the file that the content names. */
export async function remakeRecoveryFile(session: VaultSession): Promise<void> {
  const { content } = await reload(session)
  if (content.recovery === null || (await checkRecoveryFile(session.files, content.recovery)) !== "stale") return
  // Before the content is written: where this fails, the next opening would write it again.
  await setAsideUnreadable(session.files)
  await writeRecovery(session, content.recovery)
}

async function writeRecovery(session: VaultSession, target: RecoveryTarget): Promise<void> {
  const { state, writeFile } = await recordRecovery(session.ports, session.files, await reload(session), target)
  session.continueWith(state)
  await writeFile()
}
