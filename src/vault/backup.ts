import { sealWithPassphrase } from "../age/age.ts"
import type { OpenOptions, SealOptions } from "../age/age.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { CONTENT_VERSION, decodeContent, encodeContent } from "./codec.ts"
import type { VaultContent } from "./codec.ts"
import { normalizeNewPassphrase, openWithTypedPassphrase } from "./identity.ts"

export const BACKUP_TEXTS = texts({
  newer: {
    en: "the backup was written by a newer version of keyferry",
    ja: "このバックアップは新しいバージョンの keyferry で作成されています",
  },
})

/**
 * The whole content, trash and tombstones included, as one age file with a passphrase of its own. It carries no `mac`: everybody who
 * knows the passphrase can write such a file.
 *
 * @throws {@link AppError} `password-needed` when the passphrase is empty
 */
export async function sealBackup(content: VaultContent, passphrase: Passphrase, options: SealOptions = {}): Promise<Uint8Array> {
  const normalized = normalizeNewPassphrase(passphrase)
  const bytes = await encodeContent(content, [])
  try {
    return await sealWithPassphrase(bytes, normalized, options)
  } finally {
    bytes.fill(0)
    normalized.wipe()
  }
}

/**
 * Decrypt and read a backup.
 *
 * @throws {@link AppError} `password-wrong`; `format-damaged`; `format-version` when a newer program wrote it; `format-unsupported`,
 * `limit-exceeded`, `interrupted` as `openWithPassphrase`
 */
export async function openBackup(file: Uint8Array, passphrase: Passphrase, options: OpenOptions = {}): Promise<VaultContent> {
  const bytes = await openWithTypedPassphrase(file, passphrase, options)
  const { content } = decodeContent(bytes)
  bytes.fill(0)
  if (content.version > CONTENT_VERSION) throw new AppError("format-version", BACKUP_TEXTS.newer)
  return content
}
