import { AGENT_TEXTS } from "../../../agent/texts.ts"
import { AppError } from "../../../base/errors.ts"
import type { Passphrase } from "../../../base/passphrase.ts"
import type { Identity } from "../../../vault/identity.ts"
import { openVault } from "../../../vault/vault.ts"
import type { Vault } from "../../../vault/vault.ts"
import { openVaultOf } from "../opened.ts"
import type { Work } from "../opened.ts"
import type { TuiPorts } from "../ports.ts"

type Place = Pick<TuiPorts, "agent" | "files" | "vaultDirectory">

/** The vault's directory as the agent knows it. */
const nameOf = ({ files, vaultDirectory }: Place): string => files.absolute(vaultDirectory)

/** What opens the vault while the agent holds its key. @throws AppError `vault-refused` where it does not */
export async function agentIdentity(ports: Place): Promise<Identity> {
  const identity = await ports.agent.identityOf(nameOf(ports))
  if (identity === null) throw new AppError("vault-refused", AGENT_TEXTS.locked)
  return identity
}

/** @throws AppError `io` where the agent does not answer */
export async function lockInAgent(ports: Place): Promise<void> {
  await ports.agent.lock(nameOf(ports))
}

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
