import { isAppError } from "../base/errors.ts"
import { lineageOf } from "./merge/lineage.ts"
import type { NamedContent } from "./merge/lineage.ts"
import type { VaultPorts } from "./ports.ts"

/** Remember the content last seen of a vault, with its lineage. A failing disk (`io`) is ignored: it must not keep the user from the vault. */
export async function recordSeenGeneration(
  ports: VaultPorts,
  vaultId: string,
  seen: NamedContent,
  options: { readonly lower?: boolean } = {},
): Promise<void> {
  try {
    await ports.seen.set(vaultId, seen.content.generation, { ...options, lineage: lineageOf(seen) })
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

/** The lineage last seen of a vault; empty where it is not known. */
export async function readSeenLineage(ports: VaultPorts, vaultId: string): Promise<readonly string[]> {
  try {
    return (await ports.seen.lineage?.(vaultId)) ?? []
  } catch (e) {
    if (!isAppError(e, "io")) throw e
    return []
  }
}
