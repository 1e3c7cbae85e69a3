import { findCandidates } from "../accounts/search.ts"
import { findCode, takenAnswer } from "../accounts/find/find-code.ts"
import type { Account } from "../accounts/account.ts"
import { AGE_TEXTS } from "../age/age.ts"
import { X25519Identity } from "../age/x25519.ts"
import type { AgeStanza } from "../age/x25519.ts"
import { labelOf } from "../base/display.ts"
import { AppError, isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import { accessMessages } from "../vault/directory/access-messages.ts"
import { VAULT_TEXTS } from "../vault/errors.ts"
import { IDENTITY_FILE, toIdentity } from "../vault/identity.ts"
import type { LocalIdentity } from "../vault/identity.ts"
import { sha256Hex } from "../vault/mac.ts"
import { copyNotices } from "../vault/merge/notices.ts"
import type { VaultPorts } from "../vault/ports.ts"
import { CONTENT_FILE } from "../vault/store.ts"
import { openVault } from "../vault/vault.ts"
import type { Vault } from "../vault/vault.ts"
import type { Failure, FoundCode, PublicIdentity, Reply, Request, Results, WireStanza } from "./protocol.ts"

/** What is asked of one unlocked vault. */
export type VaultRequest = Extract<Request, { readonly type: "unwrap" | "sign" | "labels" | "code" | "candidates" }>

export interface Answer {
  readonly reply: Reply
  readonly bytes: Uint8Array
}

const NONE = new Uint8Array()

/** A vault and its key. It lives in a thread of its own: when that ends, nothing of it is left in memory. */
export class HeldVault {
  readonly #ports: VaultPorts
  readonly #vault: Vault
  readonly #identity: LocalIdentity
  /** `vault.age` as last read, and its SHA-256. */
  #lastRead: { readonly file: Uint8Array; readonly digest: string } | null = null

  private constructor(ports: VaultPorts, vault: Vault, identity: LocalIdentity) {
    this.#ports = ports
    this.#vault = vault
    this.#identity = identity
  }

  /**
   * @param text - The identity, `AGE-SECRET-KEY-1…` as ASCII; overwritten.
   * @throws AppError as `openVault`
   */
  static async open(ports: VaultPorts, directory: string, text: Uint8Array): Promise<HeldVault> {
    const key = X25519Identity.parse(text)
    text.fill(0)
    if (key === null) throw new AppError("format-damaged", VAULT_TEXTS.badIdentity)
    const identity = toIdentity(key, await ports.files.in(directory).read(IDENTITY_FILE))
    return new HeldVault(ports, await openVault(ports, directory, { identity }), identity)
  }

  /** Waits for what is being done, so that no lock of the vault is left behind. */
  async close(): Promise<void> {
    await this.#vault.close()
  }

  get identity(): PublicIdentity {
    const { recipient, vaultId, fileDigest } = this.#identity
    return { recipient, vaultId, fileDigest: fileDigest ?? "" }
  }

  /** @param bytes - Those behind the request; overwritten. Never throws an AppError: that is a reply. */
  async answer(request: VaultRequest, bytes: Uint8Array): Promise<Answer> {
    try {
      if (request.type === "unwrap") return this.#unwrap(request.stanzas)
      return { reply: { ok: true, result: await this.#result(request, bytes) }, bytes: NONE }
    } catch (error) {
      if (!isAppError(error)) throw error
      return { reply: { ok: false, failure: this.#failureOf(error, request) }, bytes: NONE }
    } finally {
      bytes.fill(0)
    }
  }

  #unwrap(stanzas: readonly WireStanza[]): Answer {
    const parsed = stanzas.map(({ args, body }) => ({ args: [...args], body: new Uint8Array(Buffer.from(body, "base64")) }))
    const fileKey = this.#fileKeyOf(parsed)
    return { reply: { ok: true, result: fileKey !== null }, bytes: fileKey ?? NONE }
  }

  /** @throws AppError `format-damaged` */
  #fileKeyOf(stanzas: readonly AgeStanza[]): Uint8Array | null {
    try {
      return this.#identity.key.unwrapFileKey(stanzas)
    } catch (cause) {
      throw new AppError("format-damaged", AGE_TEXTS.damaged, { cause })
    }
  }

  async #result(
    request: Exclude<VaultRequest, { readonly type: "unwrap" }>,
    bytes: Uint8Array,
  ): Promise<Results["sign" | "labels" | "code" | "candidates"]> {
    switch (request.type) {
      case "sign":
        return await this.#identity.signer.sign(bytes)
      case "labels":
        return (await this.#accounts()).filter(({ trashedAt }) => trashedAt === null).map(labelOf)
      case "code":
        return await this.#code(request.query, request.peek)
      case "candidates":
        return findCandidates(await this.#accounts(), request.query).map((account) => ({
          id: account.id,
          label: labelOf(account),
          isCounted: account.kind === "hotp",
        }))
    }
  }

  async #code(query: string, peek: boolean): Promise<FoundCode> {
    const { answer, account } = findCode(await this.#accounts(), query, { peek }, this.#ports.clock.nowMs())
    return { answer: answer ?? takenAnswer(await this.#vault.takeCode(account.id)), notices: await this.#notices() }
  }

  /** Those on the disk: another program may have written since. */
  async #accounts(): Promise<readonly Account[]> {
    const file = await this.#ports.files.in(this.#vault.directory).read(CONTENT_FILE)
    if (file !== null && this.#digestOf(file) === this.#vault.digest) return this.#vault.accounts
    return (await this.#vault.reload()).accounts
  }

  /**
   * The SHA-256 of `vault.age`. To compare it with what was last read takes a tenth of the time of hashing it. Its size and times are not
   * enough: programs that synchronise may keep them, and not every file system gives each change a time of its own.
   */
  #digestOf(file: Uint8Array): string {
    if (this.#lastRead === null || Buffer.compare(this.#lastRead.file, file) !== 0) this.#lastRead = { file, digest: sha256Hex(file) }
    return this.#lastRead.digest
  }

  async #notices(): Promise<readonly Message[]> {
    const { directory, copies, notices } = this.#vault
    const { problems } = await this.#ports.files.in(directory).inspect()
    return [...copyNotices(directory, copies), ...notices, ...accessMessages(directory, problems)]
  }

  #failureOf({ code, sentence, detail }: AppError, request: VaultRequest): Failure {
    const isUnclear = code === "query-many" && request.type === "code"
    const candidates = isUnclear ? { candidates: findCandidates(this.#vault.accounts, request.query).map(labelOf) } : {}
    return { type: "error", code, sentence, detail, ...candidates }
  }
}
