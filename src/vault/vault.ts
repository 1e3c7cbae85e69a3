import { AppError, isAppError } from "../base/errors.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { VaultWarning } from "../base/vault-warning.ts"
import { VAULT_TEXTS, warningsError } from "./errors.ts"
import { IDENTITY_FILE, wipeIdentity } from "./identity.ts"
import type { Identity } from "./identity.ts"
import { sha256Hex } from "./mac.ts"
import { conditionOf, hasOtherFiles } from "./making/condition.ts"
import type { VaultCondition } from "./making/condition.ts"
import { openIdentityOf, requireIdentity } from "./making/create.ts"
import { withWayBack } from "./making/way-back.ts"
import { compareWithSeen } from "./merge/lineage.ts"
import { findCopies } from "./merge/notices.ts"
import { Vault } from "./opened-vault.ts"
import { decodeOptionsFor, stateOfStored } from "./opened/state.ts"
import type { VaultDirectory, VaultPorts } from "./ports.ts"
import { openRecoveryFile, RECOVERY_TEXTS } from "./recovery/recovery-file.ts"
import { readSeenGeneration, readSeenLineage, recordSeenGeneration } from "./seen-generation.ts"
import { findWarnings, readContent } from "./store.ts"
import type { StoredContent } from "./store.ts"

export { checkCreatable, createVault } from "./making/create.ts"
export type { Vault } from "./opened-vault.ts"

export interface OpenVaultOptions {
  /** The warnings that the user has seen and accepts; see `vaultWarningsOf`. */
  readonly accept?: readonly VaultWarning[]
  /** The highest scrypt work factor that is computed, as a logarithm to base 2; default 20. */
  readonly maxLogN?: number
  /** Cancels opening while scrypt runs. */
  readonly signal?: AbortSignal | undefined
}

/** What the directory holds of a vault. @throws AppError `vault-refused` as `VaultDirectory.present`, `io` */
export async function vaultCondition(ports: Pick<VaultPorts, "files">, directory: string): Promise<VaultCondition> {
  return await conditionOf(ports.files.in(directory))
}

/**
 * Whether the directory holds a vault, if only parts of one: then {@link openVault} reports what is missing.
 *
 * @throws AppError `vault-refused` as `VaultDirectory.present`, `io`
 */
export async function vaultExists(ports: Pick<VaultPorts, "files">, directory: string): Promise<boolean> {
  return (await vaultCondition(ports, directory)) !== "none"
}

/**
 * Check, without a passphrase, that the directory holds a vault that may open.
 *
 * @throws AppError `vault-missing` where there is none or only an identity; `format-damaged`; otherwise as {@link vaultExists}
 */
export async function requireVault(ports: Pick<VaultPorts, "files">, directory: string): Promise<void> {
  const files = ports.files.in(directory)
  await requireIdentity(files, directory)
  const isNew = (await conditionOf(files)) === "no-content" && !(await hasOtherFiles(files))
  if (isNew) throw new AppError("vault-missing", VAULT_TEXTS.newIncomplete)
}

/** What opens a vault: its passphrase, its recovery key as `parseRecoveryKey` returns it, or an identity that another process has opened. */
export type Credential = Passphrase | { readonly recoveryKey: Uint8Array } | { readonly identity: Identity }

/** Open a vault's identity. @throws AppError `vault-missing`, `password-wrong`, `format-damaged`, `limit-exceeded`, `interrupted`, `io` */
export async function openIdentityWith(files: VaultDirectory, credential: Credential, options: OpenVaultOptions): Promise<Identity> {
  if (credential instanceof Passphrase) return await openIdentityOf(files, credential, options)
  if ((await conditionOf(files)) === "none") throw new AppError("vault-missing", VAULT_TEXTS.missing)
  if ("identity" in credential) return await requireCurrent(files, credential.identity)
  return await openRecoveryFile(files, credential.recoveryKey)
}

/** @throws AppError `vault-refused` where `identity.age` holds another identity since */
async function requireCurrent(files: VaultDirectory, identity: Identity): Promise<Identity> {
  const file = await files.read(IDENTITY_FILE)
  if (file === null || sha256Hex(file) !== identity.fileDigest) throw new AppError("vault-refused", VAULT_TEXTS.agentKeyOld)
  return identity
}

/**
 * Open a vault. With the passphrase it costs one scrypt.
 *
 * @throws AppError `vault-missing`; `password-wrong`; `vault-refused` (with warnings that the user may accept, see `vaultWarningsOf`;
 * or forged; or encrypted to another identity); `format-damaged`; `limit-exceeded`; `interrupted`; `io`
 */
export async function openVault(
  ports: VaultPorts,
  directory: string,
  credential: Credential,
  options: OpenVaultOptions = {},
): Promise<Vault> {
  const files = ports.files.in(directory)
  if (credential instanceof Passphrase) await requireVault(ports, directory)
  const identity = await openIdentityWith(files, credential, options)
  try {
    return await openContent(ports, directory, identity, { ...options, credential })
  } catch (e) {
    wipeIdentity(identity)
    throw e
  }
}

async function openContent(
  ports: VaultPorts,
  directory: string,
  identity: Identity,
  options: OpenVaultOptions & { readonly credential: Credential },
): Promise<Vault> {
  const files = ports.files.in(directory)
  const seen = await readSeenGeneration(ports, identity.vaultId)
  const lastSeen = seen === null ? null : { generation: seen, lineage: await readSeenLineage(ports, identity.vaultId) }
  let stored: StoredContent | null
  let warnings: VaultWarning[]
  try {
    stored = await readContent(files, identity, decodeOptionsFor(ports))
    if (stored === null) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    warnings = await findWarnings(stored, identity, lastSeen)
  } catch (e) {
    // If another program changed the passphrase while scrypt was running, try the typed one on the new files.
    const current = isAppError(e, "vault-refused") ? await files.read(IDENTITY_FILE) : null
    if (current !== null && sha256Hex(current) !== identity.fileDigest)
      return await openVault(ports, directory, options.credential, options)
    const isOldKeyFile = isAppError(e) && e.sentence === VAULT_TEXTS.otherIdentity && identity.openedWith === "recovery-key"
    if (isOldKeyFile) throw new AppError("vault-refused", RECOVERY_TEXTS.fileOld, { cause: e })
    throw await withWayBack(files, identity, e)
  }
  if (warnings.some((warning) => options.accept?.includes(warning) !== true)) throw warningsError(warnings)
  const state = stateOfStored(identity, stored, seen ?? 0)
  const isFork = compareWithSeen(state, lastSeen) === "fork"
  // What was last seen here stays remembered until a save: the notice is repeated as long as it is not merged.
  const lower = warnings.includes("older")
  if (!isFork) await recordSeenGeneration(ports, identity.vaultId, state, { lower })
  const copies = await findCopies(files, identity, state, isFork ? (lastSeen?.lineage[0] ?? null) : null)
  const vault = new Vault(ports, directory, state, copies)
  await vault.finishOpening(stored, warnings.includes("unsigned"))
  return vault
}
