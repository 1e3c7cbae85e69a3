import type { Random } from "./ports.ts"
import type { Secret } from "./secret.ts"

export type Kind = "totp" | "hotp" | "steam" | "motp" | "yandex"
export type Algorithm = "SHA1" | "SHA224" | "SHA256" | "SHA384" | "SHA512" | "MD5"

/** A picture of the issuer, kept as the other app gave it. */
export interface Icon {
  /** `image/png`, `image/jpeg`, `image/svg+xml`, … */
  readonly mime: string
  /** Standard base64 of the file. */
  readonly data: string
}

/** What every format can speak of. Absent text is `""`; `period` is null for hotp, `counter` for all others. */
export interface AccountFields {
  readonly kind: Kind
  readonly issuer: string
  readonly name: string
  readonly secret: Secret
  /** SHA1 for steam, MD5 for motp, SHA256 for yandex. */
  readonly algorithm: Algorithm
  /** 1–10; 5 for steam, 6 for motp, 8 for yandex. */
  readonly digits: number
  /** Seconds; 30 for steam and yandex, 10 for motp; null for hotp. */
  readonly period: number | null
  /** The counter of the next code; hotp only. 0 … 2^53-1. */
  readonly counter: number | null
  /** motp and yandex; null where it is not known. */
  readonly pin: string | null
  readonly note: string
  readonly groups: readonly string[]
  readonly favorite: boolean
  readonly icon: Icon | null
}

/** One two-factor login in the vault. Times are milliseconds since 1970. */
export interface Account extends AccountFields {
  /** UUID, made once, never reused. */
  readonly id: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly usedAt: number | null
  /** Place in the user's own order; smaller is higher. Need not be whole. */
  readonly order: number
  /** When it went to the trash; null while it is in use. */
  readonly trashedAt: number | null
  /** Fields that a newer version added, kept as they came. */
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** An account as a file tells it, before it is anybody's. What the file does not say is null. */
export interface Draft extends AccountFields {
  /** It lies in the other app's trash or archive. */
  readonly trashed: boolean
  readonly id: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly usedAt: number | null
}

const DEFAULTS: Record<Kind, { algorithm: Algorithm; digits: number; period: number | null; counter: number | null }> = {
  totp: { algorithm: "SHA1", digits: 6, period: 30, counter: null },
  hotp: { algorithm: "SHA1", digits: 6, period: null, counter: 0 },
  steam: { algorithm: "SHA1", digits: 5, period: 30, counter: null },
  motp: { algorithm: "MD5", digits: 6, period: 10, counter: null },
  yandex: { algorithm: "SHA256", digits: 8, period: 30, counter: null },
}

/** The values an account has where nobody says otherwise; fixed for steam, motp and yandex. */
export function defaultsOf(kind: Kind): (typeof DEFAULTS)[Kind] {
  return DEFAULTS[kind]
}

/** A draft from what a file said; everything left out gets its kind's default. */
export function makeDraft(said: Pick<Draft, "kind" | "secret"> & Partial<Draft>): Draft {
  return {
    issuer: "",
    name: "",
    pin: null,
    note: "",
    groups: [],
    favorite: false,
    icon: null,
    trashed: false,
    id: null,
    createdAt: null,
    updatedAt: null,
    usedAt: null,
    ...DEFAULTS[said.kind],
    ...said,
  }
}

/** The account as a file would tell it. */
export function toDraft({ order: _order, trashedAt, unknown: _unknown, ...fields }: Account): Draft {
  return { ...fields, trashed: trashedAt !== null }
}

/**
 * Make a draft an account of the vault.
 *
 * @param order - Its place; see {@link Account.order}.
 * @param taken - Whether the vault (or its tombstones) already knows an id; then a new one is drawn.
 */
export function adopt(draft: Draft, at: { nowMs: number; order: number; random: Random; taken: (id: string) => boolean }): Account {
  const { trashed, id, createdAt, updatedAt, ...fields } = draft
  return {
    ...fields,
    id: id !== null && !at.taken(id) ? id : at.random.uuid(),
    createdAt: createdAt ?? at.nowMs,
    updatedAt: updatedAt ?? at.nowMs,
    order: at.order,
    trashedAt: trashed ? at.nowMs : null,
  }
}
