import { handOver, limitsOf } from "../../../agent/port.ts"
import type { Vault } from "../../../vault/vault.ts"
import type { Effect } from "../../core/effects.ts"
import type { TuiPorts } from "../ports.ts"
import { agentName } from "./agent-vault.ts"

/** What the screen does to the agent: it hands the vault's key over, and locks the vault there. */
export class AgentLink {
  readonly #ports: TuiPorts
  readonly #fail: (effect: Effect["type"], error: unknown) => void
  #handing: Promise<void> = Promise.resolve()

  /** @param fail - Called with what did not work, and the effect that it belongs to. */
  constructor(ports: TuiPorts, fail: (effect: Effect["type"], error: unknown) => void) {
    this.#ports = ports
    this.#fail = fail
  }

  /** Start giving the agent the key of a vault that was just opened with the passphrase, where the settings say so. @param vault - Null: none was opened. */
  hand(vault: Vault | null): void {
    const { agent, demo, settings } = this.#ports
    if (demo || vault?.openedWith !== "passphrase") return
    const chosen = settings.read()
    if (chosen.agent !== "first-use") return
    const handed = { directory: agentName(this.#ports), identity: vault.keyText(), limits: limitsOf(chosen.agentMinutes) }
    this.#handing = handOver(agent, handed).catch((error: unknown) => {
      this.#fail("open-vault", error)
    })
  }

  /** Lock the vault in the agent, also one that is being handed over. */
  async lock(): Promise<void> {
    await this.#handing
    try {
      await this.#ports.agent.lock(agentName(this.#ports))
    } catch (error) {
      this.#fail("lock-vault", error)
    }
  }
}
