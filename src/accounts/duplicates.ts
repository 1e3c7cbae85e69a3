import { createHash } from "node:crypto"
import type { Account, AccountFields, Draft } from "./account.ts"

/**
 * How a draft stands to the accounts of the vault:
 * - `new`: nothing like it is there
 * - `present`: already there
 * - `counter-ahead`: already there, but the draft's HOTP counter is further on
 * - `renamed`: an account with the same codes is there, under another issuer or name
 * - `other-secret`: its issuer and name are there, with other codes; neither replaces the other
 */
export type DuplicateStatus = "new" | "present" | "counter-ahead" | "renamed" | "other-secret"

export interface Classified {
  readonly status: DuplicateStatus
  /** The account that the status speaks of; null for `new`. */
  readonly match: Account | null
}

/**
 * The same for two accounts that are one: kind, secret, algorithm, digits, period, issuer and name, the last two NFKC and
 * case-folded. Holds a digest, never the secret.
 */
export function identityKey(fields: AccountFields): string {
  return `${codesKey(fields)}\n${nameKey(fields)}`
}

/** What makes the codes; a HOTP counter moves and a PIN may be missing, so neither counts. */
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
 * Looks drafts up among many accounts, each in constant time.
 *
 * What lies in the trash is not there: a draft in use is never `present` because of it. A draft that is itself from a trash is
 * compared with the trash too.
 */
export class DuplicateIndex {
  readonly #inUse = new Lookup()
  readonly #all = new Lookup()

  constructor(existing: readonly Account[]) {
    for (const account of existing) if (account.trashedAt === null) this.#inUse.add(account)
    this.#all = this.#inUse.copy()
    for (const account of existing) if (account.trashedAt !== null) this.#all.add(account)
  }

  classify(draft: Draft): Classified {
    return (draft.trashed ? this.#all : this.#inUse).classify(draft)
  }
}

/** The first account of each kind of likeness; of HOTP accounts that are one, the furthest on. */
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
    // Two accounts without issuer and name have nothing in common.
    const namesake = name === "\n" ? undefined : this.#byName.get(name)
    return namesake === undefined ? { status: "new", match: null } : { status: "other-secret", match: namesake }
  }
}

/** One draft against few accounts; for many drafts make a {@link DuplicateIndex}. */
export function classify(draft: Draft, existing: readonly Account[]): Classified {
  return new DuplicateIndex(existing).classify(draft)
}
