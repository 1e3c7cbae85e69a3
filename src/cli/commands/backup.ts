import { unreadableDetail } from "../../accounts/unreadable.ts"
import { texts } from "../../base/language.ts"
import { sealBackup } from "../../vault/backup.ts"
import type { Run } from "../command.ts"
import { setAutoBackup } from "../backup/auto-setting.ts"
import { DONE } from "../exit-codes.ts"
import { refuseExisting, writeOutput } from "../export/target.ts"
import { readOptionPassphrase, requestNewPassphrase } from "../secrets.ts"
import { withAskedVault } from "../vault-access.ts"

export const BACKUP_COMMAND_TEXTS = texts({
  passphrase: { en: "passphrase of the backup", ja: "バックアップのパスフレーズ" },
  weak: {
    en: "the passphrase of the backup is {strength}; anyone with the file can try to guess it: back up again with a better one",
    ja: "バックアップのパスフレーズの強さ: {strength}。ファイルを手に入れた人に推測されるおそれがあります。別のパスフレーズで作り直してください",
  },
  unreadable: {
    en: "the backup also holds {count} {count|record|records} that this version cannot read: {labels}",
    ja: "このバージョンでは読めない項目 {count} 件もバックアップに含まれています: {labels}",
  },
  done: { en: "backed up {count} {count|account|accounts}", ja: "{count} 件のアカウントをバックアップしました" },
})

export const run: Run = async (context) => {
  context.refuseTogether("auto", "out")
  if (context.value("auto") !== null) return await setAutoBackup(context)
  const path = context.required("out")
  await refuseExisting(context, path)
  return await withAskedVault(context, "read", async (vault) => {
    const given = await readOptionPassphrase(context, "backup-passphrase-file")
    const passphrase = await requestNewPassphrase(
      context,
      BACKUP_COMMAND_TEXTS.passphrase,
      "backup-passphrase-file",
      given,
      BACKUP_COMMAND_TEXTS.weak,
    )
    await writeOutput(context, path, await sealBackup(vault.content, passphrase, context.ports.vault.scrypt))
    context.note(BACKUP_COMMAND_TEXTS.done, { count: vault.accounts.length })
    if (vault.unreadable.length > 0) context.note(BACKUP_COMMAND_TEXTS.unreadable, unreadableDetail(vault.unreadable))
    return DONE
  })
}
