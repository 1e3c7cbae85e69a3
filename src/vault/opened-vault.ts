import type { Account } from "../accounts/account.ts"
import { dropExpired } from "../accounts/trash.ts"
import { AGE_TEXTS } from "../age/age.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { CONTENT_VERSION, newestExports } from "./codec.ts"
import type { ExportRecord, VaultContent } from "./codec.ts"
import { readVaultFiles } from "./copies/read-files.ts"
import type { VaultFilesCopy } from "./copies/read-files.ts"
import { VAULT_TEXTS, passphraseKept, warningsError } from "./errors.ts"
import { keepVersion } from "./history.ts"
import { IDENTITY_FILE, isPassphrase, makeIdentity } from "./identity.ts"
import type { NewIdentity } from "./identity.ts"
import { sha256Hex } from "./mac.ts"
import { readCandidates } from "./merge/candidates.ts"
import { findBase, lineageOf, succeed } from "./merge/lineage.ts"
import type { NamedContent } from "./merge/lineage.ts"
import { COPY_TEXTS } from "./merge/copy-texts.ts"
import { mergeContents, replaceAccounts } from "./merge/merge.ts"
import { openCopy } from "./merge/open-copy.ts"
import type { CopyFile, OpenCopyOptions, OpenedCopy } from "./merge/open-copy.ts"
import { planMerge } from "./merge/plan.ts"
import type { MergePlan } from "./merge/plan.ts"
import { finishPassphraseChange, recordRecovery, replaceIdentity, signersOf, tryToFinish } from "./opened/passphrase-change.ts"
import { decodeOptionsFor, namedContentOf, releaseLock, stateOf, stateOfStored } from "./opened/state.ts"
import type { PassphraseChange, RecoveryChange, SaveResult, VaultState } from "./opened/state.ts"
import type { VaultDirectory, VaultPorts } from "./ports.ts"
import { areSameAccounts, isSameExceptUse } from "./merge/same-accounts.ts"
import { checkRecoveryFile, recoveryNotice, RECOVERY_TEXTS, writeRecoveryFile } from "./recovery/recovery-file.ts"
import type { RecoveryTarget } from "./recovery/recovery-file.ts"
import { recordSeenGeneration } from "./seen-generation.ts"
import { CONTENT_FILE, findWarnings, readContent, writeContent } from "./store.ts"
import type { StoredContent } from "./store.ts"
import { codeOf, holdsCounter, withNextCounter } from "./opened/take-code.ts"
import type { TakenCode } from "./opened/take-code.ts"
import { readVersions } from "./versions.ts"
import type { Version } from "./versions.ts"

/**
 * An opened vault. Calls of its methods run one after the other, in the order they were made. Once the vault is closed every method
 * throws AppError `vault-refused`.
 */
export class Vault {
  readonly directory: string
  readonly #ports: VaultPorts
  readonly #files: VaultDirectory
  #state: VaultState | null
  /** Settles when the last call has ended. */
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false
  #notices: readonly Message[] = []

  /** Use {@link createVault} or {@link openVault}. */
  constructor(ports: VaultPorts, directory: string, state: VaultState, notices: readonly Message[] = []) {
    this.#notices = notices
    this.#ports = ports
    this.#files = ports.files.in(directory)
    this.directory = directory
    this.#state = state
  }

  /** All accounts, those in the trash included, in no order; none once the vault is closed. */
  get accounts(): readonly Account[] {
    return this.#closed ? [] : (this.#state?.content.accounts ?? [])
  }

  /** The whole content, for a backup. */
  get content(): VaultContent {
    return this.#requireOpen().content
  }

  /** The number of records that this version cannot read; they are kept as they are. */
  get unreadableCount(): number {
    return this.#state?.content.unreadable.length ?? 0
  }

  /** Whether a save was written, but the disk did not confirm that it would survive a power failure. */
  get syncFailed(): boolean {
    return this.#files.syncFailed
  }

