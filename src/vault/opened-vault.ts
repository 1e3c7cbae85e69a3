import { AGE_TEXTS, newIdentity } from "../age/age.ts"
import { toAccount } from "../accounts/account.ts"
import type { Account } from "../accounts/account.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import { draftFromRecord } from "../accounts/record.ts"
import { CONTENT_VERSION } from "./codec.ts"
import type { DecodeOptions, VaultContent } from "./codec.ts"
import { keepVersion } from "./history.ts"
import { IDENTITY_FILE, toIdentity, openWithTypedPassphrase, sealIdentity } from "./identity.ts"
import type { Identity } from "./identity.ts"
import { digestOf } from "./mac.ts"
import { mergeContents, isSameAccount, replaceAccounts } from "./merge.ts"
import type { VaultDirectory, VaultPorts } from "./ports.ts"
import { VAULT_TEXTS, warningsError } from "./errors.ts"
import { recordSeenGeneration } from "./seen-generation.ts"
import { CONTENT_FILE, findWarnings, readContent, finishPassphraseChange, replaceIdentity, writeContent } from "./store.ts"
import type { StoredContent } from "./store.ts"
import { dropExpired } from "../accounts/trash.ts"

export interface Saved {
  /** Another program had saved in between; both are in now. */
  readonly merged: boolean
  readonly accounts: readonly Account[]
}

export interface VaultState {
  readonly identity: Identity
  /** As it was last read or written. */
  readonly content: VaultContent
  /** Of `vault.age` as it was last read or written: another digest says that somebody else has written. */
  readonly digest: string
  /** The highest generation ever seen; the next save goes beyond it. */
  readonly floor: number
}

/** An opened vault. Its methods wait for each other; every one throws AppError `vault-refused` once it is closed. */
export class Vault {
  readonly directory: string
  readonly #ports: VaultPorts
  readonly #files: VaultDirectory
  #session: VaultState | null
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  /** Use {@link createVault} or {@link openVault}. */
  constructor(ports: VaultPorts, directory: string, session: VaultState) {
    this.#ports = ports
    this.#files = ports.files.in(directory)
    this.directory = directory
    this.#session = session
  }

  /** Those in the trash included, in no order; none once it is closed. */
  get accounts(): readonly Account[] {
    return this.#closed ? [] : (this.#session?.content.accounts ?? [])
  }

  /** Everything, for a backup. */
  get content(): VaultContent {
    return this.#open().content
  }

  /** Records that cannot be read here; they are kept. */
  get unreadable(): number {
    return this.#session?.content.unreadable.length ?? 0
  }

