import { openWithIdentity, sealForRecipients } from "../age/age.ts"
import { isAppError } from "../base/errors.ts"
import { replaceSignature } from "./codec.ts"
import { conflictCopyOf } from "./directory/conflict-names.ts"
import type { Identity } from "./identity.ts"
import type { VaultDirectory } from "./ports.ts"

/** The number of old versions kept beside the present content. */
export const KEPT_VERSIONS = 10

const FOLDER = "versions"

export interface KeptVersion {
  /** Of the file, within the vault's directory. */
  readonly name: string
  /** The generation that the name states; two copies of a vault may both have given one. */
  readonly generation: number
}

/** The kept versions, newest first. @throws AppError `io` */
export async function listVersions(directory: VaultDirectory): Promise<KeptVersion[]> {
  const names = await directory.list(FOLDER)
  return names
    .flatMap((name) => {
      const [, generation, copy = "1"] = /^vault-(0|[1-9][0-9]{0,15})(?:-([2-9]|[1-9][0-9]{1,3}))?\.age$/.exec(name) ?? []
      return generation === undefined ? [] : [{ name: `${FOLDER}/${name}`, generation: Number(generation), copy: Number(copy) }]
    })
    .sort((a, b) => b.generation - a.generation || b.copy - a.copy)
    .map(({ name, generation }) => ({ name, generation }))
}

/** The names of all age files beside the kept versions and in their folder, those that a synchronisation has renamed included. */
export async function listAgeFiles(directory: VaultDirectory): Promise<string[]> {
  const [beside, kept] = [await directory.list(""), await directory.list(FOLDER)]
  return [...kept.map((name) => `${FOLDER}/${name}`), ...beside].filter((name) => name.endsWith(".age") || conflictCopyOf(name) !== null)
}

/**
 * Keep a file as a version, then remove the oldest ones beyond {@link KEPT_VERSIONS}. Another file of the same generation stays: it is from
 * another copy of the vault.
 *
 * @param generation - The generation of the content in `file`.
 * @param file - An encrypted `vault.age`.
 * @throws AppError `io`
 */
export async function keepVersion(directory: VaultDirectory, generation: number, file: Uint8Array): Promise<void> {
  for (let copy = 1; ; copy++) {
    const name = `${FOLDER}/vault-${generation}${copy === 1 ? "" : `-${copy}`}.age`
    const present = await directory.read(name)
    if (present === null) await directory.write(name, file)
    if (present === null || Buffer.compare(present, file) === 0) break
  }
  for (const { name } of (await listVersions(directory)).slice(KEPT_VERSIONS)) await directory.remove(name)
}

/**
 * Encrypt and sign every kept version for the identities in `next` only. A file that `reader` cannot open is left as it is: it does not
 * belong to this vault.
 *
 * @throws AppError `io`
 */
export async function reencryptVersions(
  directory: VaultDirectory,
  reader: Identity,
  next: readonly [Identity, ...Identity[]],
): Promise<void> {
  for (const { name } of await listVersions(directory)) {
    const file = await directory.read(name)
    const sealed = file === null ? null : await reencrypt(file, reader, next)
    if (sealed !== null) await directory.write(name, sealed)
  }
}

/** Decrypt a file with `reader`; encrypt and sign it for `next` only. Null where `reader` cannot open it or it is damaged. */
export async function reencrypt(file: Uint8Array, reader: Identity, next: readonly [Identity, ...Identity[]]): Promise<Uint8Array | null> {
  try {
    const bytes = await openWithIdentity(file, reader.opener)
    const signed = await replaceSignature(
      bytes,
      reader.signer,
      next.map(({ signer }) => signer),
    )
    const [first, ...others] = next
    const sealed = await sealForRecipients(signed, first.recipient, ...others.map(({ recipient }) => recipient))
    bytes.fill(0)
    signed.fill(0)
    return sealed
  } catch (e) {
    if (isAppError(e, "password-wrong") || isAppError(e, "format-damaged") || isAppError(e, "limit-exceeded")) return null
    throw e
  }
}
