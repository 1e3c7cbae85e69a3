import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { decodeBase32 } from "../../../accounts/base32.ts"
import { Secret } from "../../../accounts/secret.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { isObject, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { JsonObject } from "../../containers/json.ts"
import { argon2, tryPassword, wrongPassword } from "../../crypto/crypto.ts"
import type { Handler, Key, Loss, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../../handler.ts"
import { checkKeySlots } from "../../limits.ts"
import { decodeHex, encodeBase64, encodeHex } from "../../records/encoding.ts"
import { FIELD_TEXTS, base32Field, draftOf, flag, text, uuidField } from "../../records/fields.ts"
import { ALL_DIGITS, BARE_KEEPS, changed } from "../../records/keeps.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { encodeUtf8 } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { openSalted, openSaltedText } from "./cryptojs.ts"

/** Authenticator, the browser extension: a JSON map, plain or encrypted in one of three ways. */
const TEXTS = texts({
  guide: {
    en: "In the extension: Settings › Backup › Download (password-protected or not)",
    ja: "拡張機能の設定 › バックアップ › バックアップファイルをダウンロード（パスワード保護の有無はどちらでも）",
  },
  noKey: {
    en: "the key this account is encrypted with is missing from the file",
    ja: "このアカウントを復号する鍵がファイルに含まれていません",
  },
  newer: { en: "the key is of a newer version than this program reads", ja: "対応していない新しいバージョンの鍵です" },
  algorithm: {
    en: "the newest version of the extension takes SHA256 and SHA512 for SHA1: its codes would be wrong",
    ja: "拡張機能の最新版は SHA256 と SHA512 を SHA1 として読み込むため、認証コードが正しくなりません",
  },
  doubleColon: { en: "the text after :: in an issuer is read as a web address", ja: "発行者の :: 以降は Web アドレスとして扱われます" },
})

/** Of version 3 of the extension's keys. The salt is the text in the file, not the bytes that it encodes. */
const ARGON2 = { variant: "argon2id", iterations: 2, memoryKiB: 19_456, parallelism: 1, length: 32 } as const

interface File {
  readonly root: JsonObject
  readonly records: readonly JsonObject[]
  readonly keys: readonly JsonObject[]
}

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const file = parseFile(objectOf(jsonOf(singleInput(inputs))))
  checkKeySlots(file.keys.length)
  if (!file.records.some((record) => isEncrypted(record) && hasKey(record, file))) return read(file, [], context)
  return { kind: "locked", needs: "password", unlock: (key, context) => unlock(file, key, context) }
}

/** The keys and account records, in the file's order. Settings are left out. */
function parseFile(root: JsonObject): File {
  const records: JsonObject[] = []
  const keys: JsonObject[] = []
  for (const hash of Object.keys(root)) {
    const value = root[hash]
    if (!isObject(value)) continue
    if (value["dataType"] === "Key") keys.push(value)
    else if ("secret" in value || "data" in value) records.push("hash" in value ? value : { hash, ...value })
  }
  return { root, records, keys }
}

const isEncrypted = (record: JsonObject): boolean => record["dataType"] === "EncOTPStorage" || record["encrypted"] === true

/** Whether the record can be opened. The first two versions of the encryption need no key record: the password itself may be the key. */
function hasKey(record: JsonObject, { keys }: File): boolean {
  return record["dataType"] !== "EncOTPStorage" || keys.length > 0
}

interface Passphrase {
  /** The key record that the passphrase comes from; null for the first two versions of the encryption. */
  readonly keyId: string | null
  readonly text: string
}

async function unlock(file: File, { password }: Key, context: OpenContext): Promise<OpenedAccounts> {
  const plainRecords = file.records.filter((record) => !isEncrypted(record)).length
  return await tryPassword(password, async (spelling) => {
    const opened = read(file, await derivePassphrases(file, spelling, context), context)
    const hasLocked = opened.issues.some(({ code }) => code === "record-locked")
    return !hasLocked || opened.drafts.length > plainRecords ? opened : null
  })
}

async function derivePassphrases({ root, keys }: File, password: string, context: OpenContext): Promise<Passphrase[]> {
  const out: Passphrase[] = []
  for (const key of keys) {
    if (Number(key["version"] ?? 3) > 3) continue
    const hash = await argon2({ ...ARGON2, password, salt: encodeUtf8(text(key["salt"])) }, context)
    out.push({ keyId: text(key["id"]), text: encodeBase64(hash).replace(/=+$/, "") })
  }
  // Version 2 wraps a random key, under the name `key` or, in some files, directly in the root.
  for (const wrapper of [root["key"], root]) {
    const key = isObject(wrapper) && typeof wrapper["enc"] === "string" ? openSalted(wrapper["enc"], password) : null
    if (key !== null) out.push({ keyId: null, text: encodeHex(key) })
  }
  return [...out, { keyId: null, text: password }]
}

function read({ records, keys }: File, passphrases: readonly Passphrase[], context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(records, (record) => readEntry(decryptRecord(record, keys, passphrases))).opened()
}

function decryptRecord(record: JsonObject, keys: readonly JsonObject[], passphrases: readonly Passphrase[]): JsonObject {
  if (record["dataType"] === "EncOTPStorage") {
    checkKey(record, keys)
    const own = passphrases.filter(({ keyId }) => keyId !== null && (keyId === record["keyId"] || keys.length === 1))
    for (const { text: passphrase } of own) {
      const plain = openSaltedText(text(record["data"]), passphrase)
      if (plain?.trimStart().startsWith("{") === true) return { hash: record["hash"], ...objectOf(parseJson(plain)) }
    }
    throw wrongPassword()
  }
  if (record["encrypted"] !== true) return record
  for (const { text: passphrase } of passphrases) {
    const secret = openSaltedText(text(record["secret"]), passphrase)
    if (secret !== null && /^[\x21-\x7e]+$/.test(secret)) return { ...record, secret }
  }
  throw wrongPassword()
}

