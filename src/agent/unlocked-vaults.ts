import { AppError } from "../base/errors.ts"
import type { Answer, VaultRequest } from "./held-vault.ts"
import type { Limits, PublicIdentity, UnlockedVault } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"

/** A thread with one vault and its key. */
export interface Holder {
  readonly identity: PublicIdentity
  /** @param bytes - Given away. Rejects where the thread has ended. */
  ask(request: VaultRequest, bytes: Uint8Array): Promise<Answer>
  /** Ends the thread; nothing of the vault is then left in memory. */
  end(): Promise<void>
}

/** @param identity - The identity's text; given away. @throws AppError as `openVault` */
export type StartHolder = (directory: string, identity: Uint8Array) => Promise<Holder>

interface Unlocked {
  readonly holder: Holder
  readonly limits: Limits
  /** By {@link Clocks.monotonicMs}. */
  readonly sinceMs: number
  usedMs: number
}

export interface Clocks {
  /** Goes on in even steps whatever is done to the time of day; it stands still while the machine is suspended. */
  monotonicMs(): number
  /** Milliseconds since the machine was started, those of a suspend included. */
  uptimeMs(): number
}

/** A greater difference of the two clocks since they were last compared is a suspend, in milliseconds. */
const SUSPEND_MS = 3000

/** The vaults that are unlocked, and for how long. */
export class UnlockedVaults {
  readonly #start: StartHolder
  readonly #clocks: Clocks
  readonly #vaults = new Map<string, Unlocked>()
  #suspendedMs: number
  #unlocking: Promise<void> = Promise.resolve()
  /** What is being unlocked. Where it is locked meanwhile, it stays locked. */
  #opening: { readonly directory: string; isLocked: boolean } | null = null

  constructor(start: StartHolder, clocks: Clocks) {
    this.#start = start
    this.#clocks = clocks
    this.#suspendedMs = this.#suspended()
  }

  /** A vault that was unlocked before gets the new limits. @param identity - Given away. @throws AppError as `openVault`; `vault-refused` where it is locked meanwhile */
  async unlock(directory: string, identity: Uint8Array, limits: Limits): Promise<void> {
    // One after the other: two threads of one process do not see each other's lock of a vault.
    const unlocking = this.#unlocking.then(() => this.#unlock(directory, identity, limits))
    this.#unlocking = unlocking.catch(() => undefined)
    await unlocking
  }

  async #unlock(directory: string, identity: Uint8Array, limits: Limits): Promise<void> {
    await this.lock(directory)
    const opening = { directory, isLocked: false }
    this.#opening = opening
    const holder = await this.#start(directory, identity).finally(() => {
      this.#opening = null
    })
    if (opening.isLocked) {
      await holder.end()
      throw new AppError("vault-refused", AGENT_TEXTS.locked)
    }
    const nowMs = this.#clocks.monotonicMs()
    this.#vaults.set(directory, { holder, limits, sinceMs: nowMs, usedMs: nowMs })
  }

  /** @param directory - Null: every vault. @returns whether one was unlocked */
  async lock(directory: string | null): Promise<boolean> {
    if (this.#opening !== null && (directory === null || directory === this.#opening.directory)) this.#opening.isLocked = true
    const locked = [...this.#vaults].filter(([name]) => directory === null || name === directory)
    // Before the threads have ended: from now on nothing is answered.
    for (const [name] of locked) this.#vaults.delete(name)
    await Promise.all(locked.map(([, { holder }]) => holder.end()))
    return locked.length > 0
  }

  /** Lock the vaults whose time is over, and all of them after a suspend. Call it every few seconds. */
  async lockExpired(): Promise<void> {
    const suspendedMs = this.#suspended()
    const wasSuspended = suspendedMs - this.#suspendedMs > SUSPEND_MS
    this.#suspendedMs = suspendedMs
    if (wasSuspended) await this.lock(null)
    for (const [directory, vault] of this.#vaults) if (this.#leftMs(vault) <= 0) await this.lock(directory)
  }

  list(): readonly UnlockedVault[] {
    return [...this.#vaults].map(([directory, vault]) => ({ directory, leftMs: Math.max(0, this.#leftMs(vault)) }))
  }

  /** Null where the vault is locked. */
  identityOf(directory: string): PublicIdentity | null {
    return this.#use(directory)?.holder.identity ?? null
  }

  /** Stands for the time since the vault was unlocked; null: it is locked. It is no use of the vault. */
  sessionOf(directory: string): object | null {
    return this.#held(directory)?.holder ?? null
  }

  /**
   * @param bytes - Given away.
   * @param isUse - Whether the vault stays unlocked for longer.
   * @returns null where the vault is locked, or is locked meanwhile
   */
  async ask(request: VaultRequest, bytes: Uint8Array, { isUse } = { isUse: true }): Promise<Answer | null> {
    const vault = isUse ? this.#use(request.directory) : this.#held(request.directory)
    if (vault === null) return null
    const answer = await vault.holder.ask(request, bytes).catch(() => null)
    return this.#vaults.get(request.directory) === vault ? answer : null
  }

  #use(directory: string): Unlocked | null {
    const vault = this.#held(directory)
    if (vault !== null) vault.usedMs = this.#clocks.monotonicMs()
    return vault
  }

  #held(directory: string): Unlocked | null {
    const vault = this.#vaults.get(directory)
    return vault === undefined || this.#leftMs(vault) <= 0 ? null : vault
  }

  #leftMs({ limits, sinceMs, usedMs }: Unlocked): number {
    return Math.min(usedMs + limits.idleMs, sinceMs + limits.totalMs) - this.#clocks.monotonicMs()
  }

  #suspended(): number {
    return this.#clocks.uptimeMs() - this.#clocks.monotonicMs()
  }
}
