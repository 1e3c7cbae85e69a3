import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { MappedField, MappedTable, OpenContext, OpenedAccounts, OpenedGuess } from "../handler.ts"
import { RecordReader } from "../records/record-reader.ts"
import { couldBeSecret, isLikelySecret, isLikelyShortSecret, isOtpAddress } from "./likely-secret.ts"
import { kindOf, rowCodes, seconds } from "./row-codes.ts"
import type { Assignment, GuessTable } from "./row-codes.ts"
import { readName } from "./words.ts"
import type { NameReading } from "./words.ts"

export const GUESS_TEXTS = texts({
  nothing: {
    en: "no column or key holds secrets or otpauth URIs",
    ja: "シークレットや otpauth の URI を含む列やキーが見つかりません",
  },
  unreadable: {
    en: "the values named secret are not base32: they may be encrypted or in an unsupported form",
    ja: "シークレットに当たる値が Base32 ではありません。暗号化されているか、未対応の形式です",
  },
})

/** How many rows are examined to decide what a column holds. */
const MAX_SAMPLED_ROWS = 200

const isNumber =
  (low: number, high: number) =>
  (text: string): boolean =>
    /^\d{1,9}$/.test(text) && Number(text) >= low && Number(text) <= high

/** What values of a field must look like. The fields that are missing here accept any text. */
const FITS: Readonly<Partial<Record<MappedField, (text: string) => boolean>>> = {
  kind: (text) => kindOf(text) !== null,
  algorithm: (text) => /^(?:hmac)?[\s_-]*(?:sha[\s_-]*(?:1|224|256|384|512)|md5)$/i.test(text),
  digits: isNumber(1, 10),
  period: (text) => isNumber(5, 86_400)(seconds(text)),
  counter: isNumber(0, 999_999_999),
  favorite: (text) => /^(?:0|1|true|false|yes|no|x)$/i.test(text),
}

interface Column {
  readonly at: number
  /** Null for a column without a name. */
  readonly reading: NameReading | null
  /** Of the examined rows: trimmed, without blank ones. */
  readonly values: readonly string[]
}

