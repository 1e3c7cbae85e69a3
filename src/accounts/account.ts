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

/** The fields that every format has in common. Absent text is `""`; `period` is null for hotp, `counter` for all others. */
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
  /** motp and yandex; null where unknown. */
  readonly pin: string | null
  readonly note: string
  readonly groups: readonly string[]
  readonly favorite: boolean
  readonly icon: Icon | null
}

/** Records that another device showed the right code: proof that the account has arrived there. */
export interface Verification {
  /** The device or app that showed it: `phone`, `google`, `keyferry`, or the id of another app's format. */
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
  /** When a code was last used; null where never. */
  readonly usedAt: number | null
  /** Place in the user's own order; smaller is higher. May be a fraction. */
  readonly order: number
  /** When the account was moved to the trash; null while it is in use. */
  readonly trashedAt: number | null
  /** At most one per `where`; absent where no device was compared since the codes last changed. See `verification.ts`. */
  readonly verified?: readonly Verification[]
  /** Fields that a newer version added, kept as they are. */
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** An account as read from a file, before it belongs to a vault. What the file does not state is null. */
export interface Draft extends AccountFields {
  /** Whether it is in the other app's trash or archive. */
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

/** The default values of a kind of account; for steam, motp and yandex they are the only ones. */
export function defaultsOf(kind: Kind): (typeof DEFAULTS)[Kind] {
  return DEFAULTS[kind]
}

/** The fields that a file states; the rest is null or absent. */
export type DraftFields = Pick<Draft, "kind" | "secret"> & { readonly [Field in keyof Draft]?: Draft[Field] | null | undefined }

/** A draft from the fields of a file; what is absent or null gets the default of its kind. Nothing is checked; see `checkFields`. */
export function makeDraft(fields: DraftFields): Draft {
  const defaults = DEFAULTS[fields.kind]
  // Field by field, for speed: with 100,000 records, spreading the defaults takes longer than everything else here.
  return {
    kind: fields.kind,
    issuer: fields.issuer ?? "",
    name: fields.name ?? "",
    secret: fields.secret,
    algorithm: fields.algorithm ?? defaults.algorithm,
    digits: fields.digits ?? defaults.digits,
    period: fields.period ?? defaults.period,
    counter: fields.counter ?? defaults.counter,
    pin: fields.pin ?? null,
    note: fields.note ?? "",
    groups: fields.groups ?? [],
    favorite: fields.favorite ?? false,
    icon: fields.icon ?? null,
    trashed: fields.trashed ?? false,
    id: fields.id ?? null,
    createdAt: fields.createdAt ?? null,
    updatedAt: fields.updatedAt ?? null,
    usedAt: fields.usedAt ?? null,
  }
}

/** The account as an export would state it: without its place, verifications and unknown fields. */
export function toDraft(account: Account): Draft {
  // Field by field, as in accountOf.
  return {
    kind: account.kind,
    issuer: account.issuer,
    name: account.name,
    secret: account.secret,
    algorithm: account.algorithm,
    digits: account.digits,
    period: account.period,
    counter: account.counter,
    pin: account.pin,
    note: account.note,
    groups: account.groups,
    favorite: account.favorite,
    icon: account.icon,
    trashed: account.trashedAt !== null,
    id: account.id,
    createdAt: account.createdAt,
    updatedAt: account.updatedAt,
    usedAt: account.usedAt,
  }
}

/**
 * Make an account of the vault from a draft. Ids and times that the draft states are kept.
 *
 * @param at.order - The account's place; see {@link Account.order}.
 * @param at.taken - Whether the vault or its tombstones already have an id; then a new one is drawn.
 */
export function toAccount(draft: Draft, at: { nowMs: number; order: number; random: Random; taken: (id: string) => boolean }): Account {
  return accountOf(draft, {
    id: draft.id !== null && !at.taken(draft.id) ? draft.id : at.random.uuid(),
    createdAt: draft.createdAt ?? at.nowMs,
    updatedAt: draft.updatedAt ?? at.nowMs,
    order: at.order,
    trashedAt: draft.trashed ? at.nowMs : null,
  })
}

/** The fields that only an account of the vault has, or that a draft may lack. */
type OwnFields = Pick<Account, "id" | "createdAt" | "updatedAt" | "order" | "trashedAt">

/** The account with a draft's fields and its own ones. */
export function accountOf(draft: Draft, { id, createdAt, updatedAt, order, trashedAt }: OwnFields): Account {
  // Field by field: the rest of a destructured object would give every account a hidden class of its own, which takes 700 bytes.
  return {
    kind: draft.kind,
    issuer: draft.issuer,
    name: draft.name,
    secret: draft.secret,
    algorithm: draft.algorithm,
    digits: draft.digits,
    period: draft.period,
    counter: draft.counter,
    pin: draft.pin,
    note: draft.note,
    groups: draft.groups,
    favorite: draft.favorite,
    icon: draft.icon,
    usedAt: draft.usedAt,
    id,
    createdAt,
    updatedAt,
    order,
    trashedAt,
  }
}
