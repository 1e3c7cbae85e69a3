import { isAppError } from "../../base/errors.ts"
import { Passphrase } from "../../base/passphrase.ts"
import type { Task } from "../../base/ports.ts"
import { wrongPassword } from "./crypto.ts"

/**
 * Open an age file that a passphrase protects: with the passphrase as typed, then in NFC, the form that keyferry writes with.
 *
 * @param file - Binary or armoured.
 * @throws AppError as `openWithPassphrase`
 */
export async function openAge(file: Uint8Array, password: string, { signal }: Task): Promise<Uint8Array> {
  const { openWithPassphrase } = await import("../../age/age.ts")
  for (const spelling of new Set([password, password.normalize("NFC")])) {
    try {
      return await openWithPassphrase(file, Passphrase.of(spelling), { signal })
    } catch (e) {
      if (!isAppError(e, "password-wrong")) throw e
    }
  }
  throw wrongPassword()
}
