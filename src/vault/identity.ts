import { openWithPassphrase, sealWithPassphrase } from "../age/age.ts"
import type { OpenOptions, SealOptions } from "../age/age.ts"
import { X25519Identity } from "../age/x25519.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { VAULT_TEXTS } from "./errors.ts"
import { sha256Hex, macKeyOf, vaultIdOf } from "./mac.ts"
import type { VaultDirectory } from "./ports.ts"

export const IDENTITY_FILE = "identity.age"

const LINE_FEED = 0x0a
const COMMENT = 0x23
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** The key of an opened vault, and what follows from it. */
export interface Identity {
  readonly key: X25519Identity
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

/** @param file - The present `identity.age`; null where it is missing. */
export function toIdentity(key: X25519Identity, file: Uint8Array | null): Identity {
  const fileDigest = file === null ? null : sha256Hex(file)
  const text = key.toText()
  const macKey = macKeyOf(text)
  text.fill(0)
  return { key, macKey, vaultId: vaultIdOf(key.recipient), fileDigest, openedWith: "passphrase" }
}

/** Overwrite the identity and its MAC key with zeros. It opens and signs nothing any more. */
export function wipeIdentity({ key, macKey }: Identity): void {
  key.wipe()
  macKey.fill(0)
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
export async function openIdentity(file: Uint8Array, passphrase: Passphrase, options: OpenOptions): Promise<Identity> {
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
