import { newIdentity, openWithPassphrase, recipientOf, sealWithPassphrase } from "../age/age.ts"
import type { OpenOptions, SealOptions } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { VAULT_TEXTS } from "./errors.ts"
import { sha256Hex, macKeyOf, vaultIdOf } from "./mac.ts"
import type { VaultDirectory } from "./ports.ts"

export const IDENTITY_FILE = "identity.age"

/** The key of an opened vault, and what follows from it. */
export interface Identity {
  /** `AGE-SECRET-KEY-1…` */
  readonly text: string
  /** 32 bytes that sign the content; see `macKeyOf`. */
  readonly macKey: Uint8Array
  /** See `vaultIdOf`. */
  readonly vaultId: string
  /** SHA-256 of the present `identity.age`; null where it is missing. Another digest on the disk means that the passphrase was changed. */
  readonly fileDigest: string | null
  /** With the recovery key, it is not known whether `identity.age` holds this identity. */
  readonly openedWith: "passphrase" | "recovery-key"
}

export interface NewIdentity {
  readonly identity: Identity
  /** `identity.age`. */
  readonly file: Uint8Array
}

/** @param text - `AGE-SECRET-KEY-1…` @param file - The present `identity.age`; null where it is missing. */
export async function toIdentity(text: string, file: Uint8Array | null): Promise<Identity> {
  const fileDigest = file === null ? null : sha256Hex(file)
  return { text, macKey: macKeyOf(text), vaultId: vaultIdOf(await recipientOf(text)), fileDigest, openedWith: "passphrase" }
}

/**
 * Make a new identity, and the file `identity.age` that holds it, encrypted to a new passphrase.
 *
 * @throws {@link AppError} `password-needed` when the passphrase is empty
 */
export async function makeIdentity(passphrase: Passphrase, options: SealOptions | undefined): Promise<NewIdentity> {
  const text = await newIdentity()
  const normalized = normalizeNewPassphrase(passphrase)
  const bytes = new TextEncoder().encode(text + "\n")
  try {
    const file = await sealWithPassphrase(bytes, normalized, options)
    return { identity: await toIdentity(text, file), file }
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
export async function openIdentity(file: Uint8Array, passphrase: Passphrase, options: OpenOptions): Promise<Identity> {
  return await toIdentity(readIdentityText(await openWithTypedPassphrase(file, passphrase, options)), file)
}

/**
 * The identity in a decrypted file, without comments as `age-keygen` writes them.
 *
 * @param bytes - Overwritten with zeros.
 * @throws {@link AppError} `format-damaged` where it does not hold exactly one line beside comments
 */
export function readIdentityText(bytes: Uint8Array): string {
  const lines = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
  bytes.fill(0)
  const [text] = lines
  if (text === undefined || lines.length > 1) throw new AppError("format-damaged", VAULT_TEXTS.badIdentity)
  return text
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
