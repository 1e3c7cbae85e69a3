import { isAppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { Clock, Random } from "../../base/ports.ts"
import type { Vault } from "../../vault/vault.ts"

export const LEDGER_TEXTS = texts({
  notRecorded: {
    en: "the vault could not record this unprotected export, so keyferry check will not remind you of it",
    ja: "保護されていないエクスポートを保管庫に記録できませんでした。keyferry check では通知されません",
  },
})

/** A file that was written without protection. */
export interface PlainFile {
  /** Absolute. */
  readonly path: string
  /** The format's id; `qr-image` for pictures and sheets of QR codes. */
  readonly format: string
  /** The number of accounts in it. */
  readonly accounts: number
}

/**
 * Record files with unprotected secrets in the vault, so that `check` can find those that still exist. Files at the same paths are replaced.
 *
 * @returns Why they are not recorded; null: they are. That is no failure of the export.
 */
export async function recordPlainFiles(
  vault: Pick<Vault, "updateExports">,
  files: readonly PlainFile[],
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<Message | null> {
  const at = clock.nowMs()
  const paths = new Set(files.map(({ path }) => path))
  const records = files.map((file) => ({ id: random.uuid(), at, ...file }))
  try {
    await vault.updateExports((exports) => [...records, ...exports.filter(({ path }) => !paths.has(path))])
    return null
  } catch (error) {
    if (!isAppError(error)) throw error
    return messageOf(LEDGER_TEXTS.notRecorded)
  }
}
