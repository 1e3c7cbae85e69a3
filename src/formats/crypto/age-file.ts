import { isAppError } from "../../base/errors.ts"
import type { Task } from "../../base/ports.ts"
import { wrongPassword } from "./crypto.ts"

/**
 * Open an age file that is protected by a passphrase. Tries it in NFC, as keyferry writes it, then as typed, as other programs may use it.
 *
 * @param file - Binary or armoured.
 * @throws AppError as `openWithPassphrase`
 */
export async function openAge(file: Uint8Array, password: string, { signal }: Task): Promise<Uint8Array> {
  const { openWithPassphrase } = await import("../../age/age.ts")
  for (const spelling of new Set([password.normalize("NFC"), password])) {
    try {
      return await openWithPassphrase(file, spelling, { signal })
    } catch (e) {
      if (!isAppError(e, "password-wrong")) throw e
    }
  }
  throw wrongPassword()
}