  /** Why the vault cannot be changed; null when it can. */
  get readOnly(): Message | null {
    if ((this.#state?.content.version ?? 0) > CONTENT_VERSION) return { sentence: VAULT_TEXTS.newer, detail: {} }
    // The identity in recovery.age may be the one that the interrupted change of the passphrase replaces, or its successor.
    const isUncertain = this.#state !== null && this.#state.macCount > 1 && this.openedWith === "recovery-key"
    return isUncertain ? { sentence: RECOVERY_TEXTS.changeUnfinished, detail: {} } : null
  }

  get openedWith(): "passphrase" | "recovery-key" {
    return this.#state?.identity.openedWith ?? "passphrase"
  }

  /** The public half of the vault's recovery key, and when that was made; null where there is none. */
  get recovery(): RecoveryTarget | null {
    return this.#state?.content.recovery ?? null
  }

  /** What was found and repaired when the vault was opened. */
  get notices(): readonly Message[] {
    return this.#notices
  }

  /** See `vaultIdOf`. A change of the passphrase gives the vault another id. */
  get id(): string {
    return this.#requireOpen().identity.vaultId
  }

  /** SHA-256 of `vault.age` as last read or written, lower-case hexadecimal. */
  get digest(): string {
    return this.#requireOpen().digest
  }

  /** The files that open this vault, for a copy; see {@link readVaultFiles}. @throws AppError `io` */
  async readFiles(): Promise<VaultFilesCopy | null> {
    this.#requireOpen()
    return await this.#enqueue(() => readVaultFiles(this.#files, this.#requireState().identity, decodeOptionsFor(this.#ports)))
  }

  /**
   * Replace {@link Vault.accounts}, as they are at the moment of the call, by `next`. An account that is missing in `next` is removed
   * permanently. Changes that another program, or an earlier call, saved in between are merged. Accounts whose time in the trash is over
   * are removed.
   *
   * @throws AppError `vault-refused` (the vault on the disk is of a newer version, forged or older, or its passphrase was changed),
   * `vault-busy`, `io`. The vault on the disk is then unchanged.
   */
  async save(next: readonly Account[]): Promise<SaveResult> {
    const start = this.#requireOpen()
    return await this.#enqueue(() => this.#withLock(() => this.#mergeAndWrite(start, next, false)))
  }

  /**
   * Change the list of plain exports; at most the newest {@link MAX_EXPORTS} are kept. Like the use of a code, this keeps no version.
   *
   * @throws AppError as {@link Vault.save}
   */
  async updateExports(change: (exports: readonly ExportRecord[]) => readonly ExportRecord[]): Promise<void> {
    const start = this.#requireOpen()
    const update = (content: VaultContent): VaultContent => ({ ...content, exports: newestExports(change(content.exports)) })
    await this.#enqueue(() => this.#withLock(() => this.#mergeAndWrite(start, start.content.accounts, false, update)))
  }

  /**
   * Take the code of a counter account (HOTP). The next counter is saved, and read back from the disk, before the code is made, so that no
   * two calls, of whatever process, give the code of the same counter.
   *
   * @throws AppError `query-none` where no counter account has the id (any more); as {@link Vault.save}. No code was then taken, or it is
   * never shown.
   */
  async takeCode(id: string): Promise<TakenCode> {
    this.#requireOpen()
    return await this.#enqueue(() =>
      this.#withLock(async () => {
        const start = await this.#reloadState()
        const { accounts } = start.content
        const saved = withNextCounter(accounts, id, this.#ports.clock.nowMs())
        const next = accounts.map((account) => (account.id === id ? saved : account))
        let failure: AppError | null = null
        try {
          await this.#mergeAndWrite(start, next, false)
        } catch (e) {
          // A write can fail after the file was replaced. What counts is the disk.
          if (!isAppError(e, "io")) throw e
          failure = e
        }
        const onDisk = await this.#reloadState()
        if (!holdsCounter(onDisk.content.accounts, saved)) throw failure ?? new AppError("io", VAULT_TEXTS.counterNotSaved)
        return codeOf(saved)
      }),
    )
  }

