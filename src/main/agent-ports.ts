import { clock } from "../platform/clock.ts"
import { random } from "../platform/random.ts"
import { vaultFiles } from "../platform/files/vault-files.ts"
import { seenGenerations } from "../platform/files/seen-generations.ts"
import { homedir } from "node:os"
import { join } from "node:path"
import { xdgDirectory } from "../cli/directories.ts"
import type { VaultPorts } from "../vault/ports.ts"

type Env = Readonly<Record<string, string | undefined>>

/** What an opened vault needs of this machine; `realPorts` has more. */
export function agentVaultPorts(env: Env): VaultPorts {
  const state = join(xdgDirectory({ env, homeDirectory: homedir() }, "XDG_STATE_HOME", ".local/state"), "keyferry")
  return { files: vaultFiles, clock, random, seen: seenGenerations(join(state, "seen.json")) }
}
