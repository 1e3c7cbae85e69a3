import type { Account } from "../accounts/account.ts"
import { describeUnreadable } from "../accounts/unreadable.ts"
import type { UnreadableRecord } from "../accounts/unreadable.ts"
import { AGE_TEXTS } from "../age/age.ts"
import { AppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import type { Passphrase } from "../base/passphrase.ts"
import { MAX_RECEIPTS, newestExports } from "./codec.ts"
import type { ExportRecord, Receipt, VaultContent } from "./codec.ts"
import { readVaultFiles } from "./copies/read-files.ts"
import type { VaultFilesCopy } from "./copies/read-files.ts"
import { notChanged, VAULT_TEXTS } from "./errors.ts"
import { isPassphrase, makeIdentity, requireKey } from "./identity.ts"
import type { Identity, NewIdentity } from "./identity.ts"
import { openCopy } from "./merge/open-copy.ts"
import type { CopyFile, OpenCopyOptions, OpenedCopy } from "./merge/open-copy.ts"
import { NO_COPIES } from "./merge/notices.ts"
import type { CopiesFound } from "./merge/notices.ts"
import type { MergePlan } from "./merge/plan.ts"
import { changeIdentity, changeRecoveryKey, hasRecovery } from "./opened/change-identity.ts"
import { finishOpening } from "./opened/finish-opening.ts"
import { mergeCopies, planCopies } from "./opened/merge-copies.ts"
import { mergeAndWrite, previewReload, reloadUnlocked } from "./opened/save.ts"
import { VaultSession } from "./opened/session.ts"
import { decodeOptionsFor } from "./opened/state.ts"
import type { PassphraseChange, RecoveryChange, SaveResult, VaultState } from "./opened/state.ts"
import { takeCode } from "./opened/take-code.ts"
import type { TakenCode } from "./opened/take-code.ts"
import type { LockHolder, VaultDirectory, VaultPorts } from "./ports.ts"
import { RECOVERY_TEXTS } from "./recovery/recovery-file.ts"
import type { RecoveryTarget } from "./recovery/recovery-file.ts"
import type { StoredContent } from "./store.ts"
import { readVersions } from "./versions.ts"
import type { Version } from "./versions.ts"

/**
 * An opened vault. Calls of its methods run one after the other, in the order they were made. Once the vault is closed every method
 * throws AppError `vault-refused`.
 */
export class Vault {
  readonly #session: VaultSession
  /** The copies of `vault.age` that were there when the vault was opened. */
  readonly copies: CopiesFound

  /** Use {@link createVault} or {@link openVault}. */
  constructor(ports: VaultPorts, directory: string, state: VaultState, copies: CopiesFound = NO_COPIES) {
    this.#session = new VaultSession(ports, directory, state)
    this.copies = copies
  }

  get directory(): string {
    return this.#session.directory
  }

  /** All accounts, those in the trash included, in no order; none once the vault is closed. */
  get accounts(): readonly Account[] {
    return this.#session.isClosed ? [] : (this.#session.state?.content.accounts ?? [])
  }

  /** The whole content, for a backup. */
  get content(): VaultContent {
    return this.#session.requireOpen().content
  }

  /** The records that this version cannot read; they are kept as they are. */
  get unreadable(): readonly UnreadableRecord[] {
    return describeUnreadable(this.#session.state?.content.unreadable ?? [])
  }

  /** Whether a save was written, but the disk did not confirm that it would survive a power failure. */
  get syncFailed(): boolean {
    return this.#session.files.syncFailed
  }

  /** Call `listener` whenever a wait for the lock of another program takes more than two seconds. */
  onLockWait(listener: (holder: LockHolder) => void): void {
    this.#session.onLockWait = listener
  }

  /** Why the vault cannot be changed; null when it can. */
  get readOnly(): Message | null {
    return this.#session.readOnly
  }

  /** Whether a change of the passphrase was interrupted, and opening could not finish it. */
  get isChangeUnfinished(): boolean {
    return (this.#session.state?.macCount ?? 1) > 1
  }

  get openedWith(): Identity["openedWith"] {
    return this.#session.state?.identity.openedWith ?? "passphrase"
  }

  /** The public half of the vault's recovery key, and when that was made; null where there is none. */
  get recovery(): RecoveryTarget | null {
    return this.#session.state?.content.recovery ?? null
  }

  /** Whether there was a `recovery.age` that the content does not know when the vault was opened. */
  get hasUnknownRecovery(): boolean {
    return this.notices.some(({ sentence }) => sentence === RECOVERY_TEXTS.unknown)
  }

  /** What was found and repaired when the vault was opened, and what was merged since. */
  get notices(): readonly Message[] {
    return this.#session.notices
  }

  /** See `vaultIdOf`. A change of the passphrase gives the vault another id. */
  get id(): string {
    return this.#session.requireOpen().identity.vaultId
  }

  /** SHA-256 of `vault.age` as last read or written, lower-case hexadecimal. */
  get digest(): string {
    return this.#session.requireOpen().digest
  }

  /** The files that open this vault, for a copy; see {@link readVaultFiles}. @throws AppError `io` */
  async readFiles(): Promise<VaultFilesCopy | null> {
    this.#session.requireOpen()
    return await this.#session.enqueue(() =>
      readVaultFiles(this.#session.files, this.#session.requireState().identity, decodeOptionsFor(this.#session.ports)),
    )
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
    const start = this.#session.requireOpen()
    return await this.#session.enqueue(() => this.#session.withLock(() => mergeAndWrite(this.#session, { start, next })))
  }

  /**
   * Change the list of plain exports; at most the newest {@link MAX_EXPORTS} are kept. Like the use of a code, this keeps no version.
   *
   * @throws AppError as {@link Vault.save}
   */
  async updateExports(change: (exports: readonly ExportRecord[]) => readonly ExportRecord[]): Promise<void> {
    const start = this.#session.requireOpen()
    const update = (content: VaultContent): VaultContent => ({ ...content, exports: newestExports(change(content.exports)) })
    await this.#session.enqueue(() =>
      this.#session.withLock(() => mergeAndWrite(this.#session, { start, next: start.content.accounts, update })),
    )
  }

  /** Change the list of receipts; at most the first {@link MAX_RECEIPTS} are kept. @throws AppError as {@link Vault.updateExports} */
  async updateReceipts(change: (receipts: readonly Receipt[]) => readonly Receipt[]): Promise<void> {
    const start = this.#session.requireOpen()
    const update = (content: VaultContent): VaultContent => ({ ...content, receipts: change(content.receipts).slice(0, MAX_RECEIPTS) })
    await this.#session.enqueue(() =>
      this.#session.withLock(() => mergeAndWrite(this.#session, { start, next: start.content.accounts, update })),
    )
  }

  /**
   * Take the code of a counter account (HOTP). The next counter is saved before the code is made, and read back where the disk can be read,
   * so that no two calls, of whatever process, give the code of the same counter.
   *
   * @throws AppError `query-none` where no counter account has the id (any more); as {@link Vault.save}. No code was then taken, or it is
   * never shown.
   */
  async takeCode(id: string): Promise<TakenCode> {
    this.#session.requireOpen()
    return await this.#session.enqueue(() => this.#session.withLock(() => takeCode(this.#session, id)))
  }

  /** Open a copy of this vault, to be merged. @throws AppError as `openCopy` */
  async openCopy(copy: CopyFile, options: Pick<OpenCopyOptions, "passphrase" | "signal">): Promise<OpenedCopy> {
    const { identity } = this.#session.requireOpen()
    return await openCopy(copy, identity, { ...decodeOptionsFor(this.#session.ports), ...options })
  }

  /**
   * What merging the copies would do to the vault as it is on the disk now.
   *
   * @param beside - The directories that the copies are in: kept versions there may be a common ancestor.
   * @throws AppError as {@link Vault.reload}
   */
  async planMerge(copies: readonly OpenedCopy[], beside: readonly VaultDirectory[] = []): Promise<MergePlan> {
    this.#session.requireOpen()
    return await this.#session.enqueue(async () => planCopies(this.#session, await previewReload(this.#session), copies, beside))
  }

  /**
   * Merge the copies and save. Returns what was done, once the vault was read back from the disk.
   *
   * @throws AppError as {@link Vault.save}; `io` where it could not be read back
   */
  async mergeCopies(copies: readonly OpenedCopy[], beside: readonly VaultDirectory[] = []): Promise<MergePlan> {
    this.#session.requireOpen()
    return await this.#session.enqueue(() => this.#session.withLock(() => mergeCopies(this.#session, copies, beside)))
  }

  /**
   * Read the vault from the disk again. Where a synchronisation has overwritten `vault.age` with a content that was made without the one in
   * memory, both are merged and saved, and {@link Vault.notices} says so.
   *
   * @throws AppError as {@link Vault.save}; `vault-missing`
   */
  async reload(): Promise<{ readonly changed: boolean; readonly accounts: readonly Account[] }> {
    this.#session.requireOpen()
    return await this.#session.enqueue(async () => {
      const before = this.#session.requireState().digest
      const { digest, content } = await reloadUnlocked(this.#session)
      return { changed: digest !== before, accounts: content.accounts }
    })
  }

  /** The present content and the kept versions; see `versions.ts`, which also plans what {@link Vault.save} has to save to restore one. */
  async versions(): Promise<readonly Version[]> {
    this.#session.requireOpen()
    return await this.#session.enqueue(() =>
      readVersions(this.#session.files, this.#session.requireState(), decodeOptionsFor(this.#session.ports)),
    )
  }

  /** Whether the passphrase opens this vault. Costs one scrypt. @throws AppError `interrupted`, `vault-missing`, `io` */
  async checkPassphrase(passphrase: Passphrase, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<boolean> {
    this.#session.requireOpen()
    return await isPassphrase(this.#session.files, passphrase, options)
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
    this.#session.requireOpen()
    return await this.#session.enqueue(async () => {
      if (current !== null && !(await isPassphrase(this.#session.files, current)))
        throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
      const identity = await makeIdentity(next, this.#session.ports.scrypt)
      const isByRecoveryKey = this.openedWith === "recovery-key"
      return await this.#session
        .withLock(() => changeIdentity(this.#session, identity), { evenUnfinished: isByRecoveryKey })
        .catch((e: unknown) => {
          throw notChanged(e, isByRecoveryKey ? RECOVERY_TEXTS.keyKept : VAULT_TEXTS.passphraseKept)
        })
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
    this.#session.requireOpen()
    return await this.#session.enqueue(async () => {
      if (!(await isPassphrase(this.#session.files, passphrase))) throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
      const target = recipient === null ? null : { recipient, createdAt: this.#session.ports.clock.nowMs() }
      const makeNext = (): Promise<NewIdentity> => makeIdentity(passphrase, this.#session.ports.scrypt)
      // Before the lock is taken, since it takes long.
      const identity = (await hasRecovery(this.#session)) ? await makeNext() : null
      const change = await this.#session.withLock(() => changeRecoveryKey(this.#session, () => identity ?? makeNext(), target))
      return { ...change, inForce: (this.recovery?.recipient ?? null) === recipient }
    })
  }

  /**
   * The vault's key, to hand it to the agent: `AGE-SECRET-KEY-1…` as ASCII, which the caller overwrites.
   *
   * @throws AppError `vault-refused` where the vault was opened through the agent
   */
  keyText(): Uint8Array {
    return requireKey(this.#session.requireOpen().identity).key.toText()
  }

  /** Wait for running calls, then forget the content and overwrite the keys. */
  async close(): Promise<void> {
    await this.#session.close()
  }

  /**
   * Call once after opening. Finishes a change of the passphrase that was interrupted, signs a content that the user has accepted unsigned, so
   * that the question comes once only, and makes `recovery.age` anew where it does not fit. Where the vault cannot be written now (`io`,
   * `vault-busy`) the next opening tries again.
   */
  async finishOpening(stored: StoredContent, unsigned: boolean): Promise<void> {
    await finishOpening(this.#session, stored, unsigned)
  }
}
