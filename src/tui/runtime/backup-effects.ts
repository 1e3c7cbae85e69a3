import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { prepareBackup } from "../../vault/copies/auto-backup.ts"
import { problemMessage } from "../../vault/copies/problems.ts"
import type { Effect } from "../core/effects.ts"
import type { Answer } from "../core/messages.ts"
import type { Opened, Work } from "./opened.ts"
import type { TuiPorts } from "./ports.ts"

export const BACKUP_EFFECT_TEXTS = texts({
  other: { en: "this is not a directory", ja: "ディレクトリではありません" },
  inside: {
    en: "this directory is in the vault's own directory, and would be lost together with it",
    ja: "保管庫のディレクトリの中にあるため、保管庫と一緒に失われます",
  },
})

/** Choose the directory of automatic backups, or none. A missing one is made only where the effect says so. */
export async function setAutoBackup(
  { directory, make }: Extract<Effect, { readonly type: "set-auto-backup" }>,
  work: Work,
): Promise<Answer> {
  const { backups, settings, vaultDirectory } = work.ports
  if (directory !== null) {
    const { kind, insideVault } = await backups.directories.look(directory, vaultDirectory)
    if (kind === "other") throw new AppError("usage", BACKUP_EFFECT_TEXTS.other)
    if (insideVault) throw new AppError("usage", BACKUP_EFFECT_TEXTS.inside)
    if (kind === "missing" && !make) return { type: "backup-directory-missing", directory }
    await backups.directories.mark(directory)
  }
  return { type: "settings-saved", settings: settings.save({ backupDirectory: directory }) }
}

/**
 * Prepare the automatic backup that may be due after an effect; the vault must be open.
 *
 * @returns A function that makes it and gives the answer, or null where there is nothing to report; null where the vault is closed or automatic backup is off.
 */
export async function prepareAutoBackup(opened: Opened, ports: TuiPorts): Promise<(() => Promise<Answer | null>) | null> {
  const { vault } = opened
  if (vault === null) return null
  try {
    const now = { id: vault.id, digest: vault.digest }
    const before = opened.backedUp ?? now
    opened.backedUp = now
    const directory = ports.demo ? null : ports.settings.read().backupDirectory
    if (directory === null && before.id === now.id) return null
    const occasion = { directory, openedId: before.id, saved: before.digest !== now.digest }
    const backUp = await prepareBackup(vault, occasion, { ...ports.backups, clock: ports.clock })
    return async () => {
      const { state, attempted, earlier } = await backUp()
      if (directory === null && earlier === null) return null
      const problem = state?.problem == null ? null : problemMessage(state.problem, state.directory)
      const view = state === null ? null : { lastAtMs: state.lastAtMs, problem, current: state.digest === now.digest }
      return { type: "backup-checked", backup: view, attempted, earlier }
    }
  } catch (error) {
    // The vault was locked meanwhile.
    if (!isAppError(error)) throw error
    return null
  }
}
