import type { Account } from "../accounts/account.ts"
import { accountFromRecord, toRecord } from "../accounts/record.ts"
import { isAppError } from "../base/errors.ts"
import { canonicalJson } from "./canonical-json.ts"
import {
  damaged,
  isCount,
  isoTime,
  readDigest,
  readExport,
  readList,
  readReceipt,
  readRecovery,
  readTombstone,
  timeOf,
  writeExport,
  writeReceipt,
  writeRecovery,
  writeTombstone,
} from "./content/records.ts"
import type { ExportRecord, Receipt, RecoveryRecord, Tombstone } from "./content/records.ts"
import { macOf, macsOf, checkMac, sha256Hex, withoutMac, withSignedBytes } from "./mac.ts"
import type { SignatureStatus, Signer } from "./mac.ts"

export type { ExportRecord, Receipt, RecoveryRecord, Tombstone } from "./content/records.ts"

/** The version that this program writes. A vault of a higher version opens read-only. */
export const CONTENT_VERSION = 1

/** The number of earlier contents that a content names. */
export const MAX_ANCESTORS = 64

/** The number of receipts that a content keeps. */
export const MAX_RECEIPTS = 200

/** The number of plain exports that a content keeps. */
export const MAX_EXPORTS = 200

/** The content of a vault in memory. `keyferry-vault(5)` describes it as JSON. */
export interface VaultContent {
  readonly version: number
  /** Grows by at least one with every save. */
  readonly generation: number
  /** When it was saved, in milliseconds since 1970; null for a content that an older program wrote. */
  readonly savedAt: number | null
  /** The contents that it descends from, by {@link contentDigest}, newest first; at most {@link MAX_ANCESTORS}. */
  readonly ancestors: readonly string[]
  /** Null where the vault has no recovery key. */
  readonly recovery: RecoveryRecord | null
  readonly accounts: readonly Account[]
  readonly tombstones: readonly Tombstone[]
  /** The plain exports made, newest first; at most {@link MAX_EXPORTS} when they are written. */
  readonly exports: readonly ExportRecord[]
  /** At most {@link MAX_RECEIPTS}. */
  readonly receipts: readonly Receipt[]
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
  /** As {@link contentDigest}, of the content as it was written. @throws AppError `limit-exceeded` where it is nested too deeply */
  contentDigest(): string
  /** @param signer - Of the vault's identity. @throws AppError `limit-exceeded` where the content is nested too deeply */
  checkSignature(signer: Signer): Promise<SignatureStatus>
}

export interface DecodeOptions {
  /** Makes an account from a record without an `id`, as in a vault written by hand; null where that is not possible. */
  readonly makeAccount?: (record: unknown) => Account | null
}

/** The content of a new vault, before its first save: generation 0. */
export function emptyContent(): VaultContent {
  return {
    version: CONTENT_VERSION,
    generation: 0,
    savedAt: null,
    ancestors: [],
    recovery: null,
    accounts: [],
    tombstones: [],
    exports: [],
    receipts: [],
    unreadable: [],
    unknown: {},
  }
}

/** The newest {@link MAX_EXPORTS}, newest first. */
export function newestExports(exports: readonly ExportRecord[]): readonly ExportRecord[] {
  return [...exports].sort((one, other) => other.at - one.at).slice(0, MAX_EXPORTS)
}

/** The content as JSON in UTF-8, signed by each of the signers; without signers it has no `mac`. */
export async function encodeContent(content: VaultContent, signers: readonly Signer[]): Promise<Uint8Array> {
  return toBytes(await signWith(toRoot(content), signers))
}

/**
 * The name of a content among the {@link VaultContent.ancestors} of later ones: SHA-256 of its canonical text without `mac`, in lower-case
 * hexadecimal. It does not depend on the vault's identity, nor on who wrote the file.
 */
export function contentDigest(content: VaultContent): string {
  return digestOf(toRoot(content))
}

/**
 * Read a content. The signature is not checked here; call {@link DecodedContent.checkSignature}.
 *
 * @throws {@link AppError} `format-damaged` where the bytes are not a content. A single record that cannot be read is not an error; it goes
 * to {@link VaultContent.unreadable}.
 */
export function decodeContent(bytes: Uint8Array, options: DecodeOptions = {}): DecodedContent {
  const root = parse(bytes)
  const {
    version,
    generation = 0,
    savedAt = null,
    ancestors = [],
    recovery = null,
    accounts: records,
    tombstones = [],
    exports = [],
    receipts = [],
    ...unknown
  } = withoutMac(root)
  if (!isCount(version) || version < 1 || !isCount(generation) || !Array.isArray(records)) throw damaged()
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
  const content = {
    version,
    generation,
    savedAt: savedAt === null ? null : timeOf(savedAt),
    ancestors: readList(ancestors, readDigest).slice(0, MAX_ANCESTORS),
    recovery: recovery === null ? null : readRecovery(recovery),
    accounts,
    tombstones: readList(tombstones, readTombstone),
    exports: readList(exports, readExport),
    receipts: readList(receipts, readReceipt),
    unreadable,
    unknown,
  }
  let digest: string | null = null
  return {
    content,
    macCount: macsOf(root).length,
    contentDigest: () => (digest ??= digestOf(withoutMac(root))),
    // The digest is of the same bytes, which take long to make for a large vault.
    checkSignature: (signer) =>
      withSignedBytes(root, async (bytes) => {
        digest ??= sha256Hex(bytes)
        return await checkMac(root, bytes, signer)
      }),
  }
}

/**
 * The same content, signed by others. Returns the bytes unchanged where they do not carry a right signature of the old signer, so that
 * an unsigned or forged content never gets a valid one.
 *
 * @throws {@link AppError} `format-damaged`; `limit-exceeded` where it is nested too deeply
 */
export async function replaceSignature(bytes: Uint8Array, old: Signer, next: readonly Signer[]): Promise<Uint8Array> {
  const root = parse(bytes)
  const status = await withSignedBytes(root, (signed) => checkMac(root, signed, old))
  return status === "right" ? toBytes(await signWith(root, next)) : bytes
}

/** The content as a JSON value without `mac`. Members that are empty are left out, but for the accounts and the tombstones. */
function toRoot(content: VaultContent): Root {
  const { savedAt, ancestors, recovery, exports, receipts } = content
  return {
    ...content.unknown,
    version: content.version,
    generation: content.generation,
    ...(savedAt === null ? {} : { savedAt: isoTime(savedAt) }),
    ...(ancestors.length === 0 ? {} : { ancestors }),
    ...(recovery === null ? {} : { recovery: writeRecovery(recovery) }),
    accounts: [...content.accounts.map((account) => toRecord(account, { secrets: true })), ...content.unreadable],
    tombstones: content.tombstones.map(writeTombstone),
    ...(exports.length === 0 ? {} : { exports: exports.map(writeExport) }),
    ...(receipts.length === 0 ? {} : { receipts: receipts.map(writeReceipt) }),
  }
}

function digestOf(rootWithoutMac: Root): string {
  const bytes = new TextEncoder().encode(canonicalJson(rootWithoutMac))
  const digest = sha256Hex(bytes)
  bytes.fill(0)
  return digest
}

async function signWith(root: Root, signers: readonly Signer[]): Promise<Root> {
  const content = withoutMac(root)
  const macs = await Promise.all(signers.map((signer) => macOf(content, signer)))
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
