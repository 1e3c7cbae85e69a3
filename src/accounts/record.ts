import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { accountOf, makeDraft } from "./account.ts"
import type { Account, Algorithm, Draft, Icon, Kind, Verification } from "./account.ts"
import { checkFields, checkNumbers, parseAlgorithm } from "./ranges.ts"
import { Secret } from "./secret.ts"

export const RECORD_TEXTS = texts({
  noRecord: { en: "this is not an account record", ja: "アカウントのレコードではありません" },
  missing: { en: "the field {field} is missing", ja: "項目 {field} がありません" },
  wrongType: { en: "the field {field} has an invalid value", ja: "項目 {field} の値が正しくありません" },
  unknownKind: { en: "unsupported kind of account", ja: "対応していない種類のアカウントです" },
})

/**
 * One account as JSON, in `inspect`, `list`, `keyferry-json` and the vault. The fields are written in this order. Times are ISO 8601 in UTC,
 * such as `2026-01-02T03:04:05.000Z`.
 */
export interface AccountRecord {
  readonly kind: Kind
  readonly issuer: string
  readonly name: string
  /** Base32, upper case, no padding; for mOTP of the key text's bytes. Only with secrets. */
  readonly secret?: string
  readonly algorithm: Algorithm
  readonly digits: number
  readonly period: number | null
  readonly counter: number | null
  /** Only with secrets. */
  readonly pin?: string | null
  readonly note: string
  readonly groups: readonly string[]
  readonly favorite: boolean
  readonly trashed: boolean
  /** These six are there for an {@link Account}; for a {@link Draft} only the first four, where it has them. */
  readonly id?: string
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly usedAt?: string | null
  readonly order?: number
  readonly trashedAt?: string | null
  /** Absent where the account has none. */
  readonly icon?: Icon
  /** Only for an {@link Account} that has verifications, with secrets. */
  readonly verified?: readonly { readonly where: string; readonly at: string }[]
}

/**
 * The JSON of an account or a draft.
 *
 * Fields that a newer version added to an account are written only with secrets, because they may hold some.
 */
export function toRecord(a: Account | Draft, { secrets }: { readonly secrets: boolean }): AccountRecord {
  const account = "order" in a ? a : null
  return {
    kind: a.kind,
    issuer: a.issuer,
    name: a.name,
    ...(secrets ? { secret: a.secret.toBase32() } : {}),
    algorithm: a.algorithm,
    digits: a.digits,
    period: a.period,
    counter: a.counter,
    ...(secrets ? { pin: a.pin } : {}),
    note: a.note,
    groups: [...a.groups],
    favorite: a.favorite,
    trashed: "order" in a ? a.trashedAt !== null : a.trashed,
    ...(a.id === null ? {} : { id: a.id }),
    ...(a.createdAt === null ? {} : { createdAt: toIsoTime(a.createdAt) }),
    ...(a.updatedAt === null ? {} : { updatedAt: toIsoTime(a.updatedAt) }),
    ...(account === null && a.usedAt === null ? {} : { usedAt: toIsoTimeOrNull(a.usedAt) }),
    ...(account === null ? {} : { order: account.order, trashedAt: toIsoTimeOrNull(account.trashedAt) }),
    ...(a.icon === null ? {} : { icon: { mime: a.icon.mime, data: a.icon.data } }),
    ...(secrets ? account?.unknown : {}),
    ...(secrets && account?.verified !== undefined
      ? { verified: account.verified.map(({ where, at }) => ({ where, at: toIsoTime(at) })) }
      : {}),
  }
}

/** ISO 8601 in UTC. Times outside the years 1970 to 9999 are moved to the nearest time within; NaN becomes 1970. */
function toIsoTime(ms: number): string {
  return new Date(Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_TIME_MS)).toISOString()
}

function toIsoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : toIsoTime(ms)
}

const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * Read an untrusted record. Absent or null fields get the defaults of their kind, an absent kind is totp, unknown fields are ignored; only
 * the secret is required. The values that steam, motp and yandex fix are not read.
 *
 * @throws {@link AppError} `format-damaged` (a wrong type, a number out of range, a secret that is missing or not base32), `format-unsupported` (an
 * unknown kind or algorithm), `limit-exceeded` (a text too long).
 */
export function draftFromRecord(value: unknown): Draft {
  const draft = readDraft(fieldsOf(value))
  checkFields(draft)
  return draft
}

/**
 * Read an account of the vault; {@link Account.unknown} keeps fields that a newer version added.
 *
 * The length of texts is not checked: what the vault holds must stay readable.
 *
 * @throws {@link AppError} as {@link draftFromRecord}, and `format-damaged` without an `id`.
 */
export function accountFromRecord(value: unknown): Account {
  const fields = fieldsOf(value)
  const draft = readDraft(fields)
  const { id, createdAt, updatedAt } = draft
  checkNumbers(draft)
  if (id === null || id === "") throw new AppError("format-damaged", RECORD_TEXTS.missing, { detail: { field: "id" } })
  const verified = readVerifications(fields)
  const unknown = Object.entries(fields).filter(([name]) => !KNOWN_FIELDS.has(name) && (name !== "verified" || verified === null))
  const account = accountOf(draft, {
    id,
    createdAt: createdAt ?? 0,
    updatedAt: updatedAt ?? createdAt ?? 0,
    order: number(fields["order"], "order") ?? 0,
    trashedAt: time(fields["trashedAt"], "trashedAt") ?? (draft.trashed ? (updatedAt ?? createdAt ?? 0) : null),
  })
  if (verified === null && unknown.length === 0) return account
  return {
    ...account,
    ...(verified === null || verified.length === 0 ? {} : { verified }),
    ...(unknown.length === 0 ? {} : { unknown: Object.fromEntries(unknown) }),
  }
}

