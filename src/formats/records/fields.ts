import { defaultsOf } from "../../accounts/account.ts"
import type { Draft, Icon, Kind } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { MAX_LENGTHS, parseAlgorithm, parseCounter, parseDigits, parsePeriod } from "../../accounts/ranges.ts"
import { Secret, SECRET_TEXTS } from "../../accounts/secret.ts"
import { arrayOrEmpty } from "../containers/json.ts"
import { decodeBase64, encodeBase64 } from "./encoding.ts"

export const FIELD_TEXTS = texts({
  secret: { en: "the secret is missing", ja: "シークレットがありません" },
  kind: { en: "a type of code nobody here can make", ja: "対応していない種類の認証コードです" },
  number: { en: "a number is written in a way nobody here understands", ja: "数値として読み取れない値があります" },
})

/** Text of a record: numbers and truth values are written out; anything else is `""`. Not trimmed. */
export function text(value: unknown): string {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

/** The first of several that is not blank. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const filled = text(value)
    if (filled.trim() !== "") return filled
  }
  return ""
}

/** `true`, 1, `"true"`, `"1"`. */
export function flag(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^(?:true|1|yes)$/i.test(value))
}

/** What the range parsers of `accounts/ranges.ts` take. @throws AppError `format-damaged` for an object or a list. */
export function scalar(value: unknown): string | number | null {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "number") return value ?? null
  throw new AppError("format-damaged", FIELD_TEXTS.number)
}

/**
 * A secret that stands as base32 text in a record.
 *
 * @throws AppError `format-damaged` when it is missing, empty or not base32.
 */
export function base32Field(value: unknown): Secret {
  if (typeof value !== "string") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  if (value.trim() === "") throw new AppError("format-damaged", SECRET_TEXTS.empty)
  return Secret.fromBase32(value)
}

/** The names of groups: each once, in their order, empty ones left out. */
export function groupNames(names: readonly string[]): string[] {
  const named = names.filter((name) => name !== "")
  return named.length > 1 ? [...new Set(named)] : named
}

/** Groups that a record lists by name. @throws AppError `format-damaged` where the value is neither a list nor absent. */
export function groupsField(value: unknown): string[] {
  return groupNames(arrayOrEmpty(value).map((name) => text(name).trim()))
}

/** Milliseconds since 1970 from a number that may be in seconds; null for anything that is no time of this age. */
export function timeMs(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof number !== "number" || !Number.isFinite(number) || number <= 0) return null
  const ms = number < 1e11 ? number * 1000 : number
  return ms < 1e14 ? Math.round(ms) : null
}

/** What a record says of one account, raw: absent, null, `"null"` and 0 mean the default. */
export type RawFields = Pick<Draft, "kind" | "secret"> &
  Partial<Omit<Draft, "kind" | "secret" | "algorithm" | "digits" | "period" | "counter">> & {
    readonly algorithm?: unknown
    readonly digits?: unknown
    readonly period?: unknown
    readonly counter?: unknown
  }

/**
 * A draft from a record's raw values. The numbers that steam, motp and yandex fix are not asked for; a counter counts for hotp alone, a
 * period for totp alone. Issuer and name are trimmed.
 *
 * @throws AppError `format-damaged` for a number out of range, `format-unsupported` for an unknown algorithm.
 */
export function draftOf(raw: RawFields): Draft {
  const { kind } = raw
  const free = kind === "totp" || kind === "hotp"
  const usual = defaultsOf(kind)
  // Spelled out, as in `makeDraft`: an object between the two costs as much as all the rest.
  return {
    kind,
    issuer: raw.issuer?.trim() ?? "",
    name: raw.name?.trim() ?? "",
    secret: raw.secret,
    algorithm: (free ? parseAlgorithm(algorithmText(raw.algorithm)) : null) ?? usual.algorithm,
    digits: (free ? parseDigits(scalar(raw.digits)) : null) ?? usual.digits,
    period: (kind === "totp" ? parsePeriod(scalar(raw.period)) : null) ?? usual.period,
    counter: (kind === "hotp" ? parseCounter(scalar(raw.counter)) : null) ?? usual.counter,
    pin: raw.pin ?? null,
    note: raw.note ?? "",
    groups: raw.groups ?? [],
    favorite: raw.favorite ?? false,
    icon: raw.icon ?? null,
    trashed: raw.trashed ?? false,
    id: raw.id ?? null,
    createdAt: raw.createdAt ?? null,
    updatedAt: raw.updatedAt ?? null,
    usedAt: raw.usedAt ?? null,
  }
}

function algorithmText(value: unknown): string | null {
  const raw = scalar(value)
  return raw === null ? null : String(raw)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A UUID in lower case; null for anything else. */
export function uuidField(value: unknown): string | null {
  return typeof value === "string" && UUID.test(value) ? value.toLowerCase() : null
}

/** A picture as the other app gave it; null where it is none, or too large for the vault: no reason to refuse the account. */
export function iconField(mime: string, base64: unknown): Icon | null {
  if (typeof base64 !== "string" || base64 === "" || base64.length > MAX_LENGTHS.iconData || mime.length > MAX_LENGTHS.iconMime) return null
  try {
    return { mime, data: encodeBase64(decodeBase64(base64)) }
  } catch {
    return null
  }
}

const KINDS: Readonly<Record<string, Kind>> = {
  totp: "totp",
  hotp: "hotp",
  steam: "steam",
  motp: "motp",
  yandex: "yandex",
  yaotp: "yandex",
}

/**
 * A kind as most apps spell it, in any case.
 *
 * @throws AppError `format-unsupported` for one that nobody here knows.
 */
export function kindField(value: unknown): Kind {
  const word = text(value).trim().toLowerCase()
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined
  if (kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  return kind
}
