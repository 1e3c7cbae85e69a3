import type { Random } from "../base/ports.ts"
import type { Secret } from "./secret.ts"

export const KINDS = ["totp", "hotp", "steam", "motp", "yandex"] as const
export type Kind = (typeof KINDS)[number]

/** Hash functions of the HMAC that a code is made with. */
export const ALGORITHMS = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5"] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** The algorithms of RFC 6238: what nearly every app reads. */
export const RFC_ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA256", "SHA512"]

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

/** Once, another device showed the code that was due: proof that the account has arrived there. */
export interface Verification {
  /** What it was compared with: `phone`, `google`, `keyferry`, or the id of another app's format. */
  readonly where: string
  /** Milliseconds since 1970. */
  readonly at: number
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
  /** Each `where` once; left out where nothing was compared since the codes last changed. See `verification.ts`. */
  readonly verified?: readonly Verification[]
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

/** What a file said of an account. */
export type DraftFields = Pick<Draft, "kind" | "secret"> & { readonly [Field in keyof Draft]?: Draft[Field] | null | undefined }

/** A draft from what a file said; everything left out, or null, gets its kind's default. */
export function makeDraft(said: DraftFields): Draft {
  const usual = DEFAULTS[said.kind]
  // Spelled out: spreading costs more than all the rest where a file has a hundred thousand records.
  return {
    kind: said.kind,
    issuer: said.issuer ?? "",
    name: said.name ?? "",
    secret: said.secret,
    algorithm: said.algorithm ?? usual.algorithm,
    digits: said.digits ?? usual.digits,
    period: said.period ?? usual.period,
    counter: said.counter ?? usual.counter,
    pin: said.pin ?? null,
    note: said.note ?? "",
    groups: said.groups ?? [],
    favorite: said.favorite ?? false,
    icon: said.icon ?? null,
    trashed: said.trashed ?? false,
    id: said.id ?? null,
    createdAt: said.createdAt ?? null,
    updatedAt: said.updatedAt ?? null,
    usedAt: said.usedAt ?? null,
  }
}

/** The account as a file would tell it. */
export function toDraft({ order: _order, trashedAt, verified: _verified, unknown: _unknown, ...fields }: Account): Draft {
  return { ...fields, trashed: trashedAt !== null }
}

/**
 * Make a draft an account of the vault.
 *
 * @param order - Its place; see {@link Account.order}.
 * @param taken - Whether the vault (or its tombstones) already knows an id; then a new one is drawn.
 */
export function toAccount(draft: Draft, at: { nowMs: number; order: number; random: Random; taken: (id: string) => boolean }): Account {
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
