import { deflateRawSync, inflateRawSync } from "node:zlib"
import { defaultsOf, makeDraft } from "../accounts/account.ts"
import type { Algorithm, Draft, Kind } from "../accounts/account.ts"
import { Secret } from "../accounts/secret.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"

export const PAYLOAD_TEXTS = texts({
  damaged: { en: "the content of the transfer is damaged", ja: "引き継ぎデータの中身が壊れています" },
  record: { en: "the content of the transfer is damaged at account {at}", ja: "引き継ぎデータの {at} 件目が壊れています" },
  newer: {
    en: "the transfer was made by a newer keyferry (layout {version})",
    ja: "この引き継ぎデータは新しい版の keyferry で作成されています（形式 {version}）",
  },
  tooLarge: { en: "the transfer is larger than {max} MiB when unpacked", ja: "引き継ぎデータが展開後 {max} MiB を超えています" },
})

const VERSION = 1
const MAX_MIB = 16
/** An index in these lists is part of the layout: append only, never reorder. Independent of the lists in `accounts/account.ts`. */
const KINDS: readonly Kind[] = ["totp", "hotp", "steam", "motp", "yandex"]
const ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5"]
const FAVORITE = 1
const TRASHED = 2

/**
 * Encode accounts in the compact form of a transfer: JSON lists without names, deflated (RFC 1951). Icons, ids and the times of change and
 * use are left out: they would double the number of QR codes, and the receiving vault assigns its own.
 *
 * @see man/keyferry-transfer.5
 */
export function packDrafts(drafts: readonly Draft[]): Uint8Array {
  return deflateRawSync(Buffer.from(JSON.stringify([VERSION, drafts.map(packOne)]), "utf8"), { level: 9, memLevel: 9 })
}

function packOne(d: Draft): unknown[] {
  const defaults = defaultsOf(d.kind)
  const fields = [
    KINDS.indexOf(d.kind),
    d.issuer,
    d.name,
    Buffer.from(d.secret.reveal()).toString("base64").replace(/=+$/, ""),
    d.algorithm === defaults.algorithm ? null : ALGORITHMS.indexOf(d.algorithm),
    d.digits === defaults.digits ? null : d.digits,
    d.period === defaults.period ? null : d.period,
    d.counter === defaults.counter ? null : d.counter,
    d.pin,
    d.note === "" ? null : d.note,
    d.groups.length === 0 ? null : d.groups,
    (d.favorite ? FAVORITE : 0) + (d.trashed ? TRASHED : 0) || null,
    d.createdAt,
  ]
  while (fields.at(-1) === null) fields.pop()
  return fields
}

/**
 * Decode what {@link packDrafts} has encoded.
 *
 * @throws {@link AppError} `format-damaged`, `format-version`, `limit-exceeded`
 */
export function unpackDrafts(packed: Uint8Array): Draft[] {
  const root = parse(inflate(packed))
  if (!Array.isArray(root)) throw new AppError("format-damaged", PAYLOAD_TEXTS.damaged)
  const [version, records] = root as unknown[]
  if (typeof version === "number" && version > VERSION) throw new AppError("format-version", PAYLOAD_TEXTS.newer, { detail: { version } })
  if (version !== VERSION || !Array.isArray(records)) throw new AppError("format-damaged", PAYLOAD_TEXTS.damaged)
  return records.map((record: unknown, index) => unpackOne(record, index + 1))
}

function inflate(packed: Uint8Array): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: MAX_MIB * 2 ** 20 })
  } catch (cause) {
    if (cause instanceof RangeError) throw new AppError("limit-exceeded", PAYLOAD_TEXTS.tooLarge, { detail: { max: MAX_MIB }, cause })
    throw new AppError("format-damaged", PAYLOAD_TEXTS.damaged, { cause })
  }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json))
  } catch (cause) {
    throw new AppError("format-damaged", PAYLOAD_TEXTS.damaged, { cause })
  }
}

function unpackOne(record: unknown, at: number): Draft {
  const damaged = (cause?: unknown): AppError => new AppError("format-damaged", PAYLOAD_TEXTS.record, { detail: { at }, cause })
  if (!Array.isArray(record)) throw damaged()
  const [kindAt, issuer, name, secret, algorithmAt, digits, period, counter, pin, note, groups, flags, createdAt] = record as unknown[]
  const kind = KINDS[wholeInRange(kindAt, 0, KINDS.length - 1) ?? -1]
  if (kind === undefined || typeof secret !== "string") throw damaged()
  const usual = defaultsOf(kind)
  const orElse = <T>(value: unknown, instead: T, read: (value: unknown) => T | undefined): T => {
    const found = value === null || value === undefined ? instead : read(value)
    if (found === undefined) throw damaged()
    return found
  }
  const bits = orElse(flags, 0, (v) => wholeInRange(v, 0, 2 ** 31 - 1))
  try {
    return makeDraft({
      kind,
      secret: new Secret(Buffer.from(secret, "base64")),
      issuer: orElse(issuer, "", textValue),
      name: orElse(name, "", textValue),
      algorithm: orElse(algorithmAt, usual.algorithm, (v) => ALGORITHMS[wholeInRange(v, 0, ALGORITHMS.length - 1) ?? -1]),
      digits: orElse(digits, usual.digits, (v) => wholeInRange(v, 1, 10)),
      period: orElse(period, usual.period, (v) => (kind === "hotp" ? undefined : wholeInRange(v, 1, 2 ** 31 - 1))),
      counter: orElse(counter, usual.counter, (v) => (kind === "hotp" ? wholeInRange(v, 0, Number.MAX_SAFE_INTEGER) : undefined)),
      pin: orElse(pin, null, textValue),
      note: orElse(note, "", textValue),
      groups: orElse(groups, [], textList),
      favorite: (bits & FAVORITE) !== 0,
      trashed: (bits & TRASHED) !== 0,
      createdAt: orElse(createdAt, null, (v) => wholeInRange(v, 0, Number.MAX_SAFE_INTEGER)),
    })
  } catch (cause) {
    throw damaged(cause)
  }
}

function wholeInRange(value: unknown, least: number, most: number): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

function textValue(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

function textList(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string") ? value : undefined
}