  /** Open a copy of this vault, to be merged. @throws AppError as `openCopy` */
  async openCopy(copy: CopyFile, options: Pick<OpenCopyOptions, "passphrase" | "signal">): Promise<OpenedCopy> {
    const { identity } = this.#requireOpen()
    return await openCopy(copy, identity, { ...decodeOptionsFor(this.#ports), ...options })
  }

  /**
   * What merging the copies would do to the vault as it is on the disk now.
   *
   * @param beside - The directories that the copies are in: kept versions there may be a common ancestor.
   * @throws AppError as {@link Vault.reload}
   */
  async planMerge(copies: readonly OpenedCopy[], beside: readonly VaultDirectory[] = []): Promise<MergePlan> {
    this.#requireOpen()
    return await this.#enqueue(() => this.#planMerge(copies, beside))
  }

  /**
   * Merge the copies and save; the vault is read back from the disk before this returns.
   *
   * @returns what was done
   * @throws AppError as {@link Vault.save}; `io` where it could not be read back
   */
  async mergeCopies(copies: readonly OpenedCopy[], beside: readonly VaultDirectory[] = []): Promise<MergePlan> {
    this.#requireOpen()
    return await this.#enqueue(() =>
      this.#withLock(async () => {
        const plan = await this.#planMerge(copies, beside)
        if (plan.isDone) return plan
        await this.#mergeAndWrite(this.#requireState(), plan.content.accounts, false, () => plan.content, copies)
        const { contentDigest } = this.#requireState()
        const onDisk = await this.#readDisk(this.#requireState())
        if (onDisk?.contentDigest() !== contentDigest) throw new AppError("io", COPY_TEXTS.notReadBack)
        return plan
      }),
    )
  }

  async #planMerge(copies: readonly OpenedCopy[], beside: readonly VaultDirectory[]): Promise<MergePlan> {
    const state = await this.#reloadState()
    const found = await Promise.all([this.#files, ...beside].map((directory) => readCandidates(directory, state.identity)))
    return planMerge(state, copies, found.flat(), this.#ports.clock.nowMs())
  }

  /** Read the vault from the disk again. @throws AppError as {@link Vault.save}; `vault-missing` */
  async reload(): Promise<{ readonly changed: boolean; readonly accounts: readonly Account[] }> {
    this.#requireOpen()
    return await this.#enqueue(async () => {
      const before = this.#requireState().digest
      const { digest, content } = await this.#reloadState()
      return { changed: digest !== before, accounts: content.accounts }
    })
  }

  /** The present content and the kept versions; see `versions.ts`, which also plans what {@link Vault.save} has to save to restore one. */
  async versions(): Promise<readonly Version[]> {
    this.#requireOpen()
    return await this.#enqueue(() => readVersions(this.#files, this.#requireState(), decodeOptionsFor(this.#ports)))
  }

