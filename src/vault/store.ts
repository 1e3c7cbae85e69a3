import { openWithIdentity, sealForIdentity } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { VaultWarning } from "../base/vault-warning.ts"
import { encodeContent, decodeContent } from "./codec.ts"
import type { Decoded, DecodeOptions, VaultContent } from "./codec.ts"
import { reencryptVersions, reencrypt } from "./history.ts"
import type { Identity } from "./identity.ts"
import { IDENTITY_FILE } from "./identity.ts"
import { digestOf } from "./mac.ts"
import type { VaultDirectory } from "./ports.ts"
import { VAULT_TEXTS } from "./errors.ts"

export const CONTENT_FILE = "vault.age"

/** The content as it lies on the disk. */
export interface StoredContent extends Decoded {
  readonly file: Uint8Array
  readonly digest: string
}

/**
 * Null: there is no such file.
 *
 * @throws {@link AppError} `vault-refused` when it is encrypted to another identity; `format-damaged`
 */
export async function readContent(directory: VaultDirectory, identity: Identity, options: DecodeOptions): Promise<StoredContent | null> {
  const file = await directory.read(CONTENT_FILE)
  if (file === null) return null
  let bytes: Uint8Array
  try {
    bytes = await openWithIdentity(file, identity.text)
  } catch (cause) {
    if (!isAppError(cause, "password-wrong")) throw cause
    throw new AppError("vault-refused", VAULT_TEXTS.otherIdentity, { cause })
  }
  const decoded = decodeContent(bytes, options)
  bytes.fill(0)
  return { ...decoded, file, digest: digestOf(file) }
}

/**
 * What speaks against a content: nothing, or what the user may accept.
 *
 * @param seen - The highest generation seen of this vault.
 * @throws {@link AppError} `vault-refused` when it carries a signature that is not the identity's: that is never accepted
 */
export function findWarnings(stored: StoredContent, identity: Identity, seen: number | null): VaultWarning[] {
  const signature = stored.signature(identity.macKey)
  if (signature === "wrong") throw new AppError("vault-refused", VAULT_TEXTS.forged)
  return [
    ...(signature === "none" ? (["unsigned"] as const) : []),
    ...(seen !== null && stored.content.generation < seen ? (["older"] as const) : []),
  ]
}

/** Encrypt a content to the identities and put it in place. @returns the file's digest */
export async function writeContent(
  directory: VaultDirectory,
  content: VaultContent,
  identities: readonly [Identity, ...Identity[]],
): Promise<string> {
  const [first, ...others] = identities
  const bytes = encodeContent(
    content,
    identities.map(({ macKey }) => macKey),
  )
  const file = await sealForIdentity(bytes, first.text, ...others.map(({ text }) => text))
  bytes.fill(0)
  await directory.write(CONTENT_FILE, file)
  return digestOf(file)
}

/**
 * Give the vault a new identity. Whenever this is cut off, the vault opens: with the old passphrase before the identity is
 * swapped, with the new one from then on; {@link finishPassphraseChange} then finishes or takes back the rest.
 *
 * @returns the digest of the new `vault.age`
 */
export async function replaceIdentity(
  directory: VaultDirectory,
  content: VaultContent,
  from: Identity,
  to: Identity,
  identityFile: Uint8Array,
): Promise<string> {
  await writeContent(directory, content, [from, to])
  await reencryptVersions(directory, from, [from, to])
  await directory.write(IDENTITY_FILE, identityFile)
  await reencryptVersions(directory, to, [to])
  return await writeContent(directory, content, [to])
}

/**
 * Finish what an interrupted change of the passphrase has left: everything is encrypted to the identity in use alone. `vault.age`
 * comes last, since its two signatures are the sign that there is something to finish.
 *
 * @returns the digest of `vault.age`; null when nothing was done
 */
export async function finishPassphraseChange(directory: VaultDirectory, stored: StoredContent, identity: Identity): Promise<string | null> {
  if (stored.macs < 2) return null
  const sealed = await reencrypt(stored.file, identity, [identity])
  if (sealed === null) return null
  await reencryptVersions(directory, identity, [identity])
  await directory.write(CONTENT_FILE, sealed)
  return digestOf(sealed)
}
