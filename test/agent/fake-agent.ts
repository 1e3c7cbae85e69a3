import { AGENT_TEXTS } from "../../src/agent/texts.ts"
import { NO_AGENT } from "../../src/agent/port.ts"
import type { Agent, ForwardNews, Limits } from "../../src/agent/port.ts"
import { X25519Identity } from "../../src/age/x25519.ts"
import { AppError } from "../../src/base/errors.ts"
import { IDENTITY_FILE, toIdentity } from "../../src/vault/identity.ts"
import type { Identity } from "../../src/vault/identity.ts"
import type { VaultFiles } from "../../src/vault/ports.ts"

/** An agent in this process, for vaults on one disk. */
export class FakeAgent implements Agent {
  readonly #files: VaultFiles
  readonly #keys = new Map<string, X25519Identity>()
  /** What was asked, in order. */
  readonly log: string[] = []
  readonly limits: Limits[] = []
  /** What starting throws; null: nothing. */
  startError: AppError | null = null
  names: readonly string[] = []

  constructor(files: VaultFiles) {
    this.#files = files
  }

  get isUnlocked(): boolean {
    return this.#keys.size > 0
  }

  start(): Promise<void> {
    this.log.push("start")
    return this.startError === null ? Promise.resolve() : Promise.reject(this.startError)
  }

  unlock(directory: string, identity: Uint8Array, limits: Limits): Promise<void> {
    const key = X25519Identity.parse(identity)
    identity.fill(0)
    if (key === null) return Promise.reject(new AppError("format-damaged", AGENT_TEXTS.internal))
    this.log.push(`unlock ${directory}`)
    this.limits.push(limits)
    this.#keys.set(directory, key)
    return Promise.resolve()
  }

  lock(directory: string | null): Promise<boolean> {
    this.log.push(`lock ${directory}`)
    const was = this.isUnlocked
    this.#keys.clear()
    return Promise.resolve(was)
  }

  async identityOf(directory: string): Promise<Identity | null> {
    const key = this.#keys.get(directory)
    if (key === undefined) return null
    const local = toIdentity(key, await this.#files.in(directory).read(IDENTITY_FILE))
    let isEnded = false
    const requireUnlocked = (): void => {
      // As the connection of the real one.
      if (isEnded) throw new AppError("io", AGENT_TEXTS.silent)
      if (!this.#keys.has(directory)) throw new AppError("vault-refused", AGENT_TEXTS.locked)
    }
    const ask = async <T>(work: () => T | Promise<T>): Promise<T> => {
      requireUnlocked()
      return await work()
    }
    return {
      ...local,
      key: null,
      openedWith: "agent",
      opener: { unwrapFileKey: (stanzas) => ask(() => key.unwrapFileKey(stanzas)) },
      signer: { sign: (bytes) => ask(() => local.signer.sign(bytes)), wipe: () => void (isEnded = true) },
    }
  }

  labels(directory: string): Promise<readonly string[] | null> {
    return Promise.resolve(this.#keys.has(directory) ? this.names : null)
  }

  readonly status: Agent["status"] = () => NO_AGENT.status()
  readonly stop: Agent["stop"] = () => NO_AGENT.stop()
  readonly code: Agent["code"] = (...asked) => NO_AGENT.code(...asked)

  forward(): Promise<void> {
    return Promise.resolve()
  }

  /** What each call of `news` answers; then no agent runs any more. */
  readonly coming: ForwardNews[] = []
  readonly decided: (readonly [question: number, choice: number | null])[] = []

  news(): Promise<ForwardNews | null> {
    return Promise.resolve(this.coming.shift() ?? null)
  }

  decide(question: number, choice: number | null): Promise<boolean> {
    this.decided.push([question, choice])
    return Promise.resolve(question < 9)
  }
}
