import { AppError, isAppError } from "../base/errors.ts"
import { detailText, texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import type { VaultWarning } from "../base/vault-warning.ts"

export const VAULT_TEXTS = texts({
  missing: {
    en: "no vault found in this directory; keyferry init makes one, keyferry restore FILE brings back a backup",
    ja: "この場所に保管庫はありません。keyferry init で作成、keyferry restore FILE でバックアップから復元できます",
  },
  missingAt: {
    en: "no vault found in {directory}; keyferry init makes one, keyferry restore FILE brings back a backup; --vault DIR names another place",
    ja: "{directory} に保管庫はありません。keyferry init で作成、keyferry restore FILE でバックアップから復元できます。別の場所は --vault DIR で指定してください",
  },
  contentMissing: {
    en: "the vault is incomplete: its file vault.age is missing (perhaps it is still being synchronized)",
    ja: "保管庫が不完全です。vault.age がありません（同期の途中かもしれません）",
  },
  identityMissing: {
    en: "the vault is incomplete: its file identity.age is missing (perhaps it is still being synchronized), and no passphrase opens the vault without it; put it back; keyferry passwd --recovery-key-file F makes it anew with the recovery key; or keyferry restore FILE makes a new vault of a backup and keeps the files that are there under other names",
    ja: "保管庫が不完全です。identity.age がなく（同期の途中かもしれません）、これがないとパスフレーズでは開けません。このファイルを元に戻すか、回復キーがあれば keyferry passwd --recovery-key-file F で作り直すか、keyferry restore FILE でバックアップから新しい保管庫を作ってください（今あるファイルは別の名前で残ります）",
  },
  keyOpens: {
    en: "keyferry passwd --recovery-key-file F sets a new one with the recovery key",
    ja: "回復キーがあれば、keyferry passwd --recovery-key-file F で新しいパスフレーズを設定できます",
  },
  identityDamaged: {
    en: "the file identity.age is damaged, and no passphrase opens the vault without it; put back a copy of it; keyferry passwd --recovery-key-file F makes it anew with the recovery key; or keyferry restore FILE makes a new vault of a backup and keeps the files that are there under other names",
    ja: "identity.age が壊れており、これがないとパスフレーズでは開けません。このファイルのコピーを元に戻すか、回復キーがあれば keyferry passwd --recovery-key-file F で作り直すか、keyferry restore FILE でバックアップから新しい保管庫を作ってください（今あるファイルは別の名前で残ります）",
  },
  newIncomplete: {
    en: "the vault is incomplete: its file vault.age is missing (perhaps it is still being synchronized); keyferry restore FILE brings back a backup, keyferry merge FILE a copy of the vault, keyferry init makes an empty vault of it",
    ja: "保管庫が不完全です。vault.age がありません（同期の途中かもしれません）。keyferry restore FILE でバックアップを、keyferry merge FILE で保管庫のコピーを元に戻せます。keyferry init で空の保管庫にできます",
  },
  contentLost: {
    en: "the vault is incomplete: its file vault.age is missing, but not the files beside it; keyferry list names what brings it back",
    ja: "保管庫が不完全です。vault.age がありませんが、ほかのファイルは残っています。keyferry list で元に戻す方法を確認できます",
  },
  restoreVersion: {
    en: "keyferry versions restore {n} brings back the newest kept version that opens{at}, keyferry restore FILE a backup",
    ja: "keyferry versions restore {n} で、開ける最新の版{at}に戻せます。keyferry restore FILE でバックアップを復元できます",
  },
  restoreBackup: {
    en: "keyferry restore FILE brings back a backup, keyferry merge FILE a copy of the vault",
    ja: "keyferry restore FILE でバックアップを、keyferry merge FILE で保管庫のコピーを元に戻せます",
  },
  exists: { en: "this directory already holds a vault", ja: "このディレクトリには既に保管庫があります" },
  badIdentity: {
    en: "the file identity.age does not hold exactly one age identity",
    ja: "identity.age に age の秘密鍵が 1 つだけ入っていません",
  },
  otherIdentity: {
    en: "the file vault.age is not encrypted to this vault's identity",
    ja: "vault.age はこの保管庫の鍵で暗号化されたものではありません",
  },
  passphraseChanged: {
    en: "another program has changed this vault's passphrase; lock the vault and open it again",
    ja: "別のプログラムがこの保管庫のパスフレーズを変更しました。いったんロックして開き直してください",
  },
  forged: {
    en: "the vault's content has a wrong signature: somebody without its key has changed it",
    ja: "保管庫の内容が、鍵を持たない何者かによって書き換えられています",
  },
  unsigned: {
    en: "the vault's content is not signed; anyone who knows its recipient could have written it",
    ja: "保管庫の内容に署名がありません。公開鍵を知る人なら誰でも書き込めた可能性があります",
  },
  older: {
    en: "the vault is older than the one last seen on this machine; somebody may have put back an old copy",
    ja: "保管庫が、前回ここで見たものより古くなっています。以前のコピーに戻された可能性があります",
  },
  unsignedAndOlder: {
    en: "the vault's content is not signed, and it is older than the one last seen on this machine",
    ja: "保管庫の内容に署名がなく、前回ここで見たものより古くなっています",
  },
  newer: {
    en: "the vault was written by a newer version of keyferry; it can be read but not changed",
    ja: "この保管庫は新しいバージョンの keyferry で作成されています。読み取りのみ可能です",
  },
  accountGone: {
    en: "this counter account (HOTP) is no longer in the vault",
    ja: "このカウンター方式（HOTP）のアカウントは、もう保管庫にありません",
  },
  counterEnd: {
    en: "the counter of this account has reached its end ({counter}): set up the account anew where it is used",
    ja: "このアカウントのカウンターは上限（{counter}）に達しました。利用先のサービスで設定し直してください",
  },
  counterNotSaved: {
    en: "the vault was replaced while the code was being taken; no code is shown, try again",
    ja: "コードの取得中に保管庫が別のものに置き換えられました。コードは表示しません。もう一度実行してください",
  },
  savedUnread: {
    en: "the change was saved, but it could not be read back to confirm that",
    ja: "変更は保存しましたが、読み直して確認できませんでした",
  },
  counterUncertain: {
    en: "the next counter may have been saved; no code is shown",
    ja: "次のカウンターが保存された可能性があります。コードは表示しません",
  },
  notSynced: {
    en: "the disk did not confirm that the written files will survive a power failure",
    ja: "書き込んだファイルが停電後も残ることを、ディスクが確認できませんでした",
  },
  passphraseKept: {
    en: "nothing was changed: the old passphrase still opens the vault",
    ja: "何も変更していません。保管庫はこれまでのパスフレーズで開けます",
  },
  passphraseUncertain: {
    en: "the disk failed while the passphrase was being replaced: either the old or the new passphrase opens the vault",
    ja: "パスフレーズの置き換え中にディスクのエラーが起きました。保管庫は古いパスフレーズか新しいパスフレーズのどちらかで開けます",
  },
  passphraseUnfinished: {
    en: "until the vault is opened again, an old copy of identity.age with the old passphrase still opens some of its files",
    ja: "次に保管庫を開くまで、一部のファイルは以前の identity.age のコピーと古いパスフレーズで開けます",
  },
  changeUnfinished: {
    en: "a change of the passphrase was interrupted, so that a vault unlocked by the agent can only be read: open it once with the passphrase",
    ja: "パスフレーズの変更が中断されているため、エージェントで開いた保管庫は読み取りのみ可能です。一度パスフレーズで開いてください",
  },
  needsPassphrase: {
    en: "this needs the passphrase: a vault unlocked by the agent does not give its key away",
    ja: "この操作にはパスフレーズが必要です。エージェントで開いた保管庫からは鍵を取り出せません",
  },
  agentKeyOld: {
    en: "the passphrase was changed after the agent was unlocked; unlock it again with keyferry agent start",
    ja: "エージェントのロックを解除した後にパスフレーズが変更されました。keyferry agent start でもう一度解除してください",
  },
  closed: { en: "the vault is locked", ja: "保管庫はロックされています" },
  noPassphrase: { en: "a passphrase is needed", ja: "パスフレーズが必要です" },
})

/** The same error, whose sentence goes on with what it means for the vault. */
export function withConsequence({ code, sentence: { en, ja }, detail, cause }: AppError, consequence: Sentence): AppError {
  return new AppError(code, { en: `${en}; ${consequence.en}`, ja: `${ja}。${consequence.ja}` }, { detail, cause })
}

/** Read back what was saved. @throws what `read` throws; an error of the disk then says that the save itself succeeded */
export async function readBack<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (e) {
    throw isAppError(e, "io") ? withConsequence(e, VAULT_TEXTS.savedUnread) : e
  }
}

/** Adds to an error of the disk, before a new passphrase was in force, what still opens the vault. */
export function notChanged(error: unknown, consequence: Sentence): unknown {
  const isUnchanged = (isAppError(error, "io") || isAppError(error, "vault-busy")) && error.sentence !== VAULT_TEXTS.passphraseUncertain
  return isUnchanged ? withConsequence(error, consequence) : error
}

/** The error `vault-refused` that carries the warnings; {@link vaultWarningsOf} reads them back. @param warnings - At least one. */
export function warningsError(warnings: readonly VaultWarning[]): AppError {
  const { unsignedAndOlder, older, unsigned } = VAULT_TEXTS
  const sentence = warnings.length > 1 ? unsignedAndOlder : warnings[0] === "older" ? older : unsigned
  return new AppError("vault-refused", sentence, { detail: { warnings: warnings.join(" ") } })
}

/** The warnings that the user may accept to open the vault; empty for an error that the user cannot override. */
export function vaultWarningsOf(error: unknown): VaultWarning[] {
  if (!isAppError(error, "vault-refused")) return []
  const words = detailText(error.detail, "warnings").split(" ")
  return words.filter((word): word is VaultWarning => word === "unsigned" || word === "older")
}