function checkKey(record: JsonObject, keys: readonly JsonObject[]): void {
  if (keys.length === 0) throw new AppError("format-unsupported", TEXTS.noKey)
  const key = keys.find(({ id }) => id === record["keyId"]) ?? keys[0]
  if (Number(key?.["version"] ?? 3) > 3) throw new AppError("format-version", TEXTS.newer)
}

/** Old versions wrote the index in these lists. */
const TYPES = ["", "totp", "hotp", "battle", "steam", "hex", "hhex"] as const
const ALGORITHMS = ["", "SHA1", "SHA256", "SHA512", "GOST3411_2012_256", "GOST3411_2012_512"] as const

function readEntry(entry: JsonObject): Draft {
  if (typeof entry["secret"] !== "string") throw new AppError("format-damaged", FIELD_TEXTS.secret)
  const { type, value } = readType(readWord(entry["type"], TYPES), entry["secret"].trim())
  const isHex = type === "hex" || type === "hhex"
  return draftOf({
    kind: type === "steam" ? "steam" : type === "hotp" || type === "hhex" ? "hotp" : "totp",
    issuer: withoutAddress(text(entry["issuer"])),
    name: text(entry["account"]),
    secret: isHex ? new Secret(decodeHex(value)) : base32Field(value),
    algorithm: readWord(entry["algorithm"], ALGORITHMS),
    digits: type === "battle" ? 8 : entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
    favorite: flag(entry["pinned"]),
    id: uuidField(entry["hash"]),
  })
}

/** The text after `::` is the address of the account's website. */
function withoutAddress(issuer: string): string {
  const at = issuer.indexOf("::")
  return at < 0 ? issuer : issuer.slice(0, at)
}

function readWord(value: unknown, words: readonly string[]): string {
  const word = text(value).trim()
  return /^\d$/.test(word) ? (words[Number(word)] ?? word) : word
}

/** The secret may have a prefix that names the type. A secret that is hexadecimal but not base32 is of type `hex` or `hhex`. */
function readType(type: string, secret: string): { type: string; value: string } {
  const prefix = /^(blz|bliz|stm)-/i.exec(secret)
  if (prefix !== null) return { type: prefix[1]?.toLowerCase() === "stm" ? "steam" : "battle", value: secret.slice(prefix[0].length) }
  const word = type === "" ? "totp" : type.toLowerCase()
  if (!TYPES.some((known) => known === word)) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const isHex = /^[0-9a-f]+$/i.test(secret) && !isBase32(secret)
  return { type: isHex && (word === "totp" || word === "hotp") ? (word === "totp" ? "hex" : "hhex") : word, value: secret }
}

function isBase32(value: string): boolean {
  try {
    return decodeBase32(value).length > 0
  } catch {
    return false
  }
}

/** The extension leaves out default values. */
function toEntry(draft: Draft, hash: string, index: number): object {
  return {
    encrypted: false,
    hash,
    index,
    type: draft.kind,
    secret: draft.secret.toBase32(),
    ...(draft.favorite ? { pinned: true } : {}),
    ...(draft.kind === "hotp" ? { counter: draft.counter ?? 0 } : {}),
    ...(draft.period !== null && draft.period !== 30 ? { period: draft.period } : {}),
    ...(draft.issuer === "" ? {} : { issuer: draft.issuer }),
    ...(draft.name === "" ? {} : { account: draft.name }),
    ...(draft.kind === "steam" || draft.digits === 6 ? {} : { digits: draft.digits }),
    ...(draft.algorithm === "SHA1" ? {} : { algorithm: draft.algorithm }),
    dataType: "OTPStorage",
  }
}

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function write(drafts: readonly Draft[], { random }: WriteContext): Uint8Array {
  const taken = new Set<string>()
  const entries = drafts.map((draft, index) => {
    const own = draft.id !== null && UUID_4.test(draft.id) && !taken.has(draft.id)
    const hash = own ? draft.id : random.uuid()
    taken.add(hash)
    return [hash, toEntry(draft, hash, index)] as const
  })
  return encodeUtf8(JSON.stringify(Object.fromEntries(entries), null, 2).replaceAll("\n", "\r\n"))
}

function losses({ kind, issuer, algorithm }: Draft): Loss[] {
  const isTimeOrCounter = kind === "totp" || kind === "hotp"
  return [
    ...(issuer.includes("::") ? [changed(TEXTS.doubleColon)] : []),
    ...(isTimeOrCounter && algorithm !== "SHA1" ? [changed(TEXTS.algorithm)] : []),
  ]
}

/** The keys of the map are UUIDs, in old versions MD5 sums. */
const MAP_KEY = /^(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind !== "json-object") return "no"
  const known = sniffed.keys.slice(0, 50).some((key) => {
    const value = sniffed.json[key]
    if (!isObject(value)) return false
    if (["OTPStorage", "EncOTPStorage"].includes(text(value["dataType"]))) return true
    return typeof value["secret"] === "string" && ((Object.hasOwn(value, "hash") && Object.hasOwn(value, "index")) || MAP_KEY.test(key))
  })
  return known ? "yes" : "no"
}

export const authenticatorExtension: Handler = {
  id: "authenticator-extension",
  title: "Authenticator (browser extension)",
  titleJa: "Authenticator（ブラウザー拡張機能）",
  extensions: ["json"],
  guide: TEXTS.guide,
  detect,
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "never",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      favorite: true,
    },
    extension: () => "json",
    losses,
    run: (drafts, context) => Promise.resolve(write(drafts, context)),
  },
}
