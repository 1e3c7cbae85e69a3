import { isAppError } from "../../base/errors.ts"
import { checkUnopened, checkVault as findingsOf } from "../../migrate/check/check-vault.ts"
import type { Answer } from "../core/messages.ts"
import { openVaultOf } from "./opened.ts"
import type { Work } from "./opened.ts"

/** Look for what is wrong with the vault, as it is on the disk now, and with its surroundings. */
export async function checkVault({ opened, ports }: Work): Promise<Answer> {
  const vault = openVaultOf(opened)
  const checkPorts = {
    nowMs: ports.clock.nowMs(),
    path: vault.directory,
    directory: ports.vault.files.in(vault.directory),
    exists: (path: string) => ports.files.exists(path),
    backupDirectory: ports.settings.read().backupDirectory,
    backups: ports.backups.states,
    ...(await ports.surroundings()),
  }
  try {
    await vault.reload()
  } catch (error) {
    if (!isAppError(error)) throw error
    return { type: "vault-checked", findings: await checkUnopened(error, checkPorts) }
  }
  return { type: "vault-checked", findings: await findingsOf(vault, checkPorts, null) }
}
