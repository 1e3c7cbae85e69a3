import { isAppError } from "../../base/errors.ts"
import type { DecodeOptions } from "../codec.ts"
import { IDENTITY_FILE } from "../identity.ts"
import type { Identity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import type { VaultDirectory } from "../ports.ts"
import { RECOVERY_FILE } from "../recovery/recovery-file.ts"
import { CONTENT_FILE, readContent } from "../store.ts"
import type { StoredContent } from "../store.ts"
import type { CopiedFiles } from "./ports.ts"

/** The files that open a vault, as they were on the disk. */
export interface VaultFilesCopy {
  readonly files: CopiedFiles
  /** SHA-256 of `vault.age`. */
  readonly digest: string
}

/**
 * Read the files that open a vault, without its lock. They are opened with the vault's identity, so that what is copied is known to be whole and to belong together.
 *
 * @returns Null where they do not belong together: another program is changing the passphrase, or the content is damaged.
 * @throws AppError `io`
 */
export async function readVaultFiles(
  directory: VaultDirectory,
  identity: Identity,
  options: DecodeOptions,
): Promise<VaultFilesCopy | null> {
  const identityFile = await directory.read(IDENTITY_FILE)
  if (identityFile === null || sha256Hex(identityFile) !== identity.fileDigest) return null
  const stored = await readContent(directory, identity, options).catch(nullWhereUnreadable)
  if (stored === null || (await stored.checkSignature(identity.signer)) !== "right") return null
  const recovery = await directory.read(RECOVERY_FILE)
  const isRight = recovery !== null && sha256Hex(recovery) === stored.content.recovery?.fileSha256
  const files = new Map([
    [IDENTITY_FILE, identityFile],
    [CONTENT_FILE, stored.file],
  ])
  return { digest: stored.digest, files: isRight ? files.set(RECOVERY_FILE, recovery) : files }
}

function nullWhereUnreadable(error: unknown): StoredContent | null {
  if (isAppError(error) && !isAppError(error, "io")) return null
  throw error
}
