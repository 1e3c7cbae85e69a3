import { sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import { openBackup } from "../../vault/backup.ts"
import type { VaultContent } from "../../vault/codec.ts"
import { copiesToOpen, openCopy } from "../../vault/copies/open-copy.ts"
import { IDENTITY_FILE } from "../../vault/identity.ts"
import type { VaultDirectory } from "../../vault/ports.ts"
import type { Credential } from "../../vault/vault.ts"
import type { CommandContext } from "../context.ts"
import { vaultDirectory } from "../directories.ts"
import { askHidden, givenPassphrase, MAX_TRIES, readNamed, readOptionPassphrase } from "../secrets.ts"
import { withRecoveryKey } from "../vault-access.ts"

export const READ_BACKUP_TEXTS = texts({
  ofFile: { en: "passphrase of the backup {name}", ja: "バックアップ {name} のパスフレーズ" },
  sameVault: {
    en: "passphrase of the vault, which also opens its backup {name}",
    ja: "保管庫のパスフレーズ（バックアップ {name} も開きます）",
  },
  ofCopy: {
    en: "passphrase that the vault had when the backup {name} was made",
    ja: "バックアップ {name} を作成したときの保管庫のパスフレーズ",
  },
  ofCopies: {
    en: "passphrase that the vault had when the backups in {name} were made",
    ja: "{name} のバックアップを作成したときの保管庫のパスフレーズ",
  },
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
  const prompt = messageOf(READ_BACKUP_TEXTS.ofFile, { name: sanitize(named) })
  return await withPassphrase(context, { prompt, fallback: null }, (passphrase) =>
    openBackup(bytes, passphrase, { signal: context.signal }),
  )
}

async function readCopy(context: CommandContext, directory: string, copies: readonly string[]): Promise<VaultContent> {
  if (copies.length === 0) throw new AppError("vault-missing", READ_BACKUP_TEXTS.noCopy, { detail: { directory } })
  const keyFile = context.value("recovery-key-file")
  if (keyFile !== null && context.value("backup-passphrase-file") === null)
    return await withRecoveryKey(context, keyFile, (recoveryKey) => openNewest(context, directory, copies, { recoveryKey }))
  // A copy opens with the passphrase that the vault had then, which is mostly the present one.
  const asking = { prompt: await promptOfCopy(context, directory, copies), fallback: await vaultPassphrase(context) }
  return await withPassphrase(context, asking, async (passphrase) => {
    try {
      return await openNewest(context, directory, copies, passphrase)
    } catch (error) {
      throw isAppError(error, "password-wrong") ? new AppError("password-wrong", READ_BACKUP_TEXTS.wrong, { cause: error }) : error
    }
  })
}

/** The question for the passphrase of a copy: the present one where the vault still has the identity that is in one of the copies. */
async function promptOfCopy(context: CommandContext, directory: string, copies: readonly string[]): Promise<Message> {
  const { files } = context.ports.vault
  const present = await readIdentity(files.in(vaultDirectory(context.value("vault"), context.ports)))
  for (const name of copies) {
    const identity = present === null ? null : await readIdentity(files.in(pathOfCopy(directory, name)))
    if (present !== null && identity !== null && Buffer.compare(present, identity) === 0)
      return messageOf(READ_BACKUP_TEXTS.sameVault, { name: sanitize(name === "" ? directory : name) })
  }
  const [only, ...others] = copies
  if (others.length > 0) return messageOf(READ_BACKUP_TEXTS.ofCopies, { name: sanitize(directory) })
  return messageOf(READ_BACKUP_TEXTS.ofCopy, { name: sanitize(only === undefined || only === "" ? directory : only) })
}

/** The encrypted identity; null where it cannot be read, which is reported when it is needed. */
async function readIdentity(files: VaultDirectory): Promise<Uint8Array | null> {
  try {
    return await files.read(IDENTITY_FILE)
  } catch (error) {
    if (!isAppError(error) || error.code === "interrupted") throw error
    return null
  }
}

const pathOfCopy = (directory: string, name: string): string => (name === "" ? directory : `${directory}/${name}`)

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
      const content = await openCopy(context.ports.vault, pathOfCopy(directory, name), credential, { signal: context.signal })
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

/**
 * Runs `open` with the passphrase of the backup: from its option, else `fallback`, else asked for on the terminal with `prompt`, again where
 * it is wrong.
 */
async function withPassphrase<T>(
  context: CommandContext,
  { prompt, fallback }: { readonly prompt: Message; readonly fallback: Given | null },
  open: (passphrase: Given) => Promise<T>,
): Promise<T> {
  const given = (await readOptionPassphrase(context, "backup-passphrase-file")) ?? fallback
  for (let tries = 1; ; tries++) {
    const passphrase = given ?? (await askHidden(context, prompt.sentence, "backup-passphrase-file", prompt.detail))
    try {
      return await open(passphrase)
    } catch (error) {
      if (given !== null || tries >= MAX_TRIES || !isAppError(error, "password-wrong")) throw error
      context.note(error.sentence, error.detail)
    }
  }
}