  /** Whether the passphrase opens this vault. Costs one scrypt. @throws AppError `interrupted`, `vault-missing`, `io` */
  async checkPassphrase(passphrase: Passphrase, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<boolean> {
    this.#requireOpen()
    return await isPassphrase(this.#files, passphrase, options)
  }

  /**
   * Give the vault another passphrase and a new identity. The old passphrase with an old copy of `identity.age` opens nothing that is
   * written from now on. Where this is interrupted, the vault opens with exactly one of the two passphrases.
   *
   * @param current - The passphrase as typed again; null where the caller has just opened the vault.
   * @returns when the new passphrase is in force. `unfinished`: why an old copy of `identity.age` still opens some files; the next opening
   * of the vault finishes that. Null: nothing is left to do.
   * @throws AppError `password-wrong` when `current` is not the passphrase; `password-needed` when `next` is empty; as {@link Vault.save}.
   * The old passphrase is then in force, except with `VAULT_TEXTS.passphraseUncertain`.
   */
  async changePassphrase(current: Passphrase | null, next: Passphrase): Promise<PassphraseChange> {
    this.#requireOpen()
    return await this.#enqueue(async () => {
      if (current !== null && !(await isPassphrase(this.#files, current))) throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
      const identity = await makeIdentity(next, this.#ports.scrypt)
      return await this.#withLock(() => this.#replaceIdentity(identity)).catch((e: unknown) => {
        throw passphraseKept(e)
      })
    })
  }

  /**
   * Give a vault that was opened with the recovery key a new passphrase and a new identity. Also makes a lost `identity.age` anew, and settles
   * an interrupted change of the passphrase.
   *
   * @throws AppError as {@link Vault.changePassphrase}; TypeError where the vault was opened with the passphrase
   */
  async setPassphrase(next: Passphrase): Promise<PassphraseChange> {
    this.#requireOpen()
    if (this.openedWith !== "recovery-key") throw new TypeError("the vault was opened with the passphrase")
    return await this.#enqueue(async () => {
      const identity = await makeIdentity(next, this.#ports.scrypt)
      return await this.#withLock(() => this.#replaceIdentity(identity), { evenUnfinished: true })
    })
  }

  /**
   * Give the vault a recovery key, or none. Where it has one already, the vault gets a new identity, so that the old key with an old copy of
   * `recovery.age` opens nothing that is written from now on.
   *
   * @param recipient - Of the new key; null: remove the key, and any `recovery.age`.
   * @throws AppError `password-wrong` when `passphrase` is not the passphrase; as {@link Vault.save}. The next opening makes `recovery.age`
   * fit what is then in force.
   */
  async setRecoveryKey(passphrase: Passphrase, recipient: string | null): Promise<RecoveryChange> {
    this.#requireOpen()
    return await this.#enqueue(async () => {
      if (!(await isPassphrase(this.#files, passphrase))) throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
      const target = recipient === null ? null : { recipient, createdAt: this.#ports.clock.nowMs() }
      const identity = await makeIdentity(passphrase, this.#ports.scrypt)
      const change = await this.#withLock(async () => {
        const { content } = await this.#reloadState()
        const isFirst = (await checkRecoveryFile(this.#files, content.recovery)) === "right" && content.recovery === null
        if (!isFirst) return await this.#replaceIdentity(identity, target)
        if (target !== null) await this.#recordRecovery(target)
        return { unfinished: null }
      })
      return { ...change, inForce: (this.recovery?.recipient ?? null) === recipient }
    })
  }

  /** Under the lock. @param recovery - As for `finishPassphraseChange` */
  async #replaceIdentity(next: NewIdentity, recovery?: RecoveryTarget | null): Promise<PassphraseChange> {
    // First take over what other programs have saved.
    const stored = await this.#readDisk(this.#requireState())
    if (stored !== null) await this.#useStored(this.#requireState(), stored)
    if (this.readOnly?.sentence === VAULT_TEXTS.newer) throw new AppError("vault-refused", VAULT_TEXTS.newer)
    const old = this.#requireState()
    const { state, error } = await replaceIdentity(this.#ports, this.#files, old, next)
    old.identity.macKey.fill(0)
    this.#state = state
    const change = await tryToFinish(async () => {
      if (error !== null) throw error
      await this.#finishPassphraseChange(recovery)
    })
    // The disk may have reported an error of a write that it has carried out.
    if (change.unfinished !== null) await this.#reloadState().catch(() => null)
    return change
  }

  /** Under the lock. */
  async #finishPassphraseChange(recovery?: RecoveryTarget | null): Promise<void> {
    const state = await this.#reloadState()
    if (state.macCount > 1) this.#state = await finishPassphraseChange(this.#ports, this.#files, state, recovery)
  }

  /** Under the lock. */
  async #recordRecovery(target: RecoveryTarget): Promise<void> {
    const { state, writeFile } = await recordRecovery(this.#ports, this.#files, await this.#reloadState(), target)
    this.#state = state
    await writeFile()
  }

  /** Makes `recovery.age` anew where it is not the file that the content names. */
  async #repairRecovery(): Promise<void> {
    if ((await checkRecoveryFile(this.#files, this.#requireState().content.recovery)) === "right") return
    const { recovery } = this.#requireState().content
    if (recovery === null || this.readOnly !== null) {
      this.#notices = [...this.#notices, recoveryNotice(recovery === null ? "unknown" : "notRemade")]
      return
    }
    this.#notices = [...this.#notices, recoveryNotice("notRemade")]
    await this.#withLock(async () => {
      const { content } = await this.#reloadState()
      if (content.recovery !== null && (await checkRecoveryFile(this.#files, content.recovery)) === "stale")
        await this.#recordRecovery(content.recovery)
    })
    this.#notices = [...this.#notices, recoveryNotice("remade")]
  }

  /** Wait for running calls, then forget the content and the keys. The MAC key is overwritten; JavaScript cannot overwrite strings. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#queue
    this.#state?.identity.macKey.fill(0)
    this.#state = null
  }

  /**
   * Call once after opening. Finishes a change of the passphrase that was interrupted, signs a content that the user has accepted unsigned, so
   * that the question comes once only, and makes `recovery.age` anew where it does not fit. Where the vault cannot be written now (`io`,
   * `vault-busy`) the next opening tries again.
   */
  async finishOpening(stored: StoredContent, unsigned: boolean): Promise<void> {
    try {
      await this.#enqueue(async () => {
        const isToFinish = this.readOnly === null && (unsigned || stored.macCount > 1)
        if (isToFinish)
          await this.#withLock(async () => {
            const before = this.#requireState()
            if (unsigned) await this.#mergeAndWrite(before, before.content.accounts, true)
            await this.#finishPassphraseChange()
          })
        await this.#repairRecovery()
      })
    } catch (e) {
      if (!isAppError(e, "io") && !isAppError(e, "vault-busy")) throw e
    }
  }

  #requireOpen(): VaultState {
    if (this.#closed) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.#requireState()
  }

  /** For a call that was made before the vault was closed: {@link Vault.close} waits for it, so the state is still there. */
  #requireState(): VaultState {
    if (this.#state === null) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.#state
  }

  /** Run `work` after all earlier calls have ended, whether they failed or not. */
  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  /**
   * Run `work` while no other program can write the vault. Refuses when another program has changed the passphrase. That the lock cannot
   * be removed is no failure of the work: it is the lock of a dead process once this program ends.
   *
   * @param options.evenUnfinished - Although a change of the passphrase is unfinished and the vault was opened with the recovery key.
   */
  async #withLock<T>(work: () => Promise<T>, options: { readonly evenUnfinished?: boolean } = {}): Promise<T> {
    const reason = this.readOnly
    if (reason !== null && !(options.evenUnfinished === true && reason.sentence === RECOVERY_TEXTS.changeUnfinished))
      throw new AppError("vault-refused", reason.sentence, { detail: reason.detail })
    const unlock = await this.#files.lock()
    try {
      const file = await this.#files.read(IDENTITY_FILE)
      const digest = file === null ? null : sha256Hex(file)
      if (digest !== this.#state?.identity.fileDigest) {
        if (digest === null) throw new AppError("vault-missing", VAULT_TEXTS.missing)
        throw new AppError("vault-refused", VAULT_TEXTS.passphraseChanged)
      }
      return await work()
    } finally {
      await releaseLock(unlock)
    }
  }

  /**
   * One save, under the lock: merge with the disk, keep the present file as a version, write the new one.
   *
   * @param start - The content that `next` was made from.
   * @param force - Write even where nothing changed, to sign an unsigned content.
   * @param update - A change of the content besides its accounts.
   * @param copies - Contents that `update` has merged into it.
   */
  async #mergeAndWrite(
    start: NamedContent,
    next: readonly Account[],
    force: boolean,
    update?: (content: VaultContent) => VaultContent,
    copies: readonly NamedContent[] = [],
  ): Promise<SaveResult> {
    const state = this.#requireState()
    const nowMs = this.#ports.clock.nowMs()
    const file = await this.#files.read(CONTENT_FILE)
    const changedOnDisk = file !== null && sha256Hex(file) !== state.digest
    const stored = changedOnDisk ? await this.#readDisk(state) : null
    const disk: NamedContent = stored === null ? state : namedContentOf(stored)
    const theirs = disk.content
    if (stored !== null && theirs.version > CONTENT_VERSION) {
      await this.#useStored(state, stored)
      throw new AppError("vault-refused", VAULT_TEXTS.newer)
    }

    const replaced = replaceAccounts(start.content, next, nowMs)
    const ours = update === undefined ? replaced : update(replaced)
    const isUnchanged = disk.contentDigest === start.contentDigest
    const merged = isUnchanged ? ours : mergeContents(await this.#findBase(start, disk), ours, theirs, { nowMs }).content
    // A clock that is wrong during one save must not empty the trash: what counts is also when the vault was saved before.
    const expiryMs = Math.min(nowMs, theirs.savedAt ?? 0)
    const withoutExpired = replaceAccounts(merged, dropExpired(merged.accounts, expiryMs), nowMs)
    if (!force && update === undefined && file !== null && areSameAccounts(withoutExpired.accounts, theirs.accounts)) {
      if (stored !== null) await this.#useStored(state, stored)
      return { merged: changedOnDisk, accounts: theirs.accounts }
    }

    const others = [start, ...copies].filter(({ contentDigest }) => !lineageOf(disk).includes(contentDigest))
    const generation = Math.max(state.highestGeneration, withoutExpired.generation) + 1
    // An unfinished change of the passphrase may have left a recovery.age that opens only what the old identity opens.
    const isRecoveryOld = state.macCount > 1 && withoutExpired.recovery !== null
    const recovery = isRecoveryOld ? await writeRecoveryFile(this.#files, state.identity, withoutExpired.recovery) : withoutExpired.recovery
    const content = succeed({ ...withoutExpired, recovery }, [disk, ...others], { generation, nowMs })
    // Only ten versions are kept: one per used code would push out those that a user wants to restore.
    const onlyCodesUsed = !force && areSameAccounts(withoutExpired.accounts, theirs.accounts, isSameExceptUse)
    if (file !== null && !onlyCodesUsed) await keepVersion(this.#files, theirs.generation, file)
    const { identity, macCount } = state
    const digest = await writeContent(this.#files, content, signersOf(state))
    this.#state = stateOf(identity, content, digest, macCount)
    await recordSeenGeneration(this.#ports, identity.vaultId, content.generation, { lineage: lineageOf(this.#state) })
    return { merged: changedOnDisk, accounts: content.accounts }
  }

  /** The content that `start` and the one on the disk are proved to have in common; null where there is none. */
  async #findBase(start: NamedContent, disk: NamedContent): Promise<VaultContent | null> {
    if (lineageOf(disk).includes(start.contentDigest)) return start.content
    return findBase(start, disk, await readCandidates(this.#files, this.#requireState().identity))?.content ?? null
  }

  /**
   * The content on the disk; null where `vault.age` is missing.
   *
   * @throws AppError `vault-refused` where another program wrote a content that is unsigned, forged, or older than the one in memory
   */
  async #readDisk(state: VaultState): Promise<StoredContent | null> {
    const stored = await readContent(this.#files, state.identity, decodeOptionsFor(this.#ports))
    if (stored === null || stored.digest === state.digest) return stored
    const warnings = findWarnings(stored, state.identity, { generation: state.content.generation, lineage: lineageOf(state) })
    if (warnings.length > 0) throw warningsError(warnings)
    return stored
  }

  /** Continue with the content on the disk. @throws AppError as {@link Vault.save}; `vault-missing` */
  async #reloadState(): Promise<VaultState> {
    const before = this.#requireState()
    const stored = await this.#readDisk(before)
    if (stored === null) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    if (stored.digest !== before.digest) await this.#useStored(before, stored)
    return this.#requireState()
  }

  /** Continue with the content that another program has written. */
  async #useStored(state: VaultState, stored: StoredContent): Promise<void> {
    this.#state = stateOfStored(state.identity, stored, state.highestGeneration)
    const lineage = lineageOf(this.#state)
    await recordSeenGeneration(this.#ports, state.identity.vaultId, stored.content.generation, { lineage })
  }
}
