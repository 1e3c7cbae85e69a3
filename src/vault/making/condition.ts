import { CONTENT_FILE } from "../store.ts"
import { IDENTITY_FILE } from "../identity.ts"
import { listVersions } from "../history.ts"
import type { VaultDirectory } from "../ports.ts"
import { hasRecoveryFile } from "../recovery/recovery-file.ts"

/**
 * What a vault's directory holds:
 *
 * - `none`: nothing of a vault
 * - `complete`: `identity.age` and `vault.age`
 * - `no-content`: `identity.age` without `vault.age`, such as while a vault is being synchronized
 * - `no-identity`: other files of a vault without an `identity.age` that could be one
 */
export type VaultCondition = "none" | "complete" | "no-content" | "no-identity"

/** @throws AppError `vault-refused` as `VaultDirectory.present`; `io` */
export async function conditionOf(files: VaultDirectory): Promise<VaultCondition> {
  if (!(await files.present())) return "none"
  const identity = await files.read(IDENTITY_FILE)
  const hasContent = (await files.read(CONTENT_FILE)) !== null
  if (identity !== null && isAgeFile(identity)) return hasContent ? "complete" : "no-content"
  return identity !== null || hasContent || (await hasOtherFiles(files)) ? "no-identity" : "none"
}

/** Whether an incomplete vault has more to lose than its content: kept versions, or a copy of its identity. */
export async function hasOtherFiles(files: VaultDirectory): Promise<boolean> {
  return (await listVersions(files)).length > 0 || (await hasRecoveryFile(files))
}

/** Whether the bytes begin as an age file, plain or armoured. Anything else, such as an empty file, can be no identity. */
function isAgeFile(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 100)).trimStart()
  return start.startsWith("age-encryption.org/") || start.startsWith("-----BEGIN AGE")
}
