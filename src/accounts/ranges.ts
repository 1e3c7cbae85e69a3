import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { AccountFields, Algorithm } from "./account.ts"

export const RANGE_TEXTS = texts({
  digits: { en: "the number of digits is not within 1 to {max}", ja: "桁数が 1 から {max} の範囲にありません" },
  period: { en: "the period is not within 1 to {max} seconds", ja: "周期が 1 から {max} 秒の範囲にありません" },
  counter: { en: "the counter is not a whole number of 0 or more", ja: "カウンターが 0 以上の整数ではありません" },
  algorithm: { en: "unsupported algorithm", ja: "対応していないアルゴリズムです" },
  textTooLong: { en: "a text is longer than {max} characters", ja: "テキストが {max} 文字を超えています" },
  tooManyGroups: { en: "more than {max} groups", ja: "グループが {max} 個を超えています" },
})

export const MAX_DIGITS = 10
/** The longest period whose milliseconds fit a signed 32-bit number; Aegis has the same limit. */
export const MAX_PERIOD_S = 2_147_483
export const MAX_COUNTER = Number.MAX_SAFE_INTEGER

/** In UTF-16 code units. Far more than a real account has; they bound hostile files. */
export const MAX_LENGTHS = { issuer: 1024, name: 1024, note: 65_536, group: 1024, pin: 64, iconMime: 100, iconData: 4_000_000 } as const
export const MAX_GROUPS = 256

/** `HmacSHA1`, `Algorithm.sha256`, `HMAC-SHA-512`, `SHA2-256`, … without their prefixes and dashes. */
const ALGORITHM_NAMES: Readonly<Record<string, Algorithm>> = {
  SHA: "SHA1",
  SHA1: "SHA1",
  SHA224: "SHA224",
  SHA2224: "SHA224",
  SHA256: "SHA256",
  SHA2256: "SHA256",
  SHA384: "SHA384",
  SHA2384: "SHA384",
  SHA512: "SHA512",
  SHA2512: "SHA512",
  MD5: "MD5",
}

/** Whether a value is absent: null, empty, or the text `null` or `undefined` that some apps write. */
export function isAbsent(value: string | number | null | undefined): value is null | undefined {
  if (value === null || value === undefined) return true
  if (typeof value !== "string") return false
  const bare = value.trim()
  return bare === "" || (bare.length <= "undefined".length && ["null", "undefined"].includes(bare.toLowerCase()))
}

/**
 * Parse the name of an algorithm in any spelling that apps use.
 *
 * @returns Null where absent: the kind's default applies.
 * @throws {@link AppError} `format-unsupported` for an algorithm that keyferry cannot compute.
 */
export function parseAlgorithm(value: string | null | undefined): Algorithm | null {
  if (isAbsent(value)) return null
  const key = Object.hasOwn(ALGORITHM_NAMES, value) ? value : normalizeAlgorithmName(value)
  const known = Object.hasOwn(ALGORITHM_NAMES, key) ? ALGORITHM_NAMES[key] : undefined
  if (known === undefined) throw new AppError("format-unsupported", RANGE_TEXTS.algorithm)
  return known
}

function normalizeAlgorithmName(algorithm: string): string {
  return algorithm
    .toUpperCase()
    .replace(/[\s_/-]/g, "")
    .replace(/^(?:ALGORITHM\.)?(?:HMAC)?/, "")
}

/** Parse a number of digits. @returns Null where absent. @throws {@link AppError} `format-damaged` outside 1–10. */
export function parseDigits(value: string | number | null | undefined): number | null {
  if (isAbsent(value)) return null
  const digits = wholeNumber(value)
  if (digits === null || digits === 0 || digits > MAX_DIGITS)
    throw new AppError("format-damaged", RANGE_TEXTS.digits, { detail: { max: MAX_DIGITS } })
  return digits
}

/** Parse a period. @returns Seconds; null where absent. @throws {@link AppError} `format-damaged` outside 1–{@link MAX_PERIOD_S}. */
export function parsePeriod(value: string | number | null | undefined): number | null {
  if (isAbsent(value)) return null
  const period = wholeNumber(value)
  if (period === null || period === 0 || period > MAX_PERIOD_S)
    throw new AppError("format-damaged", RANGE_TEXTS.period, { detail: { max: MAX_PERIOD_S } })
  return period
}

/** Parse a HOTP counter. @returns Null where absent. @throws {@link AppError} `format-damaged` outside 0–2^53-1. */
export function parseCounter(value: string | number | null | undefined): number | null {
  if (isAbsent(value)) return null
  const counter = wholeNumber(value)
  if (counter === null) throw new AppError("format-damaged", RANGE_TEXTS.counter)
  return counter
}

/** Reads `30`, `"30"` and `" 30.0 "`; null for anything else, including negative numbers and those beyond 2^53-1. */
function wholeNumber(value: string | number): number | null {
  const number = typeof value === "number" ? value : /^\d{1,16}(?:\.0{1,3})?$/.test(value.trim()) ? Number(value) : NaN
  return Number.isSafeInteger(number) && number >= 0 ? number : null
}

/**
 * Check that the vault accepts an account: numbers within their ranges, texts and lists within {@link MAX_LENGTHS} and {@link MAX_GROUPS}.
 *
 * @throws {@link AppError} `format-damaged` for a number out of range, `limit-exceeded` for a text or list that is too long.
 */
export function checkFields(fields: AccountFields): void {
  checkNumbers(fields)
  checkLength(fields.issuer, MAX_LENGTHS.issuer)
  checkLength(fields.name, MAX_LENGTHS.name)
  checkLength(fields.note, MAX_LENGTHS.note)
  checkLength(fields.pin ?? "", MAX_LENGTHS.pin)
  if (fields.groups.length > MAX_GROUPS) {
    throw new AppError("limit-exceeded", RANGE_TEXTS.tooManyGroups, { detail: { max: MAX_GROUPS } })
  }
  for (const group of fields.groups) checkLength(group, MAX_LENGTHS.group)
  checkLength(fields.icon?.mime ?? "", MAX_LENGTHS.iconMime)
  checkLength(fields.icon?.data ?? "", MAX_LENGTHS.iconData)
}

/** The part of {@link checkFields} that codes depend on: digits, period and counter. @throws {@link AppError} `format-damaged` */
export function checkNumbers({ kind, digits, period, counter }: Pick<AccountFields, "kind" | "digits" | "period" | "counter">): void {
  if (!isWithin(digits, 1, MAX_DIGITS)) throw new AppError("format-damaged", RANGE_TEXTS.digits, { detail: { max: MAX_DIGITS } })
  if (kind === "hotp") {
    if (!isWithin(counter, 0, MAX_COUNTER)) throw new AppError("format-damaged", RANGE_TEXTS.counter)
  } else if (!isWithin(period, 1, MAX_PERIOD_S)) {
    throw new AppError("format-damaged", RANGE_TEXTS.period, { detail: { max: MAX_PERIOD_S } })
  }
}

function isWithin(value: number | null, min: number, max: number): boolean {
  return value !== null && Number.isSafeInteger(value) && value >= min && value <= max
}

function checkLength(text: string, max: number): void {
  if (text.length > max) throw new AppError("limit-exceeded", RANGE_TEXTS.textTooLong, { detail: { max } })
}
