import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Passphrase } from "../base/passphrase.ts"
import type { CliPorts } from "../cli/ports.ts"
import { LIMITS } from "../formats/limits.ts"
import { openInputs } from "../migrate/import/session.ts"
import { DEMO_PASSPHRASE } from "../tui/runtime/ports.ts"
import type { VaultPorts } from "../vault/ports.ts"
import { createVault } from "../vault/vault.ts"
import type { Ports } from "./ports.ts"

/**
 * Creates a temporary vault and imports samples into it, through the same import session as the screen.
 *
 * @param at - `files`: samples; those that are locked or cannot be read are left out.
 */
async function makeDemoVault(
  ports: Pick<CliPorts, "background" | "builtInFormats" | "clock" | "files" | "random"> & { readonly vault: VaultPorts },
  at: { readonly directory: string; readonly passphrase: Passphrase; readonly files: readonly string[] },
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

/**
 * Creates a vault of samples in a new directory, which is deleted when the process exits.
 *
 * @returns the directory, and ports that keep the seen generations of the vault in memory only
 */
export async function makeDemo(files: readonly string[], ports: Ports): Promise<{ directory: string; ports: Ports }> {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-demo-"))
  process.on("exit", () => {
    rmSync(directory, { recursive: true, force: true })
  })
  const seen = new Map<string, number>()
  const vault = {
    ...ports.vault,
    seen: {
      get: (id: string) => seen.get(id) ?? null,
      set: (id: string, generation: number) => {
        seen.set(id, Math.max(generation, seen.get(id) ?? 0))
      },
    },
  }
  const demo = { ...ports, vault }
  await makeDemoVault(demo, { directory: join(directory, "vault"), passphrase: Passphrase.of(DEMO_PASSPHRASE), files })
  return { directory, ports: demo }
}
