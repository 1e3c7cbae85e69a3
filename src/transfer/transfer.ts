import type { Draft } from "../accounts/account.ts"
import { openWithPassphrase, sealWithPassphrase } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { Random } from "../base/ports.ts"
import { newCode, parseCode } from "./code.ts"
import { cutFile } from "./parts.ts"
import { packDrafts, unpackDrafts } from "./payload.ts"

export const TRANSFER_TEXTS = texts({
  wrongCode: { en: "the verification code does not open this transfer", ja: "この引き継ぎデータの引き継ぎコードではありません" },
  damaged: { en: "the transfer is damaged", ja: "引き継ぎデータが壊れています" },
})

/** The code has 55 random bits: with this scrypt cost, a search through all codes is infeasible. */
const LOG_N = 18
const MAX_LOG_N = 20

/** A transfer, ready to be cut into parts. */
export interface SealedTransfer {
  /** An age file; not secret. */
  readonly file: Uint8Array
  /** The verification code in canonical form: the passphrase of the file. Secret. */
  readonly code: string
}

/** Encrypt accounts under a new verification code. */
export async function sealTransfer(drafts: readonly Draft[], random: Random): Promise<SealedTransfer> {
  const code = newCode(random)
  return { file: await sealWithPassphrase(packDrafts(drafts), Passphrase.of(code), { logN: LOG_N }), code }
}

/**
 * Cut a transfer into the texts of as few QR codes as possible.
 *
 * @param maxChars - What one code holds in alphanumeric mode.
 */
export function cut(sealed: SealedTransfer, maxChars: number): string[] {
  return cutFile(sealed.file, maxChars)
}

/**
 * Open a transfer whose parts are complete.
 *
 * @param code - As typed.
 * @throws {@link AppError} `code-mistyped`, `code-wrong`, `format-damaged`, `format-version`, `limit-exceeded`
 */
export async function openTransfer(file: Uint8Array, code: string, signal?: AbortSignal): Promise<Draft[]> {
  return unpackDrafts(await decrypt(file, parseCode(code), signal))
}

async function decrypt(file: Uint8Array, passphrase: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return await openWithPassphrase(file, Passphrase.of(passphrase), { maxLogN: MAX_LOG_N, signal })
  } catch (cause) {
    if (isAppError(cause, "password-wrong")) throw new AppError("code-wrong", TRANSFER_TEXTS.wrongCode, { cause })
    if (isAppError(cause, "format-damaged")) throw new AppError("format-damaged", TRANSFER_TEXTS.damaged, { cause })
    throw cause
  }
}
