import { AppError } from "../base/errors.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { contentDigest, emptyContent } from "./codec.ts"
import type { VaultContent } from "./codec.ts"
import { VAULT_TEXTS } from "./errors.ts"
import { IDENTITY_FILE } from "./identity.ts"
import type { Identity } from "./identity.ts"
import { conditionOf } from "./making/condition.ts"
import { completeVault, createNew, openIdentityOf, requireUnchanged } from "./making/create.ts"
import { isDamage, readableVersion, withWayBack } from "./making/way-back.ts"
import { readCandidates } from "./merge/candidates.ts"
import { openCopy } from "./merge/open-copy.ts"
import type { CopyFile, OpenCopyOptions, OpenedCopy } from "./merge/open-copy.ts"
import { planMerge } from "./merge/plan.ts"
import type { MergePlan } from "./merge/plan.ts"
import type { Vault } from "./opened-vault.ts"
import { decodeOptionsFor } from "./opened/state.ts"
import type { VaultDirectory, VaultPorts } from "./ports.ts"
import { RECOVERY_FILE } from "./recovery/recovery-file.ts"
import { CONTENT_FILE, findWarnings, readContent } from "./store.ts"
import { openVault } from "./vault.ts"
import type { OpenVaultOptions } from "./vault.ts"

/** A file that cannot be opened, and the name that it is kept under. */
export interface SetAside {
  readonly name: string
  readonly keptAs: string
}

/** A vault whose content may be missing or damaged: its identity is open. */
export interface OpenedIdentity {
  readonly identity: Identity
  /** Why `vault.age` cannot be used, with the way back; null where it opens. */
  readonly damage: AppError | null
}

/**
 * Open a vault's identity alone, to bring back a lost or damaged content. Costs one scrypt.
 *
 * @throws AppError `vault-missing` where there is no identity; `password-wrong`; `format-damaged` where the identity is; `limit-exceeded`;
 * `interrupted`; `io`
 */
export async function openForRepair(
  ports: VaultPorts,
  directory: string,
  passphrase: Passphrase,
  options: OpenVaultOptions = {},
): Promise<OpenedIdentity> {
  const files = ports.files.in(directory)
  const identity = await openIdentityOf(files, passphrase, options)
  try {
    const stored = await readContent(files, identity, decodeOptionsFor(ports))
    if (stored === null) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    await findWarnings(stored, identity, null)
    return { identity, damage: null }
  } catch (e) {
    const damage = await withWayBack(files, identity, e)
    if (!isDamage(damage)) throw damage
    return { identity, damage }
  }
}

/**
 * Make `content` the content of a vault whose own content is missing or damaged. A `vault.age` that is there is kept under another name.
 *
 * @param identity - From {@link openForRepair}.
 * @param source - Where the content comes from.
 * @throws AppError `vault-refused` where another program replaced the identity; `vault-exists` where the content is no longer missing or
 * damaged; `vault-busy`; `io`
 */
export async function replaceDamagedContent(
  ports: VaultPorts,
  directory: string,
  identity: Identity,
  content: VaultContent,
  source: "version" | "backup" | "copy",
): Promise<{ readonly vault: Vault; readonly setAside: readonly SetAside[] }> {
  const files = ports.files.in(directory)
  const setAside = await underLock(files, async () => {
    // The content of another identity, which another program has just written, is not damaged.
    await requireUnchanged(files, identity)
    const present = await readContent(files, identity, decodeOptionsFor(ports)).then(
      async (stored) => (stored === null ? "missing" : (await stored.checkSignature(identity.signer)) === "wrong" ? "damaged" : "right"),
      (e: unknown) => {
        if (isDamage(e)) return "damaged"
        throw e
      },
    )
    if (present === "right") throw new AppError("vault-exists", VAULT_TEXTS.exists)
    return present === "missing" ? [] : await renameAside(files, [CONTENT_FILE])
  })
  // A backup may be that of a vault with another recovery key.
  const restored = source === "backup" ? { ...content, recovery: null } : content
  const vault = await completeVault(ports, directory, identity, restored)
  return { vault, setAside }
}

