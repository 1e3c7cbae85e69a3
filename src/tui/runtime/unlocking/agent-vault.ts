import type { Passphrase } from "../../../base/passphrase.ts"
import { openVault } from "../../../vault/vault.ts"
import type { Vault } from "../../../vault/vault.ts"
import { openVaultOf } from "../opened.ts"
import type { Work } from "../opened.ts"
import type { TuiPorts } from "../ports.ts"

/** The vault's directory as the agent knows it. */
export const agentName = ({ files, vaultDirectory }: Pick<TuiPorts, "files" | "vaultDirectory">): string => files.absolute(vaultDirectory)

/**
 * A vault that the agent has opened, opened anew with the passphrase: now its key is here, and the agent is not asked any more.
 *
 * @returns the vault as it is where something else has opened it; the passphrase is not checked then
 * @throws AppError `password-wrong`; as `openVault`
 */
export async function withOwnKey(passphrase: Passphrase, { ports, opened, signal }: Work): Promise<Vault> {
  const before = openVaultOf(opened)
  if (before.openedWith !== "agent") return before
  const vault = await openVault(ports.vault, ports.vaultDirectory, passphrase, { signal })
  opened.vault = vault
  await before.close()
  return vault
}
