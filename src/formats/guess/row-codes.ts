import type { Draft, Kind } from "../../accounts/account.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import { AppError } from "../../base/errors.ts"
import type { MappedField } from "../handler.ts"
import { FIELD_TEXTS, base32Field, draftOf, flag } from "../records/fields.ts"
import { labelRepeated, uriLinesIn } from "../records/item-codes.ts"
import { isLikelySecret, isOtpAddress } from "./likely-secret.ts"

/** Rows of texts: a CSV, or a list of records of a JSON tree. */
export interface GuessTable {
  /** The path within the file; empty for the whole file. */
  readonly place: string
  /** Column names; null for a column without one. */
  readonly columns: readonly (string | null)[]
  readonly rows: readonly GuessRow[]
}

export interface GuessRow {
  /** 1-based: the line, or the number of the record in the file. */
  readonly at: number
  readonly cells: readonly string[]
}

/** Which column each field is taken from. */
export type Columns = Readonly<Partial<Record<MappedField, number>>>

/** How a table is read. */
export interface Assignment {
  /** With `uri` or `secret`, or both: the first column with codes. */
  readonly columns: Columns
  /** Every column with codes, in their order. */
  readonly codes: readonly number[]
  /** The columns that no field is taken from, and that may hold a code in single rows. */
  readonly free: readonly number[]
}

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:totp|time|timebased|timesync|otp|2fa)$/, "totp"],
  [/^(?:hotp|counter|counterbased|event|eventbased)$/, "hotp"],
  [/^(?:steam|steamguard)$/, "steam"],
]

/** @returns Null for an unknown kind. */
export function kindOf(text: string): Kind | null {
  const word = text.toLowerCase().replace(/[^a-z0-9]/g, "")
  return KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? null
}

/** Without the unit. */
export const seconds = (text: string): string => text.replace(/\s*(?:s|sec|secs|seconds|秒)$/i, "")

/**
 * The codes of one row, for {@link RecordReader.readItem}: one function per code. Each secret once, from its URI where there is one.
 *
 * @throws AppError as the functions: `format-damaged` for an invalid secret, URI or number; `format-unsupported` for an unknown kind or
 * algorithm; `limit-exceeded` for a URI that is too long
 */
export function rowCodes({ cells }: GuessRow, assignment: Assignment, names: GuessTable["columns"]): (() => Draft)[] {
  const cell = (at: number): string => (cells[at] ?? "").trim()
  const inColumns = assignment.codes.map((at) => ({ at, key: cell(at) })).filter(({ key }) => key !== "")
  const noteAt = assignment.columns.note
  const texts = [...assignment.free, ...(noteAt === undefined ? [] : [noteAt])]
  const inTexts = texts.flatMap((at) => uriLinesIn([cell(at)]).map((key) => ({ at, key })))
  const found = [...inColumns, ...inTexts]
  // A row without a code in its columns may have it elsewhere.
  const keys = found.length > 0 ? found : texts.map((at) => ({ at, key: cell(at) })).filter(({ key }) => isLikelySecret(key))
  const byUriFirst = keys.toSorted((a, b) => Number(isOtpAddress(b.key)) - Number(isOtpAddress(a.key)))
  const secrets = new Set<string>()
  const labels = new Set<string>()
  const codes = byUriFirst.flatMap(({ at, key }) => {
    try {
      const draft = readKey(key, cells, assignment.columns)
      const secret = draft.secret.toBase32()
      if (secrets.has(secret)) return []
      secrets.add(secret)
      return [{ at, read: (): Draft => draft }]
    } catch (error) {
      return [{ at, read: (): Draft => { throw error } }] // prettier-ignore
    }
  })
  const inOrder = codes.toSorted((a, b) => a.at - b.at)
  return inOrder.map(
    ({ at, read }) =>
      () =>
        labelRepeated(read(), names[at] ?? "", labels),
  )
}

/** The account of one code of a row. @param key - An otpauth URI or a base32 secret. */
function readKey(key: string, cells: readonly string[], columns: Columns): Draft {
  const cell = (field: MappedField): string => {
    const at = columns[field]
    return at === undefined ? "" : (cells[at] ?? "").trim()
  }
  const note = cell("note")
  const groups = [
    ...new Set(
      cell("groups")
        .split(/[,;|\n]/)
        .map((group) => group.trim())
        .filter((group) => group !== ""),
    ),
  ]
  const favorite = /^x$/i.test(cell("favorite")) || flag(cell("favorite"))
  const { issuer, name } = splitLabel(cell("issuer"), cell("name"), cell("label"))
  if (isOtpAddress(key)) {
    const draft = parseOtpUri(key)
    // The columns fill in a missing issuer, and the name where the URI has neither.
    const names = draft.issuer === "" && draft.name === "" ? { issuer, name } : draft.issuer === "" ? { issuer } : {}
    return { ...draft, ...names, note, groups, favorite }
  }
  const kind = cell("kind") === "" ? "totp" : kindOf(cell("kind"))
  if (kind === null) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  return draftOf({
    kind,
    secret: base32Field(key),
    issuer,
    name,
    algorithm: cell("algorithm")
      .replace(/[\s_-]/g, "")
      .replace(/^hmac/i, ""),
    digits: cell("digits"),
    period: seconds(cell("period")),
    counter: cell("counter"),
    note,
    groups,
    favorite,
  })
}

/** Split a combined text at its colon, as the label of a URI. Without a colon an e-mail address is the name, other text the issuer. */
function splitLabel(issuer: string, name: string, label: string): { issuer: string; name: string } {
  if (label === "") return { issuer, name }
  const colon = label.indexOf(":")
  if (colon > 0) return { issuer: label.slice(0, colon).trim(), name: label.slice(colon + 1).trim() }
  return label.includes("@") ? { issuer: "", name: label } : { issuer: label, name: "" }
}
