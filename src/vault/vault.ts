import { AppError, isAppError } from "../base/errors.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { VaultWarning } from "../base/vault-warning.ts"
import { CONTENT_VERSION, contentDigest, emptyContent } from "./codec.ts"
import type { VaultContent } from "./codec.ts"
import { VAULT_TEXTS, warningsError } from "./errors.ts"
import { listVersions } from "./history.ts"
import { IDENTITY_FILE, makeIdentity, openIdentity } from "./identity.ts"
import type { Identity } from "./identity.ts"
import { sha256Hex } from "./mac.ts"
import { copyNotices } from "./merge/notices.ts"
import { compareWithSeen, lineageOf, succeed } from "./merge/lineage.ts"
import { Vault } from "./opened-vault.ts"
import { decodeOptionsFor, stateOf, stateOfStored } from "./opened/state.ts"
import type { VaultDirectory, VaultPorts } from "./ports.ts"
import { openRecoveryFile, RECOVERY_TEXTS } from "./recovery/recovery-file.ts"
import { readSeenGeneration, readSeenLineage, recordSeenGeneration } from "./seen-generation.ts"
import { CONTENT_FILE, findWarnings, readContent, writeContent } from "./store.ts"
import type { StoredContent } from "./store.ts"

export type { Vault } from "./opened-vault.ts"

export interface OpenVaultOptions {
  /** The warnings that the user has seen and accepts; see `vaultWarningsOf`. */
  readonly accept?: readonly VaultWarning[]
  /** The highest scrypt work factor that is computed, as a logarithm to base 2; default 20. */
  readonly maxLogN?: number
  /** Cancels opening while scrypt runs. */
  readonly signal?: AbortSignal | undefined
}

export interface CreateVaultOptions {
  /** What a new vault starts with, such as the content of a backup. Its generation is replaced by 1. */
  readonly content?: VaultContent
}

/** Whether the directory holds a vault, that is an `identity.age`. @throws AppError `vault-refused` as `VaultDirectory.present`, `io` */
export async function vaultExists(ports: Pick<VaultPorts, "files">, directory: string): Promise<boolean> {
  const files = ports.files.in(directory)
  return (await files.present()) && (await files.read(IDENTITY_FILE)) !== null
}

/**
 * Make a vault. The directory may exist.
 *
 * @throws AppError `vault-exists` where the directory holds a vault or parts of one; `vault-refused` as `VaultDirectory.present`;
 * `password-needed` for an empty passphrase; `vault-busy`; `io`
 */
export async function createVault(
  ports: VaultPorts,
  directory: string,
  passphrase: Passphrase,
  options: CreateVaultOptions = {},
): Promise<Vault> {
  const files = ports.files.in(directory)
  await files.create()
  await files.present()
  const unlock = await files.lock()
  try {
    const existing = (await files.read(IDENTITY_FILE)) ?? (await files.read(CONTENT_FILE))
    if (existing !== null || (await listVersions(files)).length > 0) throw new AppError("vault-exists", VAULT_TEXTS.exists)
    const { identity, file: identityFile } = await makeIdentity(passphrase, ports.scrypt)
    const content = firstContent(options.content, ports.clock.nowMs())
    // The identity first: if the program is killed now, the vault opens as an empty one. A content without its identity could not be opened.
    await files.write(IDENTITY_FILE, identityFile)
    const digest = await writeContent(files, content, [identity])
    await recordSeenGeneration(ports, identity.vaultId, content.generation)
    return new Vault(ports, directory, stateOf(identity, content, digest))
  } finally {
    await unlock()
  }
}

/** What opens a vault: its passphrase, or its recovery key as `parseRecoveryKey` returns it. */
export type Credential = Passphrase | { readonly recoveryKey: Uint8Array }

/** Open a vault's identity. @throws AppError `vault-missing`, `password-wrong`, `format-damaged`, `limit-exceeded`, `interrupted`, `io` */
export async function openIdentityWith(files: VaultDirectory, credential: Credential, options: OpenVaultOptions): Promise<Identity> {
  const isPresent = await files.present()
  if (!(credential instanceof Passphrase)) {
    const holdsContent = isPresent && (await files.read(CONTENT_FILE)) !== null
    if (!holdsContent) throw new AppError("vault-missing", VAULT_TEXTS.missing)
    return await openRecoveryFile(files, credential.recoveryKey)
  }
  const identityFile = isPresent ? await files.read(IDENTITY_FILE) : null
  if (identityFile === null) throw new AppError("vault-missing", VAULT_TEXTS.missing)
  return await openIdentity(identityFile, credential, options)
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
  const identity = await openIdentityWith(files, credential, options)
  const seen = await readSeenGeneration(ports, identity.vaultId)
  let stored: StoredContent | null
  try {
    stored = await readContent(files, identity, decodeOptionsFor(ports))
  } catch (e) {
    if (!isAppError(e, "vault-refused")) throw e
    // If another program changed the passphrase while scrypt was running, try the typed one on the new files.
    const current = await files.read(IDENTITY_FILE)
    if (current !== null && sha256Hex(current) !== identity.fileDigest) return await openVault(ports, directory, credential, options)
    if (identity.openedWith === "recovery-key") throw new AppError("vault-refused", RECOVERY_TEXTS.fileOld, { cause: e })
    throw e
  }
  if (stored === null) return await completeCreation(ports, directory, identity, seen)

  const lastSeen = seen === null ? null : { generation: seen, lineage: await readSeenLineage(ports, identity.vaultId) }
  const warnings = findWarnings(stored, identity, lastSeen)
  if (warnings.some((warning) => options.accept?.includes(warning) !== true)) throw warningsError(warnings)
  const state = stateOfStored(identity, stored, seen ?? 0)
  const isFork = compareWithSeen(state, lastSeen) === "fork"
  // What was last seen here stays remembered until a save: the notice is repeated as long as it is not merged.
  const lower = warnings.includes("older")
  if (!isFork) await recordSeenGeneration(ports, identity.vaultId, stored.content.generation, { lower, lineage: lineageOf(state) })
  const notices = await copyNotices(files, directory, identity, isFork ? (lastSeen?.lineage[0] ?? null) : null)
  const vault = new Vault(ports, directory, state, notices)
  await vault.finishOpening(stored, warnings.includes("unsigned"))
  return vault
}

/**
 * Finish a creation that was interrupted after its identity was written. Only a vault that was never seen here and has no versions is one;
 * any other vault without its content has lost it.
 *
 * @throws AppError `vault-missing` where the content was lost
 */
async function completeCreation(ports: VaultPorts, directory: string, identity: Identity, seen: number | null): Promise<Vault> {
  const files = ports.files.in(directory)
  const unlock = await files.lock()
  try {
    const neverHadContent = seen === null && (await listVersions(files)).length === 0 && (await files.read(CONTENT_FILE)) === null
    if (!neverHadContent) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    const content = firstContent(undefined, ports.clock.nowMs())
    const digest = await writeContent(files, content, [identity])
    await recordSeenGeneration(ports, identity.vaultId, content.generation)
    return new Vault(ports, directory, stateOf(identity, content, digest))
  } finally {
    await unlock()
  }
}

/** The content of a new vault, of generation 1. @param restored - What it starts with, such as the content of a backup */
function firstContent(restored: VaultContent | undefined, nowMs: number): VaultContent {
  if (restored === undefined) return { ...emptyContent(), generation: 1, savedAt: nowMs }
  const content = { ...restored, version: CONTENT_VERSION, recovery: null }
  return succeed(content, [{ content: restored, contentDigest: contentDigest(restored) }], { generation: 1, nowMs })
}
