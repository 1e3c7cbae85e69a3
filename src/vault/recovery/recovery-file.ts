import { openWithIdentity, sealForRecipients } from "../../age/age.ts"
import { X25519Identity } from "../../age/x25519.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { RecoveryRecord } from "../codec.ts"
import { IDENTITY_FILE, identityFileOf, readIdentity, toIdentity } from "../identity.ts"
import type { LocalIdentity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import type { VaultDirectory } from "../ports.ts"

/** The vault's identity, encrypted to the recovery key. */
export const RECOVERY_FILE = "recovery.age"

export const RECOVERY_TEXTS = texts({
  fileMissing: {
    en: "the file recovery.age is missing, so no recovery key opens this vault; opening it with the passphrase makes the file anew if a recovery key was made",
    ja: "recovery.age がないため、回復キーでは保管庫を開けません。回復キーを作成済みなら、パスフレーズで開くとファイルが作り直されます",
  },
  wrongKey: {
    en: "this recovery key does not open the vault: it was made for another vault, or it was replaced or removed",
    ja: "この回復キーでは保管庫を開けません。別の保管庫のものか、置き換え・削除済みのキーです",
  },
  fileDamaged: {
    en: "the file recovery.age is damaged; opening the vault with the passphrase makes it anew",
    ja: "recovery.age が壊れています。パスフレーズで開くと作り直されます",
  },
  fileOld: {
    en: "the file recovery.age is of another state of the vault than vault.age (perhaps the vault is still being synchronized); opening the vault with the passphrase makes it anew",
    ja: "recovery.age と vault.age の状態が食い違っています（同期の途中かもしれません）。パスフレーズで開くと作り直されます",
  },
  keyKept: {
    en: "nothing was changed: the recovery key still opens the vault",
    ja: "何も変更していません。保管庫はこれまでどおり回復キーで開けます",
  },
  remade: {
    en: "the file recovery.age was missing or altered; it was made anew, and the recovery key opens the vault",
    ja: "recovery.age がないか書き換えられていたため、作り直しました。回復キーで保管庫を開けます",
  },
  notRemade: {
    en: "the file recovery.age is missing or altered, and it could not be made anew now: the recovery key may not open the vault",
    ja: "recovery.age がないか書き換えられていますが、今は作り直せませんでした。回復キーで開けない可能性があります",
  },
  unknown: {
    en: "the file recovery.age does not belong to this vault's content: somebody put it there, or a removed recovery key came back; keyferry recovery remove deletes it",
    ja: "recovery.age はこの保管庫の記録にないファイルです。誰かが置いたか、削除した回復キーのものが戻った可能性があります。keyferry recovery remove で削除できます",
  },
  identityMissing: {
    en: "the file identity.age is missing, so that no passphrase opens the vault; keyferry passwd --recovery-key-file F makes it anew with a new passphrase",
    ja: "identity.age がないため、パスフレーズでは保管庫を開けません。keyferry passwd --recovery-key-file F で、新しいパスフレーズと一緒に作り直せます",
  },
  changeUnfinished: {
    en: "a change of the passphrase was interrupted, so that a vault opened with the recovery key can only be read: open it once with the passphrase, or set a new one with keyferry passwd --recovery-key-file F",
    ja: "パスフレーズの変更が中断されているため、回復キーで開いた保管庫は読み取りのみ可能です。一度パスフレーズで開くか、keyferry passwd --recovery-key-file F で新しいパスフレーズを設定してください",
  },
})

/** A recovery key without its file: what {@link sealRecoveryFile} needs, and what stays when the file is made anew. */
export type RecoveryTarget = Omit<RecoveryRecord, "fileSha256">

/** Encrypt a vault's identity to its recovery key: the file `recovery.age`, and the record of it that the content keeps. */
export async function sealRecoveryFile(
  identity: LocalIdentity,
  target: RecoveryTarget,
): Promise<{ readonly file: Uint8Array; readonly record: RecoveryRecord }> {
  const bytes = identityFileOf(identity.key)
  const file = await sealForRecipients(bytes, target.recipient)
  bytes.fill(0)
  return { file, record: { ...target, fileSha256: sha256Hex(file) } }
}

/** Write `recovery.age` for an identity. @returns the record that the content must keep @throws AppError `io` */
export async function writeRecoveryFile(
  directory: VaultDirectory,
  identity: LocalIdentity,
  target: RecoveryTarget,
): Promise<RecoveryRecord> {
  const { file, record } = await sealRecoveryFile(identity, target)
  await directory.write(RECOVERY_FILE, file)
  return record
}

/**
 * Compare `recovery.age` with the content's record of it.
 *
 * @returns `stale`: the file is missing, cannot be read or is another one, so that it must be made anew; `unknown`: there is a file, but no
 * record
 */
export async function checkRecoveryFile(directory: VaultDirectory, record: RecoveryRecord | null): Promise<"right" | "stale" | "unknown"> {
  const file = await readRecoveryFile(directory)
  if (record === null) return file === null ? "right" : "unknown"
  return file instanceof Uint8Array && sha256Hex(file) === record.fileSha256 ? "right" : "stale"
}

/** Whether there is a `recovery.age`, if only something by that name. */
export async function hasRecoveryFile(directory: VaultDirectory): Promise<boolean> {
  return (await readRecoveryFile(directory)) !== null
}

/** Keep a `recovery.age` that cannot be read, such as a directory by that name, under another name. @throws AppError `io` */
export async function setAsideUnreadable(directory: VaultDirectory): Promise<void> {
  if ((await readRecoveryFile(directory)) === "unreadable") await directory.renameAside(RECOVERY_FILE)
}

/** Null where there is none. A file that cannot be read must not keep the passphrase from opening the vault, so it is no error. */
async function readRecoveryFile(directory: VaultDirectory): Promise<Uint8Array | "unreadable" | null> {
  try {
    return await directory.read(RECOVERY_FILE)
  } catch (e) {
    if (isAppError(e, "io") || isAppError(e, "limit-exceeded")) return "unreadable"
    throw e
  }
}

/**
 * Find the vault's identity with the recovery key.
 *
 * @param key - `AGE-SECRET-KEY-1…`, as `parseRecoveryKey` returns it.
 * @throws AppError `vault-missing` without `recovery.age`; `password-wrong` for another key; `format-damaged`; `io`
 */
export async function openRecoveryFile(directory: VaultDirectory, key: Uint8Array): Promise<LocalIdentity> {
  // Read first: a passphrase that is changed meanwhile must be noticed by the next save.
  const identityFile = await directory.read(IDENTITY_FILE)
  const file = await directory.read(RECOVERY_FILE)
  if (file === null) throw new AppError("vault-missing", RECOVERY_TEXTS.fileMissing)
  try {
    return { ...toIdentity(await openWithKey(file, key), identityFile), openedWith: "recovery-key" }
  } catch (cause) {
    if (isAppError(cause, "password-wrong")) throw new AppError("password-wrong", RECOVERY_TEXTS.wrongKey, { cause })
    if (isAppError(cause, "format-damaged")) throw new AppError("format-damaged", RECOVERY_TEXTS.fileDamaged, { cause })
    throw cause
  }
}

async function openWithKey(file: Uint8Array, key: Uint8Array): Promise<X25519Identity> {
  const recoveryKey = X25519Identity.parse(key)
  if (recoveryKey === null) throw new AppError("password-wrong", RECOVERY_TEXTS.wrongKey)
  try {
    return readIdentity(await openWithIdentity(file, recoveryKey))
  } finally {
    recoveryKey.wipe()
  }
}

/** A notice for the user who has opened a vault. */
export const recoveryNotice = (name: "remade" | "notRemade" | "unknown" | "identityMissing"): Message => ({
  sentence: RECOVERY_TEXTS[name],
  detail: {},
})