const share = (values: readonly string[], test: (text: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length

/** @returns Null where no column holds secrets or URIs; `unreadable` where one has the name of a secret but holds other values. */
export function assignColumns(table: GuessTable): Assignment | "unreadable" | null {
  const looked = table.rows.slice(0, MAX_SAMPLED_ROWS)
  const columns = table.columns.map((name, at): Column => ({
    at,
    reading: name === null ? null : readName(name),
    values: looked.map(({ cells }) => (cells[at] ?? "").trim()).filter((text) => text !== ""),
  }))
  const found: Partial<Record<MappedField, number>> = {}
  const uri = best(columns, ({ values }) => share(values, isOtpAddress), 0.5)
  const secret = secretColumn(columns.filter((column) => column !== uri))
  if (uri !== null) found.uri = uri.at
  if (secret !== null) found.secret = secret.at
  if (uri === null && secret === null)
    return columns.some((column) => isNamedSecret(column) && column.values.some((text) => text.length >= 8)) ? "unreadable" : null
  const further = furtherCodeColumns(columns.filter((column) => column !== uri && column !== secret))
  const codes = [uri, secret, ...further].filter((column) => column !== null)
  const left = columns.filter((column) => !codes.includes(column))
  assignByName(left, found)
  assignByContent(left, found)
  const taken = Object.values(found)
  const free = left.filter(({ at, reading }) => !taken.includes(at) && reading?.never !== true)
  return { columns: found, codes: codes.map(({ at }) => at).sort((a, b) => a - b), free: free.map(({ at }) => at) }
}

/** Each as it would be chosen if the others were not there. */
function furtherCodeColumns(columns: readonly Column[]): Column[] {
  return columns.filter((column) => share(column.values, isOtpAddress) >= 0.5 || secretColumn([column]) !== null)
}

function best(columns: readonly Column[], score: (column: Column) => number, least: number): Column | null {
  const scored = columns.map((column) => ({ column, score: score(column) })).filter(({ score }) => score >= least && score > 0)
  return scored.toSorted((a, b) => b.score - a.score)[0]?.column ?? null
}

const isNamedSecret = ({ reading }: Column): boolean => reading !== null && reading.fields.has("secret") && !reading.never
/** A field for one-time passwords often accepts a URI or a secret. */
const isKeyText = (text: string): boolean => isOtpAddress(text) || couldBeSecret(text)
const isLikelyKey = (text: string): boolean => isOtpAddress(text) || isLikelySecret(text) || isLikelyShortSecret(text)

/** The column with the name of a secret and plausible values; else the one whose values look like secrets. */
function secretColumn(columns: readonly Column[]): Column | null {
  const byName = best(
    columns.filter(isNamedSecret),
    ({ reading, values }) => {
      const likely = share(values, isLikelyKey)
      // Plain words can be valid base32, so some of the values must look random.
      return share(values, isKeyText) >= 0.5 && likely >= 0.3 ? likely + (reading?.fields.get("secret") ?? 0) : 0
    },
    0.5,
  )
  if (byName !== null) return byName
  return best(
    columns.filter(({ reading }) => reading?.never !== true),
    ({ values }) => share(values, isLikelySecret),
    0.6,
  )
}

const BY_NAME = ["issuer", "name", "kind", "algorithm", "digits", "period", "counter", "groups", "note", "favorite"] as const

function assignByName(columns: readonly Column[], found: Partial<Record<MappedField, number>>): void {
  const taken = new Set<number>()
  const take = (field: MappedField, column: Column | null): void => {
    if (column === null) return
    found[field] = column.at
    taken.add(column.at)
  }
  const free = (): Column[] => columns.filter(({ at }) => !taken.has(at))
  for (const field of BY_NAME) {
    const fits = FITS[field]
    const score = ({ reading, values }: Column): number => {
      if (reading === null || values.length === 0 || (fits !== undefined && share(values, fits) < 0.5)) return 0
      return reading.fields.get(field) ?? 0
    }
    take(field, best(free(), score, 1))
  }
  // A column called "name" or "title" gets whichever of issuer and name is still missing.
  const labels = free().filter(({ reading, values }) => values.length > 0 && (reading?.label ?? 0) > 0)
  for (const label of labels) {
    if (found.issuer === undefined && found.name !== undefined) take("issuer", label)
    else if (found.name === undefined && found.issuer !== undefined) take("name", label)
    else if (found.issuer === undefined && found.name === undefined) {
      if (labels.length > 1 && label === labels[0]) take("issuer", label)
      else take("label", label)
    }
  }
}

/** A number, an id or a key: not the name of an account. */
const looksLikeNumberOrKey = (text: string): boolean => !/\p{L}/u.test(text) || /^[0-9a-f-]{16,}$/i.test(text) || isLikelySecret(text)

/** Assigns columns without a name by their values. */
function assignByContent(columns: readonly Column[], found: Partial<Record<MappedField, number>>): void {
  const taken = new Set(Object.values(found))
  const unnamed = columns.filter(({ at, reading, values }) => !taken.has(at) && reading === null && values.length > 0)
  for (const column of unnamed) {
    const all = (test: (text: string) => boolean): boolean => column.values.every(test)
    const field: MappedField | null = all((text) => kindOf(text) !== null)
      ? "kind"
      : all(FITS.algorithm ?? (() => false))
        ? "algorithm"
        : all(isNumber(5, 8))
          ? "digits"
          : all((text) => /^(?:15|20|30|45|60|90|120)$/.test(text))
            ? "period"
            : share(column.values, looksLikeNumberOrKey) > 0.5
              ? null
              : share(column.values, (text) => text.includes("@")) > 0.5
                ? "name"
                : "issuer"
    if (field === null || ((field === "issuer" || field === "name") && found.label !== undefined)) continue
    if (found[field] === undefined) found[field] = column.at
    else if (field === "issuer" && found.name === undefined) found.name = column.at
  }
}

const MAX_PREVIEW = 5

/**
 * Map the columns of tables to account fields and read the rows. The user must accept the mapping before the accounts are used.
 *
 * @throws AppError `nothing-found` where there are no secrets, `format-unsupported` where they cannot be read
 */
export function guessAccounts(tables: readonly GuessTable[], context: OpenContext): OpenedGuess {
  const mapped = tables.flatMap((table) => {
    const assignment = assignColumns(table)
    return assignment === null || assignment === "unreadable" ? [] : [{ table, assignment }]
  })
  if (mapped.length === 0) {
    const unreadable = tables.some((table) => assignColumns(table) === "unreadable")
    throw unreadable ? new AppError("format-unsupported", GUESS_TEXTS.unreadable) : new AppError("nothing-found", GUESS_TEXTS.nothing)
  }
  const reader = new RecordReader(context)
  const rows = mapped.flatMap(({ table, assignment }) => table.rows.map((row) => ({ row, assignment, names: table.columns })))
  if (mapped.length > 1) rows.sort((a, b) => a.row.at - b.row.at)
  for (const { row, assignment, names } of rows) reader.readItem(row.at, () => rowCodes(row, assignment, names))
  const opened: OpenedAccounts = reader.opened()
  return {
    kind: "guess",
    mapping: {
      tables: mapped.map(({ table, assignment }) => describeTable(table, assignment)),
      first: opened.drafts.slice(0, MAX_PREVIEW),
      accounts: opened.drafts.length,
      issues: opened.issues.length,
    },
    accept: () => opened,
  }
}

function describeTable({ place, columns, rows }: GuessTable, { columns: found, codes }: Assignment): MappedTable {
  const first = Object.entries(found) as [MappedField, number][]
  const further = codes.filter((at) => at !== found.uri && at !== found.secret).map((at): [MappedField, number] => ["secret", at])
  const fields = [...first, ...further].map(([field, at]) => ({ field, from: columns[at] ?? null, column: at + 1 }))
  const taken = new Set([...Object.values(found), ...codes])
  const unused = columns.flatMap((name, at) =>
    name === null || taken.has(at) || rows.every(({ cells }) => (cells[at] ?? "") === "") ? [] : [name],
  )
  return { place, fields, unused, records: rows.length }
}
