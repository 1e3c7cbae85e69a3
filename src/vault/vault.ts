import { newIdentity } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { VaultWarning } from "../base/vault-warning.ts"
import { CONTENT_VERSION, emptyContent } from "./codec.ts"
import type { VaultContent } from "./codec.ts"
import { listVersions } from "./history.ts"
import { IDENTITY_FILE, toIdentity, openIdentity, sealIdentity } from "./identity.ts"
import type { Identity } from "./identity.ts"
import { digestOf } from "./mac.ts"
import type { VaultPorts } from "./ports.ts"
import { VAULT_TEXTS, warningsError } from "./errors.ts"
import { readSeenGeneration, recordSeenGeneration } from "./seen-generation.ts"
import { Vault, decodeOptionsFor } from "./opened-vault.ts"
import { CONTENT_FILE, findWarnings, readContent, writeContent } from "./store.ts"
import type { StoredContent } from "./store.ts"

export type { Vault } from "./opened-vault.ts"

export interface OpenVaultOptions {
  /** Doubts that the user has been told of and accepts; see `warningsOf`. */
  readonly accept?: readonly VaultWarning[]
  /** The most scrypt work that is done, as a logarithm to base 2; 20 when left out. */
  readonly maxLogN?: number
  /** Ends the wait for the passphrase's scrypt. */
  readonly signal?: AbortSignal | undefined
}

export interface CreateVaultOptions {
  /** What a new vault starts with, such as a backup. Its generation is not kept. */
  readonly content?: VaultContent
}

/** Whether there is a vault. @throws AppError `vault-refused` as `VaultDirectory.present`, `io` */
export async function vaultExists(ports: Pick<VaultPorts, "files">, directory: string): Promise<boolean> {
  const files = ports.files.in(directory)
  return (await files.present()) && (await files.read(IDENTITY_FILE)) !== null
}

/**
 * Make a vault in a directory that may be there already, or not.
 *
 * @throws AppError `vault-exists` where there is one, or what is left of one; `vault-refused` as `VaultDirectory.present`;
 * `password-needed` for an empty passphrase; `vault-busy`; `io`
 */
export async function createVault(
  ports: VaultPorts,
  directory: string,
  passphrase: string,
  options: CreateVaultOptions = {},
): Promise<Vault> {
  const files = ports.files.in(directory)
  await files.create()
  await files.present()
  const unlock = await files.lock()
  try {
    const taken = (await files.read(IDENTITY_FILE)) ?? (await files.read(CONTENT_FILE))
    if (taken !== null || (await listVersions(files)).length > 0) throw new AppError("vault-exists", VAULT_TEXTS.exists)
    const text = await newIdentity()
    const identityFile = await sealIdentity(text, passphrase, ports.scrypt)
    const identity = await toIdentity(text, identityFile)
    const content = { ...(options.content ?? emptyContent()), version: CONTENT_VERSION, generation: 1 }
    // The identity first: cut off here, the vault opens as an empty one. The other way round nothing would open it.
    await files.write(IDENTITY_FILE, identityFile)
    const digest = await writeContent(files, content, [identity])
    await recordSeenGeneration(ports, identity.vaultId, content.generation)
    return new Vault(ports, directory, { identity, content, digest, floor: content.generation })
  } finally {
    await unlock()
  }
}

/**
 * Open a vault. It costs one scrypt.
 *
 * @throws AppError `vault-missing`; `password-wrong`; `vault-refused` (with warnings that may be accepted, see `warningsOf`; or forged, or
 * encrypted to another identity); `format-damaged`; `limit-exceeded`; `interrupted`; `io`
 */
export async function openVault(ports: VaultPorts, directory: string, passphrase: string, options: OpenVaultOptions = {}): Promise<Vault> {
  const files = ports.files.in(directory)
  const identityFile = (await files.present()) ? await files.read(IDENTITY_FILE) : null
  if (identityFile === null) throw new AppError("vault-missing", VAULT_TEXTS.missing)
  const identity = await openIdentity(identityFile, passphrase, options)
  const seen = await readSeenGeneration(ports, identity.vaultId)
  let stored: StoredContent | null
  try {
    stored = await readContent(files, identity, decodeOptionsFor(ports))
  } catch (e) {
    // Another program may have changed the passphrase while scrypt was running; then the typed one is tried on what is there now.
    const now = isAppError(e, "vault-refused") ? await files.read(IDENTITY_FILE) : null
    if (now === null || digestOf(now) === identity.fileDigest) throw e
    return await openVault(ports, directory, passphrase, options)
  }
  if (stored === null) return await completeCreation(ports, directory, identity, seen)

  const warnings = findWarnings(stored, identity, seen)
  if (warnings.some((warning) => options.accept?.includes(warning) !== true)) throw warningsError(warnings)
  const { content, digest } = stored
  await recordSeenGeneration(ports, identity.vaultId, content.generation, warnings.includes("older"))
  const vault = new Vault(ports, directory, { identity, content, digest, floor: Math.max(content.generation, seen ?? 0) })
  await vault.finishOpening(stored, warnings.includes("unsigned"))
  return vault
}

/** A creation that was cut off has left an identity that never had a content. Anything else must not pass for an empty vault. */
async function completeCreation(ports: VaultPorts, directory: string, identity: Identity, seen: number | null): Promise<Vault> {
  const files = ports.files.in(directory)
  const unlock = await files.lock()
  try {
    const untouched = seen === null && (await listVersions(files)).length === 0 && (await files.read(CONTENT_FILE)) === null
    if (!untouched) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    const content = { ...emptyContent(), generation: 1 }
    const digest = await writeContent(files, content, [identity])
    await recordSeenGeneration(ports, identity.vaultId, content.generation)
    return new Vault(ports, directory, { identity, content, digest, floor: content.generation })
  } finally {
    await unlock()
  }
}
