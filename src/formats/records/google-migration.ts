import type * as Wire from "@bufbuild/protobuf/wire"
import { RFC_ALGORITHMS, makeDraft } from "../../accounts/account.ts"
import type { Algorithm, Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import type { Issue } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { percentDecode } from "../../base/percent.ts"
import { digest } from "../crypto/crypto.ts"
import type { Keeps } from "../handler.ts"
import { checkRecords } from "../limits.ts"
import { decodeBase64, encodeBase64 } from "./encoding.ts"
import { FIELD_TEXTS } from "./fields.ts"
import { BARE_KEEPS } from "./keeps.ts"
import type { RecordReader } from "./record-reader.ts"

/**
 * Google Authenticator's transfer codes: `otpauth-migration://offline?data=` and the base64 of a protobuf message.
 *
 * ```proto
 * message Payload {
 *   repeated OtpParameters otp_parameters = 1;
 *   int32 version = 2; int32 batch_size = 3; int32 batch_index = 4; int32 batch_id = 5;
 * }
 * message OtpParameters {
 *   bytes secret = 1; string name = 2; string issuer = 3;
 *   Algorithm algorithm = 4;  // 0 unspecified, 1 SHA1, 2 SHA256, 3 SHA512, 4 MD5
 *   DigitCount digits = 5;    // 0 unspecified, 1 six, 2 eight
 *   OtpType type = 6;         // 0 unspecified, 1 HOTP, 2 TOTP
 *   int64 counter = 7;
 *   string unique_id = 8;     // version 2
 * }
 * ```
 *
 * Version 1 has a random `batch_id`, often negative; version 2 has none. There is no period: it is always 30 seconds.
 */
export const MIGRATION_TEXTS = texts({
  noData: {
    en: "this transfer code from Google Authenticator has no data in it",
    ja: "Google Authenticator の移行コードにデータがありません",
  },
  broken: { en: "this transfer code from Google Authenticator is damaged", ja: "Google Authenticator の移行コードが壊れています" },
  digits: { en: "unsupported number of digits", ja: "対応していない桁数です" },
  algorithm: { en: "unsupported algorithm", ja: "対応していないアルゴリズムです" },
  missing: {
    en: "{count|part|parts} {missing} of {size} {count|is|are} missing: scan {count|it|them} too and import all together",
    ja: "全 {size} 個のうち {missing} 番目のコードがありません。読み取って、まとめてインポートしてください",
  },
  repeated: {
    en: "{count} repeated {count|code was|codes were} ignored",
    ja: "同じコードが {count} 個重複していたため、1 回だけ読み込みました",
  },
})

/** One code: part `index` of `size`. */
export interface MigrationPart {
  readonly version: number
  readonly size: number
  readonly index: number
  readonly id: number | null
  /** The `OtpParameters` messages, still encoded. Secret. */
  readonly records: readonly Uint8Array[]
}

/** Accounts in one code; Google Authenticator reads no more. */
export const MAX_BATCH = 10

export const MIGRATION_KEEPS: Keeps = {
  ...BARE_KEEPS,
  kinds: ["totp", "hotp"],
  algorithms: [...RFC_ALGORITHMS, "MD5"],
  digits: [6, 8],
}

const PREFIX = "otpauth-migration://"

let loading: Promise<typeof Wire> | null = null

/** Loads the package on first use, once: a file may hold ten thousand codes. */
function wire(): Promise<typeof Wire> {
  return (loading ??= import("@bufbuild/protobuf/wire"))
}

/**
 * Parse a URI leniently: data without percent-encoding, a space for a `+`, missing padding, white space and URL-safe base64 are accepted.
 *
 * @throws AppError `format-damaged`
 */
export async function parseMigrationUri(uri: string): Promise<MigrationPart> {
  const data = /[?&]data=([^&#]*)/i.exec(uri)?.[1] ?? ""
  if (data.trim() === "") throw new AppError("format-damaged", MIGRATION_TEXTS.noData)
  return parsePayload(decodeBase64(percentDecode(data.trim()).replaceAll(" ", "+")), await wire())
}

function parsePayload(bytes: Uint8Array, { BinaryReader, WireType }: typeof Wire): MigrationPart {
  const records: Uint8Array[] = []
  let [version, size, index]: [number, number, number] = [0, 1, 0]
  let id: number | null = null
  try {
    const reader = new BinaryReader(bytes)
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag()
      if (field === 1 && type === WireType.LengthDelimited) checkRecords(records.push(reader.bytes()))
      else if (field === 2 && type === WireType.Varint) version = reader.int32()
      else if (field === 3 && type === WireType.Varint) size = reader.int32()
      else if (field === 4 && type === WireType.Varint) index = reader.int32()
      else if (field === 5 && type === WireType.Varint) id = reader.int32()
      else reader.skip(type, field)
    }
  } catch (cause) {
    throw isAppError(cause) ? cause : new AppError("format-damaged", MIGRATION_TEXTS.broken, { cause })
  }
  if (records.length === 0 && version === 0) throw new AppError("format-damaged", MIGRATION_TEXTS.broken)
  return { version, size: Math.max(size, 1), index, id, records }
}

const ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA1", "SHA256", "SHA512", "MD5"]
const DIGITS: readonly number[] = [6, 6, 8]

/** @throws AppError `format-damaged`, `format-unsupported` */
function parseRecord(bytes: Uint8Array, { BinaryReader, WireType }: typeof Wire): Draft {
  let secret = new Uint8Array()
  let [name, issuer] = ["", ""]
  let [algorithm, digits, type, counter] = [0, 0, 0, 0]
  try {
    const reader = new BinaryReader(bytes)
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag()
      const expected = field <= 3 ? WireType.LengthDelimited : WireType.Varint
      if (wireType !== expected || field > 7) reader.skip(wireType, field)
      else if (field === 1) secret = Uint8Array.from(reader.bytes())
      else if (field === 2) name = reader.string()
      else if (field === 3) issuer = reader.string()
      else if (field === 4) algorithm = reader.int32()
      else if (field === 5) digits = reader.int32()
      else if (field === 6) type = reader.int32()
      else counter = Number(reader.int64())
    }
  } catch (cause) {
    throw new AppError("format-damaged", MIGRATION_TEXTS.broken, { cause })
  }
  const parsed = { algorithm: ALGORITHMS[algorithm], digits: DIGITS[digits] ?? (digits >= 5 && digits <= 10 ? digits : undefined) }
  if (parsed.algorithm === undefined) throw new AppError("format-unsupported", MIGRATION_TEXTS.algorithm)
  if (parsed.digits === undefined) throw new AppError("format-unsupported", MIGRATION_TEXTS.digits)
  if (![0, 1, 2].includes(type)) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const base = { issuer: issuer.trim(), name: withoutIssuer(name.trim(), issuer.trim()), secret: new Secret(secret) }
  const codes = { algorithm: parsed.algorithm, digits: parsed.digits }
  return makeDraft(type === 1 ? { kind: "hotp", ...base, ...codes, counter } : { kind: "totp", ...base, ...codes })
}

/** Strip the issuer from a name: the app stores the whole label as name. */
function withoutIssuer(name: string, issuer: string): string {
  return issuer !== "" && name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name
}

interface Group {
  readonly at: number
  readonly first: MigrationPart
  readonly parts: Map<number, { readonly at: number; readonly part: MigrationPart }>
}

/**
 * Collects the parts of one or several exports, in any order; parts may be repeated or missing. Parts belong together by version, size and
 * id. Where there is no id, a second part with the same index and other content begins another export.
 */
export class MigrationParts {
  /** In the order of their first parts. */
  readonly #groups: Group[] = []
  /** Groups with the same version, size and id: their parts could be of one export. */
  readonly #groupsByKey = new Map<string, Group[]>()
  /** Hashes of the parts seen for each index. The n-th distinct content of an index goes to the n-th group of {@link #groupsByKey}. */
  readonly #contents = new Map<string, Set<string>>()
  #repeated = 0

  /**
   * @param at - The place of the part, for issues.
   * @throws AppError `limit-exceeded`
   */
  add(at: number, part: MigrationPart): void {
    const key = `${part.version} ${part.size} ${part.id}`
    const groups = entryOf(this.#groupsByKey, key, () => [])
    const contents = entryOf(this.#contents, `${key} ${part.index}`, () => new Set<string>())
    const hash = recordsHash(part)
    if (contents.has(hash)) {
      this.#repeated++
      return
    }
    const group = groups[contents.size]
    contents.add(hash)
    if (group !== undefined) {
      group.parts.set(part.index, { at, part })
      return
    }
    const made = { at, first: part, parts: new Map([[part.index, { at, part }]]) }
    groups.push(made)
    checkRecords(this.#groups.push(made))
  }

  /** The exports in the order their first part came; each is read by calling `read`. */
  async exports(): Promise<readonly { readonly at: number; read(reader: RecordReader): void }[]> {
    const module = this.#groups.length > 0 ? await wire() : null
    return this.#groups.map((group) => ({
      at: group.at,
      read: (reader) => {
        if (module !== null) readGroup(group, reader, module)
      },
    }))
  }

  notices(): readonly Message[] {
    return this.#repeated === 0 ? [] : [{ sentence: MIGRATION_TEXTS.repeated, detail: { count: this.#repeated } }]
  }
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function recordsHash({ records }: MigrationPart): string {
  return `${records.length} ${encodeBase64(digest("sha256", Buffer.concat(records)))}`
}

function readGroup({ at, first, parts }: Group, reader: RecordReader, module: typeof Wire): void {
  for (const [, found] of [...parts].sort(([a], [b]) => a - b)) {
    for (const record of found.part.records) reader.read(found.at, () => parseRecord(record, module))
  }
  const issue = missingIssue(at, first.size, new Set(parts.keys()))
  if (issue !== null) reader.issue(issue)
}

const NAMED_MISSING = 20

function missingIssue(at: number, size: number, there: ReadonlySet<number>): Issue | null {
  const count = size - [...there].filter((index) => index >= 0 && index < size).length
  if (count <= 0) return null
  const named: number[] = []
  for (let index = 0; named.length < NAMED_MISSING && index < size; index++) if (!there.has(index)) named.push(index + 1)
  const missing = named.join(", ") + (count > named.length ? ", …" : "")
  return { at, code: "part-missing", reason: MIGRATION_TEXTS.missing, detail: { count, missing, size } }
}

/** The position of a batch in its export. */
export interface BatchPlace {
  readonly size: number
  /** From 0. */
  readonly index: number
  /** A random int32, the same for all batches of one export. */
  readonly id: number
}

/**
 * One code of version 1, fields in the order the app writes them.
 *
 * @param drafts - At most {@link MAX_BATCH}, and only accounts that {@link MIGRATION_KEEPS} allows.
 */
export async function migrationUri(drafts: readonly Draft[], place: BatchPlace): Promise<string> {
  const { BinaryWriter, WireType } = await wire()
  const writer = new BinaryWriter()
  for (const draft of drafts) {
    writer.tag(1, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.LengthDelimited).bytes(draft.secret.reveal())
    const name = withoutIssuer(draft.name, draft.issuer) === draft.name ? draft.name : `${draft.issuer}:${draft.name}`
    if (name !== "") writer.tag(2, WireType.LengthDelimited).string(name)
    if (draft.issuer !== "") writer.tag(3, WireType.LengthDelimited).string(draft.issuer)
    writer.tag(4, WireType.Varint).int32(ALGORITHMS.lastIndexOf(draft.algorithm))
    writer.tag(5, WireType.Varint).int32(DIGITS.lastIndexOf(draft.digits))
    writer.tag(6, WireType.Varint).int32(draft.kind === "hotp" ? 1 : 2)
    if (draft.kind === "hotp") writer.tag(7, WireType.Varint).int64(draft.counter ?? 0)
    writer.join()
  }
  for (const [field, value] of [
    [2, 1],
    [3, place.size],
    [4, place.index],
    [5, place.id],
  ] as const) {
    writer.tag(field, WireType.Varint).int32(value)
  }
  return `${PREFIX}offline?data=${encodeURIComponent(encodeBase64(writer.finish()))}`
}

/**
 * All codes of one export, in order.
 *
 * @param perBatch - 1 to {@link MAX_BATCH}.
 * @param idBytes - Four random bytes.
 */
export async function migrationUris(drafts: readonly Draft[], perBatch: number, idBytes: Uint8Array): Promise<string[]> {
  const id = new DataView(idBytes.buffer, idBytes.byteOffset, 4).getInt32(0)
  const size = Math.ceil(drafts.length / perBatch)
  const batches = Array.from({ length: size }, (_, index) => drafts.slice(index * perBatch, (index + 1) * perBatch))
  return Promise.all(batches.map((batch, index) => migrationUri(batch, { size, index, id })))
}
