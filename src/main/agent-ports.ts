import { homedir } from "node:os"
import { join } from "node:path"
import { xdgDirectory } from "../cli/directories.ts"
import type { VaultPorts } from "../vault/ports.ts"

type Env = Readonly<Record<string, string | undefined>>

/** What an opened vault needs of this machine; `realPorts` has more. */
export async function agentVaultPorts(env: Env): Promise<VaultPorts> {
  const [{ clock }, { random }, { vaultFiles }, { seenGenerations }] = await Promise.all([
    import("../platform/clock.ts"),
    import("../platform/random.ts"),
    import("../platform/files/vault-files.ts"),
    import("../platform/files/seen-generations.ts"),
  ])
  const state = join(xdgDirectory({ env, homeDirectory: homedir() }, "XDG_STATE_HOME", ".local/state"), "keyferry")
  return { files: vaultFiles, clock, random, seen: seenGenerations(join(state, "seen.json")) }
}
