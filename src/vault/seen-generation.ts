import { isAppError } from "../base/errors.ts"
import type { VaultPorts } from "./ports.ts"

/** That a vault cannot be remembered must not keep anybody from it. */
export async function recordSeenGeneration(ports: VaultPorts, vaultId: string, generation: number, lower = false): Promise<void> {
  try {
    await ports.seen.set(vaultId, generation, { lower })
  } catch (e) {
    if (!isAppError(e, "io")) throw e
  }
}

export async function readSeenGeneration(ports: VaultPorts, vaultId: string): Promise<number | null> {
  try {
    return await ports.seen.get(vaultId)
  } catch (e) {
    if (!isAppError(e, "io")) throw e
    return null
  }
}