/** Open a copy of a vault whose content is lost. @param identity - From {@link openForRepair}. @throws AppError as `openCopy` */
export async function openCopyOf(
  ports: VaultPorts,
  identity: Identity,
  copy: CopyFile,
  options: Pick<OpenCopyOptions, "passphrase" | "signal">,
): Promise<OpenedCopy> {
  return await openCopy(copy, identity, { ...decodeOptionsFor(ports), ...options })
}

/**
 * What the merged copies give as the content of a vault that has lost its own. Its recovery key is that of the first copy of this identity.
 *
 * @param beside - The directories that the copies are in: kept versions there may be a common ancestor.
 * @throws AppError `io`
 */
export async function planLost(
  ports: VaultPorts,
  directory: string,
  identity: Identity,
  copies: readonly OpenedCopy[],
  beside: readonly VaultDirectory[],
): Promise<MergePlan> {
  const readable = await Promise.all([ports.files.in(directory), ...beside].map((files) => readCandidates(files, identity)))
  const own = copies.find(({ signed, otherIdentity }) => signed && !otherIdentity)
  const empty = { ...emptyContent(), recovery: own?.content.recovery ?? null }
  return planMerge({ content: empty, contentDigest: contentDigest(empty) }, copies, readable.flat(), ports.clock.nowMs())
}

/**
 * Bring back a kept version of a vault whose content is missing or damaged.
 *
 * @param n - The number of the version, as the message about the damage names it.
 * @throws AppError as {@link openForRepair} and {@link replaceDamagedContent}; the damage, with the way back, where version `n` does not open
 */
export async function restoreVersionInto(
  ports: VaultPorts,
  directory: string,
  passphrase: Passphrase,
  n: number,
  options: OpenVaultOptions = {},
): Promise<{ readonly vault: Vault; readonly setAside: readonly SetAside[] }> {
  const { identity, damage } = await openForRepair(ports, directory, passphrase, options)
  if (damage === null) throw new AppError("vault-exists", VAULT_TEXTS.exists)
  const content = await readableVersion(ports.files.in(directory), identity, n)
  if (content === null) throw damage
  return await replaceDamagedContent(ports, directory, identity, content, "version")
}

/** How {@link restoreInto} brought a content back: `opened` where the vault opens as it is and nothing was changed. */
export interface RestoredVault {
  readonly vault: Vault
  readonly how: "opened" | "restored"
  readonly setAside: readonly SetAside[]
}

/**
 * Bring back the content of a backup: into a new vault, or into one whose identity or content is lost or damaged. A vault that opens is
 * opened and left as it is. What cannot be opened is kept under another name.
 *
 * @param passphrase - Of the vault; where its identity is lost, the passphrase of the new one.
 * @throws AppError as `openVault` and `createVault`
 */
export async function restoreInto(
  ports: VaultPorts,
  directory: string,
  passphrase: Passphrase,
  content: VaultContent,
  options: OpenVaultOptions = {},
): Promise<RestoredVault> {
  const files = ports.files.in(directory)
  const condition = await conditionOf(files)
  if (condition === "none") return { vault: await createNew(ports, directory, passphrase, content), how: "restored", setAside: [] }
  if (condition === "no-identity") {
    const setAside = await underLock(files, () => renameAside(files, [IDENTITY_FILE, CONTENT_FILE, RECOVERY_FILE, "versions"]))
    return { vault: await createNew(ports, directory, passphrase, content), how: "restored", setAside }
  }
  try {
    return { vault: await openVault(ports, directory, passphrase, options), how: "opened", setAside: [] }
  } catch (e) {
    if (!isDamage(e)) throw e
    const { identity, damage } = await openForRepair(ports, directory, passphrase, options)
    if (damage === null) throw e
    return { ...(await replaceDamagedContent(ports, directory, identity, content, "backup")), how: "restored" }
  }
}

async function underLock<T>(files: VaultDirectory, work: () => Promise<T>): Promise<T> {
  const unlock = await files.lock()
  try {
    return await work()
  } finally {
    await unlock()
  }
}

async function renameAside(files: VaultDirectory, names: readonly string[]): Promise<SetAside[]> {
  const setAside: SetAside[] = []
  for (const name of names) {
    const exists = name === "versions" ? (await files.list(name)).length > 0 : (await files.read(name)) !== null
    if (exists) setAside.push({ name, keptAs: await files.renameAside(name) })
  }
  return setAside
}
