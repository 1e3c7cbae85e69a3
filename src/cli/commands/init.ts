import { sanitize } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { makeVault } from "../vault-access.ts"

export const INIT_TEXTS = texts({
  made: { en: "created a vault in {directory}", ja: "{directory} に保管庫を作成しました" },
  unrecoverable: {
    en: "the passphrase cannot be recovered: without it, only a recovery key opens the vault; keyferry recovery create makes one",
    ja: "パスフレーズは復元できません。忘れると回復キーでしか保管庫を開けません。keyferry recovery create で作成できます",
  },
})

export const run: Run = async (context) => {
  const { vault, directory } = await makeVault(context)
  await vault.close()
  context.note(INIT_TEXTS.made, { directory: sanitize(directory) })
  context.note(INIT_TEXTS.unrecoverable)
  return DONE
}
