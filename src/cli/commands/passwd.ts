import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { readOptionPassphrase, requestNewPassphrase, SECRET_TEXTS } from "../secrets.ts"
import { withAskedVault } from "../vault-access.ts"

export const PASSWD_TEXTS = texts({
  done: {
    en: "the new passphrase is in force; copies and backups of the vault made before still open with the old one",
    ja: "新しいパスフレーズに変わりました。以前に作った保管庫のコピーやバックアップは古いパスフレーズのままです",
  },
  unfinished: { en: "not everything is finished: {reason}", ja: "まだ処理が残っています。{reason}" },
})

export const run: Run = async (context) =>
  // Not to "change": the recovery key also opens a vault that cannot be changed before its passphrase is.
  await withAskedVault(context, "read", async (vault) => {
    const given = await readOptionPassphrase(context, "new-passphrase-file")
    const passphrase = await requestNewPassphrase(context, SECRET_TEXTS.newPassphrase, "new-passphrase-file", given)
    const { unfinished } = await vault.changePassphrase(null, passphrase)
    context.note(PASSWD_TEXTS.done)
    if (unfinished !== null) context.note(PASSWD_TEXTS.unfinished, { reason: context.format(unfinished.sentence, unfinished.detail) })
    return DONE
  })
