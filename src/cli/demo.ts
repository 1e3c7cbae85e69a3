import { basename } from "node:path"
import { LIMITS } from "../formats/limits.ts"
import { applyImport, planImport } from "../migrate/import/plan-import.ts"
import { openInputs } from "../migrate/import/read.ts"
import type { VaultPorts } from "../vault/ports.ts"
import { createVault } from "../vault/vault.ts"
import type { CliPorts } from "./ports.ts"

/**
 * Make a throw-away vault and import samples into it, as a user would.
 *
 * @param files - Samples; what is locked or cannot be read is passed over.
 */
export async function makeDemoVault(
  ports: Pick<CliPorts, "background" | "builtInFormats" | "clock" | "files" | "random"> & { readonly vault: VaultPorts },
  at: { readonly directory: string; readonly passphrase: string; readonly files: readonly string[] },
): Promise<void> {
  const { background, clock, random } = ports
  const inputs = await Promise.all(
    at.files.map(async (file) => ({ name: basename(file), bytes: await ports.files.read(file, LIMITS.fileBytes) })),
  )
  const reading = await openInputs(inputs, { background, handlers: await ports.builtInFormats(), nowMs: clock.nowMs() })
  const vault = await createVault(ports.vault, at.directory, at.passphrase)
  const { rows } = planImport(reading, vault.accounts)
  const { accounts } = applyImport(rows, vault.accounts, { nowMs: clock.nowMs(), random, unread: 0 })
  await vault.save(accounts)
  await vault.close()
}
