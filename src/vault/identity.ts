import { openWithPassphrase, recipientOf, sealWithPassphrase } from "../age/age.ts"
import type { OpenOptions, SealOptions } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { digestOf, macKeyOf, vaultIdOf } from "./mac.ts"
import { VAULT_TEXTS } from "./errors.ts"

export const IDENTITY_FILE = "identity.age"

/** What an opened vault knows of its key. */
export interface Identity {
  /** `AGE-SECRET-KEY-1…` */
  readonly text: string
  readonly macKey: Uint8Array
  readonly vaultId: string
  /** Of the file it came from: another digest says that the passphrase was changed. */
  readonly fileDigest: string
}

export async function toIdentity(text: string, file: Uint8Array): Promise<Identity> {
  return { text, macKey: macKeyOf(text), vaultId: vaultIdOf(await recipientOf(text)), fileDigest: digestOf(file) }
}

/** The file `identity.age`. @throws {@link AppError} `password-needed` when the passphrase is empty */
export async function sealIdentity(text: string, passphrase: string, options: SealOptions | undefined): Promise<Uint8Array> {
  const made = normalizeNewPassphrase(passphrase)
  return await sealWithPassphrase(new TextEncoder().encode(text + "\n"), made, options)
}

/**
 * Open `identity.age`, whoever made it: comments, as `age-keygen` writes them, are passed over.
 *
 * @throws {@link AppError} as `openWithPassphrase`; `format-damaged` when it does not hold exactly one identity
 */
export async function openIdentity(file: Uint8Array, passphrase: string, options: OpenOptions): Promise<Identity> {
  const bytes = await openWithTypedPassphrase(file, passphrase, options)
  const lines = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
  bytes.fill(0)
  const [text] = lines
  if (text === undefined || lines.length > 1) throw new AppError("format-damaged", VAULT_TEXTS.badIdentity)
  return await toIdentity(text, file)
}

/** Passphrases are made in NFC. One made elsewhere may not be, so what was typed is tried as it is, too. */
export async function openWithTypedPassphrase(file: Uint8Array, passphrase: string, options: OpenOptions): Promise<Uint8Array> {
  const normal = passphrase.normalize("NFC")
  try {
    return await openWithPassphrase(file, normal, options)
  } catch (e) {
    if (normal === passphrase || !isAppError(e, "password-wrong")) throw e
    return await openWithPassphrase(file, passphrase, options)
  }
}

/** A passphrase as it is used for a new file. @throws {@link AppError} `password-needed` when it is empty */
export function normalizeNewPassphrase(passphrase: string): string {
  if (passphrase === "") throw new AppError("password-needed", VAULT_TEXTS.noPassphrase)
  return passphrase.normalize("NFC")
}
