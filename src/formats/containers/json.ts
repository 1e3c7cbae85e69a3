import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { SniffedInput } from "../handler.ts"
import { LIMITS, checkFileBytes, jsonLimitError } from "../limits.ts"
import { decodeText, encodeUtf8, textOf } from "../records/text.ts"

export type JsonObject = Readonly<Record<string, unknown>>

export const JSON_TEXTS = texts({
  broken: { en: "the JSON file is cut off or malformed", ja: "JSON として読み取れません（壊れているか、途中で切れています）" },
  shape: { en: "the file does not have the structure of this format", ja: "ファイルの構造がこの形式と一致しません" },
})

/**
 * Check depth and number of values before parsing, in one pass without recursion.
 *
 * @param utf8 - Bytes, which are read three times as fast as the characters of a string.
 * @returns `whole` within the limits, even where the JSON is malformed.
 */
export function jsonSize(utf8: Uint8Array): "whole" | "too-deep" | "too-many" {
  const { length } = utf8
  let depth = 0
  let values = 0
  for (let at = 0; at < length; at++) {
    const byte = utf8[at] ?? 0
    if (byte <= 0x20) continue
    if (byte === 0x22) {
      for (at++; at < length && utf8[at] !== 0x22; at++) if (utf8[at] === 0x5c) at++
    } else if (byte === 0x2c) {
      values++
    } else if (byte > 0x5a) {
      // Square and curly brackets differ in one bit.
      const bracket = byte | 0x20
      if (bracket === 0x7b) {
        values++
        if (++depth > LIMITS.jsonDepth) return "too-deep"
      } else if (bracket === 0x7d) depth--
    }
  }
  return values > LIMITS.jsonValues ? "too-many" : "whole"
}

/**
 * Parse JSON within the limits: for the content of a container or of an encrypted part. For a whole input use {@link jsonOf}.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export function parseJson(input: Uint8Array | string): unknown {
  checkFileBytes(input.length)
  const text = typeof input === "string" ? input : (decodeText(input) ?? "")
  const size = jsonSize(encodeUtf8(text))
  if (size !== "whole") throw jsonLimitError(size)
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text)
  } catch (cause) {
    throw new AppError("format-damaged", JSON_TEXTS.broken, { cause })
  }
}

/**
 * The JSON value of an input. Uses what `sniff` has parsed.
 *
 * @throws AppError `format-damaged`, `limit-exceeded`
 */
export function jsonOf({ bytes, sniffed }: SniffedInput): unknown {
  return sniffed.kind === "json-object" || sniffed.kind === "json-array" ? sniffed.json : parseJson(textOf(bytes))
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** `object`, `array`, `string`, `number`, `boolean` or `null`. */
export function jsonType(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value
}

/** @throws AppError `format-damaged` when it is no object. */
export function objectOf(value: unknown): JsonObject {
  if (!isObject(value)) throw new AppError("format-damaged", JSON_TEXTS.shape)
  return value
}

/** @throws AppError `format-damaged` when it is no list. */
export function arrayOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new AppError("format-damaged", JSON_TEXTS.shape)
  return value
}

/** As {@link arrayOf}, but nothing and null are an empty list. */
export function arrayOrEmpty(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : arrayOf(value)
}

/** @throws AppError `format-damaged` when it is no string. */
export function stringOf(value: unknown): string {
  if (typeof value !== "string") throw new AppError("format-damaged", JSON_TEXTS.shape)
  return value
}

const MAX_SAMPLED_RECORDS = 50

/**
 * Whether a path leads to a value, which may be null. Looks at the first 50 records of each list or object on the way.
 *
 * @param path - Keys divided by dots. `[]` after a key (or at the start) goes into a list's records, `*` into every value of an
 * object: `items[].login.totp`, `accounts.*.shared_secret`, `[].otpGenerator`.
 */
export function hasPath(root: unknown, path: string): boolean {
  return valuesAt(root, path).length > 0
}

/** The values that {@link hasPath} finds, in order; at most 2500. */
export function valuesAt(root: unknown, path: string): unknown[] {
  let values: unknown[] = [root]
  for (const step of path.replaceAll("[]", ".[]").split(".")) {
    if (step === "") continue
    const next: unknown[] = []
    for (const value of values) {
      if (next.length >= MAX_SAMPLED_RECORDS * MAX_SAMPLED_RECORDS) break
      if (step === "[]") {
        if (Array.isArray(value)) next.push(...(value.slice(0, MAX_SAMPLED_RECORDS) as unknown[]))
      } else if (isObject(value)) {
        if (step === "*") next.push(...firstKeys(value, MAX_SAMPLED_RECORDS).map((key) => value[key]))
        else if (Object.hasOwn(value, step)) next.push(value[step])
      }
    }
    values = next
  }
  return values
}

/** The first keys of an object, without listing all of them. */
export function firstKeys(object: JsonObject, most: number): string[] {
  const keys: string[] = []
  for (const key in object) {
    if (keys.length >= most) break
    keys.push(key)
  }
  return keys
}
