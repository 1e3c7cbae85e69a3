import { isAppError } from "../../base/errors.ts"
import type { AppError } from "../../base/errors.ts"
import type { BackupStates } from "../../vault/copies/ports.ts"
import { checkRecoveryFile } from "../../vault/recovery/recovery-file.ts"
import type { VaultDirectory } from "../../vault/ports.ts"
import { copyNotices } from "../../vault/merge/notices.ts"
import type { Vault } from "../../vault/vault.ts"
import { accountFindings } from "./account-findings.ts"
import { backupFindings } from "./backup-findings.ts"
import { directoryFindings, exportFindings } from "./file-findings.ts"
import { byLevel } from "./finding.ts"
import type { Finding } from "./finding.ts"
import { programFindings, terminalFindings } from "./machine-findings.ts"
import type { TerminalState } from "./machine-findings.ts"
import { clockFindings, unopenedFinding, vaultFindings } from "./vault-findings.ts"

/** The program and the terminal that it runs in. */
export interface Surroundings {
  /** Versions such as `20.19.0`. */
  readonly programs: { readonly node: string; readonly program: string }
  /** Null where there is no terminal. */
  readonly terminal: TerminalState | null
}

/** What `check` looks at besides the opened vault. */
export interface CheckPorts extends Surroundings {
  readonly nowMs: number
  /** The path of the vault's directory. */
  readonly path: string
  readonly directory: VaultDirectory
  /** Whether a file of the user exists. */
  readonly exists: (path: string) => Promise<boolean>
  /** Of the user's settings; null: automatic backup is off. */
  readonly backupDirectory: string | null
  readonly backups: Pick<BackupStates, "get">
}

/**
 * Everything that is wrong or good to know about an opened vault and its surroundings, the worst first.
 *
 * @param isPassphraseWeak - Null where the passphrase is not known any more.
 * @throws AppError `io`
 */
export async function checkVault(vault: Vault, ports: CheckPorts, isPassphraseWeak: boolean | null): Promise<readonly Finding[]> {
  const { content } = vault
  const state = {
    generation: content.generation,
    versions: await vault.versions(),
    hasRecovery: content.recovery !== null,
    recoveryFile: await checkRecoveryFile(ports.directory, content.recovery),
    isPassphraseWeak,
    isChangeUnfinished: vault.isChangeUnfinished,
    readOnly: vault.readOnly,
    notices: [...copyNotices(vault.directory, vault.copies), ...vault.notices],
    syncFailed: vault.syncFailed,
  }
  const { names, unmerged } = vault.copies
  const merged = names.filter((name) => !unmerged.includes(name))
  const existing = new Set<string>()
  for (const { path } of content.exports) if (await ports.exists(path)) existing.add(path)
  const backup = { directory: ports.backupDirectory, state: await backupStateOf(vault.id, ports.backups), digest: vault.digest }
  return byLevel([
    ...vaultFindings(state),
    ...(await surroundings(ports, content.savedAt, merged)),
    ...exportFindings(content.exports, (path) => existing.has(path)),
    ...backupFindings(backup, ports.nowMs),
    ...accountFindings(content.accounts, vault.unreadable.length, ports.nowMs),
  ])
}

/** The same of a vault that could not be opened. @param reason - Why. @throws AppError `io` */
export async function checkUnopened(reason: AppError, ports: CheckPorts): Promise<readonly Finding[]> {
  return byLevel([unopenedFinding(reason), ...(await surroundings(ports, null, []))])
}

async function surroundings(ports: CheckPorts, savedAt: number | null, merged: readonly string[]): Promise<readonly Finding[]> {
  return [
    ...directoryFindings(ports.path, await ports.directory.inspect(), merged),
    ...clockFindings([savedAt, await ports.directory.modifiedMs()], ports.nowMs),
    ...(ports.terminal === null ? [] : terminalFindings(ports.terminal)),
    ...programFindings(ports.programs),
  ]
}

/** Without it, the next attempt of an automatic backup starts anew. */
async function backupStateOf(id: string, states: Pick<BackupStates, "get">): ReturnType<BackupStates["get"]> {
  try {
    return await states.get(id)
  } catch (error) {
    if (!isAppError(error)) throw error
    return null
  }
}
