import { openWithPassphrase, sealWithPassphrase } from "../age/age.ts"
import type { FileKeySource, OpenOptions, SealOptions } from "../age/age.ts"
import { X25519Identity } from "../age/x25519.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { VAULT_TEXTS } from "./errors.ts"
import { sha256Hex, macKeyOf, signerWith, vaultIdOf } from "./mac.ts"
import type { Signer } from "./mac.ts"
import type { VaultDirectory } from "./ports.ts"

export const IDENTITY_FILE = "identity.age"

const LINE_FEED = 0x0a
const COMMENT = 0x23
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** What opens and signs a vault's files: its key, or another process that holds the key. */
export interface Identity {
  /** Opens the files. */
  readonly opener: FileKeySource
  /** The public half of the key, `age1…`, to which the files are encrypted. */
  readonly recipient: string
  /** Signs the content; see `macKeyOf`. */
  readonly signer: Signer
  /** Null where another process holds it. */
  readonly key: X25519Identity | null
  /** See `vaultIdOf`. */
  readonly vaultId: string
  /** SHA-256 of the present `identity.age`; null where it is missing. Another digest on the disk means that the passphrase was changed. */
  readonly fileDigest: string | null
  /** With the recovery key, it is not known whether `identity.age` holds this identity. */
  readonly openedWith: "passphrase" | "recovery-key" | "agent"
}

/** An identity whose key is in this process. */
export type LocalIdentity = Identity & { readonly key: X25519Identity }

export interface NewIdentity {
  readonly identity: LocalIdentity
  /** `identity.age`. */
  readonly file: Uint8Array
}

/** @param file - The present `identity.age`; null where it is missing. */
export function toIdentity(key: X25519Identity, file: Uint8Array | null): LocalIdentity {
  const { recipient } = key
  const fileDigest = file === null ? null : sha256Hex(file)
  const text = key.toText()
  const signer = signerWith(macKeyOf(text))
  text.fill(0)
  return { opener: key, recipient, signer, key, vaultId: vaultIdOf(recipient), fileDigest, openedWith: "passphrase" }
}

/** For what writes the key itself. @throws {@link AppError} `vault-refused` where another process holds it */
export function requireKey(identity: Identity): LocalIdentity {
  const { key } = identity
  if (key === null) throw new AppError("vault-refused", VAULT_TEXTS.needsPassphrase)
  return { ...identity, key }
}

/** Overwrite the key and the MAC key with zeros, where they are in this process. They open and sign nothing any more. */
export function wipeIdentity({ key, signer }: Identity): void {
  key?.wipe()
  signer.wipe()
}

/**
 * Make a new identity, and the file `identity.age` that holds it, encrypted to a new passphrase.
 *
 * @throws {@link AppError} `password-needed` when the passphrase is empty
 */
export async function makeIdentity(passphrase: Passphrase, options: SealOptions | undefined): Promise<NewIdentity> {
  const normalized = normalizeNewPassphrase(passphrase)
  const key = X25519Identity.generate()
  const bytes = identityFileOf(key)
  try {
    const file = await sealWithPassphrase(bytes, normalized, options)
    return { identity: toIdentity(key, file), file }
  } finally {
    bytes.fill(0)
    normalized.wipe()
  }
}

/**
 * Open `identity.age`. Comments, as `age-keygen` writes them, are ignored.
 *
 * @throws {@link AppError} as `openWithPassphrase`; `format-damaged` where it does not hold exactly one line beside comments
 */
export async function openIdentity(file: Uint8Array, passphrase: Passphrase, options: OpenOptions): Promise<LocalIdentity> {
  return toIdentity(readIdentity(await openWithTypedPassphrase(file, passphrase, options)), file)
}

/** An age identity file, as `age -i` reads it; the caller overwrites it after use. */
export function identityFileOf(key: X25519Identity): Uint8Array {
  const text = key.toText()
  const file = new Uint8Array(text.length + 1)
  file.set(text)
  file[text.length] = LINE_FEED
  text.fill(0)
  return file
}

/**
 * The identity in a decrypted file, without comments as `age-keygen` writes them.
 *
 * @param bytes - Overwritten with zeros.
 * @throws {@link AppError} `format-damaged` where it does not hold exactly one line beside comments, or that is no identity
 */
export function readIdentity(bytes: Uint8Array): X25519Identity {
  const lines = linesOf(bytes).filter((line) => line.length > 0 && line[0] !== COMMENT)
  const [line] = lines
  const key = line === undefined || lines.length > 1 ? null : X25519Identity.parse(line)
  bytes.fill(0)
  if (key === null) throw new AppError("format-damaged", VAULT_TEXTS.badIdentity)
  return key
}

/** Views of the lines, without the spaces around them. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let from = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? BYTE_ORDER_MARK.length : 0
  while (from < bytes.length) {
    const lineFeed = bytes.indexOf(LINE_FEED, from)
    const next = lineFeed < 0 ? bytes.length : lineFeed
    lines.push(trim(bytes.subarray(from, next)))
    from = next + 1
  }
  return lines
}

function trim(line: Uint8Array): Uint8Array {
  const isText = (byte: number): boolean => byte > 0x20
  const first = line.findIndex(isText)
  return first < 0 ? line.subarray(0, 0) : line.subarray(first, line.findLastIndex(isText) + 1)
}

/**
 * Decrypt an age file with a passphrase as typed, then in NFC, the form that keyferry makes passphrases in (a second scrypt, only where
 * it differs).
 *
 * @throws {@link AppError} as `openWithPassphrase`
 */
export async function openWithTypedPassphrase(file: Uint8Array, passphrase: Passphrase, options: OpenOptions): Promise<Uint8Array> {
  const normal = passphrase.normalized()
  try {
    return await openWithPassphrase(file, passphrase, options)
  } catch (e) {
    if (normal.equals(passphrase) || !isAppError(e, "password-wrong")) throw e
    return await openWithPassphrase(file, normal, options)
  } finally {
    normal.wipe()
  }
}

/** Whether the passphrase opens the vault's identity. Costs one scrypt. @throws {@link AppError} `vault-missing`, `interrupted`, `io` */
export async function isPassphrase(directory: VaultDirectory, passphrase: Passphrase, options: OpenOptions = {}): Promise<boolean> {
  const file = await directory.read(IDENTITY_FILE)
  if (file === null) throw new AppError("vault-missing", VAULT_TEXTS.identityMissing)
  try {
    const bytes = await openWithTypedPassphrase(file, passphrase, options)
    bytes.fill(0)
    return true
  } catch (e) {
    if (isAppError(e, "password-wrong")) return false
    throw e
  }
}

/** A copy of a passphrase in NFC, to encrypt a new file with. @throws {@link AppError} `password-needed` when it is empty */
export function normalizeNewPassphrase(passphrase: Passphrase): Passphrase {
  if (passphrase.isEmpty) throw new AppError("password-needed", VAULT_TEXTS.noPassphrase)
  return passphrase.normalized()
}
