import { basename } from "node:path"
import { LIMITS } from "../formats/limits.ts"
import { openInputs } from "../migrate/import/session.ts"
import type { VaultPorts } from "../vault/ports.ts"
import { createVault } from "../vault/vault.ts"
import type { CliPorts } from "./ports.ts"

/**
 * Make a throw-away vault and import samples into it, as a user would.
 *
 * @param files - Samples; those that are locked or cannot be read are left out.
 */
export async function makeDemoVault(
  ports: Pick<CliPorts, "background" | "builtInFormats" | "clock" | "files" | "random"> & { readonly vault: VaultPorts },
  at: { readonly directory: string; readonly passphrase: string; readonly files: readonly string[] },
): Promise<void> {
  const inputs = await Promise.all(
    at.files.map(async (file) => ({ name: basename(file), bytes: await ports.files.read(file, LIMITS.fileBytes) })),
  )
  const { background, builtInFormats, clock } = ports
  const session = await openInputs(inputs, { background, handlers: await builtInFormats(), nowMs: clock.nowMs() })
  const vault = await createVault(ports.vault, at.directory, at.passphrase)
  await session.apply(session.plan(vault.accounts).rows, vault, ports)
  await vault.close()
}
