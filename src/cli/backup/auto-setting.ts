import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { DONE } from "../exit-codes.ts"
import { withVault } from "../vault-access.ts"

export const AUTO_SETTING_TEXTS = texts({
  on: {
    en: "automatic backup is on: after changes, the vault is copied into {directory}, at most once a day",
    ja: "自動バックアップを有効にしました。変更後に、保管庫を {directory} にコピーします（1 日に最大 1 回）",
  },
  off: {
    en: "automatic backup is off; the copies that were made are kept",
    ja: "自動バックアップを停止しました。作成済みのコピーは残ります",
  },
  make: { en: "{directory} does not exist; make it? [y/N]", ja: "{directory} はありません。作成しますか？ [y/N]" },
  missing: {
    en: "{directory} does not exist; make it, or use --yes",
    ja: "{directory} がありません。作成するか、--yes を指定してください",
  },
  other: { en: "{directory} is not a directory", ja: "{directory} はディレクトリではありません" },
  inside: {
    en: "{directory} is in the vault's own directory, and would be lost together with it",
    ja: "{directory} は保管庫のディレクトリの中にあり、保管庫と一緒に失われます",
  },
})

/** `keyferry backup --auto DIR|off`: store the setting. The first copy is made at once. */
export async function setAutoBackup(context: CommandContext): Promise<number> {
  const { files, settings } = context.ports
  const named = context.required("auto")
  if (named === "off") {
    await settings.save({ backupDirectory: null })
    context.note(AUTO_SETTING_TEXTS.off)
    return DONE
  }
  const directory = files.absolute(named)
  // Opening the vault afterwards makes the first copy, so the directory is known to work.
  return await withVault(context, "read", async () => {
    await prepareDirectory(context, directory)
    await settings.save({ backupDirectory: directory })
    context.note(AUTO_SETTING_TEXTS.on, { directory })
    return DONE
  })
}

/** Make and mark the directory. @throws AppError `usage`, `io` */
async function prepareDirectory(context: CommandContext, directory: string): Promise<void> {
  const { backups, terminal } = context.ports
  const { kind, insideVault } = await backups.directories.look(directory, vaultDirectory(context.value("vault"), context.ports))
  if (kind === "other") throw new AppError("usage", AUTO_SETTING_TEXTS.other, { detail: { directory } })
  if (insideVault) throw new AppError("usage", AUTO_SETTING_TEXTS.inside, { detail: { directory } })
  if (kind === "missing" && !context.flag("yes")) {
    const answer = await terminal.askLine(`${context.format(AUTO_SETTING_TEXTS.make, { directory })} `)
    if (answer === null || !/^y(es)?$/i.test(answer.normalize("NFKC").trim()))
      throw new AppError("usage", AUTO_SETTING_TEXTS.missing, { detail: { directory } })
  }
  await backups.directories.mark(directory)
}
