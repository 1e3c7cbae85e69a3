import { texts } from "../../base/language.ts"
import { prepareBackup } from "../../vault/copies/auto-backup.ts"
import { problemMessage } from "../../vault/copies/problems.ts"
import type { Vault } from "../../vault/vault.ts"
import type { CommandContext } from "../context.ts"

export const AUTO_BACKUP_TEXTS = texts({
  failed: { en: "no automatic backup was made: {reason}", ja: "自動バックアップを作成できませんでした: {reason}" },
  earlier: {
    en: "{count} automatic {count|backup|backups} in {directory} still {count|opens|open} with the old passphrase or recovery key",
    ja: "{directory} にある {count} 件の自動バックアップは、以前のパスフレーズまたは回復キーで開けるままです",
  },
})

/**
 * Make an automatic backup where one is due, once the command has written its output. What prevents it is only noted.
 *
 * @param vault - Still open.
 * @param opened - The vault's id and digest when it was opened.
 */
export async function backUpLater(
  context: CommandContext,
  vault: Vault,
  opened: { readonly id: string; readonly digest: string },
): Promise<void> {
  const { backups, clock, settings } = context.ports
  const occasion = { directory: settings.read().backupDirectory, openedId: opened.id, saved: vault.digest !== opened.digest }
  const backUp = await prepareBackup(vault, occasion, { ...backups, clock })
  context.later(async () => {
    const { state, attempted, earlier } = await backUp()
    if (earlier !== null) context.note(AUTO_BACKUP_TEXTS.earlier, earlier)
    if (!attempted || !state?.problem) return
    const { sentence, detail } = problemMessage(state.problem, state.directory)
    context.note(AUTO_BACKUP_TEXTS.failed, { reason: context.format(sentence, detail) })
  })
}