/** Safe to read by name: no field has the name of an inherited property of objects. */
type Fields = Readonly<Record<string, unknown>>

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...["kind", "issuer", "name", "secret", "algorithm", "digits", "period", "counter", "pin", "note", "groups", "favorite", "trashed"],
  ...["id", "createdAt", "updatedAt", "usedAt", "order", "trashedAt", "icon"],
])

function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new AppError("format-damaged", RECORD_TEXTS.noRecord)
  return value as Fields
}

function readDraft(fields: Fields): Draft {
  const kind = kindOf(fields)
  const free = kind === "totp" || kind === "hotp"
  return makeDraft({
    kind,
    issuer: text(fields["issuer"], "issuer"),
    name: text(fields["name"], "name"),
    secret: secretOf(fields),
    algorithm: free ? parseAlgorithm(text(fields["algorithm"], "algorithm")) : null,
    digits: free ? number(fields["digits"], "digits") : null,
    period: kind === "totp" ? number(fields["period"], "period") : null,
    counter: kind === "hotp" ? number(fields["counter"], "counter") : null,
    pin: kind === "motp" || kind === "yandex" ? text(fields["pin"], "pin") : null,
    note: text(fields["note"], "note"),
    groups: groupsOf(fields),
    favorite: flag(fields["favorite"], "favorite"),
    icon: iconOf(fields),
    trashed: flag(fields["trashed"], "trashed") ?? time(fields["trashedAt"], "trashedAt") !== null,
    id: text(fields["id"], "id"),
    createdAt: time(fields["createdAt"], "createdAt"),
    updatedAt: time(fields["updatedAt"], "updatedAt"),
    usedAt: time(fields["usedAt"], "usedAt"),
  })
}

function kindOf(fields: Fields): Kind {
  const kind = text(fields["kind"], "kind") ?? "totp"
  switch (kind) {
    case "totp":
    case "hotp":
    case "steam":
    case "motp":
    case "yandex":
      return kind
    default:
      throw new AppError("format-unsupported", RECORD_TEXTS.unknownKind)
  }
}

function secretOf(fields: Fields): Secret {
  const secret = text(fields["secret"], "secret")
  if (secret === null) throw new AppError("format-damaged", RECORD_TEXTS.missing, { detail: { field: "secret" } })
  return Secret.fromBase32(secret)
}

/** The groups without repeated and empty ones. */
function groupsOf(fields: Fields): readonly string[] {
  const groups = fields["groups"] ?? []
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === "string")) throw wrongType("groups")
  if (groups.length === 1 && groups[0] !== "") return groups
  return [...new Set(groups)].filter((group) => group !== "")
}

function iconOf(fields: Fields): Icon | null {
  const icon = fields["icon"] ?? null
  if (icon === null) return null
  if (typeof icon !== "object" || !("mime" in icon) || !("data" in icon)) throw wrongType("icon")
  const { mime, data } = icon
  if (typeof mime !== "string" || typeof data !== "string") throw wrongType("icon")
  return { mime, data }
}

/** Null where absent or not in the form that this version writes; that never makes the whole account unreadable. */
function readVerifications(fields: Fields): readonly Verification[] | null {
  const list = fields["verified"]
  if (!Array.isArray(list)) return null
  const read: Verification[] = []
  for (const item of list as unknown[]) {
    if (typeof item !== "object" || item === null || Object.keys(item).length !== 2) return null
    if (!("where" in item) || !("at" in item) || typeof item.where !== "string" || typeof item.at !== "string") return null
    const at = parseTime(item.at)
    if (at === null) return null
    read.push({ where: item.where, at })
  }
  return read
}

function text(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === "string") return value
  throw wrongType(field)
}

function number(value: unknown, field: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === "number" && Number.isFinite(value)) return value
  throw wrongType(field)
}

function flag(value: unknown, field: string): boolean | null {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value
  throw wrongType(field)
}

/** ISO 8601 with its zone, to milliseconds since 1970. */
function time(value: unknown, field: string): number | null {
  const written = text(value, field)
  if (written === null) return null
  const ms = parseTime(written)
  if (ms === null) throw wrongType(field)
  return ms
}

function parseTime(value: string): number | null {
  const plain = parseOwnTime(value)
  if (plain !== null) return plain
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : NaN
  return Number.isFinite(ms) && ms >= 0 ? ms : null
}

/**
 * A fast way for the form that this program writes, `2025-01-28T23:59:59.999Z`: `Date.parse` takes a third of the time of reading a record.
 * Null for any other form, and for the days 29 to 31, which some months do not have.
 */
function parseOwnTime(value: string): number | null {
  if (value.length !== 24 || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return null
  const digits = (at: number): number => value.charCodeAt(at) * 10 + value.charCodeAt(at + 1) - 528
  const month = digits(5)
  const day = digits(8)
  const hours = digits(11)
  const minutes = digits(14)
  const seconds = digits(17)
  if (month < 1 || month > 12 || day < 1 || day > 28 || hours > 23 || minutes > 59 || seconds > 59) return null
  const ms = Date.UTC(digits(0) * 100 + digits(2), month - 1, day, hours, minutes, seconds, digits(20) * 10 + value.charCodeAt(22) - 48)
  return ms >= 0 ? ms : null
}

function wrongType(field: string): AppError {
  return new AppError("format-damaged", RECORD_TEXTS.wrongType, { detail: { field } })
}
