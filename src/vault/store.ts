import { openWithIdentity, sealForRecipients } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { VaultWarning } from "../base/vault-warning.ts"
import { encodeContent, decodeContent } from "./codec.ts"
import type { DecodedContent, DecodeOptions, VaultContent } from "./codec.ts"
import { VAULT_TEXTS } from "./errors.ts"
import type { Identity } from "./identity.ts"
import { sha256Hex } from "./mac.ts"
import { compareWithSeen } from "./merge/lineage.ts"
import type { VaultDirectory } from "./ports.ts"

/** The name of the file with the encrypted content. */
export const CONTENT_FILE = "vault.age"

/** The content last seen of a vault: its generation, and the digests of it and its ancestors, where they are known. */
export interface SeenContent {
  readonly generation: number
  readonly lineage: readonly string[]
}

/** A content as read from the disk. */
export interface StoredContent extends DecodedContent {
  /** The encrypted bytes of `vault.age`. */
  readonly file: Uint8Array
  /** SHA-256 of `file`, lower-case hexadecimal. */
  readonly digest: string
}

/**
 * Read and decrypt `vault.age`, or the version with another name; null where it does not exist. The signature is not checked; see {@link findWarnings}.
 *
 * @throws {@link AppError} `vault-refused` when it is encrypted to another identity; `format-damaged`; `io`
 */
export async function readContent(
  directory: VaultDirectory,
  identity: Identity,
  options: DecodeOptions,
  name = CONTENT_FILE,
): Promise<StoredContent | null> {
  const file = await directory.read(name)
  if (file === null) return null
  let bytes: Uint8Array
  try {
    bytes = await openWithIdentity(file, identity.opener)
  } catch (cause) {
    if (!isAppError(cause, "password-wrong")) throw cause
    throw new AppError("vault-refused", VAULT_TEXTS.otherIdentity, { cause })
  }
  const decoded = decodeContent(bytes, options)
  bytes.fill(0)
  return { ...decoded, file, digest: sha256Hex(file) }
}

/**
 * Check who wrote a content and whether it is the newest: the warnings that the user has to accept before it is used.
 *
 * @param seen - What was last seen of this vault; null where nothing is known. A content that was changed elsewhere at the same time is no
 * reason for a warning.
 * @throws {@link AppError} `vault-refused` when the signature is wrong; that cannot be accepted
 */
export async function findWarnings(stored: StoredContent, identity: Identity, seen: SeenContent | null): Promise<VaultWarning[]> {
  const signature = await stored.checkSignature(identity.signer)
  if (signature === "wrong") throw new AppError("vault-refused", VAULT_TEXTS.forged)
  return [
    ...(signature === "none" ? (["unsigned"] as const) : []),
    ...(compareWithSeen({ content: stored.content, contentDigest: stored.contentDigest() }, seen) === "older" ? (["older"] as const) : []),
  ]
}

/** Sign a content for each of the identities, and encrypt it to them: the file `vault.age`. */
export async function sealContent(content: VaultContent, identities: readonly [Identity, ...Identity[]]): Promise<Uint8Array> {
  const [first, ...others] = identities
  const bytes = await encodeContent(
    content,
    identities.map(({ signer }) => signer),
  )
  const file = await sealForRecipients(bytes, first.recipient, ...others.map(({ recipient }) => recipient))
  bytes.fill(0)
  return file
}

/** Write a content as {@link sealContent} gives it. @returns the file's SHA-256 @throws AppError `io` */
export async function writeContent(
  directory: VaultDirectory,
  content: VaultContent,
  identities: readonly [Identity, ...Identity[]],
): Promise<string> {
  const file = await sealContent(content, identities)
  await directory.write(CONTENT_FILE, file)
  return sha256Hex(file)
}
