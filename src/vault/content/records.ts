import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"

export const CODEC_TEXTS = texts({
  damaged: { en: "the vault's content is damaged", ja: "保管庫の内容が壊れています" },
})

/** Members of a record that a newer version added, kept as they are; absent where there are none. */
interface WithUnknown {
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** Records that an account was removed permanently, so that a merge does not bring it back. */
export interface Tombstone extends WithUnknown {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The recovery key of a vault: the second identity that opens it. */
export interface RecoveryRecord extends WithUnknown {
  /** The recovery key's recipient, `age1…`. */
  readonly recipient: string
  /** SHA-256 of `recovery.age`, lower-case hexadecimal. */
  readonly fileSha256: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Records an export without protection, so that `check` can find a file that is still there. */
export interface ExportRecord extends WithUnknown {
  /** UUID. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Absolute path of the file. */
  readonly path: string
  /** The format's id. */
  readonly format: string
  /** The number of accounts in the file. */
  readonly accounts: number
}

/** A record that something was done; what it says besides is in `unknown`. */
export interface Receipt extends WithUnknown {
  /** UUID. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A record as JSON. Times are ISO 8601 in UTC. */
export type JsonRecord = Readonly<Record<string, unknown>>

export function writeTombstone({ id, at, unknown }: Tombstone): JsonRecord {
  return { ...unknown, id, at: isoTime(at) }
}

/** @throws {@link AppError} `format-damaged`, as every `read…` of this file where a member is missing or has another type */
export function readTombstone(value: unknown): Tombstone {
  const { id, at, ...unknown } = objectOf(value)
  return withUnknown({ id: textOf(id), at: timeOf(at) }, unknown)
}

export function writeRecovery({ recipient, fileSha256, createdAt, unknown }: RecoveryRecord): JsonRecord {
  return { ...unknown, recipient, fileSha256, createdAt: isoTime(createdAt) }
}

export function readRecovery(value: unknown): RecoveryRecord {
  const { recipient, fileSha256, createdAt, ...unknown } = objectOf(value)
  return withUnknown({ recipient: textOf(recipient), fileSha256: textOf(fileSha256), createdAt: timeOf(createdAt) }, unknown)
}

export function writeExport({ id, at, path, format, accounts, unknown }: ExportRecord): JsonRecord {
  return { ...unknown, id, at: isoTime(at), path, format, accounts }
}

export function readExport(value: unknown): ExportRecord {
  const { id, at, path, format, accounts, ...unknown } = objectOf(value)
  if (!isCount(accounts)) throw damaged()
  return withUnknown({ id: textOf(id), at: timeOf(at), path: textOf(path), format: textOf(format), accounts }, unknown)
}

export function writeReceipt({ id, at, unknown }: Receipt): JsonRecord {
  return { ...unknown, id, at: isoTime(at) }
}

export function readReceipt(value: unknown): Receipt {
  const { id, at, ...unknown } = objectOf(value)
  return withUnknown({ id: textOf(id), at: timeOf(at) }, unknown)
}

/** Read each item of a list. */
export function readList<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw damaged()
  return value.map(read)
}

/** A SHA-256 in lower-case hexadecimal. */
export function readDigest(value: unknown): string {
  if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) throw damaged()
  return value
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
}

/** @throws RangeError for a time outside of what `Date` can represent, which {@link timeOf} never returns */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** Milliseconds since 1970 of a time as ISO text or a number of milliseconds. */
export function timeOf(value: unknown): number {
  const ms = typeof value === "string" ? Date.parse(value) : value
  if (typeof ms !== "number" || Number.isNaN(new Date(ms).getTime())) throw damaged()
  return ms
}

export function damaged(): AppError {
  return new AppError("format-damaged", CODEC_TEXTS.damaged)
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged()
  return value as Record<string, unknown>
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw damaged()
  return value
}

function withUnknown<T extends object>(record: T, unknown: Record<string, unknown>): T & WithUnknown {
  return Object.keys(unknown).length === 0 ? record : { ...record, unknown }
}
