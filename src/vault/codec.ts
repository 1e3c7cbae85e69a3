import type { Account } from "../accounts/account.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { accountFromRecord, toRecord } from "../accounts/record.ts"
import { macOf, macsOf, signatureOf, withoutMac } from "./mac.ts"
import type { Signature } from "./mac.ts"

export const CODEC_TEXTS = texts({
  damaged: { en: "the vault's content is damaged", ja: "保管庫の内容が壊れています" },
})

/** The version written here. A higher one opens read-only. */
export const CONTENT_VERSION = 1

/** An account that was removed for ever, so that a merge does not bring it back. */
export interface Tombstone {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Fields that a newer version added. */
  readonly unknown?: Readonly<Record<string, unknown>>
}

/** What a vault holds, in memory. `keyferry-vault(5)` describes it as JSON. */
export interface VaultContent {
  readonly version: number
  /** Grows by at least one with every save. */
  readonly generation: number
  readonly accounts: readonly Account[]
  readonly tombstones: readonly Tombstone[]
  /** Records among the accounts that cannot be read here (a kind of login that a newer program knows); kept as they came. */
  readonly unreadable: readonly unknown[]
  /** Fields beside the accounts that a newer version added, kept as they came. */
  readonly unknown: Readonly<Record<string, unknown>>
}

type Root = Readonly<Record<string, unknown>>

export interface Decoded {
  readonly content: VaultContent
  /** Two signatures: a change of the passphrase was not finished. */
  readonly macs: number
  signature(key: Uint8Array): Signature
}

export interface DecodeOptions {
  /** Makes an account of a record without an `id`, as vaults made by hand have; null where that cannot be done. */
  readonly makeAccount?: (record: unknown) => Account | null
}

export function emptyContent(): VaultContent {
  return { version: CONTENT_VERSION, generation: 0, accounts: [], tombstones: [], unreadable: [], unknown: {} }
}

/** The content as JSON, signed with each of the keys; without a key it carries no `mac`. */
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
 * Read a content. Nothing is said about who wrote it: ask {@link Decoded.signature}.
 *
 * @throws {@link AppError} `format-damaged` when it is no content at all, `limit-exceeded` when it is nested without end
 */
export function decodeContent(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
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
  return { content, macs: macsOf(root).length, signature: (key) => signatureOf(root, key) }
}

/** The same content signed with other keys. Where the old key does not fit it stays as it is: nobody vouches for it. */
export function replaceSignature(bytes: Uint8Array, oldKey: Uint8Array, newKeys: readonly Uint8Array[]): Uint8Array {
  const root = parse(bytes)
  return signatureOf(root, oldKey) === "right" ? toBytes(signWith(root, newKeys)) : bytes
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
    // The parser's message quotes the text, so it is not even kept as a cause.
    throw damaged()
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged()
  return value as Root
}

function readAccount(record: unknown, options: DecodeOptions): Account | null {
  try {
    const named = typeof record === "object" && record !== null && "id" in record
    return named || options.makeAccount === undefined ? accountFromRecord(record) : options.makeAccount(record)
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
