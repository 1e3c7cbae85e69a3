import type { Account } from "../accounts/account.ts"
import { accountFromRecord, toRecord } from "../accounts/record.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { macOf, macsOf, checkMac, withoutMac } from "./mac.ts"
import type { SignatureStatus } from "./mac.ts"

export const CODEC_TEXTS = texts({
  damaged: { en: "the vault's content is damaged", ja: "保管庫の内容が壊れています" },
})

/** The version that this program writes. A vault of a higher version opens read-only. */
export const CONTENT_VERSION = 1

/** Records that an account was removed permanently, so that a merge does not bring it back. */
export interface Tombstone {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Fields that a newer version added, kept as they are. */
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** The content of a vault in memory. `keyferry-vault(5)` describes it as JSON. */
export interface VaultContent {
  readonly version: number
  /** Grows by at least one with every save. */
  readonly generation: number
  readonly accounts: readonly Account[]
  readonly tombstones: readonly Tombstone[]
  /** Account records that this version cannot read (such as a kind that a newer version added), kept as they are. */
  readonly unreadable: readonly unknown[]
  /** Members of the content that a newer version added, kept as they are. */
  readonly unknown: Readonly<Record<string, unknown>>
}

type Root = Readonly<Record<string, unknown>>

export interface DecodedContent {
  readonly content: VaultContent
  /** The number of signatures. Two mean that a change of the passphrase was interrupted. */
  readonly macCount: number
  /** @param key - The MAC key of the vault's identity; see `macKeyOf`. @throws AppError `limit-exceeded` where it is nested too deeply */
  checkSignature(key: Uint8Array): SignatureStatus
}

export interface DecodeOptions {
  /** Makes an account from a record without an `id`, as in a vault written by hand; null where that is not possible. */
  readonly makeAccount?: (record: unknown) => Account | null
}

/** The content of a new vault, before its first save: generation 0. */
export function emptyContent(): VaultContent {
  return { version: CONTENT_VERSION, generation: 0, accounts: [], tombstones: [], unreadable: [], unknown: {} }
}

/** The content as JSON in UTF-8, signed with each of the keys; without keys it has no `mac`. */
export function encodeContent(content: VaultContent, macKeys: readonly Uint8Array[]): Uint8Array {
  const root: Root = {
    ...content.unknown,
    version: content.version,
    generation: content.generation,
    accounts: [...content.accounts.map((account) => toRecord(account, { secrets: true })), ...content.unreadable],
    tombstones: content.tombstones.map(({ id, at, unknown }) => ({ ...unknown, id, at: new Date(at).toISOString() })),
  }
  return toBytes(signWith(root, macKeys))
}

/**
 * Read a content. The signature is not checked here; call {@link DecodedContent.checkSignature}.
 *
 * @throws {@link AppError} `format-damaged` where the bytes are not a content. A single record that cannot be read is not an error; it goes
 * to {@link VaultContent.unreadable}.
 */
export function decodeContent(bytes: Uint8Array, options: DecodeOptions = {}): DecodedContent {
  const root = parse(bytes)
  const { version, generation = 0, accounts: records, tombstones = [], ...unknown } = withoutMac(root)
  if (!isCount(version) || version < 1 || !isCount(generation)) throw damaged()
  if (!Array.isArray(records) || !Array.isArray(tombstones)) throw damaged()
  const accounts: Account[] = []
  const unreadable: unknown[] = []
  const ids = new Set<string>()
  for (const record of records as unknown[]) {
    const account = readAccount(record, options)
    if (account === null || ids.has(account.id)) {
      unreadable.push(record)
    } else {
      ids.add(account.id)
      accounts.push(account)
    }
  }
  const content = { version, generation, accounts, tombstones: tombstones.map(readTombstone), unreadable, unknown }
  return { content, macCount: macsOf(root).length, checkSignature: (key) => checkMac(root, key) }
}

/**
 * The same content, signed with other keys. Returns the bytes unchanged where they do not carry a right signature of the old key, so that
 * an unsigned or forged content never gets a valid one.
 *
 * @throws {@link AppError} `format-damaged`; `limit-exceeded` where it is nested too deeply
 */
export function replaceSignature(bytes: Uint8Array, oldKey: Uint8Array, newKeys: readonly Uint8Array[]): Uint8Array {
  const root = parse(bytes)
  return checkMac(root, oldKey) === "right" ? toBytes(signWith(root, newKeys)) : bytes
}

function signWith(root: Root, keys: readonly Uint8Array[]): Root {
  const content = withoutMac(root)
  const macs = keys.map((key) => macOf(content, key))
  if (macs.length === 0) return content
  return { ...content, mac: macs.length === 1 ? macs[0] : macs }
}

function toBytes(root: Root): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(root) + "\n")
}

function parse(bytes: Uint8Array): Root {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    // No `cause`: the parser's message quotes the text.
    throw damaged()
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged()
  return value as Root
}

function readAccount(record: unknown, options: DecodeOptions): Account | null {
  try {
    const hasId = typeof record === "object" && record !== null && "id" in record
    return hasId || options.makeAccount === undefined ? accountFromRecord(record) : options.makeAccount(record)
  } catch (e) {
    if (isAppError(e)) return null
    throw e
  }
}

function readTombstone(value: unknown): Tombstone {
  if (typeof value !== "object" || value === null) throw damaged()
  const { id, at, ...unknown } = value as Record<string, unknown>
  const atMs = typeof at === "string" ? Date.parse(at) : at
  if (typeof id !== "string" || typeof atMs !== "number" || Number.isNaN(new Date(atMs).getTime())) throw damaged()
  return Object.keys(unknown).length === 0 ? { id, at: atMs } : { id, at: atMs, unknown }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
}

function damaged(): AppError {
  return new AppError("format-damaged", CODEC_TEXTS.damaged)
}
