import { AppError, isAppError } from "../../base/errors.ts"
import type { Message } from "../../base/language.ts"
import { CONTENT_VERSION } from "../codec.ts"
import { VAULT_TEXTS, warningsError } from "../errors.ts"
import { IDENTITY_FILE, wipeIdentity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import { withWayBack } from "../making/way-back.ts"
import { lineageOf } from "../merge/lineage.ts"
import type { LockHolder, VaultDirectory, VaultPorts } from "../ports.ts"
import { RECOVERY_TEXTS } from "../recovery/recovery-file.ts"
import { recordSeenGeneration } from "../seen-generation.ts"
import { findWarnings, readContent } from "../store.ts"
import type { StoredContent } from "../store.ts"
import { decodeOptionsFor, stateOfStored } from "./state.ts"
import type { VaultState } from "./state.ts"

/**
 * What the parts of an opened vault share: its directory, the state in memory, the order of its calls, and its lock.
 * {@link VaultSession.enqueue} and {@link VaultSession.withLock} are for the methods of `Vault`; everything else runs inside of them.
 */
export class VaultSession {
  readonly ports: VaultPorts
  readonly directory: string
  readonly files: VaultDirectory
  #state: VaultState | null
  /** Settles when the last call has ended. */
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false
  /** Called where a wait for the lock takes long. */
  onLockWait: ((holder: LockHolder) => void) | undefined = undefined
  #notices: readonly Message[] = []

  constructor(ports: VaultPorts, directory: string, state: VaultState) {
    this.ports = ports
    this.directory = directory
    this.files = ports.files.in(directory)
    this.#state = state
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Null once the vault is closed and its calls have ended. */
  get state(): VaultState | null {
    return this.#state
  }

  /** What the user has to know, the earliest first. */
  get notices(): readonly Message[] {
    return this.#notices
  }

  addNotice(notice: Message): void {
    this.#notices = [...this.#notices, notice]
  }

  /** Why the vault cannot be changed; null when it can. */
  get readOnly(): Message | null {
    if ((this.#state?.content.version ?? 0) > CONTENT_VERSION) return { sentence: VAULT_TEXTS.newer, detail: {} }
    if (this.#state === null || this.#state.macCount < 2) return null
    const { openedWith } = this.#state.identity
    if (openedWith === "agent") return { sentence: VAULT_TEXTS.changeUnfinished, detail: {} }
    // The identity in recovery.age may be the one that the interrupted change of the passphrase replaces, or its successor.
    return openedWith === "recovery-key" ? { sentence: RECOVERY_TEXTS.changeUnfinished, detail: {} } : null
  }

  /** @throws AppError `vault-refused` from the call of {@link VaultSession.close} on */
  requireOpen(): VaultState {
    if (this.#closed) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.requireState()
  }

  /** For a call that was made before the vault was closed: {@link VaultSession.close} waits for it, so the state is still there. */
  requireState(): VaultState {
    if (this.#state === null) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.#state
  }

  /** Continue with what was written to the disk. */
  continueWith(state: VaultState): void {
    this.#state = state
  }

  /** Run `work` after all earlier calls have ended, whether they failed or not. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  /** Wait for running calls, then forget the content and overwrite the keys. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#queue
    if (this.#state !== null) wipeIdentity(this.#state.identity)
    this.#state = null
  }

  /**
   * Run `work` while no other program can write the vault. Refuses when another program has changed the passphrase.
   *
   * @param options.evenUnfinished - Although a change of the passphrase is unfinished and the vault was opened with the recovery key.
   */
  async withLock<T>(work: () => Promise<T>, options: { readonly evenUnfinished?: boolean } = {}): Promise<T> {
    const reason = this.readOnly
    if (reason !== null && !(options.evenUnfinished === true && reason.sentence === RECOVERY_TEXTS.changeUnfinished))
      throw new AppError("vault-refused", reason.sentence, { detail: reason.detail })
    const unlock = await this.files.lock(this.onLockWait)
    try {
      await this.#requireIdentity(this.#state)
      return await work()
    } finally {
      await unlock()
    }
  }

  /** @throws AppError `vault-missing` where the identity is missing, `vault-refused` where another program has replaced it */
  async #requireIdentity(state: VaultState | null): Promise<void> {
    const file = await this.files.read(IDENTITY_FILE)
    const digest = file === null ? null : sha256Hex(file)
    if (digest === state?.identity.fileDigest) return
    if (digest === null) throw new AppError("vault-missing", VAULT_TEXTS.identityMissing)
    throw new AppError("vault-refused", VAULT_TEXTS.passphraseChanged)
  }

  /**
   * The content on the disk; null where `vault.age` is missing.
   *
   * @throws AppError `vault-refused` where another program wrote a content that is unsigned, forged, or older than the one in memory, or
   * changed the passphrase
   */
  async readDisk(state: VaultState): Promise<StoredContent | null> {
    try {
      const stored = await readContent(this.files, state.identity, decodeOptionsFor(this.ports))
      if (stored === null || stored.digest === state.digest) return stored
      const warnings = await findWarnings(stored, state.identity, { generation: state.content.generation, lineage: lineageOf(state) })
      if (warnings.length > 0) throw warningsError(warnings)
      return stored
    } catch (e) {
      if (isAppError(e, "vault-refused")) await this.#requireIdentity(state)
      throw await withWayBack(this.files, state.identity, e)
    }
  }

  /** Continue with the content that another program has written from the one in memory. */
  async useStored(state: VaultState, stored: StoredContent): Promise<void> {
    this.#state = stateOfStored(state.identity, stored, state.highestGeneration)
    await recordSeenGeneration(this.ports, state.identity.vaultId, this.#state)
  }
}
