import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import { openBackup } from "../../vault/backup.ts"
import type { VaultContent } from "../../vault/codec.ts"
import { copiesToOpen, openCopy } from "../../vault/copies/open-copy.ts"
import type { Credential } from "../../vault/vault.ts"
import { BACKUP_COMMAND_TEXTS } from "../commands/backup.ts"
import type { CommandContext } from "../context.ts"
import { askHidden, givenPassphrase, readNamed, readOptionPassphrase } from "../secrets.ts"
import { MAX_TRIES, withRecoveryKey } from "../vault-access.ts"

export const READ_BACKUP_TEXTS = texts({
  noCopy: { en: "{directory} holds no backup of a vault", ja: "{directory} に保管庫のバックアップがありません" },
  wrong: {
    en: "the passphrase is wrong; a copy opens with the one that the vault had then; --recovery-key-file F opens it with the recovery key",
    ja: "パスフレーズが違います。コピーは、作成したときの保管庫のパスフレーズで開きます。--recovery-key-file F を指定すると回復キーで開けます",
  },
  chosen: { en: "the newest backup that opens: {name}", ja: "開ける最新のバックアップ: {name}" },
})

type Given = Awaited<ReturnType<typeof askHidden>>

/**
 * The content of a backup: a file; or a directory, which is a copy that automatic backup made, or holds such copies.
 *
 * @throws AppError as `openBackup` and `openCopy`; `vault-missing` where a directory holds no copy
 */
export async function readBackup(context: CommandContext, named: string): Promise<VaultContent> {
  const walked = named === "-" ? null : await context.ports.files.walk(named, context.signal)
  if (walked !== null) return await readCopy(context, context.ports.files.absolute(named), copiesToOpen(walked))
  const bytes = await readNamed(context, named, LIMITS.fileBytes)
  return await withPassphrase(context, null, (passphrase) => openBackup(bytes, passphrase, { signal: context.signal }))
}

async function readCopy(context: CommandContext, directory: string, copies: readonly string[]): Promise<VaultContent> {
  if (copies.length === 0) throw new AppError("vault-missing", READ_BACKUP_TEXTS.noCopy, { detail: { directory } })
  const keyFile = context.value("recovery-key-file")
  if (keyFile !== null && context.value("backup-passphrase-file") === null)
    return await withRecoveryKey(context, keyFile, (recoveryKey) => openNewest(context, directory, copies, { recoveryKey }))
  // A copy opens with the passphrase that the vault had then, which is mostly the present one.
  return await withPassphrase(context, await vaultPassphrase(context), async (passphrase) => {
    try {
      return await openNewest(context, directory, copies, passphrase)
    } catch (error) {
      throw isAppError(error, "password-wrong") ? new AppError("password-wrong", READ_BACKUP_TEXTS.wrong, { cause: error }) : error
    }
  })
}

/** The content of the first of the copies that the credential opens. @throws AppError as `openCopy`; `password-wrong` where it opens none */
async function openNewest(
  context: CommandContext,
  directory: string,
  copies: readonly string[],
  credential: Credential,
): Promise<VaultContent> {
  let wrong: unknown = null
  for (const name of copies) {
    try {
      const content = await openCopy(context.ports.vault, name === "" ? directory : `${directory}/${name}`, credential, {
        signal: context.signal,
      })
      if (name !== "") context.note(READ_BACKUP_TEXTS.chosen, { name })
      return content
    } catch (error) {
      if (!isAppError(error, "password-wrong")) throw error
      wrong = error
    }
  }
  throw wrong
}

/** The passphrase given for the vault; null where there is none, or it is on standard input, which can be read only once. */
async function vaultPassphrase(context: CommandContext): Promise<Given | null> {
  const named =
    context.value("passphrase-file") ?? (context.value("passphrase-command") === null ? context.ports.env["KEYFERRY_PASSPHRASE_FILE"] : "")
  return named === "-" ? null : await givenPassphrase(context)
}

/** Runs `open` with the passphrase of the backup: from its option, else `fallback`, else asked for on the terminal, again where it is wrong. */
async function withPassphrase<T>(context: CommandContext, fallback: Given | null, open: (passphrase: Given) => Promise<T>): Promise<T> {
  const given = (await readOptionPassphrase(context, "backup-passphrase-file")) ?? fallback
  for (let tries = 1; ; tries++) {
    const passphrase = given ?? (await askHidden(context, BACKUP_COMMAND_TEXTS.passphrase, "backup-passphrase-file"))
    try {
      return await open(passphrase)
    } catch (error) {
      if (given !== null || tries >= MAX_TRIES || !isAppError(error, "password-wrong")) throw error
      context.note(error.sentence, error.detail)
    }
  }
}
