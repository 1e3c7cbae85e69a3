import { defaultsOf } from "../../accounts/account.ts"
import type { Draft, Icon, Kind } from "../../accounts/account.ts"
import { MAX_LENGTHS, parseAlgorithm, parseCounter, parseDigits, parsePeriod } from "../../accounts/ranges.ts"
import { Secret, SECRET_TEXTS } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { arrayOrEmpty } from "../containers/json.ts"
import { decodeBase64, encodeBase64 } from "./encoding.ts"

export const FIELD_TEXTS = texts({
  secret: { en: "the secret is missing", ja: "シークレットがありません" },
  kind: { en: "unsupported code type", ja: "対応していない種類の認証コードです" },
  number: { en: "a value is not a number", ja: "数値として読み取れない値があります" },
})

/** A value as text, not trimmed. Numbers and booleans are written out; anything else is `""`. */
export function text(value: unknown): string {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

/** The first value that is not blank, as text; `""` where there is none. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const filled = text(value)
    if (filled.trim() !== "") return filled
  }
  return ""
}

/** Whether a value is `true`, 1, `"true"`, `"1"` or `"yes"`. */
export function flag(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^(?:true|1|yes)$/i.test(value))
}

/** A value for the range parsers of `accounts/ranges.ts`. @throws AppError `format-damaged` for an object or a list. */
export function scalar(value: unknown): string | number | null {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "number") return value ?? null
  throw new AppError("format-damaged", FIELD_TEXTS.number)
}

/**
 * A secret written as base32 text.
 *
 * @throws AppError `format-damaged` when it is missing, empty or not base32.
 */
export function base32Field(value: unknown): Secret {
  if (typeof value !== "string") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  if (value.trim() === "") throw new AppError("format-damaged", SECRET_TEXTS.empty)
  return Secret.fromBase32(value)
}

/** Group names without empty ones and repetitions, in their order. */
export function groupNames(names: readonly string[]): string[] {
  const named = names.filter((name) => name !== "")
  return named.length > 1 ? [...new Set(named)] : named
}

/** Groups that a record lists by name. @throws AppError `format-damaged` where the value is neither a list nor absent. */
export function groupsField(value: unknown): string[] {
  return groupNames(arrayOrEmpty(value).map((name) => text(name).trim()))
}

/** Milliseconds since 1970 from a number that may be in seconds; null for anything that is not a plausible time. */
export function timeMs(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof number !== "number" || !Number.isFinite(number) || number <= 0) return null
  const ms = number < 1e11 ? number * 1000 : number
  return ms < 1e14 ? Math.round(ms) : null
}

/** The raw values of one account. In numbers and algorithms, absent, null and `"null"` mean the default. */
export type RawFields = Pick<Draft, "kind" | "secret"> &
  Partial<Omit<Draft, "kind" | "secret" | "algorithm" | "digits" | "period" | "counter">> & {
    readonly algorithm?: unknown
    readonly digits?: unknown
    readonly period?: unknown
    readonly counter?: unknown
  }

/**
 * Build a draft from a record's raw values. Numbers and algorithm of steam, motp and yandex are fixed and ignored here; `counter` is read
 * only for hotp, `period` only for totp. Issuer and name are trimmed.
 *
 * @throws AppError `format-damaged` for a number out of range, `format-unsupported` for an unknown algorithm.
 */
export function draftOf(raw: RawFields): Draft {
  const { kind } = raw
  const free = kind === "totp" || kind === "hotp"
  const usual = defaultsOf(kind)
  // Fields are spelled out for speed, as in `makeDraft`: spreading an intermediate object would double the time.
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

/** An icon; null where it is malformed or too large for the vault, since the account is still useful without it. */
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
 * @throws AppError `format-unsupported` for an unknown one.
 */
export function kindField(value: unknown): Kind {
  const word = text(value).trim().toLowerCase()
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined
  if (kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  return kind
}
