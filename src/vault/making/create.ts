import type { OpenOptions } from "../../age/age.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import { CONTENT_VERSION, contentDigest, emptyContent } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { VAULT_TEXTS, withConsequence } from "../errors.ts"
import { IDENTITY_FILE, makeIdentity, openIdentity } from "../identity.ts"
import { listVersions } from "../history.ts"
import type { Identity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import { succeed } from "../merge/lineage.ts"
import { Vault } from "../opened-vault.ts"
import { stateOf } from "../opened/state.ts"
import type { VaultDirectory, VaultPorts } from "../ports.ts"
import { hasRecoveryFile } from "../recovery/recovery-file.ts"
import { readSeenGeneration, recordSeenGeneration } from "../seen-generation.ts"
import { CONTENT_FILE, sealContent } from "../store.ts"
import { conditionOf, hasOtherFiles } from "./condition.ts"

export interface CreateVaultOptions {
  /** What a new vault starts with, such as the content of a backup. Its generation is replaced by 1. */
  readonly content?: VaultContent
}

/**
 * Make a vault. The directory may exist. Where it is missing or empty, the vault appears as a whole, even if the program is killed.
 * An `identity.age` that was left alone there is completed if the passphrase opens it.
 *
 * @throws AppError `vault-exists` where the directory holds a vault; `vault-missing` where it holds parts of one that have to be restored;
 * `vault-refused` as `VaultDirectory.present`; `password-needed` for an empty passphrase; `password-wrong` for one that does not open the
 * identity that is there; `vault-busy`; `io`
 */
export async function createVault(
  ports: VaultPorts,
  directory: string,
  passphrase: Passphrase,
  options: CreateVaultOptions = {},
): Promise<Vault> {
  const condition = await checkCreatable(ports, directory)
  if (condition === "none") return await createNew(ports, directory, passphrase, options.content)
  return await completeVault(ports, directory, await openIdentityOf(ports.files.in(directory), passphrase), options.content)
}

/**
 * Check that {@link createVault} can make a vault here.
 *
 * @returns `no-content` where an identity is there that it completes
 * @throws AppError as {@link createVault}
 */
export async function checkCreatable(ports: Pick<VaultPorts, "files">, directory: string): Promise<"none" | "no-content"> {
  const files = ports.files.in(directory)
  const condition = await conditionOf(files)
  if (condition === "none") return condition
  if (condition === "complete") throw new AppError("vault-exists", VAULT_TEXTS.exists)
  await requireIdentity(files)
  if (await hasOtherFiles(files)) throw new AppError("vault-missing", VAULT_TEXTS.contentLost)
  return "no-content"
}

/** The bytes of `identity.age`. @param directory - Its path, to be named in an error. @throws AppError `vault-missing` where there is no vault or no identity; `format-damaged` */
export async function requireIdentity(files: VaultDirectory, directory?: string): Promise<Uint8Array> {
  const condition = await conditionOf(files)
  if (condition === "none")
    throw directory === undefined
      ? new AppError("vault-missing", VAULT_TEXTS.missing)
      : new AppError("vault-missing", VAULT_TEXTS.missingAt, { detail: { directory } })
  const file = await files.read(IDENTITY_FILE)
  if (file === null) throw new AppError("vault-missing", VAULT_TEXTS.identityMissing)
  if (condition === "no-identity") throw new AppError("format-damaged", VAULT_TEXTS.identityDamaged)
  return file
}

/**
 * Open the `identity.age` of a vault.
 *
 * @throws AppError `vault-missing` where there is no vault or no identity; `format-damaged` where the identity is damaged; otherwise as
 * `openIdentity`
 */
export async function openIdentityOf(files: VaultDirectory, passphrase: Passphrase, options: OpenOptions = {}): Promise<Identity> {
  const file = await requireIdentity(files)
  try {
    return await openIdentity(file, passphrase, options)
  } catch (e) {
    if (isAppError(e, "format-damaged")) throw new AppError("format-damaged", VAULT_TEXTS.identityDamaged, { cause: e })
    const hasKey = isAppError(e, "password-wrong") && (await hasRecoveryFile(files))
    throw hasKey ? withConsequence(e, VAULT_TEXTS.keyOpens) : e
  }
}

/**
 * Make a vault with a new identity where there is none.
 *
 * @param restored - Its content, whose recovery key is dropped: it belongs to another identity. Absent: empty.
 * @throws AppError as {@link createVault}
 */
export async function createNew(ports: VaultPorts, directory: string, passphrase: Passphrase, restored?: VaultContent): Promise<Vault> {
  const files = ports.files.in(directory)
  const { identity, file: identityFile } = await makeIdentity(passphrase, ports.scrypt)
  const content = { ...firstContent(restored, 1, ports.clock.nowMs()), recovery: null }
  const contentFile = await sealContent(content, [identity])
  // The identity first: a content without its identity could not be opened, and the other way round the vault can be completed.
  const all = [
    { name: IDENTITY_FILE, bytes: identityFile },
    { name: CONTENT_FILE, bytes: contentFile },
  ]
  if (!(await files.createFilled(all))) {
    await files.create()
    await files.present()
    const unlock = await files.lock()
    try {
      // Another program may have made one meanwhile.
      if ((await conditionOf(files)) !== "none") throw new AppError("vault-exists", VAULT_TEXTS.exists)
      for (const { name, bytes } of all) await files.write(name, bytes)
    } finally {
      await unlock()
    }
  }
  return await openedVault(ports, directory, identity, content, sha256Hex(contentFile))
}

/**
 * Write the content of a vault that has lost it, or never had it.
 *
 * @param restored - Absent: empty.
 * @throws AppError `vault-exists` where there is a content; `vault-refused` where the identity was replaced; `vault-busy`; `io`
 */
export async function completeVault(
  ports: VaultPorts,
  directory: string,
  identity: Identity,
  restored: VaultContent | undefined,
): Promise<Vault> {
  const files = ports.files.in(directory)
  const seen = await readSeenGeneration(ports, identity.vaultId)
  const unlock = await files.lock()
  try {
    const newest = (await listVersions(files))[0]?.generation ?? 0
    // Beyond every generation that was ever seen: otherwise the vault counts as an old copy.
    const content = firstContent(restored, Math.max(seen ?? 0, newest) + 1, ports.clock.nowMs())
    await requireUnchanged(files, identity)
    if ((await files.read(CONTENT_FILE)) !== null) throw new AppError("vault-exists", VAULT_TEXTS.exists)
    const bytes = await sealContent(content, [identity])
    await files.write(CONTENT_FILE, bytes)
    return await openedVault(ports, directory, identity, content, sha256Hex(bytes))
  } finally {
    await unlock()
  }
}

/** @throws AppError `vault-refused` where the identity on the disk is no longer this one */
export async function requireUnchanged(files: VaultDirectory, identity: Identity): Promise<void> {
  const file = await files.read(IDENTITY_FILE)
  if (file === null || sha256Hex(file) !== identity.fileDigest) throw new AppError("vault-refused", VAULT_TEXTS.passphraseChanged)
}

async function openedVault(
  ports: VaultPorts,
  directory: string,
  identity: Identity,
  content: VaultContent,
  digest: string,
): Promise<Vault> {
  const state = stateOf(identity, content, digest)
  await recordSeenGeneration(ports, identity.vaultId, state)
  return new Vault(ports, directory, state)
}

/** @param restored - What the vault starts with, such as the content of a backup. */
function firstContent(restored: VaultContent | undefined, generation: number, nowMs: number): VaultContent {
  if (restored === undefined) return { ...emptyContent(), generation, savedAt: nowMs }
  const content = { ...restored, version: CONTENT_VERSION }
  return succeed(content, [{ content: restored, contentDigest: contentDigest(restored) }], { generation, nowMs })
}
