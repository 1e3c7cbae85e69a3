import { createHash } from "node:crypto"
import type { Account, AccountFields, Draft } from "./account.ts"

/**
 * How a draft compares with the accounts of the vault:
 * - `new`: the vault has nothing like it
 * - `present`: the vault has the same account
 * - `counter-ahead`: the same, but the draft's HOTP counter is higher
 * - `renamed`: the vault has an account with the same codes under another issuer or name
 * - `other-secret`: the vault has an account with the same issuer and name but other codes; both are kept
 */
export type DuplicateStatus = "new" | "present" | "counter-ahead" | "renamed" | "other-secret"

export interface Classified {
  readonly status: DuplicateStatus
  /** The account of the vault that the draft was matched with; null for `new`. */
  readonly match: Account | null
}

/**
 * A key that is equal for two copies of the same account: it covers kind, secret, algorithm, digits, period, issuer and name; the last two
 * in NFKC and case-folded. It contains a digest of the secret, never the secret.
 */
export function identityKey(fields: AccountFields): string {
  return `${codesKey(fields)}\n${nameKey(fields)}`
}

/** Covers what the codes are made from, except the HOTP counter, which moves, and the PIN, which a file may leave out. */
function codesKey({ kind, secret, algorithm, digits, period }: AccountFields): string {
  const digest = createHash("sha256").update(secret.reveal()).digest("base64")
  return [kind, algorithm, digits, period, digest].join(" ")
}

function nameKey({ issuer, name }: AccountFields): string {
  return `${foldName(issuer)}\n${foldName(name)}`
}

function foldName(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ").trim()
}

/**
 * Finds the matching account of each of many drafts, in constant time per draft.
 *
 * Accounts in the trash are not compared, except with drafts that are from a trash themselves.
 */
export class DuplicateIndex {
  readonly #inUse = new Lookup()
  readonly #all = new Lookup()

  constructor(existing: readonly Account[]) {
    for (const account of existing) if (account.trashedAt === null) this.#inUse.add(account)
    this.#all = this.#inUse.copy()
    for (const account of existing) if (account.trashedAt !== null) this.#all.add(account)
  }

  /** How a draft compares with the accounts of this index. */
  classify(draft: Draft): Classified {
    return (draft.trashed ? this.#all : this.#inUse).classify(draft)
  }
}

/** Accounts by each key. Of several with one key the first counts; of copies of one HOTP account the one with the highest counter. */
class Lookup {
  readonly #same: Map<string, Account>
  readonly #byCodes: Map<string, Account>
  readonly #byName: Map<string, Account>

  constructor(same = new Map<string, Account>(), byCodes = new Map<string, Account>(), byName = new Map<string, Account>()) {
    this.#same = same
    this.#byCodes = byCodes
    this.#byName = byName
  }

  copy(): Lookup {
    return new Lookup(new Map(this.#same), new Map(this.#byCodes), new Map(this.#byName))
  }

  add(account: Account): void {
    const codes = codesKey(account)
    const name = nameKey(account)
    const same = this.#same.get(`${codes}\n${name}`)
    if (same === undefined || (account.counter ?? 0) > (same.counter ?? 0)) this.#same.set(`${codes}\n${name}`, account)
    if (!this.#byCodes.has(codes)) this.#byCodes.set(codes, account)
    if (!this.#byName.has(name)) this.#byName.set(name, account)
  }

  classify(draft: Draft): Classified {
    const codes = codesKey(draft)
    const name = nameKey(draft)
    const same = this.#same.get(`${codes}\n${name}`)
    if (same !== undefined) {
      return { status: (draft.counter ?? 0) > (same.counter ?? 0) ? "counter-ahead" : "present", match: same }
    }
    const renamed = this.#byCodes.get(codes)
    if (renamed !== undefined) return { status: "renamed", match: renamed }
    // An empty issuer and name match nothing.
    const namesake = name === "\n" ? undefined : this.#byName.get(name)
    return namesake === undefined ? { status: "new", match: null } : { status: "other-secret", match: namesake }
  }
}

/** Compare one draft with the accounts of the vault. For many drafts use a {@link DuplicateIndex}. */
export function classify(draft: Draft, existing: readonly Account[]): Classified {
  return new DuplicateIndex(existing).classify(draft)
}
