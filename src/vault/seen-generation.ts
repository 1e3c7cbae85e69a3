import { isAppError } from "../base/errors.ts"
import type { VaultPorts } from "./ports.ts"

/** Remember a generation of a vault. A failing disk (`io`) is ignored: it must not keep the user from the vault. */
export async function recordSeenGeneration(ports: VaultPorts, vaultId: string, generation: number, lower = false): Promise<void> {
  try {
    await ports.seen.set(vaultId, generation, { lower })
  } catch (e) {
    if (!isAppError(e, "io")) throw e
  }
}

/** The highest generation seen of a vault; null where none is known or it cannot be read. */
export async function readSeenGeneration(ports: VaultPorts, vaultId: string): Promise<number | null> {
  try {
    return await ports.seen.get(vaultId)
  } catch (e) {
    if (!isAppError(e, "io")) throw e
    return null
  }
}
