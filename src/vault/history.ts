import { openWithIdentity, sealForIdentity } from "../age/age.ts"
import { isAppError } from "../base/errors.ts"
import { replaceSignature } from "./codec.ts"
import type { Identity } from "./identity.ts"
import type { VaultDirectory } from "./ports.ts"

/** The number of old versions kept beside the present content. */
export const KEPT_VERSIONS = 10

const FOLDER = "versions"

function versionName(generation: number): string {
  return `${FOLDER}/vault-${generation}.age`
}

/** The generations of the kept versions, newest first. @throws AppError `io` */
export async function listVersions(directory: VaultDirectory): Promise<number[]> {
  const names = await directory.list(FOLDER)
  return names
    .flatMap((name) => /^vault-(0|[1-9][0-9]{0,15})\.age$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

/**
 * Keep a file as a version, then remove the oldest ones beyond {@link KEPT_VERSIONS}.
 *
 * @param generation - The generation of the content in `file`.
 * @param file - An encrypted `vault.age`.
 * @throws AppError `io`
 */
export async function keepVersion(directory: VaultDirectory, generation: number, file: Uint8Array): Promise<void> {
  await directory.write(versionName(generation), file)
  for (const old of (await listVersions(directory)).slice(KEPT_VERSIONS)) await directory.remove(versionName(old))
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
  for (const generation of await listVersions(directory)) {
    const file = await directory.read(versionName(generation))
    const sealed = file === null ? null : await reencrypt(file, reader, next)
    if (sealed !== null) await directory.write(versionName(generation), sealed)
  }
}

/** Decrypt a file with `reader`; encrypt and sign it for `next` only. Null where `reader` cannot open it or it is damaged. */
export async function reencrypt(file: Uint8Array, reader: Identity, next: readonly [Identity, ...Identity[]]): Promise<Uint8Array | null> {
  try {
    const bytes = await openWithIdentity(file, reader.text)
    const signed = replaceSignature(
      bytes,
      reader.macKey,
      next.map(({ macKey }) => macKey),
    )
    const [first, ...others] = next
    const sealed = await sealForIdentity(signed, first.text, ...others.map(({ text }) => text))
    bytes.fill(0)
    signed.fill(0)
    return sealed
  } catch (e) {
    if (isAppError(e, "password-wrong") || isAppError(e, "format-damaged") || isAppError(e, "limit-exceeded")) return null
    throw e
  }
}