  /** Why it cannot be changed; null: it can. */
  get readOnly(): Message | null {
    const newer = (this.#session?.content.version ?? 0) > CONTENT_VERSION
    return newer ? { sentence: VAULT_TEXTS.newer, detail: {} } : null
  }

  /**
   * Save these accounts instead of {@link Vault.accounts} as it is at the moment of the call; one that is missing is removed for
   * ever. What another program, or an earlier call, saved in between is merged. Accounts that have lain in the trash for their time
   * are removed.
   *
   * @throws AppError `vault-refused` (newer, forged, older, or given another passphrase meanwhile), `vault-busy`, `io`; the vault on
   * the disk is then as it was
   */
  async save(next: readonly Account[]): Promise<Saved> {
    const { content: base } = this.#open()
    return await this.#inTurn(() => this.#locked(() => this.#save(base, next, false)))
  }

  /** Read the vault again, truly from the disk. @throws AppError as {@link Vault.save} */
  async reload(): Promise<{ readonly changed: boolean; readonly accounts: readonly Account[] }> {
    this.#open()
    return await this.#inTurn(async () => {
      const before = this.#current()
      const stored = await this.#readDisk(before)
      if (stored === null) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
      const changed = stored.digest !== before.digest
      if (changed) await this.#take(before, stored)
      return { changed, accounts: stored.content.accounts }
    })
  }

  /** Whether it is the passphrase that opens this vault. It costs one scrypt. @throws AppError `interrupted`, `io` */
  async checkPassphrase(passphrase: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<boolean> {
    this.#open()
    return await this.#opensWith(passphrase, options.signal)
  }

  /**
   * Give the vault another passphrase and, with it, another identity: the old passphrase with an old `identity.age` opens nothing
   * that is written from now on.
   *
   * @throws AppError `password-wrong` when `current` is not its passphrase; `password-needed` when `next` is empty; as
   * {@link Vault.save}. Cut off at any moment, the vault opens with one of the two.
   */
  async changePassphrase(current: string, next: string): Promise<void> {
    this.#open()
    await this.#inTurn(async () => {
      if (!(await this.#opensWith(current, undefined))) throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
      const text = await newIdentity()
      const file = await sealIdentity(text, next, this.#ports.scrypt)
      const to = await toIdentity(text, file)
      await this.#locked(async () => {
        const before = this.#current()
        await this.#save(before.content, before.content.accounts, false)
        const session = this.#current()
        const content = { ...session.content, generation: session.floor + 1 }
        const old = await this.#files.read(CONTENT_FILE)
        if (old !== null) await keepVersion(this.#files, session.content.generation, old)
        const digest = await replaceIdentity(this.#files, content, session.identity, to, file)
        // The pair that was replaced counts as older from now on, in case somebody puts it back.
        await recordSeenGeneration(this.#ports, session.identity.vaultId, content.generation)
        await recordSeenGeneration(this.#ports, to.vaultId, content.generation)
        session.identity.macKey.fill(0)
        this.#session = { identity: to, content, digest, floor: content.generation }
      })
    })
  }

  /** Forget everything, once what is being written is written. What JavaScript can wipe is wiped. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#queue
    this.#session?.identity.macKey.fill(0)
    this.#session = null
  }

  /**
   * After opening: finish a change of the passphrase that was cut off, and sign what the user has accepted unsigned, so that it is
   * asked once. Where it cannot be written (a read-only disk, another program at work) the next opening tries again.
   */
  async finishOpening(stored: StoredContent, unsigned: boolean): Promise<void> {
    if (this.readOnly !== null || (!unsigned && stored.macs < 2)) return
    try {
      await this.#inTurn(() =>
        this.#locked(async () => {
          const { content } = this.#current()
          if (unsigned) await this.#save(content, content.accounts, true)
          const session = this.#current()
          const now = await this.#readDisk(session)
          const digest = now === null ? null : await finishPassphraseChange(this.#files, now, session.identity)
          if (digest !== null && now?.digest === session.digest) this.#session = { ...session, digest }
        }),
      )
    } catch (e) {
      if (!isAppError(e, "io") && !isAppError(e, "vault-busy")) throw e
    }
  }

  #open(): VaultState {
    if (this.#session === null || this.#closed) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.#session
  }

  /** For work that was asked for before the vault was closed; closing waits for it. */
  #current(): VaultState {
    if (this.#session === null) throw new AppError("vault-refused", VAULT_TEXTS.closed)
    return this.#session
  }

  /** One after the other, in the order of the calls; a failure does not stop the next. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work)
    this.#queue = mine.catch(() => undefined)
    return mine
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    if (this.readOnly !== null) throw new AppError("vault-refused", VAULT_TEXTS.newer)
    const unlock = await this.#files.lock()
    try {
      const identityFile = await this.#files.read(IDENTITY_FILE)
      if (identityFile === null) throw new AppError("vault-missing", VAULT_TEXTS.missing)
      const same = digestOf(identityFile) === this.#session?.identity.fileDigest
      if (!same) throw new AppError("vault-refused", VAULT_TEXTS.passphraseChanged)
      return await work()
    } finally {
      await unlock()
    }
  }

  async #save(base: VaultContent, next: readonly Account[], force: boolean): Promise<Saved> {
    const session = this.#current()
    const nowMs = this.#ports.clock.nowMs()
    const file = await this.#files.read(CONTENT_FILE)
    const foreign = file !== null && digestOf(file) !== session.digest
    const stored = foreign ? await this.#readDisk(session) : null
    const theirs = stored?.content ?? session.content
    if (stored !== null && theirs.version > CONTENT_VERSION) {
      await this.#take(session, stored)
      throw new AppError("vault-refused", VAULT_TEXTS.newer)
    }

    const ours = replaceAccounts(base, next, nowMs)
    const context = { nowMs, newId: () => this.#ports.random.uuid() }
    const merged = theirs === base ? ours : mergeContents(base, ours, theirs, context)
    const trimmed = replaceAccounts(merged, dropExpired(merged.accounts, nowMs), nowMs)
    if (!force && file !== null && areSameAccounts(trimmed.accounts, theirs.accounts)) {
      if (stored !== null) await this.#take(session, stored)
      return { merged: foreign, accounts: theirs.accounts }
    }

    const content = { ...trimmed, generation: Math.max(session.floor, theirs.generation) + 1 }
    // Codes used all day would push out what a person may want back.
    const onlyUsed = !force && areSameAccounts(trimmed.accounts, theirs.accounts, sameExceptUse)
    if (file !== null && !onlyUsed) await keepVersion(this.#files, theirs.generation, file)
    const digest = await writeContent(this.#files, content, [session.identity])
    await recordSeenGeneration(this.#ports, session.identity.vaultId, content.generation)
    this.#session = { ...session, content, digest, floor: content.generation }
    return { merged: foreign, accounts: content.accounts }
  }

  /** What lies on the disk now. What somebody else wrote must be signed, and no older than what was read before. */
  async #readDisk(session: VaultState): Promise<StoredContent | null> {
    const stored = await readContent(this.#files, session.identity, decodeOptionsFor(this.#ports))
    if (stored === null || stored.digest === session.digest) return stored
    const warnings = findWarnings(stored, session.identity, session.content.generation)
    if (warnings.length > 0) throw warningsError(warnings)
    return stored
  }

  async #take(session: VaultState, stored: StoredContent): Promise<void> {
    const { content, digest } = stored
    this.#session = { ...session, content, digest, floor: Math.max(session.floor, content.generation) }
    await recordSeenGeneration(this.#ports, session.identity.vaultId, content.generation)
  }

  async #opensWith(passphrase: string, signal: AbortSignal | undefined): Promise<boolean> {
    const file = await this.#files.read(IDENTITY_FILE)
    if (file === null) throw new AppError("vault-missing", VAULT_TEXTS.missing)
    try {
      const bytes = await openWithTypedPassphrase(file, passphrase, { signal })
      bytes.fill(0)
      return true
    } catch (e) {
      if (isAppError(e, "password-wrong")) return false
      throw e
    }
  }
}

function areSameAccounts(a: readonly Account[], b: readonly Account[], same = isSameAccount): boolean {
  const known = new Map(b.map((account) => [account.id, account]))
  const unchanged = (account: Account): boolean => {
    const other = known.get(account.id)
    return other !== undefined && same(account, other)
  }
  return a.length === b.length && a.every(unchanged)
}

/** The same but for codes that were taken from it since `before`. */
function sameExceptUse(now: Account, before: Account): boolean {
  const { counter, usedAt, updatedAt } = now
  return (counter ?? 0) >= (before.counter ?? 0) && isSameAccount(now, { ...before, counter, usedAt, updatedAt })
}

/** A vault made by hand need not give its accounts ids. */
export function decodeOptionsFor(ports: VaultPorts): DecodeOptions {
  const { clock, random } = ports
  return { makeAccount: (record) => toAccount(draftFromRecord(record), { nowMs: clock.nowMs(), order: 0, random, taken: () => false }) }
}
