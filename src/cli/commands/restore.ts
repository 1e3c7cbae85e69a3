import { toDraft } from "../../accounts/account.ts"
import { sanitize } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import { readOutcome } from "../../migrate/import/read-outcome.ts"
import type { ReadFile } from "../../migrate/import/read-outcome.ts"
import { sessionOf } from "../../migrate/import/session.ts"
import type { VaultContent } from "../../vault/codec.ts"
import { vaultExists } from "../../vault/vault.ts"
import { readBackup } from "../backup/read-backup.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE, SKIPPED } from "../exit-codes.ts"
import { IMPORT_TEXTS, importRead } from "../import/importing.ts"
import { makeVault } from "../vault-access.ts"
import { filesJson, issuesJson, viewJson } from "../view.ts"
import { INIT_TEXTS } from "./init.ts"

export const RESTORE_TEXTS = texts({
  unreadable: { en: "a record that only a newer version of keyferry can read", ja: "新しいバージョンの keyferry でしか読めない項目です" },
})

export const run: Run = async (context) => {
  const file = context.operands[0] ?? ""
  const content = await readBackup(context, file)
  const status = content.unreadable.length > 0 ? SKIPPED : DONE
  if (await vaultExists(context.ports.vault, vaultDirectory(context.value("vault"), context.ports))) {
    // Unlike an import, this also adds the accounts in the backup's trash; they stay in the trash.
    return await importRead(context, sessionOf(toReadFile(file, content)), status, ({ status: row, ticked }) => ticked || row === "new")
  }
  return await restoreIntoNewVault(context, content, file)
}

/** Restores everything into a new vault: ids, trash, tombstones, and the records that only a newer version can read. */
async function restoreIntoNewVault(context: CommandContext, content: VaultContent, file: string): Promise<number> {
  const dryRun = context.flag("dry-run")
  if (!dryRun) {
    const { vault, directory } = await makeVault(context, { content })
    await vault.close()
    context.note(INIT_TEXTS.made, { directory: sanitize(directory) })
  }
  // Unreadable records are no issue here: the new vault keeps them unchanged.
  const files = [toReadFile(file, dryRun ? content : { ...content, unreadable: [] })]
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

function toReadFile(file: string, content: VaultContent): ReadFile {
  const first = content.accounts.length + 1
  return {
    files: [file],
    format: "keyferry-backup",
    protected: true,
    outcome: readOutcome({
      records: content.accounts.map((account) => ({ draft: toDraft(account), file })),
      issues: content.unreadable.map((_, index) => ({
        file,
        at: first + index,
        code: "record-unsupported" as const,
        reason: RESTORE_TEXTS.unreadable,
      })),
    }),
  }
}
