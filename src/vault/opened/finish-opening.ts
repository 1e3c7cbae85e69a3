import { isAppError } from "../../base/errors.ts"
import { checkRecoveryFile, recoveryNotice } from "../recovery/recovery-file.ts"
import type { StoredContent } from "../store.ts"
import { finishChange, remakeRecoveryFile } from "./change-identity.ts"
import { mergeAndWrite } from "./save.ts"
import type { VaultSession } from "./session.ts"

/** See `Vault.finishOpening`. */
export async function finishOpening(session: VaultSession, stored: StoredContent, unsigned: boolean): Promise<void> {
  try {
    await session.enqueue(async () => {
      const isToFinish = session.readOnly === null && (unsigned || stored.macCount > 1)
      if (isToFinish)
        await session.withLock(async () => {
          const before = session.requireState()
          if (unsigned) await mergeAndWrite(session, { start: before, next: before.content.accounts, force: true })
          await finishChange(session)
        })
      await repairRecovery(session)
    })
  } catch (e) {
    if (!isAppError(e, "io") && !isAppError(e, "vault-busy")) throw e
  }
}

/** Makes `recovery.age` anew where it is not the file that the content names. */
async function repairRecovery(session: VaultSession): Promise<void> {
  if (session.requireState().identity.fileDigest === null) session.addNotice(recoveryNotice("identityMissing"))
  const { recovery } = session.requireState().content
  if ((await checkRecoveryFile(session.files, recovery)) === "right") return
  const isKeyElsewhere = session.requireState().identity.key === null
  if (recovery === null || session.readOnly !== null || isKeyElsewhere) {
    session.addNotice(recoveryNotice(recovery === null ? "unknown" : "notRemade"))
    return
  }
  try {
    await session.withLock(() => remakeRecoveryFile(session))
  } catch (e) {
    session.addNotice(recoveryNotice("notRemade"))
    throw e
  }
  session.addNotice(recoveryNotice("remade"))
}
