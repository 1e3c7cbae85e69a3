import { sanitize } from "../../base/display.ts"
import type { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { sessionOf } from "../../migrate/import/session.ts"
import { readFileOf } from "../../migrate/import/vault-content.ts"
import type { VaultContent } from "../../vault/codec.ts"
import type { VaultCondition } from "../../vault/making/condition.ts"
import { isDamage } from "../../vault/making/way-back.ts"
import { restoreInto } from "../../vault/repair.ts"
import { vaultCondition } from "../../vault/vault.ts"
import { readBackup } from "../backup/read-backup.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE, SKIPPED } from "../exit-codes.ts"
import { IMPORT_TEXTS, importRead } from "../import/importing.ts"
import { unlock, withNewPassphrase } from "../vault-access.ts"
import { filesJson, issuesJson, viewJson } from "../view.ts"
import { INIT_TEXTS } from "./init.ts"

export const RESTORE_TEXTS = texts({
  setAside: {
    en: "{name} could not be opened; it is kept as {keptAs}",
    ja: "{name} は開けませんでした。{keptAs} という名前で残しています",
  },
  completed: { en: "the vault in {directory} has the content of the backup", ja: "{directory} の保管庫をバックアップの内容に戻しました" },
})

export const run: Run = async (context) => {
  const file = context.operands[0] ?? ""
  const content = await readBackup(context, file)
  const condition = await vaultCondition(context.ports.vault, vaultDirectory(context.value("vault"), context.ports))
  let damage: AppError | null = null
  if (condition === "complete") {
    const status = content.unreadable.length > 0 ? SKIPPED : DONE
    try {
      // Unlike an import, this also adds the accounts in the backup's trash; they stay in the trash.
      return await importRead(context, sessionOf(readFileOf(file, content)), status, ({ status: row, ticked }) => ticked || row === "new")
    } catch (error) {
      if (!isDamage(error)) throw error
      damage = error
    }
  }
  const dryRun = context.flag("dry-run")
  if (!dryRun) await restoreLost(context, content, condition, damage)
  return await reportRestored(context, content, file, dryRun)
}

/**
 * Restores everything into a new vault, or into one whose identity or content is lost or damaged: ids, trash, tombstones, and the records
 * that only a newer version can read.
 *
 * @param damage - Why the vault did not open; null where it is missing or incomplete.
 */
async function restoreLost(
  context: CommandContext,
  content: VaultContent,
  condition: VaultCondition,
  damage: AppError | null,
): Promise<void> {
  const ports = context.ports.vault
  const directory = vaultDirectory(context.value("vault"), context.ports)
  const hasIdentity = condition === "complete" || condition === "no-content"
  const { vault, how, setAside } = hasIdentity
    ? await unlock(context, (passphrase, options) => restoreInto(ports, directory, passphrase, content, options))
    : await withNewPassphrase(context, (passphrase) => restoreInto(ports, directory, passphrase, content))
  await vault.close()
  // It opens, so what failed is something that no backup mends.
  if (how === "opened" && damage !== null) throw damage
  for (const { name, keptAs } of setAside) context.note(RESTORE_TEXTS.setAside, { name, keptAs })
  context.note(hasIdentity ? RESTORE_TEXTS.completed : INIT_TEXTS.made, { directory: sanitize(directory) })
}

async function reportRestored(context: CommandContext, content: VaultContent, file: string, dryRun: boolean): Promise<number> {
  // Unreadable records are no issue here: the new vault keeps them unchanged.
  const files = [readFileOf(file, dryRun ? content : { ...content, unreadable: [] })]
  const result = { new: content.accounts.length, present: 0, renamed: 0, skipped: 0 }
  if (context.flag("json"))
    await context.json({
      ...(dryRun ? viewJson(context, files, false) : { files: filesJson(files) }),
      ...result,
      issues: issuesJson(context, files),
    })
  else await context.line(context.format(IMPORT_TEXTS.result, result))
  if (dryRun) context.note(IMPORT_TEXTS.dryRun)
  return DONE
}
